"""What a map shows of services, and of a tour."""

from dataclasses import replace

import pytest

from maraude.directory import hours
from maraude.directory.compass import Direction
from maraude.directory.importers.batch import Batch
from maraude.directory.walking import Basis, Box
from maraude.domain.refusal import Refusal
from maraude.usecases import log, maps, orient, spots, tours
from maraude.usecases.orient import Question
from maraude.usecases.session import Session
from tests.directory.services import SERVICE, TODAY
from tests.directory.town import ATTRIBUTION, at, grid


def noted(work: Session, *lines: str) -> maps.Map:
    tour = tours.current(work) or tours.start(work)
    for line in lines:
        log.save(work, log.read(work, tour, line, at=work.now()))
    now = tours.current(work)
    assert now is not None
    return maps.of_tour(work, now, tours.entries(work, now))


@pytest.fixture
def placed(work: Session) -> Session:
    for name, place in (("Gare", at(0, 400)), ("Canal", at(0, 0)), ("Square", at(-300, 0))):
        spots.add(work, name, place)
    spots.add(work, "Pont sans position")
    return work


def test_a_tour_is_its_spots_in_the_order_of_the_evening(placed: Session) -> None:
    shown = noted(placed, "e ;gare", "e ;pont", "e ;square", "e ;gare", "e ;canal")

    assert [place.name for place in shown.places] == ["Gare", "Square", "Canal"]
    assert shown.here == at(0, 0)
    assert [place.direction for place in shown.places] == [Direction.NORTH, Direction.WEST, None]
    assert [place.walk and place.walk.basis for place in shown.places] == [Basis.ESTIMATE] * 3
    assert (shown.attribution, shown.by_streets) == ("", False)


def test_minutes_between_spots_are_by_the_streets_where_known(placed: Session) -> None:
    placed.services.streets.save(grid())
    shown = noted(placed, "e ;gare", "e ;canal")

    assert [place.walk and place.walk.range for place in shown.places] == [(6, 6), (1, 1)]
    assert (shown.attribution, shown.by_streets) == (ATTRIBUTION, True)
    assert len(maps.pieces(placed, Box(0, 0, 1, 1))) == 0
    assert len(maps.pieces(placed, grid().box)) == len(grid().edges)


def test_where_the_team_is_now_may_not_be_known(placed: Session) -> None:
    shown = noted(placed, "e ;gare", "e ;pont")

    assert shown.here is None
    assert [(place.name, place.walk) for place in shown.places] == [("Gare", None)]


def test_a_tour_without_any_position_has_no_map(placed: Session) -> None:
    with pytest.raises(Refusal) as refused:
        noted(placed, "e ;pont")

    assert refused.value.code == "no-position"


def test_services_keep_the_numbers_of_their_list(work: Session) -> None:
    always = hours.read("24/7")
    services = tuple(
        replace(SERVICE, id=f"essai:{n}", source_id=f"{n}", name=n, position=p, hours=always)
        for n, p in (("loin", at(500, 500)), ("près", at(-100, 0)), ("ici", at(5, 5)))
    )
    batch = Batch("essai", "Les Lucioles", len(services), services, ())
    work.services.replace(batch, TODAY, work.profile.zone, confirmed=True)
    question = Question(position=at(0, 0), when=work.now(), zone=work.zone, categories=("shower",))
    shown = maps.of_services(work, at(0, 0), orient.near(work.services, question))

    assert [(place.name, place.direction) for place in shown.places] == [
        ("ici", None),
        ("près", Direction.WEST),
        ("loin", Direction.NORTH_EAST),
    ]
