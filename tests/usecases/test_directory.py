import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from maraude.directory.service import Facet
from maraude.domain.refusal import Refusal
from maraude.domain.spot import Position
from maraude.store.services import Services
from maraude.usecases import directory
from maraude.usecases.directory import ImportReport, Status
from tests.directory.importers.hsds_files import SERVICE as HSDS

PARIS = Path(__file__).parents[2] / "../shared/data/paris"
SANISETTES, FOUNTAINS = PARIS / "sanisettes.geojson", PARIS / "fontaines.json"
TODAY = date(2026, 11, 23)


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    opened = Services.open(tmp_path, bytes(range(32)))
    yield opened
    opened.close()


def toilets(path: Path, *addresses: str | None) -> Path:
    features = [
        {
            "type": "Feature",
            "geometry": address and {"type": "Point", "coordinates": [2.36, 48.86]},
            "properties": {
                "adresse": address,
                "horaire": "24 h / 24",
                "acces_pmr": "Oui",
                "relais_bebe": None,
            },
        }
        for address in addresses
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def test_the_file_of_paris_goes_into_the_directory_and_changes_nothing_twice(
    services: Services,
) -> None:
    if not SANISETTES.exists():
        pytest.skip("../shared/data is not here")
    for added in (615, 0):
        report = directory.import_file(services, SANISETTES, None, TODAY)
        assert report == ImportReport(
            source="paris-toilettes",
            read=615,
            kept=615,
            added=added,
            updated=0,
            removed=0,
            closed=0,
            refused=(),
        )
    assert directory.status(services, date(2026, 12, 3)) == (
        Status(
            source="paris-toilettes",
            attribution="Ville de Paris, opendata.paris.fr (ODbL)",
            copied_on=TODAY,
            verified_on=None,
            age=10,
            services=615,
            with_hours=436,
            without_hours=179,
        ),
    )


def test_fountains_that_are_not_available_are_counted_and_have_no_hours(
    services: Services,
) -> None:
    if not FOUNTAINS.exists():
        pytest.skip("../shared/data is not here")
    report = directory.import_file(services, FOUNTAINS, None, TODAY)
    assert (report.read, report.kept, report.closed, report.refused) == (1211, 1211, 251, ())
    (source,) = directory.status(services, TODAY)
    assert (source.services, source.with_hours) == (1211, 0)


def test_what_could_not_be_taken_is_reported_with_its_reason(
    tmp_path: Path, services: Services
) -> None:
    path = toilets(tmp_path / "wc.geojson", "1 RUE VERTE", None, "2 RUE VERTE")
    report = directory.import_file(services, path, "opendatasoft", TODAY)
    assert (report.read, report.kept) == (3, 2)
    assert [(r.record, r.reason) for r in report.refused] == [
        ("2", "La fiche n'a pas de position.")
    ]


def test_a_file_that_lost_most_of_its_records_needs_to_be_confirmed(
    tmp_path: Path, services: Services
) -> None:
    streets = [f"{number} RUE VERTE" for number in range(10)]
    directory.import_file(services, toilets(tmp_path / "a.geojson", *streets), None, TODAY)
    cut = toilets(tmp_path / "b.geojson", *streets[:5])
    with pytest.raises(Refusal) as refused:
        directory.import_file(services, cut, None, TODAY)
    assert refused.value.code == "large-removal"
    assert "5 des 10" in refused.value.message
    assert directory.import_file(services, cut, None, TODAY, confirmed=True).removed == 5


def test_two_feeds_of_a_format_live_beside_each_other(tmp_path: Path, services: Services) -> None:
    for city, name in (("lyon", "Douches du Rhône"), ("nantes", "Douches de l'Erdre")):
        file = tmp_path / f"{city}.json"
        file.write_text(json.dumps([{**HSDS, "name": name}]))
        directory.import_file(services, file, None, TODAY, feed=city)
    again = directory.remap(services, "hsds-lyon", TODAY)

    assert [(s.source, s.services) for s in directory.status(services, TODAY)] == [
        ("hsds-lyon", 1),
        ("hsds-nantes", 1),
    ]
    assert (again.kept, again.added, again.updated) == (1, 0, 0)


def test_tables_of_two_teams_hide_other_sources_and_not_each_other(
    tmp_path: Path, services: Services
) -> None:
    table = tmp_path / "equipe.csv"
    table.write_text("category,name,lat,lon\nshower,Bains du Canal,48.8676,2.3636\n")
    file = tmp_path / "hsds.json"
    file.write_text(json.dumps([{**HSDS, "name": "Bains du Canal"}]))
    directory.import_file(services, file, None, TODAY)
    for name in ("nord", "sud"):
        directory.import_file(services, table, None, TODAY, feed=name)
    with services.reading() as snapshot:
        found = list(snapshot.around("shower", Position(48.8676, 2.3636), 500))
        shown = snapshot.services([one.service for one in found]).values()

    assert sorted(one.source for one in shown) == ["team-nord", "team-sud"]


def test_a_source_is_removed_with_its_services_and_comes_back(
    tmp_path: Path, services: Services
) -> None:
    directory.import_file(services, toilets(tmp_path / "a.geojson", "1 RUE VERTE"), None, TODAY)
    file = tmp_path / "hsds.json"
    file.write_text(json.dumps([HSDS]))
    directory.import_file(services, file, None, TODAY)
    with pytest.raises(Refusal) as refused:
        directory.remove(services, "loin")
    assert refused.value.code == "unknown-source"

    assert directory.remove(services, "hsds") == 1
    assert [one.source for one in directory.status(services, TODAY)] == ["paris-toilettes"]
    table = tmp_path / "equipe.csv"
    table.write_text("category,name,lat,lon\nshower,Bains Verts,48.8676,2.3636\n")
    directory.import_file(services, table, None, TODAY)
    with services.reading() as snapshot:
        assert snapshot.named(("canal",), 5) == {}
    directory.remove(services, "team")
    directory.restore(services, TODAY)
    assert [one.source for one in directory.status(services, TODAY)] == ["paris-toilettes", "team"]


def test_an_empty_directory_has_no_source(services: Services) -> None:
    assert directory.status(services, TODAY) == ()


def test_a_refresh_needs_no_file(tmp_path: Path, services: Services) -> None:
    directory.import_file(services, toilets(tmp_path / "a.geojson", "1 RUE VERTE"), None, TODAY)
    directory.refresh(services, date(2026, 12, 24))
    with services.reading() as snapshot:
        assert snapshot.covers_from.date() == date(2026, 12, 23)


def test_a_template_is_written_once_and_can_be_imported(tmp_path: Path, services: Services) -> None:
    file = tmp_path / "équipe.csv"
    directory.write_template(file)
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert directory.import_file(services, file, None, TODAY).read == 0
    with pytest.raises(Refusal, match="déjà un fichier"):
        directory.write_template(file)


def test_what_of_a_file_was_not_read_is_reported(tmp_path: Path, services: Services) -> None:
    file = tmp_path / "équipe.csv"
    file.write_text("catégorie;nom;latitude;longitude;horraires\ndouche;A;48;2;24/7\n")
    report = directory.import_file(services, file, None, TODAY)
    assert (report.kept, [note.record for note in report.notes]) == (1, ["colonne « horraires »"])


def test_kept_records_are_read_again_and_stay_of_their_day(
    services: Services, tmp_path: Path
) -> None:
    directory.import_file(
        services, toilets(tmp_path / "a.geojson", "1 rue A", "2 rue B"), None, TODAY
    )
    (tmp_path / "a.geojson").unlink()
    later = date(2027, 3, 1)
    report = directory.remap(services, "paris-toilettes", later)
    assert report == ImportReport(
        source="paris-toilettes",
        read=2,
        kept=2,
        added=0,
        updated=0,
        removed=0,
        closed=0,
        refused=(),
    )
    (status,) = directory.status(services, later)
    assert (status.copied_on, status.services) == (TODAY, 2)


MAPPING = """
source = "bains"
attribution = "Ville"
category = "public_bath"
[fields]
name = "nom"
wheelchair = "pmr"
"""


def test_a_better_mapping_changes_what_is_known(services: Services, tmp_path: Path) -> None:
    data, meaning = tmp_path / "bains.json", tmp_path / "sens.toml"
    point = {"lon": 2.36, "lat": 48.86}
    data.write_text(json.dumps([{"nom": "Bains", "pmr": "total", "geo_point_2d": point}]))
    meaning.write_text(MAPPING)
    assert directory.import_file(services, data, None, TODAY, meaning=meaning).kept == 1
    data.unlink()
    meaning.write_text(MAPPING + '[values.wheelchair]\n"total" = "yes"\n')

    report = directory.remap(services, "bains", TODAY, meaning=meaning)
    assert (report.kept, report.updated) == (1, 1)
    with services.reading() as snapshot:
        (placement,) = snapshot.around("public_bath", Position(48.86, 2.36), 100)
        assert placement.eligibility.wheelchair is Facet.YES
    with pytest.raises(Refusal) as refused:
        directory.remap(services, "bains", TODAY)
    assert refused.value.code == "unknown-format"


def test_what_a_team_wrote_is_read_again_too(services: Services, tmp_path: Path) -> None:
    table = tmp_path / "equipe.csv"
    table.write_text("catégorie;nom;latitude;longitude\ndouche;Bains;48,86;2,36\n")
    directory.import_file(services, table, None, TODAY)
    assert directory.remap(services, "team", TODAY).updated == 0


def test_a_source_that_is_not_there_is_refused(services: Services) -> None:
    with pytest.raises(Refusal) as refused:
        directory.remap(services, "ailleurs", TODAY)
    assert refused.value.code == "unknown-source"
