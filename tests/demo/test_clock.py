from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maraude.demo import demo, travel
from maraude.demo.clock import PARIS, DemoClock, demo_clock
from maraude.demo.travel import read_moment
from maraude.domain.evening import Evening
from maraude.domain.refusal import Refusal
from maraude.usecases import follow_ups, profiles, tours
from tests.demo.conftest import TONIGHT, clock
from tests.team import KEY, Clock, make_profile

NOW = TONIGHT
"""22:53 in Paris on the evening of Monday 23 November."""


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


def test_without_a_choice_it_is_an_hour_at_which_the_team_is_out() -> None:
    morning = Clock()
    morning.moment = paris("2026-11-23T14:05")

    assert demo_clock({}, morning)() == paris("2026-11-23T22:41")


def test_the_variable_chooses_the_moment_and_the_clock_ticks_on_from_it() -> None:
    real = Clock()
    chosen = demo_clock({"MARAUDE_NOW": "2026-12-24T23:30"}, real)
    real.pass_time(minutes=5)

    assert chosen() == paris("2026-12-24T23:35")


@pytest.mark.parametrize("text", ["demain", "2026-13-01T10:00", "1926-11-23T10:00", "9999"])
def test_a_variable_that_is_no_moment_of_this_century_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="MARAUDE_NOW"):
        demo_clock({"MARAUDE_NOW": text})


def test_a_clock_that_is_set_ticks_on_from_there() -> None:
    real = Clock()
    set_clock = DemoClock(NOW, real)
    set_clock.set(paris("2027-01-01T02:00"))
    real.pass_time(seconds=7)

    assert set_clock() == paris("2027-01-01T02:00:07")


def test_a_clock_stays_within_the_century() -> None:
    with pytest.raises(Refusal, match="2099"):
        DemoClock(NOW).set(datetime(2150, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("23:30", "2026-11-23T23:30"),
        ("23h30", "2026-11-23T23:30"),
        ("21h", "2026-11-23T21:00"),
        ("2:00", "2026-11-24T02:00"),
        ("ce soir 20:00", "2026-11-23T20:00"),
        ("demain 2:00", "2026-11-25T02:00"),
        ("Demain 21:15", "2026-11-24T21:15"),
        ("hier 22:00", "2026-11-22T22:00"),
        ("mardi 21:00", "2026-11-24T21:00"),
        ("24/12 23:30", "2026-12-24T23:30"),
        ("+3 20:00", "2026-11-26T20:00"),
        ("2026-12-24 23:30", "2026-12-24T23:30"),
        ("2026-12-24 02:00", "2026-12-24T02:00"),
        ("2026-12-24T23:30", "2026-12-24T23:30"),
        ("  23:30  ", "2026-11-23T23:30"),
    ],
)
def test_a_moment_is_read_as_a_trainer_says_it(text: str, moment: str) -> None:
    assert read_moment(text, NOW, PARIS) == paris(moment)


@pytest.mark.parametrize("text", ["", "bientôt", "25:00", "22:70", "demain", "2026-02-30 10:00"])
def test_what_is_no_moment_is_refused_with_examples(text: str) -> None:
    with pytest.raises(Refusal, match="23:30, demain 2:00"):
        read_moment(text, NOW, PARIS)


@given(st.text(max_size=30))
@settings(deadline=None)
def test_whatever_is_typed_is_a_moment_or_a_refusal(text: str) -> None:
    try:
        moment = read_moment(text, NOW, PARIS)
    except Refusal as refusal:
        assert refusal.code == "bad-time"  # noqa: PT017 - a moment is as good
    else:
        assert moment.tzinfo is UTC


@given(st.times(), st.datetimes(datetime(2001, 1, 1), datetime(2098, 1, 1)))
@settings(deadline=None)
def test_an_hour_alone_is_of_the_evening_that_it_is(wall: time, now: datetime) -> None:
    moment = now.replace(tzinfo=UTC)
    read = read_moment(f"{wall:%H:%M}", moment, PARIS)

    assert abs(read - moment) <= timedelta(hours=25)
    assert Evening.at(read, PARIS) == Evening.at(moment, PARIS)


def test_tours_and_follow_ups_follow_the_clock(own: Path) -> None:
    session = demo.open_session(own, clock())
    tonight = session.evening
    moment = travel.go(session, "demain 21:00")

    assert moment == session.now() == paris("2026-11-24T21:00")
    assert session.evening == tonight.later(1)
    assert tours.current(session) is None
    left = tours.of_evening(session, tonight)
    assert left is not None
    assert left.ended_at == tonight.ends(PARIS)
    assert {f.due for f in follow_ups.overdue(session)} >= {tonight}
    session.close()


def test_openings_follow_the_clock_beyond_what_was_expanded(own: Path) -> None:
    session = demo.open_session(own, clock())
    travel.go(session, "2027-03-01 22:00")
    with session.services.reading() as snapshot:
        assert snapshot.covers_from == paris("2027-03-01T00:00")
    session.close()


def test_the_clock_of_a_real_profile_cannot_be_set(tmp_path: Path) -> None:
    now = clock()
    make_profile(tmp_path)
    session = profiles.open_with(tmp_path, KEY, "user:ines", now)
    with pytest.raises(Refusal, match="démonstration"):
        travel.go(session, "23:30")
    session.close()

    assert now() == TONIGHT
