import pytest

from maraude.domain.encounter import Encounter
from maraude.domain.followup import FollowUp, FollowUpState
from maraude.domain.person import Person
from maraude.domain.refusal import Refusal
from maraude.store.records import get, select
from maraude.usecases import tours
from maraude.usecases.session import Session
from tests.team import Clock
from tests.usecases.conftest import Note

SECRETS = (b"VIO", b"EXP", "fenêtre".encode(), b"fen\\u00eatre")


def state(session: Session, follow_up: FollowUp) -> FollowUpState:
    known = get(session.store.reader, FollowUp, follow_up.id)
    assert known is not None
    return known.state


def test_the_follow_up_of_someone_absent_is_moved_not_doubled(work: Session, note: Note) -> None:
    (planned,) = note("e ,momo r", "momo").follow_ups
    (moved,) = note(",momo yr3").follow_ups

    assert moved.id == planned.id
    assert str(moved.due) == "2026-11-26"
    assert len(list(select(work.store.reader, FollowUp, "deleted = 0"))) == 1


def test_meeting_someone_closes_what_was_due_tonight(
    work: Session, note: Note, clock: Clock
) -> None:
    (planned,) = note("e ,momo r", "momo").follow_ups
    clock.pass_time(days=1)
    note("s= ,momo")

    assert state(work, planned) is FollowUpState.DONE


def test_meeting_someone_closes_all_that_was_due(work: Session, note: Note, clock: Clock) -> None:
    planned = note("e ,momo r", "momo").follow_ups + note("s= ,momo r").follow_ups
    clock.pass_time(days=1)
    note("s= ,momo")

    assert [state(work, one) for one in planned] == [FollowUpState.DONE, FollowUpState.DONE]


def test_meeting_someone_leaves_what_is_due_later(work: Session, note: Note, clock: Clock) -> None:
    (planned,) = note("e ,momo r3", "momo").follow_ups
    clock.pass_time(days=1)
    note("s= ,momo")

    assert state(work, planned) is FollowUpState.OPEN


@pytest.mark.parametrize("line", ["z ,momo", "q ,momo", "y ,momo", ".vue ,momo"])
def test_someone_seen_but_not_met_stays_to_be_seen(
    work: Session, note: Note, clock: Clock, line: str
) -> None:
    (planned,) = note("e ,momo r", "momo").follow_ups
    clock.pass_time(days=1)
    note(line)

    assert state(work, planned) is FollowUpState.OPEN


@pytest.mark.parametrize("line", ["h ,sacha !min", "0+1h ,sacha"])
def test_no_file_is_opened_on_a_minor_alone(work: Session, note: Note, line: str) -> None:
    with pytest.raises(Refusal, match="mineur seul"):
        note(line, "sacha")

    assert list(select(work.store.reader, Person, "1")) == []
    assert tours.current(work) is None


def test_a_parent_with_a_child_may_have_a_file(work: Session, note: Note) -> None:
    note("1+1h ,marta", "marta")

    assert [person.called for person in select(work.store.reader, Person, "1")] == ["marta"]


@pytest.mark.parametrize("alert", ["!vio", "!exp"])
def test_violence_stands_in_no_row_and_no_change_but_its_own(
    work: Session, note: Note, alert: str
) -> None:
    kept = note(f"h ,marta {alert} /elle dort près de la fenêtre", "marta")
    changes = work.store.reader.execute("SELECT type, line FROM change").fetchall()
    encounters = work.store.reader.execute("SELECT * FROM encounter").fetchall()

    assert isinstance(kept.encounter, Encounter)
    assert (kept.encounter.alerts, kept.encounter.note) == ((), "")
    telling = {kind for kind, line in changes if any(secret in line for secret in SECRETS)}
    assert telling == {"safety_note"}
    assert not any(secret in repr(encounters).encode() for secret in SECRETS)


def test_a_safety_note_is_about_the_one_person_met(note: Note) -> None:
    kept = note("h ,marta !vio", "marta")
    (safety,) = kept.safety_notes

    assert isinstance(kept.encounter, Encounter)
    assert safety.person == kept.encounter.people.persons[0]


def test_of_two_persons_a_safety_note_asks_which(work: Session, note: Note) -> None:
    with pytest.raises(Refusal, match="De qui s'agit-il") as refused:
        note("2h ,marta ,sam !vio", "marta", "sam")

    assert refused.value.code == "which-person"
    assert list(select(work.store.reader, Person, "1")) == []
