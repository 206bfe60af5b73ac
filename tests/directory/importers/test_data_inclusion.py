"""Services and structures of data.inclusion: JSON, CSV, folders and archives."""

import csv
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from data_inclusion.schema import v1
from hypothesis import given, settings
from hypothesis import strategies as st

from maraude.directory import categories, importers
from maraude.directory.importers import data_inclusion
from maraude.directory.service import Access, Eligibility, Facet, Hours, Load, Service
from maraude.domain.spot import Position
from tests.directory.importers.files import (
    COMMANDS,
    HOSTILE,
    TODAY,
    only,
    read,
    reasons,
    refusal_of,
    written,
)

STRUCTURE: dict[str, Any] = {
    "source": "dora",
    "id": "dora--lucioles",
    "nom": "Les Lucioles",
    "date_maj": "2025-01-02",
    "siret": "12345678900011",
    "commune": "Paris",
    "code_postal": "75010",
    "adresse": "1 quai de l'Exemple",
    "longitude": 2.3636,
    "latitude": 48.8676,
    "telephone": "+33199000000",
    "courriel": "contact@lucioles.example.org",
    "horaires_accueil": "Mo-Fr 09:00-18:00; PH off",
    "accessibilite_lieu": "https://acceslibre.beta.gouv.fr/app/exemple/",
}
SERVICE: dict[str, Any] = {
    "source": "dora",
    "id": "dora--colis",
    "structure_id": "dora--lucioles",
    "nom": "Colis du mardi",
    "description": "Un colis alimentaire pour qui en a besoin, chaque mardi.",
    "date_maj": "2025-02-14",
    "type": "aide-materielle",
    "thematiques": ["equipement-et-alimentation--alimentation"],
    "frais": "gratuit",
    "publics": ["femmes", "familles"],
    "publics_precisions": "Femmes avec enfants d'abord",
    "conditions_acces": "Apporter un sac",
    "modes_accueil": ["en-presentiel"],
    "contact_nom_prenom": "Camille Exemple",
    "modes_mobilisation": ["se-presenter", "telephoner"],
    "mobilisable_par": ["usagers", "professionnels"],
    "mobilisation_precisions": "Sonner au portail bleu",
    "horaires_accueil": "Tu 14:00-17:00",
}
WITHOUT_ITS_OWN = ("horaires_accueil", "publics", "frais", "mobilisable_par")


def service(**changes: Any) -> dict[str, Any]:
    return {name: value for name, value in {**SERVICE, **changes}.items() if value is not None}


def both(*services: Any, structure: dict[str, Any] = STRUCTURE) -> dict[str, Any]:
    return {"structures": [structure], "services": services or (SERVICE,)}


def of(folder: Path, **changes: Any) -> Service:
    return only(read(folder, both(service(**changes))))


def write_csv(path: Path, *records: dict[str, Any]) -> None:
    """Write records as the export does: lists as JSON, nothing as nothing."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.DictWriter(stream, list({name: 0 for r in records for name in r}))
        table.writeheader()
        for record in records:
            cells = {n: json.dumps(v) if isinstance(v, list) else v for n, v in record.items()}
            table.writerow(cells)


def as_json_file(folder: Path, *services: dict[str, Any]) -> Path:
    return written(folder, json.dumps(both(*services)))


def as_folder_of_json(folder: Path, *services: dict[str, Any]) -> Path:
    inside = folder / "export"
    inside.mkdir()
    written(inside, json.dumps([STRUCTURE]), "structures-inclusion-2026-11-23.json")
    written(inside, json.dumps(services), "services-inclusion-2026-11-23.json")
    return inside


def as_folder_of_csv(folder: Path, *services: dict[str, Any]) -> Path:
    inside = folder / "tableaux"
    inside.mkdir()
    write_csv(inside / "structures.csv", STRUCTURE)
    write_csv(inside / "services.csv", *services)
    written(inside, "à lire", "LISEZMOI.txt")
    return inside


def as_zip(folder: Path, *services: dict[str, Any]) -> Path:
    inside = as_folder_of_csv(folder, *services)
    with zipfile.ZipFile(folder / "export.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for file in inside.iterdir():
            archive.write(file, f"export/{file.name}")
        archive.writestr("__MACOSX/._services.csv", b"\0\0")
    return folder / "export.zip"


EVERY_WAY = [as_json_file, as_folder_of_json, as_folder_of_csv, as_zip]


def test_the_fixtures_are_what_the_schema_says() -> None:
    v1.Structure.model_validate(STRUCTURE)
    v1.Service.model_validate(SERVICE)
    for name in WITHOUT_ITS_OWN:
        v1.Service.model_validate(service(**{name: None}))


def test_every_theme_of_ours_is_one_of_theirs() -> None:
    ours = {theme for c in categories.load().values() for theme in c.data_inclusion}
    assert ours <= {theme.value for theme in v1.Thematique}


@pytest.mark.parametrize("wrapped", EVERY_WAY)
@pytest.mark.parametrize("format_name", [None, "data-inclusion"])
def test_a_service_takes_from_its_structure_what_it_does_not_say(
    tmp_path: Path, wrapped: Callable[..., Path], format_name: str | None
) -> None:
    batch = importers.read(wrapped(tmp_path, SERVICE), TODAY, format_name)
    found = only(batch)
    assert batch.source == "data-inclusion"
    assert found.id == "data-inclusion:dora--colis/meal"
    assert found.category == "meal"
    assert found.name == "Colis du mardi"
    assert found.organisation == "Les Lucioles"
    assert found.position == Position(48.8676, 2.3636)
    assert found.address == "1 quai de l'Exemple, 75010 Paris"
    assert found.postcode == "75010"
    assert found.hours == Hours("Tu 14:00-17:00", "Tu 14:00-17:00")
    assert found.access is Access.WALK_IN
    assert found.contact == "+33199000000"
    assert found.siret == "12345678900011"
    assert found.verified_on is not None
    assert found.verified_on.isoformat() == "2025-02-14"
    assert found.attribution == "data.inclusion (data.inclusion.gouv.fr)"
    assert (found.documents, found.notice, found.load, found.closure) == (
        "",
        "",
        Load.UNKNOWN,
        None,
    )
    assert not found.confidential


def test_every_facet_is_unknown_or_a_preference(tmp_path: Path) -> None:
    assert of(tmp_path).eligibility == Eligibility(
        woman=Facet.PREFERENTIAL,
        man=Facet.UNKNOWN,
        couple=Facet.UNKNOWN,
        family=Facet.PREFERENTIAL,
        minor=Facet.UNKNOWN,
        pets=Facet.UNKNOWN,
        wheelchair=Facet.UNKNOWN,
        no_papers=Facet.UNKNOWN,
        languages=(),
        min_age=None,
        max_age=None,
    )


@pytest.mark.parametrize("public", [p.value for p in v1.Public])
def test_no_public_is_ever_certain(tmp_path: Path, public: str) -> None:
    eligibility = of(tmp_path, publics=[public]).eligibility
    facets = {getattr(eligibility, name) for name in ("woman", "man", "family", "no_papers")}
    assert facets <= {Facet.UNKNOWN, Facet.PREFERENTIAL}


def test_the_sentences_of_the_source_are_kept(tmp_path: Path) -> None:
    assert of(tmp_path).conditions == (
        "Publics : femmes, familles · Femmes avec enfants d'abord · Apporter un sac"
        " · Sonner au portail bleu · Gratuité annoncée, à vérifier"
    )


@pytest.mark.parametrize(
    ("fee", "details", "cost"),
    [
        ("gratuit", None, ""),
        (None, None, ""),
        ("payant", None, "payant"),
        ("payant", "2 € le colis", "2 € le colis"),
        ("gratuit", "Adhésion de 5 €", "Adhésion de 5 €"),
    ],
)
def test_a_price_is_never_free(
    tmp_path: Path, fee: str | None, details: str | None, cost: str
) -> None:
    assert of(tmp_path, frais=fee, frais_precisions=details).cost == cost


def test_the_hours_of_the_structure_stand_in(tmp_path: Path) -> None:
    assert of(tmp_path, horaires_accueil=None).hours.osm == "Mo-Fr 09:00-18:00; PH off"


def test_free_text_in_the_hours_is_unknown_and_kept(tmp_path: Path) -> None:
    words = "Le mardi après-midi sauf vacances, appeler avant"
    assert of(tmp_path, horaires_accueil=words).hours == Hours(words)


@pytest.mark.parametrize(
    ("changes", "access"),
    [
        ({"mobilisable_par": ["professionnels"]}, Access.REFERRAL),
        ({"modes_mobilisation": ["telephoner"]}, Access.UNKNOWN),
        ({"modes_mobilisation": None}, Access.UNKNOWN),
    ],
)
def test_how_one_gets_in(tmp_path: Path, changes: dict[str, Any], access: Access) -> None:
    assert of(tmp_path, **changes).access is access


def test_a_service_of_several_kinds_is_found_under_each(tmp_path: Path) -> None:
    themes = ["sante--acces-aux-soins", "sante--addictions", "mobilite--preparer-un-permis"]
    batch = read(tmp_path, both(service(thematiques=themes)))
    assert [(s.id, s.category) for s in batch.services] == [
        ("data-inclusion:dora--colis/health", "health"),
        ("data-inclusion:dora--colis/addiction_care", "addiction_care"),
    ]
    assert batch.refused == ()


def test_a_wrong_record_is_refused_alone_and_named(tmp_path: Path) -> None:
    nowhere = service(id="dora--2", structure_id="dora--absente")
    batch = read(
        tmp_path,
        both(
            SERVICE,
            nowhere,
            service(id="dora--3", thematiques=["remobilisation--lien-social"]),
            service(id="dora--4", thematiques=None),
            service(id="dora--5", modes_accueil=["a-distance"]),
            service(id="dora--6", nom=" "),
            None,
            "texte",
            service(),
        ),
    )
    assert only(batch).id == "data-inclusion:dora--colis/meal"
    assert reasons(batch) == [
        ("dora--2", "La fiche n'a pas de position."),
        ("dora--3", "Aucune catégorie de l'annuaire pour : remobilisation--lien-social."),
        ("dora--4", "La fiche ne dit pas de quelle aide il s'agit."),
        ("dora--5", "Ce service est rendu à distance : il n'y a pas de lieu."),
        ("dora--6", "Il manque le nom ou l'identifiant."),
        ("services 7", "La fiche n'a pas la forme attendue."),
        ("services 8", "La fiche n'a pas la forme attendue."),
        ("dora--colis", "La fiche répète une autre fiche du fichier."),
    ]
    assert batch.read == 9


def test_a_torn_row_of_a_table_is_refused_alone(tmp_path: Path) -> None:
    folder = as_folder_of_csv(tmp_path, SERVICE)
    with (folder / "services.csv").open("a", encoding="utf-8") as stream:
        stream.write('a,"b"c,d\n')
    batch = importers.read(folder, TODAY)
    assert len(batch.services) == 1
    assert reasons(batch) == [("services 2", "La fiche n'a pas la forme attendue.")]


def test_services_alone_are_read_with_what_they_have(tmp_path: Path) -> None:
    place = {"latitude": 48.86, "longitude": 2.36, "adresse": "2 rue de l'Exemple"}
    alone = service(**place, description="Long, et encore. " * 500)
    write_csv(tmp_path / "a.csv", alone)
    found = only(importers.read(tmp_path / "a.csv", TODAY))
    assert (found.address, found.organisation) == ("2 rue de l'Exemple", "")
    assert only(read(tmp_path, [alone])).position == Position(48.86, 2.36)


def test_a_service_of_the_interface_brings_its_structure(tmp_path: Path) -> None:
    assert only(read(tmp_path, [{**SERVICE, "structure": STRUCTURE}])).siret == "12345678900011"


def test_structures_alone_are_refused_with_what_to_do(tmp_path: Path) -> None:
    refusal = refusal_of(written(tmp_path, json.dumps([STRUCTURE])))
    assert refusal.code == "missing-services"
    assert "dossier" in refusal.message


@pytest.mark.parametrize("number", ["", "1234", "1234567890001x"])
def test_a_number_that_is_no_siret_is_dropped(tmp_path: Path, number: str) -> None:
    document = both(structure={**STRUCTURE, "siret": number})
    assert only(read(tmp_path, document)).siret == ""


def test_the_name_of_the_person_to_ask_for_is_not_kept(tmp_path: Path) -> None:
    assert "Camille" not in of(tmp_path).raw


def test_hostile_text_is_harmless(tmp_path: Path) -> None:
    found = of(tmp_path, nom=HOSTILE, conditions_acces=HOSTILE * 200, horaires_accueil=HOSTILE)
    shown = found.name + found.conditions + found.hours.raw + found.raw
    assert not COMMANDS & set(shown)
    assert len(found.conditions) <= 1_000


def test_what_was_kept_is_enough_to_read_it_again(tmp_path: Path) -> None:
    batch = read(
        tmp_path, both(service(thematiques=["sante--acces-aux-soins", "sante--addictions"]))
    )
    kept = [found.raw for found in batch.services]
    again = importers.reread("data-inclusion", batch.attribution, kept, TODAY)
    assert again.services == batch.services


def test_a_parquet_file_is_named_and_refused(tmp_path: Path) -> None:
    refusal = refusal_of(written(tmp_path, b"PAR1\x15\x04\x15,\nPAR1", "services.parquet"))
    assert (refusal.code, "JSON" in refusal.message) == ("parquet", True)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*SERVICE, *STRUCTURE, "structure"]), inner, max_size=6)
    ),
    max_leaves=10,
)


@settings(deadline=None, max_examples=200)
@given(
    changes=st.dictionaries(st.sampled_from(list(SERVICE)), anything, max_size=5),
    structure=st.dictionaries(st.sampled_from(list(STRUCTURE)), anything, max_size=5),
    other=anything,
)
def test_each_record_is_kept_or_refused_whatever_it_holds(
    changes: dict[str, Any], structure: dict[str, Any], other: Any
) -> None:
    odd = {**SERVICE, **changes}
    document = {"structures": [{**STRUCTURE, **structure}, other], "services": [odd, other]}
    batch = data_inclusion.read(document, TODAY)
    assert batch.read == len(batch.services) + len(batch.refused)
