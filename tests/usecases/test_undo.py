from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from maraude.domain.encounter import Encounter
from maraude.domain.followup import FollowUp, FollowUpState
from maraude.domain.person import Person
from maraude.domain.referral import Referral
from maraude.domain.refusal import Refusal
from maraude.store.records import get, select
from maraude.usecases import calls, log, profiles, spots, tours, undo
from maraude.usecases.session import Session
from tests.team import KEY, Clock, make_profile
from tests.usecases.conftest import Note


def test_a_line_is_taken_back_after_the_program_was_started_anew(
    tmp_path: Path, clock: Clock
) -> None:
    make_profile(tmp_path)
    before = profiles.open_with(tmp_path, KEY, "user:ines", clock)
    tour = tours.start(before)
    entry = log.save(before, log.read(before, tour, "éhc=u-r", at=clock.moment))
    before.close()
    after = profiles.open_with(tmp_path, KEY, "user:ines", clock)
    undone = undo.undo_latest(after)
    alive = [list(select(after.store.reader, t, "deleted = 0")) for t in (Encounter, Referral)]
    after.close()

    assert entry is not None
    assert (undone.encounter, undone.removed) == (entry.id, True)
    assert alive == [[], []]


def test_the_whole_tour_is_taken_back_line_by_line_down_to_its_start(
    work: Session, note: Note
) -> None:
    kept = [note(line).id for line in ("éhc=u-r", "3s=b=", "z", "q", "0s=5")]
    taken_back = [undo.undo_latest(work).encounter for _line in kept]

    assert taken_back == kept[::-1]
    assert tours.current(work) is None
    with pytest.raises(Refusal, match="Rien à annuler"):
        undo.undo_latest(work)


def test_taking_back_is_a_change_of_its_own_under_the_same_id(work: Session, note: Note) -> None:
    kept = note("s=")
    undo.undo_latest(work)
    written = work.store.reader.execute(
        "SELECT kind FROM change WHERE record = ? ORDER BY n", (kept.id,)
    ).fetchall()

    assert written == [("put",), ("patch",)]


def test_undo_takes_back_the_new_file_with_its_line(work: Session, note: Note) -> None:
    note("s=")
    note("e ,momo", "momo")
    undo.undo_latest(work)
    tour = log.tour_for(work, None)
    (match,) = log.read(work, tour, "e ,momo", at=work.now()).persons

    assert match.candidates == ()
    assert [person.deleted for person in select(work.store.reader, Person, "1")] == [True]


def test_undo_opens_again_the_follow_up_that_the_line_had_closed(
    work: Session, note: Note, clock: Clock
) -> None:
    (planned,) = note("e ,momo r", "momo").follow_ups
    clock.pass_time(days=1)
    note("s= ,momo")
    undo.undo_latest(work)

    known = get(work.store.reader, FollowUp, planned.id)
    assert known is not None
    assert known.state is FollowUpState.OPEN


def test_undo_brings_the_team_back_to_where_it_was(work: Session) -> None:
    est, canal = spots.add(work, "Gare de l'Est"), spots.add(work, "Canal St-Martin")
    tour = spots.go(work, tours.start(work), est.id)
    spots.go(work, tour, canal.id)
    undone = undo.undo_latest(work)

    back = tours.current(work)
    assert back is not None
    assert back.spot == est.id
    assert undone.encounter is None


def test_undo_opens_an_answered_call_again(work: Session, note: Note) -> None:
    (call,) = note("hu").referrals
    calls.answer(work, call, "NPA")
    undo.undo_latest(work)

    assert calls.by_id(work, call.id) == call


def test_nothing_is_undone_once_the_tour_has_ended(work: Session, note: Note) -> None:
    note("s=")
    tour = tours.current(work)
    assert tour is not None
    tours.end(work, tour)

    with pytest.raises(Refusal, match="Rien à annuler"):
        undo.undo_latest(work)
    assert work.store.reader.execute("SELECT count(*) FROM undo").fetchone() == (0,)


def test_the_last_write_of_all_is_undone_whichever_evening_it_was_made_in(
    work: Session, note: Note
) -> None:
    tonight = note("s=")
    at = datetime(2026, 11, 25, 21, 0, tzinfo=ZoneInfo("Europe/Paris"))
    tour = log.tour_for(work, at)
    later = log.save(work, log.read(work, tour, "b=", at=at))

    assert later is not None
    assert [undo.undo_latest(work).encounter for _time in range(2)] == [later.id, tonight.id]
