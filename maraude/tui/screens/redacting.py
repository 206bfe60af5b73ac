"""A text voided for ever, from any screen that shows it: it is read again, and confirmed, first."""

import asyncio

from textual.app import App

from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.protocol.documents import Record
from maraude.tui.safe import fit
from maraude.tui.screens.confirm import ConfirmScreen
from maraude.tui.screens.debrief_rows import DebriefRow
from maraude.tui.screens.person_lines import FileLine
from maraude.tui.screens.pick import Choosable, Pick
from maraude.usecases import redact
from maraude.usecases.briefing import PassedOn
from maraude.usecases.listing import Row
from maraude.usecases.redact import Text
from maraude.usecases.session import Session

TOLD_SECONDS = 20.0
_SHOWN = 40


def of_line(line: object) -> tuple[Record, ...]:
    """Give the records whose texts a line of a list shows; none where it shows none."""
    match line:
        case Row(entry=entry):
            return (entry.encounter, *entry.follow_ups, *entry.alerts)
        case DebriefRow(about=about) if about:
            return (about,)
        case FileLine(record=Row() as row):
            return of_line(row)
        case PassedOn(note=record) | FileLine(record=record) if isinstance(record, Record):
            return (record,)
        case _:
            return ()


async def void(app: App[object], session: Session, *shown: Record) -> bool:
    """Void one of the texts of records, once sure, and say so; tells whether it is done.

    Refusal: ``no-text``, and as ``redact.redact``.
    """
    texts = redact.texts(*shown)
    if not texts:
        raise Refusal("no-text", _("Choisissez une ligne qui porte un texte."))
    text = texts[0] if len(texts) == 1 else await _chosen(app, texts)
    if text is None or not await app.push_screen_wait(ConfirmScreen(redact.question(text))):
        return False
    await asyncio.to_thread(redact.redact, session, text)
    app.notify("\n".join(redact.told(session)), timeout=TOLD_SECONDS)
    return True


async def _chosen(app: App[object], texts: tuple[Text, ...]) -> Text | None:
    answers = [
        Choosable(text, f"{text.title} : {fit(text.words, _SHOWN).strip()}") for text in texts
    ]
    return await app.push_screen_wait(Pick(_("Effacer quel texte partout ?"), answers))
