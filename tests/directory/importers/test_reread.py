"""Records that were kept, read again without their file: the same services, of every source."""

import json
from pathlib import Path
from typing import Any

import pytest

from maraude.directory import importers
from maraude.directory.importers import soliguide, team
from maraude.domain.refusal import Refusal
from tests.directory.importers.files import TODAY, elements, node, read, written
from tests.directory.importers.soliguide import answer, place, service


def toilet(address: str) -> dict[str, Any]:
    known = {"adresse": address, "horaire": "24 h / 24", "acces_pmr": "Oui", "relais_bebe": None}
    point = {"type": "Point", "coordinates": [2.36, 48.86]}
    return {"type": "Feature", "geometry": point, "properties": known}


WAY = {
    "type": "way",
    "id": 8,
    "center": {"lat": 48.86, "lon": 2.35},
    "timestamp": "2026-10-01T00:00:00Z",
    "tags": {"amenity": "drinking_water"},
}
DOCUMENTS: dict[str, Any] = {
    "openstreetmap": elements(node(7, amenity="toilets", check_date="2026-09-01"), WAY),
    "soliguide": answer(place(1, service(), service("laundry")), place(2, service("clothing"))),
    "paris-toilettes": {"features": [toilet("1 RUE A"), toilet("2 RUE B")]},
}


@pytest.mark.parametrize("source", DOCUMENTS)
def test_what_was_kept_gives_the_same_services(tmp_path: Path, source: str) -> None:
    batch = read(tmp_path, DOCUMENTS[source])
    raws = [found.raw for found in batch.services]
    again = importers.reread(source, batch.attribution, raws, TODAY)
    assert len(batch.services) > 1
    assert (again.source, again.services, again.refused) == (source, batch.services, ())


def test_rows_of_a_team_give_the_same_services(tmp_path: Path) -> None:
    rows = "catégorie;nom;latitude;longitude;animaux\ndouche;Bains;48,86;2,36;oui\n"
    batch = importers.read(written(tmp_path, rows), TODAY, team.FORMAT)
    raws = [found.raw for found in batch.services]
    assert importers.reread("team", batch.attribution, raws, TODAY).services == batch.services


def test_the_attribution_stays_as_it_was(tmp_path: Path) -> None:
    batch = read(tmp_path, DOCUMENTS["soliguide"])
    raws = [found.raw for found in batch.services]
    again = importers.reread(batch.source, "Un autre nom", raws, TODAY)
    assert {found.attribution for found in again.services} == {"Un autre nom"}


@pytest.mark.parametrize("source", ["inconnue", soliguide.FORMAT])
def test_records_that_nobody_knows_are_refused_in_words(source: str) -> None:
    with pytest.raises(Refusal) as refused:
        importers.reread(source, "Les Lucioles", [json.dumps({"n": 1})], TODAY)
    assert refused.value.code == "unknown-format"
    assert source in refused.value.message
