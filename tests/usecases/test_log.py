import pytest

from maraude.domain.encounter import Encounter, StockMove
from maraude.domain.followup import FollowUp, FollowUpState
from maraude.domain.refusal import Refusal
from maraude.store.records import get, select
from maraude.usecases import correct, log, tours, undo
from maraude.usecases.session import Session
from tests.team import Clock
from tests.usecases.conftest import Note


def test_the_first_line_of_an_evening_starts_its_tour(work: Session, note: Note) -> None:
    note("s=")

    tour = tours.current(work)
    assert tour is not None
    assert str(tour.evening) == "2026-11-23"


def test_a_line_that_is_refused_starts_no_tour(work: Session, note: Note) -> None:
    with pytest.raises(Refusal, match="je ne comprends pas"):
        note("h%")

    assert tours.current(work) is None


def test_things_left_without_meeting_anyone_are_a_stock_move(note: Note) -> None:
    left = note("0s=5").encounter

    assert isinstance(left, StockMove)
    assert [(item.code, item.quantity) for item in left.items] == [("SOU", 5)]


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

    known = get(work.store.reader, FollowUp, planned.id)
    assert known is not None
    assert known.state is FollowUpState.DONE


def test_no_file_is_opened_on_a_minor_alone(note: Note) -> None:
    with pytest.raises(Refusal, match="mineur seul"):
        note("h ,sacha !min", "sacha")


def test_the_same_person_named_twice_is_refused(note: Note) -> None:
    note("e ,momo", "momo")

    with pytest.raises(Refusal, match="nommé deux fois"):
        note("e ,mo ,momo")


def test_a_safety_note_is_in_no_change_but_its_own(work: Session, note: Note) -> None:
    kept = note("h ,marta !vio /elle a peur de rentrer", "marta")
    rows = work.store.reader.execute("SELECT type, line FROM change").fetchall()

    assert isinstance(kept.encounter, Encounter)
    assert kept.encounter.alerts == ()
    assert {kind for kind, line in rows if b"VIO" in line or b"peur" in line} == {"safety_note"}


def test_someone_long_unseen_must_be_confirmed(work: Session, note: Note, clock: Clock) -> None:
    note("e ,momo", "momo")
    clock.pass_time(days=61)
    tour = log.tour_for(work, None)
    (match,) = log.read(work, tour, "e ,momo", at=work.now()).persons

    assert match.long_unseen


def test_a_tour_left_open_closes_at_noon_with_a_note(
    work: Session, note: Note, clock: Clock
) -> None:
    note("s=")
    clock.pass_time(days=1)
    (closed,) = tours.close_left_open(work)

    assert closed.ended_at == closed.evening.ends(work.zone)
    assert "midi" in closed.debrief


def test_a_correction_keeps_the_ids_and_deletes_what_it_no_longer_says(
    work: Session, note: Note
) -> None:
    before = note("éhc=u-r")
    after = note("3hc=u=", correcting=before)

    assert after.id == before.id
    assert [r.id for r in after.referrals] == [r.id for r in before.referrals]
    assert [r.result for r in after.referrals] == ["PLA"]
    assert after.follow_ups == ()


def test_a_correction_is_undone_as_one(work: Session, note: Note) -> None:
    before = note("éhc=u-r")
    note("3hc=u=", correcting=before)
    tour = tours.current(work)
    assert tour is not None
    undo.undo_last(work, tour)

    (entry,) = tours.entries(work, tour)
    assert correct.line_of(work, tour, entry).line == "2hc=u-r"


def test_undo_takes_back_the_new_file_with_its_line(work: Session, note: Note) -> None:
    note("s=")
    note("e ,momo", "momo")
    undo.undo_latest(work)
    tour = log.tour_for(work, None)
    (match,) = log.read(work, tour, "e ,momo", at=work.now()).persons

    assert match.candidates == ()


def test_nothing_is_undone_once_the_tour_has_ended(work: Session, note: Note) -> None:
    note("s=")
    tour = tours.current(work)
    assert tour is not None
    tours.end(work, tour)

    with pytest.raises(Refusal, match="Rien à annuler"):
        undo.undo_latest(work)
