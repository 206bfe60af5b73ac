"""Files of every known format, and of none: what is kept, what is refused and why."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maraude.directory import importers
from maraude.directory.importers import team
from maraude.directory.importers.batch import Batch
from maraude.directory.service import Access, Facet, Service
from maraude.domain.refusal import Refusal

TODAY = date(2026, 11, 23)
DATA = Path(__file__).parents[3] / "../shared/data"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="the public data are not at hand")
HEADER = "category;name;lat;lon"
HOSTILE = "\x1b]52;c;cm0=\x07 [/] [@click=app.quit]x[/] \u202e \x9b31m"


def written(folder: Path, content: str | bytes, name: str = "fichier") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refusal_of(path: Path, format_name: str | None = None) -> Refusal:
    with pytest.raises(Refusal) as refused:
        importers.read(path, TODAY, format_name)
    return refused.value


def elements(*given: Any) -> str:
    return json.dumps({"version": 0.6, "elements": given})


def node(number: int, **tags: str) -> dict[str, Any]:
    named = {key.replace("__", ":"): value for key, value in tags.items()}
    return {"type": "node", "id": number, "lat": 48.87, "lon": 2.36, "tags": named}


def only(batch: Batch) -> Service:
    (service,) = batch.services
    return service


# Fountains of Paris: Explore v1.


def fountain(**fields: object) -> dict[str, Any]:
    known = {
        "gid": "450019309",
        "geo_point_2d": [48.8870852, 2.3394471],
        "voie": "RUE NORVINS",
        "dispo": "OUI",
        "type_objet": "FONTNE_WALLACE",
        "commune": "PARIS 18EME ARRONDISSEMENT",
        "no_voirie_pair": "20",
    }
    return {"recordid": "13dc", "fields": known | fields}


def fountains(folder: Path, *records: Any) -> Batch:
    return importers.read(written(folder, json.dumps(records)), TODAY)


def test_a_fountain_becomes_a_service_whose_hours_are_unknown(tmp_path: Path) -> None:
    service = only(fountains(tmp_path, fountain()))

    assert service.id == "paris-fontaines:450019309"
    assert service.name == "Fontaine Wallace, 20 Rue Norvins"
    assert (service.postcode, service.position.lat) == ("75018", 48.8870852)
    assert service.hours.osm == ""


@pytest.mark.parametrize(
    ("outage", "osm"),
    [
        (
            {"debut_ind": "2022-12-02T02:00:00+01:00", "fin_ind": "2023-05-01T04:00:00+02:00"},
            '24/7 unknown; 2022 Dec 02-2023 May 01 off "non disponible"',
        ),
        (
            {"debut_ind": "2022-06-08T04:00:00+02:00", "motif_ind": 'APP "SANS" EAU'},
            "24/7 unknown; 2022 Jun 08-2099 Dec 31 off \"app 'sans' eau\"",
        ),
        ({"motif_ind": "INACCESSIBLE"}, 'off "inaccessible"'),
        ({"debut_ind": "bientôt"}, 'off "non disponible"'),
    ],
)
def test_a_fountain_that_is_out_of_order_is_closed_while_it_lasts(
    tmp_path: Path, outage: dict[str, str], osm: str
) -> None:
    assert only(fountains(tmp_path, fountain(dispo="NON", **outage))).hours.osm == osm


@needs_data
def test_the_fountains_of_paris_are_all_read_and_those_out_of_order_closed() -> None:
    batch = importers.read(DATA / "paris/fontaines.json", TODAY)

    assert (batch.source, batch.read, len(batch.services)) == ("paris-fontaines", 1211, 1211)
    assert sum(bool(service.hours.osm) for service in batch.services) == 251
    assert batch.refused == ()


# OpenStreetMap.


def test_a_place_of_openstreetmap_becomes_a_service(tmp_path: Path) -> None:
    place = node(
        7,
        amenity="shower",
        name="Douches du Canal",
        opening_hours="Mo-Fr 08:00-12:00",
        wheelchair="limited",
        female="yes",
        dog="no",
        fee="no",
        addr__street="quai de l'Exemple",
        addr__housenumber="3",
        check_date="2026-05-01",
    )
    service = only(importers.read(written(tmp_path, elements(place)), TODAY))

    assert (service.id, service.category) == ("openstreetmap:node/7", "shower")
    assert service.address == "3 quai de l'Exemple"
    assert service.hours.osm == "Mo-Fr 08:00-12:00"
    assert service.eligibility.wheelchair is Facet.PREFERENTIAL
    assert service.eligibility.woman is Facet.YES
    assert service.eligibility.man is Facet.UNKNOWN
    assert service.eligibility.pets is Facet.NO
    assert (service.cost, service.verified_on) == ("gratuit", date(2026, 5, 1))
    assert "OpenStreetMap" in service.attribution


def test_a_way_stands_where_its_centre_is(tmp_path: Path) -> None:
    way = {
        "type": "way",
        "id": 3,
        "center": {"lat": 48.9, "lon": 2.3},
        "tags": {"amenity": "toilets"},
    }
    assert only(importers.read(written(tmp_path, elements(way)), TODAY)).position.lat == 48.9


@pytest.mark.parametrize(
    ("tags", "reason"),
    [
        ({"social_facility": "shelter"}, "Ce lieu n'est pas pour les personnes à la rue."),
        (
            {"social_facility": "day_centre", "social_facility__for": "senior;disabled"},
            "Ce lieu n'est pas pour les personnes à la rue.",
        ),
        ({"amenity": "toilets", "access": "customers"}, "L'accès à ce lieu est réservé."),
    ],
)
def test_what_is_not_for_people_outside_is_refused_with_the_reason(
    tmp_path: Path, tags: dict[str, str], reason: str
) -> None:
    batch = importers.read(written(tmp_path, elements(node(1, **tags))), TODAY)

    assert batch.services == ()
    assert [refused.reason for refused in batch.refused] == [reason]


def test_a_shelter_for_women_takes_no_men(tmp_path: Path) -> None:
    tags = {"social_facility": "shelter", "social_facility__for": "women"}
    service = only(importers.read(written(tmp_path, elements(node(1, **tags))), TODAY))

    assert (service.eligibility.woman, service.eligibility.man) == (Facet.YES, Facet.NO)


def test_a_bench_is_neither_kept_nor_refused(tmp_path: Path) -> None:
    batch = importers.read(written(tmp_path, elements(node(1, amenity="bench"))), TODAY)

    assert (batch.read, batch.services, batch.refused) == (1, (), ())


@needs_data
def test_the_extract_of_paris_is_read(tmp_path: Path) -> None:
    batch = importers.read(DATA / "osm/paris_bss.osm.pbf", TODAY)

    assert sorted(service.category for service in batch.services) == ["fountain", "toilets"]
    assert all(48.85 < service.position.lat < 48.88 for service in batch.services)


@needs_data
@pytest.mark.parametrize("size", [40, 5_000, 60_000])
def test_an_extract_that_was_cut_is_refused(tmp_path: Path, size: int) -> None:
    content = (DATA / "osm/paris_bss.osm.pbf").read_bytes()[:size]
    assert refusal_of(written(tmp_path, content, "a.osm.pbf")).code == "unreadable-file"


def test_without_osmium_an_extract_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "osmium", None)
    refusal = refusal_of(written(tmp_path, b"\0\0\0\x0d\n\tOSMHeader", "a.osm.pbf"))

    assert refusal.code == "missing-extra"
    assert "maraude[osm]" in refusal.message


# The team's own table.


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_template_can_be_imported_as_it_is(tmp_path: Path, encoding: str, end: str) -> None:
    content = team.TEMPLATE.replace("\n", end).encode(encoding)
    service = only(importers.read(written(tmp_path, content, "équipe.csv"), TODAY))

    assert (service.category, service.name) == ("shower", "Bains-douches de l'exemple")
    assert service.hours.osm == "Mo-Sa 07:30-12:30,14:00-18:00"
    assert service.eligibility.pets is Facet.NO
    assert service.eligibility.languages == ("fr", "en")
    assert service.access is Access.WALK_IN
    assert service.verified_on == date(2026, 11, 20)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_columns_may_stand_in_any_order_and_language(tmp_path: Path, separator: str) -> None:
    rows = (("Nom", "lon", "lat", "Catégorie"), ("Laverie", "2.36", "48.87", "laverie"))
    content = "\n".join(separator.join(row) for row in rows)
    assert only(importers.read(written(tmp_path, content), TODAY)).category == "laundry"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("piscine;A;48.87;2.36", "« piscine » n'est pas une catégorie de l'annuaire."),
        ("shower;;48.87;2.36", "Il manque le nom."),
        ("shower;A;quai;2.36", "La latitude ou la longitude n'est pas un nombre possible."),
        ("shower;A;148;2.36", "La latitude ou la longitude n'est pas un nombre possible."),
        ("shower", "Il manque le nom."),
    ],
)
def test_a_wrong_row_is_refused_with_its_line_and_the_others_kept(
    tmp_path: Path, row: str, reason: str
) -> None:
    content = f"{HEADER}\n{row}\nshower;Douches;48.87;2.36\n"
    batch = importers.read(written(tmp_path, content), TODAY)

    assert [(r.record, r.reason) for r in batch.refused] == [("ligne 2", reason)]
    assert only(batch).name == "Douches"


def test_wrong_columns_are_named(tmp_path: Path) -> None:
    refusal = refusal_of(written(tmp_path, "nom;ville\nA;Paris\n"))

    assert refusal.code == "wrong-columns"
    assert "Il manque : category, lat, lon." in refusal.message
    assert "Colonnes inconnues : ville." in refusal.message


def test_an_answer_that_is_neither_yes_nor_no_is_refused(tmp_path: Path) -> None:
    content = f"{HEADER};animaux;accès\nshower;A;48;2;parfois;\nshower;B;48;2;;badge\n"
    batch = importers.read(written(tmp_path, content), TODAY)

    assert [refused.record for refused in batch.refused] == ["ligne 2", "ligne 3"]


# Files of no format, cut, or meant to do harm.


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "unreadable-file"),
        ("bonjour", "unknown-format"),
        ("<html>portail; captif</html>", "wrong-columns"),
        (b"\x89PNG\r\n\x1a\n\0\0,", "unknown-format"),
        (b"PK\x03\x04\0\0", "unknown-format"),
        ('[{"fields": {', "unreadable-file"),
        ('{"elements": [NaN]', "unreadable-file"),
        ('{"a": 1}', "unknown-format"),
        ("[" * 100_000, "unreadable-file"),
    ],
)
def test_what_is_no_file_of_ours_is_a_sentence(
    tmp_path: Path, content: str | bytes, code: str
) -> None:
    assert refusal_of(written(tmp_path, content)).code == code


@pytest.mark.parametrize("format_name", importers.FORMATS)
def test_a_file_is_refused_under_a_wrong_format(tmp_path: Path, format_name: str) -> None:
    assert refusal_of(written(tmp_path, "bonjour"), format_name).code in (
        "unreadable-file",
        "wrong-columns",
    )


def test_hostile_text_is_cleaned_in_every_field(tmp_path: Path) -> None:
    tags = {"amenity": "toilets", "name": HOSTILE, "operator": HOSTILE, "opening_hours": HOSTILE}
    places = importers.read(written(tmp_path, elements(node(1, **tags))), TODAY)
    cells = ";".join(["toilets", HOSTILE.replace("\x1b", "") * 2, "48.87", "2.36"])
    table = importers.read(written(tmp_path, f"{HEADER}\n{cells}\n"), TODAY)

    for service in (*places.services, *table.services):
        shown = f"{service.name}{service.organisation}{service.hours.raw}"
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(shown)
        assert "[@click=app.quit]" in service.name


def test_a_line_of_a_megabyte_is_survived(tmp_path: Path) -> None:
    long = "x" * 1_000_000
    content = f"{HEADER}\nshower;{long};48.87;2.36\nshower;Douches;48.87;2.36\n"
    assert refusal_of(written(tmp_path, content)).code == "bad-csv"
    tags = {"amenity": "toilets", "name": long}
    batch = importers.read(written(tmp_path, elements(node(1, **tags))), TODAY)
    assert len(batch.services) + len(batch.refused) == 1


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_words(tmp_path: Path, content: bytes) -> None:
    path = written(tmp_path, content)
    said = ""
    try:
        said = importers.read(path, TODAY).attribution
    except Refusal as refusal:
        said = refusal.message
    assert said


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    tags=st.dictionaries(
        st.sampled_from(
            ("amenity", "social_facility", "social_facility:for", "name", "access", "check_date")
        ),
        st.one_of(st.text(max_size=20), st.integers(), st.sampled_from(("toilets", "shelter"))),
    )
)
def test_any_tags_are_kept_refused_or_left(tmp_path: Path, tags: dict[str, Any]) -> None:
    element = {"type": "node", "id": 1, "lat": 48.87, "lon": 2.36, "tags": tags}
    batch = importers.read(written(tmp_path, elements(element)), TODAY)

    assert batch.read == 1
