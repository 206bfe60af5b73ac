import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maraude.directory import importers
from maraude.directory.importers import opendatasoft
from maraude.directory.importers.batch import Batch
from maraude.directory.service import Facet, Hours
from maraude.domain.refusal import Refusal
from maraude.domain.spot import Position

SANISETTES = Path(__file__).parents[3] / "../shared/data/paris/sanisettes.geojson"
TODAY = date(2026, 11, 23)


def feature(**properties: Any) -> dict[str, Any]:
    known = {
        "type": "SANISETTE",
        "statut": None,
        "adresse": "12  PLACE DE LA REPUBLIQUE",
        "arrondissement": "75011",
        "horaire": "6 h - 1 h",
        "acces_pmr": "Oui",
        "relais_bebe": None,
        "url_fiche_equipement": None,
        "geo_point_2d": {"lon": 2.3641, "lat": 48.8669},
    }
    point = {"type": "MultiPoint", "coordinates": [[2.3641, 48.8669]]}
    return {"type": "Feature", "geometry": point, "properties": {**known, **properties}}


def collection(*features: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def read(*features: Any) -> Batch:
    return opendatasoft.read(collection(*features), TODAY)


def refusal_of(path: Path, format_name: str | None = None) -> str:
    with pytest.raises(Refusal) as refused:
        importers.read(path, TODAY, format_name)
    return refused.value.code


def test_the_file_of_paris_is_read_whole() -> None:
    if not SANISETTES.exists():
        pytest.skip("../shared/data is not here")
    batch = importers.read(SANISETTES, TODAY)
    assert (batch.read, len(batch.services), batch.refused) == (615, 615, ())
    assert len({service.id for service in batch.services}) == 615
    assert sum(bool(service.hours.osm) for service in batch.services) == 436
    assert {s.hours.raw for s in batch.services if not s.hours.osm} == {"", "Voir fiche équipement"}


def test_the_ids_of_the_file_of_paris_do_not_depend_on_its_order(tmp_path: Path) -> None:
    if not SANISETTES.exists():
        pytest.skip("../shared/data is not here")
    document = json.loads(SANISETTES.read_text("utf-8"))
    before = {s.raw: s.id for s in opendatasoft.read(document, TODAY).services}
    document["features"].reverse()
    assert {s.raw: s.id for s in opendatasoft.read(document, TODAY).services} == before


def test_a_toilet_becomes_a_service() -> None:
    (service,) = read(feature()).services
    assert service.id == "paris-toilettes:0448b8d3a16f36d8"
    assert service.category == "toilets"
    assert service.name == "Sanisette, 12 Place de la Republique"
    assert (service.address, service.postcode) == ("12 Place de la Republique, 75011", "75011")
    assert service.position == Position(48.8669, 2.3641)
    assert service.hours == Hours("6 h - 1 h", "06:00-01:00", normalised=True)
    assert (service.verified_on, service.copied_on) == (None, TODAY)
    assert service.attribution == "Ville de Paris, opendata.paris.fr (ODbL)"
    assert json.loads(service.raw) == feature()


@pytest.mark.parametrize(
    ("written", "facet"), [("Oui", Facet.YES), ("Non", Facet.NO), (None, Facet.UNKNOWN)]
)
def test_wheelchair_access_is_what_the_source_says(written: str | None, facet: Facet) -> None:
    (service,) = read(feature(acces_pmr=written)).services
    assert service.eligibility.wheelchair is facet


def test_a_urinal_is_not_for_everyone_and_pets_are_unknown() -> None:
    toilet, urinal, other = (
        service.eligibility
        for service in read(
            feature(), feature(type="URINOIR"), feature(type="URINOIR FEMME")
        ).services
    )
    assert (toilet.woman, toilet.man, toilet.pets) == (Facet.YES, Facet.YES, Facet.UNKNOWN)
    assert (urinal.woman, urinal.man) == (Facet.NO, Facet.YES)
    assert (other.woman, other.man) == (Facet.YES, Facet.NO)


def test_without_type_or_address_there_is_still_a_name() -> None:
    (service,) = read(feature(type=None, adresse=None)).services
    assert (service.name, service.address) == ("Toilettes", "75011")


def test_the_point_of_the_properties_stands_in_for_a_missing_geometry() -> None:
    (service,) = read({**feature(), "geometry": None}).services
    assert service.position == Position(48.8669, 2.3641)


def test_a_plain_point_is_read_too() -> None:
    point = {"type": "Point", "coordinates": [2.3641, 48.8669]}
    (service,) = read({**feature(), "geometry": point}).services
    assert service.position == Position(48.8669, 2.3641)


@pytest.mark.parametrize(
    "coordinates",
    [[], [[]], [[2.36]], [[0, 0]], [["2.36", "48.86"]], [[2.36, 148.86]], [[float("nan"), 48.86]],
     [[10**400, 48.86]], [[None, None]], [[float("inf"), 0]]],
)  # fmt: skip
def test_a_record_without_a_real_position_is_refused_alone(coordinates: Any) -> None:
    lost = feature(geo_point_2d=None)
    lost["geometry"] = {"type": "MultiPoint", "coordinates": coordinates}
    batch = read(lost, feature())
    assert (batch.read, len(batch.services)) == (2, 1)
    (refused,) = batch.refused
    assert refused.record == "1"
    assert refused.reason.endswith(".")


@pytest.mark.parametrize("broken", [None, 3, "texte", [], {}, {"properties": None}])
def test_what_is_no_record_is_refused_alone(broken: Any) -> None:
    batch = read(feature(), broken)
    assert [refused.record for refused in batch.refused] == ["2"]


def test_a_record_that_is_too_long_is_refused() -> None:
    assert [refused.record for refused in read(feature(statut="x" * 40_000)).refused] == ["1"]


def test_a_record_said_twice_is_kept_once() -> None:
    batch = read(feature(), feature(adresse="AILLEURS"), feature())
    assert len(batch.services) == 2
    assert [refused.record for refused in batch.refused] == ["3"]


def test_two_toilets_at_one_address_stay_two_and_keep_their_ids_in_any_order() -> None:
    day, night = feature(horaire="6 h - 22 h"), feature(horaire="24 h / 24")
    ids = {service.hours.osm: service.id for service in read(day, night).services}
    assert len(set(ids.values())) == 2
    assert {service.hours.osm: service.id for service in read(night, day).services} == ids


def test_hostile_text_is_cleaned_and_cut() -> None:
    hostile = feature(adresse="\x1b]0;pirate\x07RUE \u202eVERTE" + "x" * 500, horaire="\x9b2J")
    (service,) = read(hostile).services
    assert service.name.startswith("Sanisette, ]0;Pirate")
    assert not {"\x1b", "\x07", "\u202e"} & set(service.name + service.address)
    assert len(service.name) < 250
    assert service.raw.isascii()
    assert "\x1b" not in service.raw


@pytest.mark.parametrize("value", [3, ["6 h - 22 h"], {"a": 1}, True])
def test_a_field_of_another_kind_is_unknown(value: Any) -> None:
    (service,) = read(feature(horaire=value, adresse=value)).services
    assert service.hours == Hours()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda children: (
        st.lists(children, max_size=4)
        | st.dictionaries(st.sampled_from([*feature()["properties"], "lat", "lon"]), children)
    ),
    max_leaves=12,
)


@given(properties=json_values, geometry=json_values)
@settings(deadline=None, max_examples=200)
def test_each_record_is_kept_or_refused_whatever_it_holds(properties: Any, geometry: Any) -> None:
    odd = {"type": "Feature", "geometry": geometry, "properties": properties}
    batch = read(odd, feature())
    assert batch.read == 2
    assert len(batch.services) + len(batch.refused) == 2


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "toilettes.geojson"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_file_is_recognised_by_its_content_even_behind_a_broken_record(tmp_path: Path) -> None:
    path = write(tmp_path, "\ufeff" + json.dumps(collection(None, feature())))
    assert len(importers.read(path, TODAY).services) == 1
    assert len(importers.read(path, TODAY, "opendatasoft").services) == 1


@pytest.mark.parametrize(
    "content",
    [
        "",
        json.dumps(collection(feature(), feature()))[:-90],
        b'{"type": "FeatureCollection\xff"}',
        "[" * 100_000,
        '{"n": ' + "9" * 5_000 + "}",
    ],
)
def test_a_file_that_is_no_json_is_refused(tmp_path: Path, content: str | bytes) -> None:
    assert refusal_of(write(tmp_path, content)) == "unreadable-file"


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert refusal_of(tmp_path / "absent.geojson") == "unreadable-file"
    assert refusal_of(tmp_path) == "unreadable-file"


@pytest.mark.parametrize(
    "document",
    [[], 3, None, {"type": "FeatureCollection"}, collection(), collection({"properties": {}})],
)
def test_json_of_another_kind_is_refused(tmp_path: Path, document: Any) -> None:
    path = write(tmp_path, json.dumps(document))
    assert refusal_of(path) == "unknown-format"
    assert refusal_of(path, "opendatasoft") == "unknown-format"


def test_a_format_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, json.dumps(collection(feature())))
    assert refusal_of(path, "gtfs") == "unknown-format"
