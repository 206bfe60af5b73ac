import pytest

from maraude.domain.choice import Choice, ChoiceKind
from maraude.domain.entry import Entry
from maraude.domain.followup import FollowUp, FollowUpState
from maraude.domain.refusal import Refusal
from maraude.store.records import get, select
from maraude.usecases import calls, correct, log, refer, tours, undo
from maraude.usecases.session import Session
from tests.team import Clock
from tests.usecases.conftest import Note

SERVICE = Choice(ChoiceKind.SERVICE, "HAN", record="demo:halte", name="Halte du Canal")


def stored(session: Session, entry: Entry) -> Entry:
    """Give an entry as the store holds it."""
    tour = tours.current(session)
    assert tour is not None
    (found,) = [kept for kept in tours.entries(session, tour) if kept.id == entry.id]
    return found


def changes(session: Session) -> int:
    """Count the changes that will be synced."""
    (count,) = session.store.reader.execute("SELECT count(*) FROM change").fetchone()
    return int(count)


def reopen_and_save(session: Session, entry: Entry) -> Entry | None:
    tour = log.tour_for(session, None)
    again = correct.line_of(session, tour, entry)
    reading = log.read(session, tour, again.line, again.choices, at=entry.at)
    return log.save(session, reading, correcting=entry)


@pytest.mark.parametrize(
    ("line", "new"),
    [
        ("3s=b=", ()),
        ("éhc=u-r", ()),
        ("4,2a=t", ()),
        ("1,1+1 hu25- *nco r !nrs", ()),
        ("5,4gs=8b=", ()),
        ("u20--u35--u10-", ()),
        ("hu--- ,marta *ani /reste près de son chien", ("marta",)),
        ("mk=r3 ,youssef !pla", ("youssef",)),
        ("2h ,marta ,momo r", ("marta", "momo")),
        ("h ,marta !vio /elle a peur de rentrer", ("marta",)),
        (",momo yr3", ("momo",)),
        ("zd=", ()),
        ("q", ()),
        ("s= .chu= .adj-", ()),
        ("hu", ()),
    ],
)
def test_an_entry_reopened_and_saved_as_it_stands_changes_nothing(
    work: Session, note: Note, line: str, new: tuple[str, ...]
) -> None:
    kept = stored(work, note(line, *new))
    before = changes(work)
    reopen_and_save(work, kept)

    assert stored(work, kept) == kept
    assert changes(work) == before


def test_a_correction_keeps_the_ids_and_deletes_what_it_no_longer_says(
    work: Session, note: Note
) -> None:
    before = note("éhc=u-r")
    after = note("3hc=u=", correcting=before)

    assert after.id == before.id
    assert [r.id for r in after.referrals] == [r.id for r in before.referrals]
    assert [r.result for r in after.referrals] == ["PLA"]
    assert after.follow_ups == ()
    (gone,) = select(work.store.reader, FollowUp, "deleted = 1")
    assert gone.id == before.follow_ups[0].id


def test_a_correction_writes_only_the_fields_that_changed(work: Session, note: Note) -> None:
    before = note("éhc=u-r")
    note("3hc=u-r", correcting=before)
    lines = work.store.reader.execute(
        "SELECT type, kind, line FROM change ORDER BY n DESC LIMIT 2"
    ).fetchall()

    (kind, how, line), (earlier, _how, _line) = lines
    assert (kind, how) == ("encounter", "patch")
    assert b"people" in line
    assert b"note" not in line
    assert earlier == "follow_up"


def test_a_correction_is_undone_as_one(work: Session, note: Note) -> None:
    before = stored(work, note("éhc=u-r"))
    note("3hc=u=", correcting=before)
    tour = tours.current(work)
    assert tour is not None
    undone = undo.undo_last(work, tour.id)

    assert stored(work, before) == before
    assert not undone.removed


def test_the_time_of_an_entry_stays_when_it_is_corrected(
    work: Session, note: Note, clock: Clock
) -> None:
    before = note("éhu-")
    clock.pass_time(minutes=40)
    after = note("3hu-", correcting=before)

    assert after.at == before.at
    assert after.referrals[0].at == before.referrals[0].at


def test_a_service_proposed_for_an_encounter_outlives_its_correction(
    work: Session, note: Note
) -> None:
    before = note("h")
    proposed = refer.propose(work, before, SERVICE)
    after = note("2h", correcting=stored(work, before))

    assert [r.id for r in after.referrals] == [proposed.id]


def test_a_service_chosen_while_correcting_is_kept(work: Session, note: Note) -> None:
    before = note("h")
    tour = log.tour_for(work, None)
    reading = log.read(work, tour, "2h", (SERVICE,), at=before.at)
    log.save(work, reading, correcting=before)

    assert [r.service for r in stored(work, before).referrals] == ["demo:halte"]


def test_saying_by_correction_when_someone_absent_is_due_moves_the_follow_up(
    work: Session, note: Note
) -> None:
    (planned,) = note("e ,momo r", "momo").follow_ups
    absent = note(",momo y")
    note(",momo yr3", correcting=absent)

    (only,) = select(work.store.reader, FollowUp, "deleted = 0")
    assert only.id == planned.id
    assert str(only.due) == "2026-11-26"


def test_correcting_an_absence_into_a_meeting_closes_what_was_due(
    work: Session, note: Note, clock: Clock
) -> None:
    (planned,) = note("e ,momo r", "momo").follow_ups
    clock.pass_time(days=1)
    absent = note(",momo y")
    note("s= ,momo", correcting=absent)

    known = get(work.store.reader, FollowUp, planned.id)
    assert known is not None
    assert known.state is FollowUpState.DONE


def test_an_answered_call_keeps_the_time_of_its_answer(
    work: Session, note: Note, clock: Clock
) -> None:
    before = note("hu")
    clock.pass_time(minutes=12)
    answered = calls.answer(work, before.referrals[0], "NPA")
    clock.pass_time(minutes=30)
    reopen_and_save(work, stored(work, before))

    assert stored(work, before).referrals == (answered,)


def test_things_left_without_an_encounter_are_not_reopened(work: Session, note: Note) -> None:
    left = note("0s=5")
    tour = log.tour_for(work, None)

    with pytest.raises(Refusal, match="Ctrl\\+Z"):
        correct.line_of(work, tour, left)


def test_an_encounter_is_not_corrected_into_things_left(note: Note) -> None:
    before = note("3s=")

    with pytest.raises(Refusal, match="ne décrit plus une rencontre"):
        note("0s=5", correcting=before)
