"""The questions with which the coordination corrects a service near."""

import asyncio
from collections.abc import Callable

from textual.app import App

from maraude.directory import corrections, matching
from maraude.directory.service import FACETS
from maraude.domain.evening import Evening
from maraude.domain.service_note import Correction, ServiceNote
from maraude.domain.when import read_evening
from maraude.i18n import N_, _
from maraude.tui.screens.ask import AskScreen
from maraude.tui.screens.pick import Choosable, Pick
from maraude.usecases import service_notes
from maraude.usecases.orient import Nearby
from maraude.usecases.session import Session

_CHOICES = (
    (Correction.CLOSED, "f", N_("Fermé")),
    (Correction.FULL, "c", N_("Complet")),
    (Correction.MOVED, "d", N_("Déplacé")),
    (Correction.REFUSES, "r", N_("N'accueille pas…")),
)
_TONIGHT = frozenset({Correction.CLOSED, Correction.FULL})
"""What mostly holds for tonight, and is proposed so."""


async def correct(app: App[object], session: Session, found: Nearby) -> bool:
    """Ask what is not as the source says, or which correction to take back.

    Tells whether that changed something. Refusal: as ``service_notes``.
    """
    chosen = await app.push_screen_wait(_what(found))
    if chosen is None:
        return False
    if isinstance(chosen, ServiceNote):
        await asyncio.to_thread(service_notes.withdraw, session, [chosen])
        return True
    whom: str | None = ""
    if chosen is Correction.REFUSES:
        whom = await app.push_screen_wait(_whom())
    if whom is None:
        return False
    answers = await app.push_screen_wait(_more(session, found, chosen))
    if answers is None:
        return False
    await asyncio.to_thread(
        service_notes.correct,
        session,
        found.id,
        chosen,
        facet=whom,
        text=answers[0],
        until=_evening(session, answers[1]),
    )
    return True


def _what(found: Nearby) -> Pick[Correction | ServiceNote]:
    answers: list[Choosable[Correction | ServiceNote]] = [
        Choosable(what, _(label), key) for what, key, label in _CHOICES
    ]
    answers += [
        Choosable(note, _("Retirer : {correction}").format(correction=corrections.words(note)))
        for note in found.corrected
    ]
    return Pick(_("{name} : qu'est-ce qui n'est pas vrai ?").format(name=found.name), answers)


def _whom() -> Pick[str]:
    return Pick(
        _("Qui n'est pas accueilli ?"),
        [Choosable(facet, matching.label(facet)) for facet in FACETS],
    )


def _more(session: Session, found: Nearby, what: Correction) -> AskScreen:
    text = _("Où ?") if what is Correction.MOVED else _("Pourquoi, ou autre chose à savoir ?")
    until = _("ce soir") if what in _TONIGHT else ""
    return AskScreen(
        _("{name} : toutes les équipes le sauront au prochain échange.").format(name=found.name),
        (text, _("Jusqu'à quelle soirée ? (vide : jusqu'à ce que ce soit retiré)")),
        _objection(session, what),
        ("", until),
    )


def _objection(session: Session, what: Correction) -> Callable[[tuple[str, ...]], str]:
    def object_to(answers: tuple[str, ...]) -> str:
        if what is Correction.MOVED and not answers[0]:
            return _("Dites où ce lieu a déménagé.")
        try:
            _evening(session, answers[1])
        except ValueError:
            return _("La soirée s'écrit : demain, mardi, 24/11 ou +3.")
        return ""

    return object_to


def _evening(session: Session, text: str) -> Evening | None:
    return read_evening(text, session.evening) if text else None
