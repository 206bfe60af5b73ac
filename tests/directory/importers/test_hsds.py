"""Services of HSDS 3: nested JSON of every kind, and the tabular data package."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maraude.directory import importers
from maraude.directory.closure import Closure
from maraude.directory.importers import hsds
from maraude.directory.service import Access, Eligibility, Facet, Hours, Load, Service
from maraude.domain.spot import Position
from tests.directory.importers.files import COMMANDS, HOSTILE, TODAY, only, read, reasons, written
from tests.directory.importers.hsds_files import (
    LOCATION,
    ORGANIZATION,
    SERVICE,
    Record,
    schedule,
    service,
    term,
    uid,
    write_package,
)

SCHEMA = json.loads((Path(__file__).parent / "hsds_schema.json").read_text("utf-8"))
LINK = SERVICE["service_at_locations"][0]
ELIGIBILITY = Eligibility(
    woman=Facet.UNKNOWN,
    man=Facet.UNKNOWN,
    couple=Facet.UNKNOWN,
    family=Facet.UNKNOWN,
    minor=Facet.NO,
    pets=Facet.UNKNOWN,
    wheelchair=Facet.YES,
    no_papers=Facet.UNKNOWN,
    languages=("fr", "ar"),
    min_age=18,
    max_age=99,
)


def at(**changes: Any) -> list[Record]:
    """Give where a service is, with other fields of the location."""
    return [{**LINK, "location": {**LOCATION, **changes}}]


def of(folder: Path, **changes: Any) -> Service:
    return only(read(folder, [service(**changes)]))


def as_list(folder: Path) -> Path:
    return written(folder, json.dumps([SERVICE]))


def as_one(folder: Path) -> Path:
    return written(folder, json.dumps(SERVICE))


def as_page(folder: Path) -> Path:
    return written(folder, json.dumps({"total_items": 1, "contents": [SERVICE]}))


def as_organizations(folder: Path) -> Path:
    own = {name: value for name, value in SERVICE.items() if name != "organization"}
    own["service_at_locations"] = [{"id": LINK["id"], "location_id": LOCATION["id"]}]
    return written(
        folder,
        json.dumps([{**ORGANIZATION, "locations": [LOCATION], "services": [own]}]),
    )


def as_services_at_locations(folder: Path) -> Path:
    own = {name: value for name, value in SERVICE.items() if name != "service_at_locations"}
    return written(folder, json.dumps({"contents": [{**LINK, "service": own}]}))


def as_folder(folder: Path) -> Path:
    inside = folder / "package"
    inside.mkdir()
    write_package(inside, SERVICE, paths={"schedule": "heures.csv", "service": "service.csv"})
    return inside


def as_zip(folder: Path) -> Path:
    return Path(shutil.make_archive(str(folder / "hsds"), "zip", as_folder(folder)))


def as_zipped_list(folder: Path) -> Path:
    inside = folder / "json"
    inside.mkdir()
    as_list(inside).rename(inside / "annuaire.json")
    return Path(shutil.make_archive(str(folder / "hsds"), "zip", inside))


def test_a_package_with_a_name_of_its_own_is_a_feed_of_that_name(tmp_path: Path) -> None:
    write_package(tmp_path, SERVICE, name="Annuaire de Lyon !")
    batch = importers.read(tmp_path, TODAY)
    assert batch.source == "hsds-annuaire-de-lyon"
    assert only(batch).id.startswith("hsds-annuaire-de-lyon:")
    assert importers.read(tmp_path, TODAY, feed="nord").source == "hsds-nord"


EVERY_WAY = [
    as_list, as_zipped_list, as_one, as_page, as_organizations, as_services_at_locations, as_folder,
    as_zip,
]  # fmt: skip


def test_the_fixture_is_what_the_reference_says() -> None:
    validator = jsonschema_rs.validator_for(SCHEMA, validate_formats=True)
    assert [error.message for error in validator.iter_errors(SERVICE)] == []
    assert not validator.is_valid({**SERVICE, "status": "open"})
    assert not validator.is_valid({**SERVICE, "assured_date": "hier"})


@pytest.mark.parametrize("wrapped", EVERY_WAY)
@pytest.mark.parametrize("format_name", [None, "hsds"])
def test_a_service_is_the_same_in_every_form(
    tmp_path: Path, wrapped: Callable[[Path], Path], format_name: str | None
) -> None:
    batch = importers.read(wrapped(tmp_path), TODAY, format_name)
    found = only(batch)
    assert (batch.source, batch.refused, batch.notes) == ("hsds", (), ())
    assert found.id == f"hsds:{SERVICE['id']}/{LOCATION['id']}/shower"
    assert found.category == "shower"
    assert found.name == "Douches du Canal"
    assert found.organisation == "Les Lucioles"
    assert found.position == Position(48.8676, 2.3636)
    assert found.address == "1 quai de l'Exemple, 75010 Paris"
    assert found.postcode == "75010"
    assert found.hours == Hours(
        "WEEKLY MO,TU 09:00-12:00 ; WEEKLY MO,TU 14:00:00-17:30:00 ; Le samedi matin",
        "Mo,Tu 09:00-12:00,14:00-17:30, Sa 10:00-12:00; PH unknown",
        normalised=True,
    )
    assert found.documents == "Carte de la maison ; Ordonnance"
    assert found.cost == "Savon : 0.5 EUR ; Serviette prêtée"
    assert found.contact == "01 99 00 00 00"
    assert found.verified_on == date(2026, 10, 2)
    assert found.notice == "Eau froide jusqu'à vendredi"
    assert found.conditions == (
        "Majeurs sans abri, femmes le mardi · Women · Se présenter à l'accueil"
        " · Wheelchair accessible"
    )
    assert found.siret == "12345678900011"
    assert (found.access, found.load, found.closure) == (Access.UNKNOWN, Load.UNKNOWN, None)
    assert found.eligibility == ELIGIBILITY


def test_a_data_package_is_attributed_by_its_title(tmp_path: Path) -> None:
    assert importers.read(as_zip(tmp_path), TODAY).attribution == (
        "Annuaire d'essai, HSDS (Open Referral)"
    )


def test_what_was_kept_is_enough_to_read_it_again(tmp_path: Path) -> None:
    elsewhere = {**LOCATION, "id": uid("elsewhere"), "latitude": 48.9}
    two = [LINK, {"id": uid("second"), "location": elsewhere}]
    batch = read(tmp_path, [service(service_at_locations=two)])
    kept = [found.raw for found in batch.services]
    assert len(set(kept)) == 2
    assert importers.reread("hsds", batch.attribution, kept, TODAY).services == batch.services


def test_the_names_of_people_are_not_kept(tmp_path: Path) -> None:
    assert "Camille" not in of(tmp_path).raw


@pytest.mark.parametrize("status", ["inactive", "defunct"])
def test_a_service_that_is_over_is_left_out_and_counted(tmp_path: Path, status: str) -> None:
    batch = read(tmp_path, [service(status=status), SERVICE])
    assert (batch.read, len(batch.services)) == (1, 1)
    assert [note.reason for note in batch.notes] == [
        "Services qui ne sont plus rendus, laissés de côté : 1."
    ]


def test_a_service_that_is_closed_for_a_while_says_so(tmp_path: Path) -> None:
    found = of(tmp_path, status="temporarily closed", alert="Travaux")
    assert (found.closure, found.notice) == (Closure(reason="Travaux"), "Travaux")


@pytest.mark.parametrize(
    ("youngest", "oldest", "minor", "ages"),
    [
        (None, None, Facet.UNKNOWN, (None, None)),
        (0, 17, Facet.UNKNOWN, (0, 17)),
        ("18", "25.0", Facet.NO, (18, 25)),
        (-3, 4_000, Facet.UNKNOWN, (None, None)),
    ],
)
def test_ages_are_bounds_and_adults_only_refuses_minors(
    tmp_path: Path, youngest: Any, oldest: Any, minor: Facet, ages: tuple[Any, Any]
) -> None:
    told = of(tmp_path, minimum_age=youngest, maximum_age=oldest).eligibility
    assert (told.minor, (told.min_age, told.max_age)) == (minor, ages)


@pytest.mark.parametrize(
    ("descriptions", "facet"),
    [
        ([], Facet.UNKNOWN),
        (["Accessible en fauteuil roulant."], Facet.YES),
        (["Not wheelchair accessible"], Facet.NO),
        (["Wheelchair accessible", "No wheelchair access"], Facet.UNKNOWN),
        (["Wheelchair access is possible on all levels but the showers"], Facet.UNKNOWN),
    ],
)
def test_only_plain_words_tell_whether_a_wheelchair_gets_in(
    tmp_path: Path, descriptions: list[str], facet: Facet
) -> None:
    rows = [{"id": uid(words), "description": words} for words in descriptions]
    assert of(tmp_path, service_at_locations=at(accessibility=rows)).eligibility.wheelchair is facet


def test_the_hours_of_the_link_come_first_and_those_of_the_place_last(tmp_path: Path) -> None:
    link = [{**LINK, "schedules": [schedule("SU", "08:00", "09:00")]}]
    assert of(tmp_path, service_at_locations=link).hours.osm == "Su 08:00-09:00; PH unknown"
    assert of(tmp_path, schedules=[]).hours.osm.startswith("Mo,Tu,We,Th,Fr,Sa,Su 00:00-24:00")


@pytest.mark.parametrize(
    ("changes", "contact"),
    [
        ({"phones": []}, "01 99 00 00 09"),
        ({"phones": [], "service_at_locations": at(phones=[])}, "https://lucioles.example.org"),
    ],
)
def test_a_contact_is_found_somewhere(
    tmp_path: Path, changes: dict[str, Any], contact: str
) -> None:
    assert of(tmp_path, **changes).contact == contact


def test_the_day_of_a_change_stands_in_for_a_check(tmp_path: Path) -> None:
    assert of(tmp_path, assured_date=None).verified_on == date(2026, 11, 1)
    assert of(tmp_path, assured_date="2027-01-01", last_modified=None).verified_on is None


@pytest.mark.parametrize(
    ("attribute", "category"),
    [
        (term("Food Pantry"), "food_parcel"),
        (term("douche"), "shower"),
        (term("Inconnu", code="overnight_stop"), "night_stop"),
        (term("Inconnu", code="sante--addictions"), "addiction_care"),
        ({"id": uid("value"), "value": "Laundry facilities"}, "laundry"),
    ],
)
def test_a_term_leads_to_a_category(tmp_path: Path, attribute: Record, category: str) -> None:
    assert of(tmp_path, attributes=[attribute]).category == category


def test_a_service_of_several_kinds_is_found_under_each(tmp_path: Path) -> None:
    attributes = [term("Showers"), term("Laundry services"), term("Yoga")]
    batch = read(tmp_path, [service(attributes=attributes)])
    assert [found.category for found in batch.services] == ["shower", "laundry"]


def test_a_wrong_record_is_refused_alone_and_named(tmp_path: Path) -> None:
    broken = [
        service(id="1", attributes=[term("Yoga")]),
        service(id="2", attributes=[]),
        service(id="3", service_at_locations=at(location_type="virtual")),
        service(id="4", service_at_locations=[]),
        service(id="5", service_at_locations=at(latitude=148)),
        service(id="6", name=""),
        None,
        SERVICE,
    ]
    batch = read(tmp_path, [SERVICE, *broken])
    assert len(batch.services) == 1
    assert reasons(batch) == [
        ("1", "Aucune catégorie de l'annuaire pour : Yoga."),
        ("2", "La fiche ne dit pas de quelle aide il s'agit."),
        ("3", "Ce service est rendu à distance : il n'y a pas de lieu."),
        ("4", "La fiche n'a pas de position."),
        ("5", "La position de la fiche n'existe pas."),
        ("6", "Il manque le nom ou l'identifiant."),
        ("8", "La fiche n'a pas la forme attendue."),
        (SERVICE["id"], "La fiche répète une autre fiche du fichier."),
    ]


def test_a_torn_row_of_a_table_is_counted_and_the_rest_is_read(tmp_path: Path) -> None:
    package = as_folder(tmp_path)
    for table in ("heures.csv", "service.csv"):
        with (package / table).open("a", encoding="utf-8") as stream:
            stream.write('x,"y"z\n')
    batch = importers.read(package, TODAY)
    assert only(batch).hours.osm
    assert [refused.reason for refused in batch.refused] == ["La fiche n'a pas la forme attendue."]
    assert ("tableau « heures »", "Lignes illisibles, laissées de côté : 1.") in [
        (note.record, note.reason) for note in batch.notes
    ]


def test_tables_without_their_neighbours_say_what_they_miss(tmp_path: Path) -> None:
    package = as_folder(tmp_path)
    (package / "locations.csv").unlink()
    (package / "organizations.csv").unlink()
    batch = importers.read(package, TODAY)
    assert [refused.reason for refused in batch.refused] == ["La fiche n'a pas de position."]


def test_hostile_text_is_harmless(tmp_path: Path) -> None:
    found = of(
        tmp_path, name=HOSTILE, alert=HOSTILE * 300, eligibility_description=HOSTILE,
        schedules=[schedule("MO", "09:00", "12:00", description=HOSTILE)],
    )  # fmt: skip
    shown = found.name + found.notice + found.conditions + found.hours.raw + found.raw
    assert not COMMANDS & set(shown)
    assert len(found.notice) <= 1_000


FIELDS = [*SERVICE, *LOCATION, *SERVICE["schedules"][0], "taxonomy_term", "location", "valid_to"]
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
    | st.sampled_from(["MO,1TU", "WEEKLY", "MONTHLY", "09:00", "2026-12-01"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=6)
    ),
    max_leaves=12,
)  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(changes=st.dictionaries(st.sampled_from(list(SERVICE)), anything), other=anything)
def test_each_record_is_kept_or_refused_whatever_it_holds(
    changes: dict[str, Any], other: Any
) -> None:
    batch = hsds.read([{**SERVICE, **changes}, other, SERVICE], TODAY)
    assert batch.read == len(batch.services) + len(batch.refused)


@settings(deadline=None, max_examples=100)
@given(
    document=st.dictionaries(
        st.sampled_from(["services", "locations", "schedules", "attributes", "datapackage"]),
        st.lists(anything, max_size=3) | anything,
    )
)
def test_any_tables_are_read_or_not_recognised(document: dict[str, Any]) -> None:
    links = [{"id": "1", "service_id": "1", "location_id": "1"}]
    whole = {**document, "service_at_location": links}
    if hsds.recognises(whole):
        batch = hsds.read(whole, TODAY)
        assert batch.read == len(batch.services) + len(batch.refused)
