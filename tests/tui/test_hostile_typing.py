"""Text that would command the terminal, pasted into every field: kept as text, or not at all."""

from collections.abc import Iterator

import pytest
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input

from maraude.domain.text import MAX_CHARACTERS
from maraude.protocol import documents
from maraude.tui.app import Outcome
from maraude.tui.safe import _HARMFUL
from maraude.tui.screens.ask import AskScreen
from maraude.usecases.session import Session
from tests.tui.seen import text
from tests.tui.waiting import settled
from tests.tui.ways import WAYS, Way, arrived

HOSTILE = (
    "\x1b]52;c;cm0=\x07\x1b[31m[/][@click=app.quit]x[/]\u202e\x9b2J\u2066\ud83d\ufffe\x00 [né 1980]"
)
TOO_LONG = "é" * 1_000_000
OTHER_FIELDS = {
    "la ligne, empty",
    "people",
    "spots, search",
    "all commands",
    "debrief, writing",
    "settings, a zone",
    "unlock",
}
FIELDS = [way for way in WAYS if way.screen is AskScreen or way.name in OTHER_FIELDS]


@pytest.mark.parametrize("way", FIELDS, ids=lambda way: way.name)
async def test_what_is_pasted_into_a_field_is_kept_as_text_or_not_at_all(
    full_evening: Session, way: Way
) -> None:
    async with arrived(full_evening, way) as pilot:
        fields = list(pilot.app.screen.query(Input))
        assert fields
        for field in fields:
            await _paste(pilot, field, HOSTILE)
            assert "[@click=app.quit]x[/]" in field.value
            await _paste(pilot, field, TOO_LONG)
            assert len(field.value) <= MAX_CHARACTERS
        await _confirm(pilot, len(fields))
        shown = text(pilot)
        failure = pilot.app.failure  # type: ignore[attr-defined]  # of MaraudeApp

    assert failure is None
    assert _HARMFUL.findall(shown.replace("\n", "")) == []
    assert [value for value in _texts(full_evening) if _HARMFUL.search(value)] == []


async def test_every_line_of_what_is_pasted_is_kept(full_evening: Session) -> None:
    way = next(way for way in FIELDS if way.name == "a transmission")
    async with arrived(full_evening, way) as pilot:
        field = pilot.app.screen.query(Input).first()
        await _paste(pilot, field, "ce soir, le canal\r\nest fermé\n")
        assert field.value == "ce soir, le canal est fermé"


async def _paste(pilot: Pilot[Outcome], field: Input, pasted: str) -> None:
    pilot.app.screen.set_focus(field)
    field.post_message(Paste(pasted))
    await pilot.pause()


async def _confirm(pilot: Pilot[Outcome], fields: int) -> None:
    for _field in range(fields):
        await pilot.press("enter")
    await settled(pilot)


def _texts(session: Session) -> Iterator[str]:
    """Give all text that was stored; a note may have several lines."""
    for table in (*documents.TYPES, "draft", "meta", "name"):
        for row in session.store.reader.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 - the names are ours
            yield from (value.replace("\n", "") for value in row if isinstance(value, str))
