from dataclasses import replace
from datetime import timedelta

import pytest

from maraude.domain.choice import Choice, ChoiceKind
from maraude.domain.encounter import People
from maraude.domain.person import Informed, Person
from maraude.domain.tour import Tour
from maraude.tui.app import MaraudeApp
from maraude.tui.screens.nearby import NearbyScreen
from maraude.tui.screens.people import PeopleScreen
from maraude.tui.screens.person import PersonScreen
from maraude.tui.screens.tonight import Tonight
from maraude.tui.widgets.entry import Line
from maraude.usecases import alerts, drafts, find, forms, log, notes, people, rights, tours
from maraude.usecases.session import Session
from tests.joined import become
from tests.team import Clock
from tests.tui.evenings import note
from tests.tui.seen import heading, listed, notices, said
from tests.tui.waiting import keys, settled
from tests.tui.whole import whole_app


@pytest.fixture
def youssef(session: Session) -> Person:
    """Someone met a while ago tonight, with a wound to look at."""
    tour = tours.current(session)
    assert tour is not None
    chosen = Choice(ChoiceKind.PERSON, "youssef", name="Youssef", informed=Informed.YES)
    reading = log.read(session, tour, "m ,youssef !pla", (chosen,), at=session.now())
    log.save(session, reading)
    return find.people(session, "youssef")[0].person


async def test_a_name_with_slips_opens_the_file(session: Session, youssef: Person) -> None:
    async with whole_app(session) as pilot:
        await keys(pilot, ",", "'yusef")
        found = listed(pilot)
        await keys(pilot, "enter")

        assert found == ["> Youssef                    vu à l'instant, équipe Nord"]
        assert isinstance(pilot.app.screen, PersonScreen)
        assert heading(pilot) == f"Youssef · {youssef.code}"
        assert [line.split()[0:2] for line in listed(pilot)] == [
            [">", "ALERTES"],
            ["DEMANDES", "23/11/26"],
            ["RENCONTRES", "23/11/26"],
        ]


async def test_a_known_person_is_noted_from_the_list_in_a_few_keys(
    session: Session, youssef: Person
) -> None:
    async with whole_app(session) as pilot:
        await keys(pilot, ",", "f2", "'s=x=", "enter")

    (entry, _before) = tours.entries(session, _tour(session))
    assert [given.code for given in entry.encounter.given] == ["SOU", "CHA"]  # type: ignore[union-attr] # an encounter
    assert entry.encounter.people.persons == (youssef.id,)  # type: ignore[union-attr] # an encounter


async def test_noting_from_a_file_names_the_person_on_the_line_in_progress(
    session: Session, youssef: Person
) -> None:
    async with whole_app(session) as pilot:
        await keys(pilot, "n", "'s= /note", "escape", ",", "enter", "n")

        assert isinstance(pilot.app.screen, Tonight)
        assert pilot.app.screen.query_one(Line).value == ",Youssef s= /note"
    kept = drafts.read(session)
    assert kept is not None
    assert kept.choices == (Choice(ChoiceKind.PERSON, "Youssef", record=youssef.id),)


async def test_the_line_says_before_enter_that_someone_opposes(
    session: Session, youssef: Person
) -> None:
    people.describe(session, replace(youssef, opposed=True))
    async with whole_app(session) as pilot:
        await keys(pilot, "n", "'s= ,you")
        words = said(pilot, "#words")
        await keys(pilot, "enter")

    assert "Youssef s'oppose au suivi" in words
    (entry, _before) = tours.entries(session, _tour(session))
    assert entry.encounter.people == People(unknown=1)  # type: ignore[union-attr] # an encounter


async def test_a_new_file_asks_whether_the_person_knows(session: Session) -> None:
    async with whole_app(session) as pilot:
        await keys(pilot, ",", "'rosa", "f4", "enter", "o")

        assert heading(pilot).startswith("Rosa · ")
        assert "informée de la fiche" in said(pilot, "#heading")


async def test_an_alert_is_closed_and_reopened_by_undo(session: Session, youssef: Person) -> None:
    async with whole_app(session) as pilot:
        await keys(pilot, ",", "enter", "enter", "c")
        closed = alerts.open_now(session)
        await keys(pilot, "ctrl+z")

        assert closed == ()
        assert len(alerts.open_now(session)) == 1
        assert said(pilot, "#news") == "Annulé : la dernière modification de cette fiche."


async def test_a_right_is_noted_with_its_next_step(session: Session, youssef: Person) -> None:
    async with whole_app(session) as pilot:
        await keys(pilot, ",", "enter", "d", "enter", "down", "enter")
        await keys(pilot, "'RDV mardi", "enter", "'mardi", "enter")

        assert said(pilot, "#news") == "Droit noté · Ctrl+Z annule"
    (right,) = rights.of(session, youssef.id)
    assert (right.code, right.state, right.next_step) == ("DOM", "E", "RDV mardi")
    assert right.due == session.evening.later(1)


async def test_words_on_a_person_are_kept_until_they_are_written(
    session: Session, youssef: Person
) -> None:
    async with whole_app(session) as pilot:
        await keys(pilot, ",", "enter", "t", "'aime le th", "escape")
        assert said(pilot, "#news") == "Brouillon gardé."
    async with whole_app(session) as pilot:
        await keys(pilot, ",", "enter", "t", "'é", "enter", "enter")

    assert [note.text for note in notes.of_person(session, youssef.id)] == ["aime le thé"]
    assert forms.read(session, forms.note_on(youssef.id)) == ()


async def test_an_evening_that_cannot_be_read_keeps_the_question(
    session: Session, youssef: Person
) -> None:
    async with whole_app(session) as pilot:
        await keys(pilot, ",", "enter", "r", "'hier", "enter", "enter", "enter")

        assert "La soirée s'écrit" in said(pilot, "#objection")
        await keys(pilot, "escape")
        assert isinstance(pilot.app.screen, PersonScreen)


async def test_fields_are_filled_in_one_after_another(session: Session, youssef: Person) -> None:
    async with whole_app(session) as pilot:
        await keys(pilot, ",", "enter", "m", "down", "down", "enter", "enter")
        await keys(pilot, "down", "down", "down", "enter", "down", "enter", "escape")

        assert "homme · 18 à 24 ans" in said(pilot, "#heading")
    assert people.by_id(session, youssef.id).age == "A18"


async def test_identity_is_opened_on_purpose(session: Session, youssef: Person) -> None:
    async with whole_app(session) as pilot:
        await keys(pilot, ",", "enter", "i", "n")
        unopened = isinstance(pilot.app.screen, PersonScreen)
        await keys(pilot, "i", "o", "'Y.", "enter", "'B.", "enter", "enter", "enter")

        assert unopened
        assert "B." not in "\n".join((*listed(pilot), said(pilot, "#heading")))
    identity = people.identity(session, youssef.id)
    assert identity is not None
    assert identity.last_name == "B."


async def test_a_closed_file_shows_nothing_and_opens_again(
    session: Session, youssef: Person
) -> None:
    async with whole_app(session) as pilot:
        await keys(pilot, ",", "enter", "x", "o")

        assert heading(pilot) == youssef.code
        assert listed(pilot) == []
        await keys(pilot, "n", "a", "x")
        assert heading(pilot) == f"Youssef · {youssef.code}"


async def test_a_file_that_is_contested_is_frozen_by_a_key_and_by_a_key_again_not(
    session: Session, youssef: Person
) -> None:
    async with whole_app(session) as pilot:
        await keys(pilot, ",", "enter", "g", "o")
        frozen = people.by_id(session, youssef.id).restricted
        await keys(pilot, "t", "m", "g", "o")

        assert frozen
        assert heading(pilot) == f"Youssef · {youssef.code}"
        assert said(pilot, "#news") == "Le gel est levé : la fiche se lit et s'écrit de nouveau."


async def test_a_volunteer_sees_nothing_of_a_frozen_file(session: Session, youssef: Person) -> None:
    become(session, "volunteer")
    async with whole_app(session) as pilot:
        await keys(pilot, ",", "enter", "g", "o")
        shown = (heading(pilot), listed(pilot), said(pilot, "#heading"))
        await keys(pilot, "g", "o")
        still = people.by_id(session, youssef.id).restricted
        await keys(pilot, "escape")

        assert shown[:2] == (youssef.code, [])
        assert shown[2].startswith("FICHE GELÉE")
        assert still
        assert listed(pilot) == [f"> {youssef.code} · fiche gelée"]


async def test_who_asks_to_be_forgotten_is_erased_in_six_keys(
    session: Session, youssef: Person
) -> None:
    async with whole_app(session) as pilot:
        await keys(pilot, ",", "enter", "x", "o", "e", "o")
        told = notices(pilot)

        assert heading(pilot) == "Personnes"
        assert listed(pilot) == []
    assert told == ["Effacé sur cet ordinateur."]
    assert people.identity(session, youssef.id) is None


async def test_an_open_file_is_not_erased_by_a_key(session: Session, youssef: Person) -> None:
    async with whole_app(session) as pilot:
        await keys(pilot, ",", "enter", "e", "o")
        assert heading(pilot) == f"Youssef · {youssef.code}"


async def test_two_files_are_made_one_and_parted(session: Session, youssef: Person) -> None:
    people.open_file(session, "Yousef", Informed.YES)
    async with whole_app(session) as pilot:
        await keys(pilot, ",", "'youssef", "enter", "f", "enter", "o")
        merged = [line for line in listed(pilot) if "RÉUNIE AVEC" in line]
        await keys(pilot, "end", "up", "enter", "o")

        assert len(merged) == 1
        assert people.merged(session, youssef.id) == ()


async def test_an_encounter_of_last_night_is_corrected_from_the_file(
    session: Session, youssef: Person, clock: Clock
) -> None:
    tours.end(session, _tour(session))
    clock.pass_time(days=1)
    tours.start(session)
    async with whole_app(session) as pilot:
        await keys(pilot, ",", "enter", "end", "enter")
        shown = heading(pilot)
        await keys(pilot, "'s=", "enter", "escape")

        assert "lundi 23 nov." in shown
        assert "mardi 24 nov." in heading(pilot)
    assert find.people(session, "")[0].last_met == clock() - timedelta(days=1)
    last_night = tours.of_evening(session, session.evening.later(-1))
    assert last_night is not None
    (entry,) = tours.entries(session, last_night)
    assert [given.code for given in entry.encounter.given] == ["SOU"]  # type: ignore[union-attr] # an encounter


async def test_an_empty_list_says_what_to_do(session: Session) -> None:
    async with whole_app(session) as pilot:
        await keys(pilot, ",")

        assert said(pilot, "#empty").startswith("Aucune fiche encore.")
        await keys(pilot, "'zz")
        assert said(pilot, "#empty").startswith("Personne ne s'appelle « zz ».")
        await keys(pilot, "escape", "escape")
        assert isinstance(pilot.app.screen, Tonight)


async def test_earlier_evenings_are_leafed_through(
    session: Session, youssef: Person, clock: Clock
) -> None:
    tours.end(session, _tour(session))
    clock.pass_time(days=2)
    async with whole_app(session) as pilot:
        await keys(pilot, "h")
        earlier = (heading(pilot), len(listed(pilot)))
        await keys(pilot, "h", "j")

        assert earlier == ("Maraude Nord · lundi 23 nov.", 1)
        assert "mercredi 25 nov." in heading(pilot)


def _tour(session: Session) -> Tour:
    tour = tours.current(session)
    assert tour is not None
    return tour


@pytest.mark.parametrize("key", ["comma", "p"], ids=["people", "nearby"])
async def test_what_is_found_once_the_screen_is_being_left_breaks_nothing(
    session: Session, key: str
) -> None:
    note(session, "h")
    async with whole_app(session) as pilot:
        await keys(pilot, key)
        screen = pilot.app.screen
        assert isinstance(screen, PeopleScreen | NearbyScreen)
        await screen.query_one("#empty").remove()
        screen._search()
        await settled(pilot)
        assert isinstance(pilot.app, MaraudeApp)
        assert pilot.app.failure is None
