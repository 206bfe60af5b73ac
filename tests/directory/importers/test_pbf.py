"""Extracts of OpenStreetMap in PBF, real ones: osmium writes those of the tests."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import osmium
import pytest
from osmium.osm.mutable import Node, Relation, Way

from maraude.directory import importers
from maraude.domain.refusal import Refusal
from tests.directory.importers.files import DATA, HOSTILE, TODAY, needs_data, reasons, refusal_of

EXTRACT = DATA / "osm/paris_bss.osm.pbf"


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    """An extract with a node, a way, a relation of a way, and what is none of ours."""
    path = tmp_path / "extrait.osm.pbf"
    corners = ((2.30, 48.80), (2.40, 48.80), (2.40, 48.90), (2.30, 48.90))
    with osmium.SimpleWriter(str(path)) as writer:
        for number, place in enumerate(corners, start=1):
            writer.add_node(Node(id=number, location=place))
        writer.add_node(
            Node(id=7, location=(2.36, 48.87), tags={"amenity": "toilets", "name": "Sanisette"})
        )
        writer.add_node(Node(id=8, location=(2.36, 48.87), tags={"amenity": "bench"}))
        private = {"amenity": "shower", "access": "private", "name": "Douche du gardien"}
        writer.add_node(Node(id=9, location=(2.36, 48.87), tags=private))
        writer.add_way(Way(id=20, nodes=[1, 2, 3, 4], tags={"amenity": "drinking_water"}))
        writer.add_way(Way(id=21, nodes=[1, 2, 3, 4]))
        writer.add_way(Way(id=22, nodes=[98, 99], tags={"amenity": "toilets"}))
        clinic = {"amenity": "clinic", "type": "multipolygon"}
        writer.add_relation(Relation(id=30, members=[("w", 21, "outer")], tags=clinic))
        writer.add_relation(Relation(id=31, members=[("w", 77, "outer")], tags=clinic))
    return path


def test_nodes_ways_and_relations_are_read_in_the_middle_of_their_nodes(extract: Path) -> None:
    batch = importers.read(extract, TODAY)

    places = {s.source_id: (s.position.lat, s.position.lon) for s in batch.services}
    assert {
        source_id: (round(lat, 5), round(lon, 5)) for source_id, (lat, lon) in places.items()
    } == {
        "node/7": (48.87, 2.36),
        "way/20": (48.85, 2.35),
        "relation/30": (48.85, 2.35),
    }


def test_what_is_refused_is_named_with_its_reason(extract: Path) -> None:
    batch = importers.read(extract, TODAY)

    assert batch.read == 6
    assert reasons(batch) == [
        ("node/9 Douche du gardien", "L'accès est réservé : private."),
        ("way/22", "La fiche n'a pas de position."),
        ("relation/31", "La fiche n'a pas de position."),
    ]


@pytest.mark.parametrize("name", ["extrait", "extrait.json", "extrait.osm.bz2"])
def test_an_extract_is_recognised_whatever_its_name(extract: Path, name: str) -> None:
    renamed = extract.rename(extract.with_name(name))
    assert len(importers.read(renamed, TODAY).services) == 3


@pytest.mark.parametrize("format_name", ["opendatasoft", "overpass", "team-csv"])
def test_an_extract_given_as_another_format_is_refused(extract: Path, format_name: str) -> None:
    assert refusal_of(extract, format_name).code in ("unreadable-file", "wrong-columns")


def test_a_change_is_dated_and_an_unknown_day_is_not(tmp_path: Path) -> None:
    path = tmp_path / "a.osm.pbf"
    with osmium.SimpleWriter(str(path)) as writer:
        for number, when in enumerate(("2026-05-02T10:00:00Z", "1970-01-01T00:00:01Z"), start=1):
            tags = {"amenity": "toilets"}
            writer.add_node(Node(id=number, location=(2.3, 48.8), tags=tags, timestamp=when))
    dated, undated = importers.read(path, TODAY).services
    assert (dated.verified_on, undated.verified_on) == (date(2026, 5, 2), None)


def test_hostile_names_are_cleaned(tmp_path: Path) -> None:
    path = tmp_path / "a.osm.pbf"
    name = HOSTILE.replace("\ud800", "")
    with osmium.SimpleWriter(str(path)) as writer:
        tags = {"amenity": "toilets", "name": name}
        writer.add_node(Node(id=2**60, location=(2.3, 48.8), tags=tags))
        writer.add_node(Node(id=-5, location=(2.3, 48.8), tags=tags))
    batch = importers.read(path, TODAY)

    assert {service.name for service in batch.services} == {
        "]52;c;cm0= [/] [@click=app.quit]x[/] 31m"
    }


@needs_data
def test_the_extract_of_paris_is_read() -> None:
    batch = importers.read(EXTRACT, TODAY)

    assert (batch.read, batch.refused) == (2, ())
    assert [(s.category, s.name) for s in batch.services] == [
        ("toilets", "Toilettes"),
        ("fountain", "Fontaine Wallace"),
    ]
    assert all(48.85 < service.position.lat < 48.88 for service in batch.services)


def test_an_extract_that_was_cut_is_refused(extract: Path) -> None:
    whole = extract.read_bytes()
    for size in (20, 60, len(whole) // 2, len(whole) - 1):
        extract.write_bytes(whole[:size])
        assert refusal_of(extract).code in ("unreadable-file", "unknown-format")


@needs_data
@pytest.mark.parametrize("size", [40, 5_000, 60_000, 90_000])
def test_the_extract_of_paris_cut_is_refused(tmp_path: Path, size: int) -> None:
    cut = tmp_path / "a.osm.pbf"
    cut.write_bytes(EXTRACT.read_bytes()[:size])
    assert refusal_of(cut).code == "unreadable-file"


def outcome(path: Path) -> int | str:
    """Give how many services a file gives, or the code of its refusal."""
    try:
        return len(importers.read(path, TODAY).services)
    except Refusal as refusal:
        return refusal.code


def test_an_extract_with_damaged_bytes_is_read_or_refused(extract: Path) -> None:
    whole = extract.read_bytes()
    for at in range(30, len(whole), max(1, len(whole) // 40)):
        extract.write_bytes(whole[:at] + bytes((whole[at] ^ 0x55,)) + whole[at + 1 :])
        assert outcome(extract) in (*range(7), "unreadable-file", "unknown-format")


def test_without_osmium_an_extract_says_what_to_install(
    extract: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "osmium", None)
    refusal = refusal_of(extract)

    assert refusal.code == "missing-extra"
    assert "maraude[osm]" in refusal.message


def test_osmium_is_imported_for_an_extract_only() -> None:
    code = "import sys, maraude.usecases.directory; sys.exit('osmium' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
