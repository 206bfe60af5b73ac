import random
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from maraude.demo import demo, services
from maraude.demo.clock import PARIS
from maraude.directory import categories, hours
from maraude.directory.matching import Accepts
from maraude.directory.opening import State
from maraude.directory.service import Access, Facet, Service
from maraude.domain.spot import Position
from maraude.usecases import orient
from tests.demo.conftest import TONIGHT, clock

TODAY = date(2026, 11, 23)


def all_services() -> tuple[Service, ...]:
    return services.batch(random.Random(1), TODAY).services  # noqa: S311 - the same ones each time


def test_there_are_150_each_with_an_id_of_its_own_and_a_known_category() -> None:
    found = all_services()

    assert len({service.id for service in found}) == len(found) == 150
    assert {service.category for service in found} <= categories.load().keys()


@pytest.mark.parametrize(
    "pattern",
    [
        r"24/7",
        r"2\d:\d\d-0\d:\d\d",
        r"PH off",
        r"SH off",
        r"\[\d",
        r"\[-1\]",
        r"(Nov|Dec|Oct|Apr)[^;]*-(Mar|Feb|Apr|Oct)",
        r"(Aug|Jul-Aug) off",
        r"sunrise-sunset",
        r"\d\+",
        r'"sur rendez-vous"',
        r'"tournée',
        r"^$",
    ],
)
def test_opening_hours_are_of_every_kind(pattern: str) -> None:
    assert [service for service in all_services() if re.search(pattern, service.hours.raw)]


def test_some_hours_are_not_understood_as_in_every_directory() -> None:
    unknown = [s for s in all_services() if s.hours.raw and not s.hours.osm]

    assert [service.hours.raw for service in unknown] == ["Mo-Su 19:00-09:00; PH 24/7"] * 2


def test_tonight_some_are_open_some_closed_some_unknown() -> None:
    states = set()
    for service in all_services():
        schedule = hours.schedule(service)
        states.add(hours.opening(schedule, PARIS, TONIGHT).state if schedule else State.UNKNOWN)

    assert states == {State.OPEN, State.CLOSED, State.UNKNOWN}


def test_whom_they_take_and_how_one_gets_in_differ() -> None:
    found = all_services()

    for facet in ("woman", "man", "couple", "pets"):
        said = {getattr(service.eligibility, facet) for service in found}
        assert {Facet.YES, Facet.NO} <= said, facet
    ways = {service.access for service in found}
    assert ways == {Access.WALK_IN, Access.APPOINTMENT, Access.REFERRAL, Access.REGISTRATION}
    assert any(service.verified_on is None for service in found)


def test_a_bed_for_tonight_is_found_within_a_quarter_of_an_hour(home: Path) -> None:
    session = demo.open_session(home, clock())
    near = orient.near(
        session.services,
        position=Position(48.8676, 2.3636),
        when=datetime(2026, 11, 23, 21, 53, tzinfo=UTC),
        zone=PARIS,
        need="HEB",
        for_=("woman",),
    )
    session.close()

    assert len(near) == 5
    assert near[0].state is State.OPEN
    assert near[0].accepts is Accepts.YES
    assert near[0].within
