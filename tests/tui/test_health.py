"""Whether all is well on the laptop, seen in the settings."""

import pytest
from textual.widgets import Static

from maraude.store import reserve
from maraude.tui.screens.debrief import DebriefScreen
from maraude.tui.screens.health import HealthScreen
from maraude.usecases.session import Session
from tests.tui.seen import text
from tests.tui.waiting import settled
from tests.tui.ways import Way, arrived, press

SETTINGS = (("r",), ("down",) * 10)


async def test_every_thing_is_looked_at_and_what_to_do_stands_below(session: Session) -> None:
    reserve.release(session.store.home)
    async with arrived(session, Way("", HealthScreen, (*SETTINGS, ("enter",)))) as pilot:
        await settled(pilot)
        seen = text(pilot)
        await press(pilot, ("down",) * 3)
        await settled(pilot)
        below = str(pilot.app.screen.query_one("#detail", Static).content)

    assert "✓ Base de travail" in seen
    assert "✓ Horloge" in seen
    assert "! Réserve pour disque plein" in seen
    assert "à voir : " in seen
    assert "Faites de la place, puis rouvrez maraude" in below


async def test_it_is_looked_at_again_once_mended(session: Session) -> None:
    reserve.release(session.store.home)
    async with arrived(session, Way("", HealthScreen, (*SETTINGS, ("enter",)))) as pilot:
        reserve.keep(session.store.home)
        await press(pilot, ("enter",))
        await settled(pilot)
        seen = text(pilot)

    assert "✓ Réserve pour disque plein" in seen


async def test_a_disk_that_is_nearly_full_is_told_at_the_debrief_and_in_the_settings(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reserve, "LOW", 10**18)
    async with arrived(session, Way("", DebriefScreen, (("t",), ("end",)))) as pilot:
        debrief = text(pilot)
    async with arrived(session, Way("", HealthScreen, (*SETTINGS, ("enter",)))) as pilot:
        health = text(pilot)

    assert "DISQUE" in debrief
    assert "Mo sur le disque : faites de la place" in debrief
    assert "! Place libre" in health
