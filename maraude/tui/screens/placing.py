"""Where a typed address is: asked for, looked up, and chosen among those it may mean."""

import asyncio
from collections.abc import Callable, Sequence

from textual.app import App

from maraude.i18n import _
from maraude.tui.screens.ask import AskScreen
from maraude.tui.screens.pick import Choosable, Pick
from maraude.usecases.addresses import Candidate

Find = Callable[[str], Sequence[Candidate]]
"""Gives the places that a text may mean; takes its time, and raises Refusal for none."""


async def ask(app: App[object], find: Find) -> Candidate | None:
    """Ask for an address and give its place, None where nobody chose one; Refusal as ``find``."""
    labels = (_("Adresse, plus code, ou degrés (48.8676,2.3636)"),)
    answers = await app.push_screen_wait(AskScreen(_("Depuis quelle adresse ?"), labels))
    return await choose(app, find, answers[0]) if answers and answers[0] else None


async def choose(app: App[object], find: Find, text: str) -> Candidate | None:
    """Give the place of a text, chosen where it may be several; Refusal as ``find``."""
    found = await asyncio.to_thread(find, text)
    if len(found) == 1 and not found[0].note:
        return found[0]
    answers = [Choosable(one, _described(one)) for one in found]
    question = _("« {text} » : quelle adresse ?").format(text=text)
    return await app.push_screen_wait(Pick(question, answers))


def _described(candidate: Candidate) -> str:
    return " · ".join(filter(None, (candidate.label, candidate.note)))
