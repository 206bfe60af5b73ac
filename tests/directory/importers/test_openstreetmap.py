"""Places of OpenStreetMap as JSON: Overpass, and GeoJSON made of it."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maraude.directory import importers
from maraude.directory.service import Access, Facet, Service
from tests.directory.importers.files import (
    COMMANDS,
    HOSTILE,
    TODAY,
    elements,
    node,
    only,
    read,
    reasons,
    written,
)


def place(folder: Path, **tags: Any) -> Service:
    return only(read(folder, elements(node(1, **{"amenity": "toilets", **tags}))))


def test_a_place_of_openstreetmap_becomes_a_service(tmp_path: Path) -> None:
    shower = node(
        7,
        amenity="shower",
        name="Douches du Canal",
        opening_hours="Mo-Fr 08:00-12:00",
        operator="Les Lucioles",
        reservation="no",
        fee="no",
        addr__street="quai de l'Exemple",
        addr__housenumber="3",
        addr__postcode="75010",
        check_date="2026-05-01",
    )
    service = only(read(tmp_path, elements(shower)))

    assert (service.id, service.category) == ("openstreetmap:node/7", "shower")
    assert (service.name, service.organisation) == ("Douches du Canal", "Les Lucioles")
    assert service.address == "3 quai de l'Exemple, 75010"
    assert service.hours.osm == "Mo-Fr 08:00-12:00"
    assert (service.access, service.cost) == (Access.WALK_IN, "gratuit")
    assert service.verified_on == date(2026, 5, 1)
    assert "OpenStreetMap" in service.attribution


def test_hours_are_never_cut(tmp_path: Path) -> None:
    days = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
    long = "; ".join(f"{day} 08:00-09:00,10:00-11:00,12:00-13:00" for day in days)
    assert place(tmp_path, opening_hours=long).hours.osm == long


@pytest.mark.parametrize(
    ("tags", "facet", "answer"),
    [
        ({"wheelchair": "yes"}, "wheelchair", Facet.YES),
        ({"wheelchair": "limited"}, "wheelchair", Facet.UNKNOWN),
        ({"wheelchair": "no"}, "wheelchair", Facet.NO),
        ({"dog": "leashed"}, "pets", Facet.YES),
        ({"female": "yes"}, "woman", Facet.YES),
        ({"female": "yes"}, "man", Facet.UNKNOWN),
        ({"male": "no"}, "man", Facet.NO),
        ({"unisex": "yes"}, "man", Facet.YES),
        ({"min_age": "18"}, "minor", Facet.NO),
        ({"min_age": "12"}, "minor", Facet.UNKNOWN),
        ({}, "pets", Facet.UNKNOWN),
    ],
)
def test_whom_a_place_takes_is_what_its_tags_say(
    tmp_path: Path, tags: dict[str, str], facet: str, answer: Facet
) -> None:
    assert getattr(place(tmp_path, **tags).eligibility, facet) is answer


@pytest.mark.parametrize(
    ("tags", "reason"),
    [
        ({"social_facility": "shelter"}, "OpenStreetMap ne dit pas qui ce lieu accueille."),
        (
            {"social_facility": "day_centre", "social_facility__for": "senior;disabled"},
            "Ce lieu en accueille d'autres : senior, disabled.",
        ),
        ({"amenity": "toilets", "access": "customers"}, "L'accès est réservé : customers."),
        ({"amenity": "toilets", "access": "Private"}, "L'accès est réservé : private."),
        ({"amenity": "shower", "access": "yes;permit"}, "L'accès est réservé : permit."),
        ({"amenity": "shower", "name": ["a"], "access": "no"}, "L'accès est réservé : no."),
    ],
)
def test_what_is_not_for_people_outside_is_refused_with_the_reason(
    tmp_path: Path, tags: dict[str, Any], reason: str
) -> None:
    batch = read(tmp_path, elements(node(1, **tags), node(2, amenity="toilets")))

    assert (batch.read, len(batch.services)) == (2, 1)
    assert reasons(batch) == [("node/1", reason)]


def test_a_refused_place_is_named(tmp_path: Path) -> None:
    home = node(5, social_facility="shelter", social_facility__for="senior", name="Les Tilleuls")
    assert read(tmp_path, elements(home)).refused[0].record == "node/5 Les Tilleuls"


@pytest.mark.parametrize("access", ["yes", "public", "permissive", "unknown"])
def test_a_place_that_is_open_to_all_is_kept(tmp_path: Path, access: str) -> None:
    assert place(tmp_path, access=access).category == "toilets"


def test_a_shelter_for_women_takes_no_men(tmp_path: Path) -> None:
    tags = {"social_facility": "shelter", "social_facility__for": "women"}
    service = only(read(tmp_path, elements(node(1, **tags))))

    assert (service.eligibility.woman, service.eligibility.man) == (Facet.YES, Facet.NO)


def test_a_bench_is_neither_kept_nor_refused_nor_counted(tmp_path: Path) -> None:
    bench = node(1, amenity="bench")
    batch = read(tmp_path, elements(bench, {"type": "node", "id": 2}, None, 3))

    assert (batch.read, batch.services, batch.refused) == (0, (), ())


@pytest.mark.parametrize(
    ("check_date", "edited", "expected"),
    [
        ("2026-05-20", "2026-06-01T10:00:00Z", date(2026, 5, 20)),
        ("2026-05", None, date(2026, 5, 1)),
        ("2062-01-01", "2026-06-01T10:00:00Z", date(2026, 6, 1)),
        (None, "1970-01-01T00:00:00Z", None),
        ("hier", None, None),
    ],
)
def test_a_place_is_as_old_as_its_check_else_as_its_last_change(
    tmp_path: Path, check_date: str | None, edited: str | None, expected: date | None
) -> None:
    element = node(1, amenity="toilets", check_date=check_date) | {"timestamp": edited}
    assert only(read(tmp_path, elements(element))).verified_on == expected


def test_a_way_stands_where_its_centre_is(tmp_path: Path) -> None:
    way = {"type": "way", "id": 3, "center": {"lat": 48.9, "lon": 2.3}}
    service = only(read(tmp_path, elements({**way, "tags": {"amenity": "toilets"}})))
    assert (service.id, service.position.lat) == ("openstreetmap:way/3", 48.9)


@pytest.mark.parametrize(
    "place",
    [{}, {"lat": 0, "lon": 0}, {"lat": True, "lon": 2.3}, {"lat": 148, "lon": 2}, {"lat": "48"},
     {"lat": 10**400, "lon": 2}, {"lat": float("nan"), "lon": 2.3}],
)  # fmt: skip
def test_a_place_that_is_nowhere_is_refused_alone(tmp_path: Path, place: dict[str, Any]) -> None:
    lost = {"type": "node", "id": 1, "tags": {"amenity": "toilets"}, **place}
    batch = read(tmp_path, elements(lost, node(2, amenity="toilets")))

    assert [record for record, _reason in reasons(batch)] == ["node/1"]
    assert only(batch).source_id == "node/2"


@pytest.mark.parametrize("change", [{"type": "route"}, {"id": "12"}, {"id": True}, {"type": None}])
def test_an_element_without_kind_or_number_is_refused(
    tmp_path: Path, change: dict[str, Any]
) -> None:
    batch = read(tmp_path, elements(node(1, amenity="toilets") | change))
    assert len(batch.refused) == 1


def feature(geometry: object, **properties: object) -> dict[str, Any]:
    tags = {"amenity": "toilets", "@id": "way/12", "@timestamp": "2026-05-02T00:00:00Z"}
    return {"type": "Feature", "geometry": geometry, "properties": tags | properties}


def test_geojson_of_overpass_turbo_is_read_too(tmp_path: Path) -> None:
    ring = [[2.3, 48.8], [2.5, 48.8], [2.5, 49.0], [2.3, 49.0]]
    area = feature({"type": "Polygon", "coordinates": [ring]})
    point = feature({"type": "Point", "coordinates": [2.3, 48.8]}, **{"@id": "node/5"})
    lost = feature(None, **{"@id": "node/6"})
    batch = read(tmp_path, {"type": "FeatureCollection", "features": [area, point, lost, None]})

    assert [service.source_id for service in batch.services] == ["way/12", "node/5"]
    assert round(batch.services[0].position.lat, 6) == 48.9
    assert batch.services[0].verified_on == date(2026, 5, 2)
    assert reasons(batch) == [("node/6", "La fiche n'a pas de position.")]


def test_hostile_text_in_every_tag_is_cleaned(tmp_path: Path) -> None:
    keys = ("name", "operator", "opening_hours", "phone", "charge", "addr:street", "addr:postcode")
    service = place(tmp_path, fee="yes", **dict.fromkeys(keys, HOSTILE))

    shown = (service.name, service.organisation, service.address, service.contact, service.cost)
    assert not COMMANDS & set("".join((*shown, service.hours.raw)))
    assert "[@click=app.quit]" in service.name
    assert service.raw.isascii()


@pytest.mark.parametrize("value", ["x" * 1_000_000, float("nan"), [[[]]]])
def test_a_tag_that_is_huge_or_no_text_is_survived(tmp_path: Path, value: object) -> None:
    batch = read(tmp_path, elements(node(1, amenity="toilets", name=value)))
    assert batch.read == len(batch.services) + len(batch.refused) == 1


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda children: (
        st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=4), children)
    ),
    max_leaves=6,
)
tag_values = st.sampled_from(["toilets", "shelter", "homeless", "yes", "2026-05-01"]) | json_values
tags = st.dictionaries(
    st.sampled_from(
        ["amenity", "social_facility", "social_facility:for", "name", "access", "check_date"]
    ),
    tag_values,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tags=tags, lat=json_values, center=json_values, geometry=json_values)
def test_any_element_is_kept_refused_or_left(
    tmp_path: Path, tags: dict[str, Any], lat: Any, center: Any, geometry: Any
) -> None:
    element = {"type": "node", "id": 1, "lat": lat, "lon": 2.36, "center": center, "tags": tags}
    features = [feature(geometry), feature({"type": "Polygon", "coordinates": geometry}, **tags)]
    document = {**elements(element, lat), "features": features}
    batch = importers.read(written(tmp_path, json.dumps(document)), TODAY)

    assert batch.read == len(batch.services) + len(batch.refused)
    assert batch.read >= 1
