"""The debrief and noon, played key by key."""

import pytest
from textual.widgets import Static, TextArea

from maraude.domain.encounter import Encounter, Given
from maraude.tui.screens.confirm import ConfirmScreen
from maraude.tui.screens.tonight import Tonight
from maraude.tui.widgets.header import Header
from maraude.usecases import (
    alerts,
    debriefs,
    follow_ups,
    forms,
    incidents,
    tours,
)
from maraude.usecases.session import Session
from tests.team import Clock
from tests.tui.evenings import current, note, shows
from tests.tui.seen import listed, notices
from tests.tui.waiting import keys, settled
from tests.tui.whole import opened


async def test_a_call_is_answered_from_the_debrief(on_tour: Session) -> None:
    note(on_tour, "hu")
    async with opened(on_tour) as pilot:
        await keys(pilot, "t")
        assert "réponse attendue" in listed(pilot)[0]
        await keys(pilot, "enter", "minus")
        await settled(pilot)
        assert listed(pilot)[0] == "> 115         aucun appel sans réponse"

    assert tours.open_calls(on_tour, current(on_tour)) == ()


async def test_an_alert_is_kept_with_what_to_do_or_closed(on_tour: Session) -> None:
    note(on_tour, "s= ,momo")
    async with opened(on_tour) as pilot:
        await keys(pilot, "t", "down", "enter", "g", "'voir l'infirmière", "enter")
        (kept,) = alerts.open_now(on_tour)
        await keys(pilot, "enter", "c")
        await settled(pilot)

    assert kept.what_to_do == "voir l'infirmière"
    assert alerts.open_now(on_tour) == ()


@pytest.mark.parametrize(
    ("pressed", "due"),
    [(("d",), ["2026-11-25"]), (("a", "'+3", "enter"), ["2026-11-27"]), (("f",), []), (("x",), [])],
)
async def test_a_follow_up_of_tonight_is_moved_done_or_dropped(
    on_tour: Session, pressed: tuple[str, ...], due: list[str]
) -> None:
    async with opened(on_tour) as pilot:
        await keys(pilot, "t", "down", "down", "enter", *pressed)
        await settled(pilot)

    later = [on_tour.evening.later(days) for days in range(5)]
    assert [str(f.due) for evening in later for f in follow_ups.due(on_tour, evening)] == due


async def test_an_incident_is_written_corrected_and_undone(on_tour: Session) -> None:
    async with opened(on_tour) as pilot:
        await keys(pilot, "t", "i", "'une vitre", "enter", "'le 17", "enter")
        (written,) = incidents.of_tour(on_tour, current(on_tour))
        await keys(pilot, *["down"] * 5, "enter", "c", "' cassée", "enter", "enter")
        (corrected,) = incidents.of_tour(on_tour, current(on_tour))
        await keys(pilot, "ctrl+z", "ctrl+z")

    assert (written.text, written.told) == ("une vitre", "le 17")
    assert corrected.text == "une vitre cassée"
    assert incidents.of_tour(on_tour, current(on_tour)) == ()


async def test_an_incident_is_kept_at_each_key_until_it_is_written(on_tour: Session) -> None:
    async with opened(on_tour) as pilot:
        await keys(pilot, "t", "i", "'une vitre")
    on_tour.store.write_local(lambda _connection: None).result()
    assert forms.read(on_tour, forms.INCIDENT) == ("une vitre", "")

    async with opened(on_tour) as pilot:
        await keys(pilot, "t")
        assert pilot.app.screen.query_one(Header).middle == "i : brouillon gardé"
        await keys(pilot, "i", "' cassée", "escape")
        assert pilot.app.screen.query_one(Header).middle == "i : brouillon gardé"
        await keys(pilot, "i", "enter", "enter")
        assert pilot.app.screen.query_one(Header).middle == ""

    (written,) = incidents.of_tour(on_tour, current(on_tour))
    assert written.text == "une vitre cassée"
    assert forms.read(on_tour, forms.INCIDENT) == ()


async def test_what_is_typed_is_kept_at_each_key_and_found_again(on_tour: Session) -> None:
    async with opened(on_tour) as pilot:
        await keys(pilot, "t", "d", "'Calme.", "tab", "'12,5", "escape", "escape")
        assert shows(pilot, Tonight)
    assert debriefs.read(on_tour) == debriefs.WrittenDebrief("Calme.", "12,5")

    async with opened(on_tour) as pilot:
        await keys(pilot, "t")
        assert pilot.app.screen.query_one(TextArea).text == "Calme."


async def test_the_end_says_what_is_still_open_and_nothing_blocks_it(on_tour: Session) -> None:
    note(on_tour, "hu ,momo")
    async with opened(on_tour) as pilot:
        await keys(pilot, "t", "d", "'Calme.", "tab", "'12,5", "escape", "t")
        assert shows(pilot, ConfirmScreen)
        question = str(pilot.app.screen.query_one(".question", Static).render())
        await keys(pilot, "n")
        assert tours.current(on_tour) is not None
        await keys(pilot, "t", "enter")
        await settled(pilot)
        assert shows(pilot, Tonight)

    assert "appels au 115 sans réponse : 1\n  alertes : 1\n  à revoir ce soir : 1" in question
    ended = tours.of_evening(on_tour, on_tour.evening)
    assert ended is not None
    assert (ended.debrief, ended.kilometres, ended.is_open) == ("Calme.", 12.5, False)


@pytest.mark.parametrize(
    ("kilometres", "sentence"), [("loin", "en chiffres"), ("-3", "de 0 à 9999")]
)
async def test_kilometres_that_cannot_be_are_refused_with_a_sentence(
    on_tour: Session, kilometres: str, sentence: str
) -> None:
    async with opened(on_tour) as pilot:
        await keys(pilot, "t", "d", "tab", f"'{kilometres}", "escape", "t")
        if isinstance(pilot.app.screen, ConfirmScreen):
            await keys(pilot, "enter")
        await settled(pilot)
        assert any(sentence in message for message in notices(pilot))

    assert tours.current(on_tour) is not None


async def test_at_noon_the_tour_ends_by_itself_while_the_evening_is_open(
    on_tour: Session, clock: Clock
) -> None:
    tour = current(on_tour)
    async with opened(on_tour) as pilot:
        clock.pass_time(days=1)
        tonight = pilot.app.screen
        assert isinstance(tonight, Tonight)
        tonight._pass_minute()
        await settled(pilot)

    assert not tours.by_id(on_tour, tour.id).is_open


async def test_at_noon_the_line_being_typed_stays_and_is_kept_in_its_evening(
    on_tour: Session, clock: Clock
) -> None:
    tour = current(on_tour)
    async with opened(on_tour) as pilot:
        await keys(pilot, "n", "'éc=")
        clock.pass_time(days=1)
        tonight = pilot.app.screen
        assert isinstance(tonight, Tonight)
        tonight._pass_minute()
        await settled(pilot)
        await keys(pilot, "'s=", "enter")

    (entry,) = tours.entries(on_tour, tour)
    assert isinstance(entry.encounter, Encounter)
    assert entry.encounter.given == (Given("COU", 2), Given("SOU", 2))


async def test_at_noon_the_debrief_goes_back_to_the_evening(on_tour: Session, clock: Clock) -> None:
    tour = current(on_tour)
    async with opened(on_tour) as pilot:
        await keys(pilot, "t", "d", "'Calme.", "escape", "k")
        clock.pass_time(days=1)
        tours.close_left_open(on_tour)
        await keys(pilot, "escape")
        assert shows(pilot, Tonight)

    assert tours.by_id(on_tour, tour.id).debrief.startswith("Calme.\n")
