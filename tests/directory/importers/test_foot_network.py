"""What one may walk on, read from extracts that osmium writes."""

from pathlib import Path

import pytest

from maraude.directory.importers import foot_network
from maraude.domain.refusal import Refusal
from maraude.domain.spot import Position
from tests.directory.importers.files import DATA, TODAY, needs_data
from tests.directory.town import at, write_extract

EXTRACT = DATA / "osm/paris_bss.osm.pbf"
STREET = {"highway": "residential"}


def refusal_of(path: Path) -> str:
    with pytest.raises(Refusal) as refused:
        foot_network.read(path, TODAY)
    return refused.value.code


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "footway"},
        {"highway": "steps"},
        {"highway": "primary", "oneway": "yes"},
        {"highway": "cycleway", "foot": "designated"},
        {"highway": "trunk", "foot": "yes"},
        {"highway": "service", "access": "private", "foot": "yes"},
        {"highway": "path", "access": "customers"},
    ],
)
def test_one_may_walk_there(tags: dict[str, str]) -> None:
    assert foot_network.is_walked(tags)


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {"highway": "motorway"},
        {"highway": "motorway", "foot": "yes"},
        {"highway": "trunk"},
        {"highway": "cycleway"},
        {"highway": "residential", "foot": "no"},
        {"highway": "residential", "foot": "private"},
        {"highway": "primary", "foot": "use_sidepath"},
        {"highway": "service", "access": "private"},
        {"highway": "footway", "access": "no"},
        {"highway": "primary", "motorroad": "yes"},
        {"highway": "construction"},
        {"highway": "proposed"},
    ],
)
def test_one_may_not_walk_there(tags: dict[str, str]) -> None:
    assert not foot_network.is_walked(tags)


def test_a_straight_way_keeps_its_ends_crossings_and_a_node_every_sixty_metres(
    tmp_path: Path,
) -> None:
    places = {n: (n * 10.0, 0.0) for n in range(13)} | {20: (30.0, 40.0)}
    ways = [(range(13), STREET), ((3, 20), STREET)]
    streets = foot_network.read(write_extract(tmp_path / "a.osm.pbf", places, ways), TODAY)

    assert len(streets.lat) == 5
    assert len(streets.edges) == 4


def test_whoever_stands_beside_a_long_street_is_near_a_node_of_it(tmp_path: Path) -> None:
    path = write_extract(
        tmp_path / "a.osm.pbf", {1: (0.0, 0.0), 2: (0.0, 1_000.0)}, [((1, 2), STREET)]
    )
    streets = foot_network.read(path, TODAY)

    assert len(streets.lat) == 18
    assert len(streets.edges) == 17


def test_a_bend_is_kept_and_no_metre_is_lost(tmp_path: Path) -> None:
    places = {1: (0.0, 0.0), 2: (20.0, 0.0), 3: (20.0, 20.0), 4: (40.0, 20.0)}
    path = write_extract(tmp_path / "a.osm.pbf", places, [((1, 2, 3, 4), STREET)])
    ways = foot_network.read(path, TODAY).ways(at(0, 0), 500)

    assert ways is not None
    assert ways.metres([at(40, 20)]) == [pytest.approx(60, abs=0.5)]


def test_a_one_way_street_is_walked_both_ways(tmp_path: Path) -> None:
    places = {1: (0.0, 0.0), 2: (100.0, 10.0)}
    one_way = {"highway": "residential", "oneway": "yes"}
    path = write_extract(tmp_path / "a.osm.pbf", places, [((1, 2), one_way)])
    ways = foot_network.read(path, TODAY).ways(at(99, 9), 500)

    assert ways is not None
    assert ways.metres([at(1, 1)]) == [pytest.approx(103, abs=1)]


def test_a_closed_gate_and_a_missing_node_cut_a_way(tmp_path: Path) -> None:
    places = {n: (n * 50.0, 0.0) for n in range(1, 7)}
    closed = {"barrier": "gate", "access": "private"}
    # From 1 around the closed gate at 2 there is another way; node 99 is not in the extract.
    ways = [((1, 2, 3), STREET), ((3, 4, 99, 5, 6), STREET)]
    path = write_extract(tmp_path / "a.osm.pbf", places, ways, {2: closed, 4: {"barrier": "gate"}})
    streets = foot_network.read(path, TODAY)

    assert len(streets.edges) == 2


def test_what_is_cut_off_from_the_streets_is_left_out(tmp_path: Path) -> None:
    places = {n: (n * 100.0, 0.0) for n in range(30)} | {40: (0.0, 500.0), 41: (50.0, 500.0)}
    ways = [(range(30), STREET), ((40, 41), STREET)]
    streets = foot_network.read(write_extract(tmp_path / "a.osm.pbf", places, ways), TODAY)

    assert len(streets.lat) == 30 + 29
    assert len(streets.edges) == 2 * 29


def test_the_same_extract_always_gives_the_same_streets(tmp_path: Path) -> None:
    places = {1: (0.0, 0.0), 2: (50.0, 0.0), 3: (50.0, 100.0)}
    ways = [((1, 2), STREET), ((2, 3), STREET), ((3, 2), STREET)]
    path = write_extract(tmp_path / "a.osm.pbf", places, ways)
    one, other = foot_network.read(path, TODAY), foot_network.read(path, TODAY)

    assert one.edges.tolist() == other.edges.tolist() == [[0, 1], [1, 3], [2, 3]]
    assert one.attribution == "© les contributeurs d'OpenStreetMap (ODbL)"
    assert one.copied_on == TODAY


def test_no_extract_a_cut_one_and_one_without_streets_are_refused(tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text("nom;lat\n")
    places = {1: (0.0, 0.0), 2: (100.0, 0.0)}
    nothing = write_extract(tmp_path / "b.osm.pbf", places, [((1, 2), {"highway": "motorway"})])
    cut = tmp_path / "c.osm.pbf"
    cut.write_bytes(nothing.read_bytes()[:-10])

    assert refusal_of(table) == "unreadable-file"
    assert refusal_of(tmp_path / "missing") == "unreadable-file"
    assert refusal_of(nothing) == "no-streets"
    assert refusal_of(cut) == "unreadable-file"


@needs_data
def test_the_streets_of_paris_are_read() -> None:
    streets = foot_network.read(EXTRACT, TODAY)

    assert 1_500 < len(streets.lat) < 2_500
    assert len(streets.edges) > len(streets.lat)
    ways = streets.ways(Position(48.8640, 2.3660), 1_500)
    assert ways is not None
    (metres,) = ways.metres([Position(48.8670, 2.3600)])
    assert metres is not None
    assert 555 < metres < 900
