"""Transmissions, played key by key."""

import pytest
from textual.pilot import Pilot

from maraude.tui.app import Outcome
from maraude.tui.screens.tonight import Tonight
from maraude.tui.widgets.header import Header
from maraude.usecases import forms, notes
from maraude.usecases.session import Session
from tests.tui.evenings import shows
from tests.tui.seen import said
from tests.tui.waiting import keys
from tests.tui.whole import opened


async def test_a_transmission_is_written_withdrawn_and_brought_back(on_tour: Session) -> None:
    async with opened(on_tour) as pilot:
        await keys(pilot, "m", "a", "'le code change", "enter", "'Est", "enter", "'+3", "enter")
        written = notes.transmissions(on_tour)[0]
        await keys(pilot, "r")
        withdrawn = notes.transmissions(on_tour)
        await keys(pilot, "ctrl+z", "escape")
        assert shows(pilot, Tonight)

    assert (written.text, written.to, str(written.until)) == ("le code change", "Est", "2026-11-27")
    assert written not in withdrawn
    assert notes.transmissions(on_tour)[0] == written


async def test_what_is_typed_is_kept_at_each_key_until_it_is_written(on_tour: Session) -> None:
    async with opened(on_tour) as pilot:
        await keys(pilot, "m", "a", "'le code", "enter", "'Est")
    on_tour.store.write_local(lambda _connection: None).result()
    assert forms.read(on_tour, forms.TRANSMISSION) == ("le code", "Est", "")

    async with opened(on_tour) as pilot:
        await keys(pilot, "m")
        assert heading_middle(pilot) == "a : brouillon gardé"
        await keys(pilot, "a", "' change", "enter", "enter", "enter")
        assert heading_middle(pilot) == ""

    written = notes.transmissions(on_tour)[0]
    assert (written.text, written.to) == ("le code change", "Est")
    assert forms.read(on_tour, forms.TRANSMISSION) == ()


async def test_what_is_rubbed_out_is_no_draft(on_tour: Session) -> None:
    async with opened(on_tour) as pilot:
        await keys(pilot, "m", "a", "'x", "escape")
        assert heading_middle(pilot) == "a : brouillon gardé"
        await keys(pilot, "a", "backspace", "escape")
        assert heading_middle(pilot) == ""


def heading_middle(pilot: Pilot[Outcome]) -> str:
    return pilot.app.screen.query_one(Header).middle


@pytest.mark.parametrize(
    ("until", "objection"), [("jamais", "La soirée se dit"), ("2020-01-01", "passée")]
)
async def test_an_evening_that_cannot_be_is_refused_where_it_is_typed(
    on_tour: Session, until: str, objection: str
) -> None:
    async with opened(on_tour) as pilot:
        await keys(pilot, "m", "a", "'le code change", "enter", "enter", f"'{until}", "enter")
        assert objection in said(pilot, "#objection")

    assert len(notes.transmissions(on_tour)) == 1
