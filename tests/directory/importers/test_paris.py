"""Drinking fountains of Paris; the toilets are in test_opendatasoft."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from maraude.directory import importers
from maraude.directory.closure import Closure
from maraude.directory.service import Facet
from tests.directory.importers.files import COMMANDS, DATA, HOSTILE, TODAY, needs_data, only, read


def fountain(**fields: object) -> dict[str, Any]:
    """Give a record of Explore v1."""
    known = {
        "gid": "450019309",
        "geo_point_2d": [48.8870852, 2.3394471],
        "voie": "RUE NORVINS",
        "dispo": "OUI",
        "type_objet": "FONTNE_WALLACE",
        "commune": "PARIS 18EME ARRONDISSEMENT",
        "no_voirie_pair": "20",
    }
    return {
        "recordid": "13dc",
        "fields": known | fields,
        "record_timestamp": "2022-12-03T09:42:06.059+01:00",
    }


def closure(folder: Path, **fields: object) -> Closure | None:
    return only(read(folder, [fountain(dispo="NON", **fields)])).closure


def test_a_fountain_becomes_a_service_whose_hours_are_unknown(tmp_path: Path) -> None:
    service = only(read(tmp_path, [fountain()]))

    assert service.id == "paris-fontaines:450019309"
    assert service.name == "Fontaine Wallace, 20 Rue Norvins"
    assert (service.postcode, service.position.lat) == ("75018", 48.8870852)
    assert (service.hours.osm, service.closure) == ("", None)
    assert service.eligibility.no_papers is Facet.YES


def test_a_fountain_is_as_old_as_its_record(tmp_path: Path) -> None:
    assert only(read(tmp_path, [fountain()])).verified_on == date(2022, 12, 3)
    undated = {**fountain(), "record_timestamp": None}
    assert only(read(tmp_path, [undated])).verified_on is None


@pytest.mark.parametrize(
    ("dates", "since", "until"),
    [
        (("2022-12-02T02:00:00+01:00", "2023-05-01T04:00:00+02:00"), (2022, 12, 2), (2023, 5, 1)),
        (("2022-06-08T04:00:00+02:00", None), (2022, 6, 8), None),
        ((None, None), None, None),
        (("bientôt", 3), None, None),
        (("2022-12-09", "2022-12-01"), None, None),
        (("0001-01-01", "9999-12-31"), None, None),
    ],
    ids=["both", "no end", "neither", "no dates", "not kept up", "out of time"],
)
def test_a_fountain_that_is_not_available_is_closed_from_its_record_on(
    tmp_path: Path,
    dates: tuple[object, object],
    since: tuple[int, int, int] | None,
    until: tuple[int, int, int] | None,
) -> None:
    found = closure(tmp_path, debut_ind=dates[0], fin_ind=dates[1])
    assert found == Closure(since and date(*since), until and date(*until), "")


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("APP SANS EAU", "appareil sans eau"),
        ("FERMETURE HIVERNALE", "fermeture hivernale"),
        ("TRAVAUX \x1b[2J", "travaux [2j"),
        (None, ""),
    ],
)
def test_the_reason_is_the_source_s_own(tmp_path: Path, written: str | None, reason: str) -> None:
    found = closure(tmp_path, motif_ind=written)
    assert found is not None
    assert found.reason == reason


@pytest.mark.parametrize("wrapped", ["list", "records", "results", "features"])
def test_a_fountain_is_read_from_every_shape_of_export(tmp_path: Path, wrapped: str) -> None:
    fields = fountain()["fields"] | {"geo_point_2d": {"lat": 48.8870852, "lon": 2.3394471}}
    document: dict[str, object] = {
        "list": [fields],
        "records": {"nhits": 1, "records": [fountain()]},
        "results": {"total_count": 1, "results": [fields]},
        "features": {
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "geometry": None, "properties": fields}],
        },
    }
    service = only(read(tmp_path, document[wrapped]))
    assert (service.id, service.position.lat) == ("paris-fontaines:450019309", 48.8870852)


def test_hostile_text_in_every_field_is_cleaned(tmp_path: Path) -> None:
    hostile = dict.fromkeys(
        ("voie", "type_objet", "commune", "motif_ind", "no_voirie_pair"), HOSTILE
    )
    service = only(read(tmp_path, [fountain(dispo="NON", **hostile)]))

    assert service.closure is not None
    assert not COMMANDS & set(f"{service.name}{service.address}{service.closure.reason}")
    assert service.raw.isascii()


@needs_data
def test_the_fountains_of_paris_are_all_read_and_251_of_them_not_available() -> None:
    batch = importers.read(DATA / "paris/fontaines.json", TODAY)

    assert (batch.source, batch.read, len(batch.services)) == ("paris-fontaines", 1211, 1211)
    closures = [service.closure for service in batch.services if service.closure]
    assert len(closures) == 251
    assert sum(closure.until is None for closure in closures) == 81
    assert sum(not closure.reason for closure in closures) == 2
    assert batch.refused == ()
    assert {service.verified_on for service in batch.services} == {date(2022, 12, 3)}
