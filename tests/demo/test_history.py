from collections import Counter
from pathlib import Path

from maraude.demo import demo, lines, stories
from maraude.demo.cast import CAST
from maraude.demo.stories import SCENES
from maraude.domain.alert import Alert
from maraude.domain.encounter import MET, Encounter
from maraude.domain.evening import Evening
from maraude.domain.followup import FollowUpState
from maraude.domain.identifiers import is_code
from maraude.domain.incident import Incident
from maraude.domain.person import Person
from maraude.domain.referral import Referral
from maraude.domain.right import Right
from maraude.domain.shorthand.letters import letters
from maraude.domain.shorthand.parse import parse
from maraude.domain.situation import Situation
from maraude.domain.tour import Tour
from maraude.store.records import select
from maraude.usecases import alerts, follow_ups, notes, people, tours
from maraude.usecases.session import Session


def called(session: Session, name: str) -> Person:
    return next(select(session.store.reader, Person, "called = ?", name))


def of_person(session: Session, person: Person) -> list[Encounter]:
    everyone = select(session.store.reader, Encounter, "deleted = 0 ORDER BY at")
    return [encounter for encounter in everyone if person.id in encounter.people.persons]


def test_every_line_is_one_that_a_volunteer_could_type() -> None:
    drawn = [
        *(scene.line for scenes in SCENES.values() for scene in scenes),
        *lines.ALONE,
        *(f"{head}{acts}" for head in lines.GROUPS for acts in lines.TOGETHER),
        *lines.ASIDE,
        *(f"b=hu20{answer}" for answer in lines.CALLS),
        *lines.REFERRALS,
    ]

    assert [line for line in drawn if parse(line, letters("fr")).problems] == []


def test_tonight_nothing_was_noted_after_the_hour_at_which_it_is_shown() -> None:
    assert max(scene.at for scene in SCENES[0]).strftime("%H:%M") < "22:41"


def test_it_holds_what_it_promises(home: Path) -> None:
    made = demo.summary(home)

    assert made.evenings == 31
    assert 850 <= made.encounters <= 950
    assert 110 <= made.people <= 125
    assert (made.spots, made.services) == (14, 150)


def test_every_evening_but_tonights_ended_with_its_crew_kilometres_and_debrief(
    session: Session,
) -> None:
    *before, tonight = select(session.store.reader, Tour, "1 ORDER BY evening")

    assert len(before) == 30
    assert all(t.ended_at and t.kilometres and t.debrief and len(t.members) == 3 for t in before)
    assert all(t.stock_out and t.stock_in for t in before)
    assert tonight.is_open
    assert tonight == tours.current(session)


def test_the_115_has_no_place_more_often_than_not(session: Session) -> None:
    calls = [r for r in select(session.store.reader, Referral, "1") if r.is_call]
    results = Counter(call.result for call in calls)

    assert results["NPA"] > len(calls) / 2
    assert 0.04 < results["PLA"] / len(calls) < 0.2
    assert {"NDC", "REFP", "NCO"} <= results.keys()
    assert [call.tour for call in calls if call.is_open_call] == [tours.open_at(session, None).id]


def test_referrals_came_to_results_later(session: Session) -> None:
    referrals = [r for r in select(session.store.reader, Referral, "1") if not r.is_call]
    later = [r for r in referrals if r.closed_at and r.closed_at > r.at]

    assert {"REA", "NON", "PDV"} <= {referral.result for referral in later}
    assert any(referral.service_name for referral in referrals)


def test_some_are_due_tonight_some_overdue_and_one_has_no_evening_yet(session: Session) -> None:
    due = follow_ups.due(session, session.evening)
    names = {people.called(session, (f.person,)) for f in due if f.person}

    assert {("Olena",), ("Nadia",), ("Violon",)} <= names
    assert all(f.state is FollowUpState.OPEN for f in due)
    overdue = [people.called(session, (f.person or "",)) for f in follow_ups.overdue(session)]
    assert overdue == [("Kévin",), ("Fatou",), ("Tonton",)]
    assert len(follow_ups.without_evening(session)) == 1


def test_an_alert_is_open_with_what_to_do_and_others_are_closed(session: Session) -> None:
    held = alerts.open_now(session)

    assert [alert.code for alert in held] == ["PLA", "DIS"]
    assert all(alert.what_to_do for alert in held)
    assert len(list(select(session.store.reader, Alert, "closed_at IS NOT NULL"))) == 2


def test_teams_left_words_that_hold_tonight_and_others_that_no_longer_do(
    session: Session,
) -> None:
    assert len(notes.transmissions(session)) == 3
    assert len(list(select(session.store.reader, Incident, "1"))) == 2


def test_someone_found_a_place_and_someone_got_her_papers(session: Session) -> None:
    samir, aicha = called(session, "Samir"), called(session, "Aïcha")
    reader = session.store.reader
    slept = list(select(reader, Situation, "person = ? ORDER BY since", samir.id))
    (card,) = select(reader, Right, "person = ? AND code = 'CNI'", aicha.id)

    assert [(stay.night, stay.until is None) for stay in slept] == [("GAR", False), ("LOG", True)]
    assert card.state == "O"
    assert follow_ups.of_person(session, samir.id) == ()


def test_someone_seen_often_was_not_seen_for_three_weeks(session: Session) -> None:
    seen = of_person(session, called(session, "Anouk"))

    assert len(seen) >= 3
    assert Evening.at(seen[-1].at, session.zone) < session.evening.later(-21)


def test_two_files_may_be_of_one_person(session: Session) -> None:
    one, other = called(session, "Yasmine"), called(session, "Yasmina")

    assert (one.age, one.gender, one.languages) == (other.age, other.gender, other.languages)
    assert of_person(session, one)
    assert of_person(session, other)


def test_someone_asked_to_be_forgotten_and_someone_wants_no_file(session: Session) -> None:
    assert called(session, "Piotr").forget_at is not None
    assert called(session, "Noël").opposed


def test_files_say_what_was_told_and_no_more(session: Session) -> None:
    files = list(select(session.store.reader, Person, "1"))

    assert all(is_code(person.code) for person in files)
    assert len({person.code for person in files}) == len(files)
    assert {person.informed.value for person in files} == {"yes", "not_possible"}
    assert all(person.languages and person.age and person.gender for person in files)
    assert called(session, "Marta").animals


def test_most_are_met_and_nobody_is_met_before_their_file_begins(session: Session) -> None:
    met = [e for e in select(session.store.reader, Encounter, "1") if e.contact in MET]

    assert len(met) > 700
    assert len(CAST) >= len({person for e in met for person in e.people.persons}) > 100


def test_those_with_a_story_are_left_alone_by_chance() -> None:
    assert {"marta", "momo", "samir", "piotr"} <= stories.APART
    assert CAST.keys() >= stories.APART
