from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from maraude.domain.refusal import Refusal
from maraude.domain.tour import Member
from maraude.usecases import log, tours
from maraude.usecases.session import Session
from tests.team import Clock
from tests.usecases.conftest import Note

PARIS = ZoneInfo("Europe/Paris")


def test_a_tour_left_open_closes_at_noon_with_a_note(
    work: Session, note: Note, clock: Clock
) -> None:
    note("s=")
    clock.pass_time(days=1)
    (closed,) = tours.close_left_open(work)

    assert closed.ended_at == datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
    assert "midi" in closed.debrief
    assert tours.close_left_open(work) == ()


def test_before_noon_the_tour_is_still_last_evenings(work: Session, clock: Clock) -> None:
    tour = tours.start(work)
    clock.moment = datetime(2026, 11, 24, 10, 59, tzinfo=UTC)

    assert tours.close_left_open(work) == ()
    assert tours.current(work) == tour


def test_the_next_line_after_noon_begins_another_tour(
    work: Session, note: Note, clock: Clock
) -> None:
    note("s=")
    clock.moment = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
    note("b=")

    tour = tours.current(work)
    assert tour is not None
    assert str(tour.evening) == "2026-11-24"
    assert len(tours.entries(work, tour)) == 1


@pytest.mark.parametrize(
    ("started", "closed"),
    [
        # 29 March 2026: at two it is three. 25 October 2026: at three it is two again.
        (datetime(2026, 3, 28, 20, tzinfo=UTC), datetime(2026, 3, 29, 10, tzinfo=UTC)),
        (datetime(2026, 10, 24, 19, tzinfo=UTC), datetime(2026, 10, 25, 11, tzinfo=UTC)),
    ],
)
def test_noon_is_that_of_the_team_through_a_change_of_clocks(
    work: Session, clock: Clock, started: datetime, closed: datetime
) -> None:
    clock.moment = started
    tours.start(work)
    clock.pass_time(days=2)
    (ended,) = tours.close_left_open(work)

    assert ended.ended_at == closed
    assert closed.astimezone(PARIS).hour == 12


@pytest.mark.parametrize(
    ("hour", "moment"),
    [
        (0, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (1, datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    ],
)
def test_both_half_past_twos_of_october_belong_to_the_same_evening(
    work: Session, note: Note, clock: Clock, hour: int, moment: datetime
) -> None:
    clock.moment = moment
    kept = note("s=r")

    tour = tours.current(work)
    assert tour is not None
    assert str(tour.evening) == "2026-10-24"
    assert kept.at == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
    assert [str(again.due) for again in kept.follow_ups] == ["2026-10-25"]


def test_a_second_tour_needs_the_first_to_have_ended(work: Session) -> None:
    first = tours.start(work)
    with pytest.raises(Refusal, match="déjà commencée"):
        tours.start(work)
    tours.end(work, first)
    second = tours.start(work)

    assert tours.current(work) == second


def test_the_names_of_a_tour_are_cleaned(work: Session) -> None:
    tour = tours.start(work, sector=" Nord\x1b[2J ", members=(Member("In\u202eès ", " driver"),))

    assert tour.sector == "Nord[2J"
    assert tour.members == (Member("Inès", "driver"),)


def test_a_tour_ends_with_its_debrief(work: Session) -> None:
    ended = tours.end(work, tours.start(work), kilometres=12.5, debrief=" calme\nfroid \x07")

    assert (ended.kilometres, ended.debrief) == (12.5, "calme\nfroid")
    assert tours.of_evening(work, work.evening) == ended
    assert tours.current(work) is None


@pytest.mark.parametrize("kilometres", [-1.0, 10_000.0, float("nan"), float("inf")])
def test_impossible_kilometres_are_refused(work: Session, kilometres: float) -> None:
    tour = tours.start(work)
    with pytest.raises(Refusal, match="kilomètres"):
        tours.end(work, tour, kilometres=kilometres)

    assert tours.current(work) == tour


def test_a_tour_ends_once_and_not_before_it_began(work: Session, clock: Clock) -> None:
    tour = tours.start(work)
    with pytest.raises(Refusal, match="avant le départ"):
        tours.end(work, tour, at=datetime(2026, 11, 23, 20, tzinfo=UTC))
    ended = tours.end(work, tour)

    with pytest.raises(Refusal, match="déjà terminée"):
        tours.end(work, ended)


def test_what_is_due_on_an_evening_is_found_by_it(work: Session, note: Note) -> None:
    (tomorrow,) = note("e ,momo r", "momo").follow_ups
    note("s= ,momo r3")

    assert tours.follow_ups_due(work, work.evening.later(1)) == (tomorrow,)


def test_open_calls_stand_the_oldest_first(work: Session, note: Note, clock: Clock) -> None:
    first = note("hu")
    clock.pass_time(minutes=5)
    second = note("éhu")
    note("hu-")
    tour = log.tour_for(work, None)

    expected = [first.referrals[0].id, second.referrals[0].id]
    assert [call.id for call in tours.open_calls(work, tour)] == expected


def test_the_last_tour_is_the_one_offered_again(work: Session, clock: Clock) -> None:
    assert tours.last(work) is None
    first = tours.start(work, sector="Nord", members=(Member("Inès", "driver"),))
    tours.end(work, first)
    clock.pass_time(days=1)
    tours.end(work, tours.start(work, sector="Est"))

    last = tours.last(work)
    assert last is not None
    assert last.sector == "Est"
