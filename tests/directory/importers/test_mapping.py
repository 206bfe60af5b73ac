"""Any data set by a small file that says what its fields mean."""

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maraude import i18n
from maraude.directory import importers
from maraude.directory.importers import mapped, mapping
from maraude.directory.importers.batch import Batch
from maraude.directory.importers.mapping import Mapping
from maraude.directory.service import FACETS, Access, Eligibility, Facet, Hours, Service
from maraude.domain.refusal import Refusal
from maraude.domain.spot import Position
from tests.directory.importers.files import COMMANDS, HOSTILE, TODAY, only, reasons, written

BATHS = """
source = "paris-bains"
attribution = "Ville de Paris (ODbL)"
category = "public_bath"
name = "Bains-douches"

[fields]
id = "gid"
name = "nom"
address = ["numero", "voie"]
postcode = "cp"
organisation = "gestionnaire"
hours = "horaires"
contact = "tel"
cost = "tarif"
documents = "pieces"
conditions = "public"
notice = "info"
verified_on = "maj"
languages = "langues"
siret = "siret"
access = "entree"
woman = "femmes"
pets = "chiens"
wheelchair = "pmr"

[values.access]
"Sur RDV" = "appointment"

[values.wheelchair]
"Accès total" = "yes"
"Partiel" = "preferential"
"Aucun" = "no"

[always]
man = "yes"
"""
RECORD: dict[str, Any] = {
    "gid": 12,
    "nom": "Bains du Canal",
    "numero": 1,
    "voie": "quai de l'Exemple",
    "cp": "75010",
    "gestionnaire": "Les Lucioles",
    "horaires": "Mo-Sa 07:30-12:30",
    "tel": "01 99 00 00 00",
    "tarif": "gratuit",
    "pieces": "aucune",
    "public": "Toute personne",
    "info": "Fermé le 1er mai",
    "maj": "2026-10-02",
    "langues": ["fr", "EN"],
    "siret": "12345678900011",
    "entree": "sur rdv",
    "femmes": True,
    "chiens": "Non",
    "pmr": "acces total",
    "geo_point_2d": {"lon": 2.3636, "lat": 48.8676},
}


def meaning(folder: Path, text: str = BATHS) -> Mapping:
    return mapping.load(written(folder, text, "sens.toml"))


def read(folder: Path, document: object, text: str = BATHS) -> Batch:
    path = written(folder, json.dumps(document), "donnees")
    return importers.read(path, TODAY, meaning=meaning(folder, text))


def of(folder: Path, **changes: Any) -> Service:
    return only(read(folder, [{**RECORD, **changes}]))


def refusal_of(folder: Path, text: str) -> Refusal:
    with pytest.raises(Refusal) as refused:
        meaning(folder, text)
    return refused.value


def changed(old: str, new: str) -> str:
    assert old in BATHS
    return BATHS.replace(old, new)


def test_a_record_becomes_a_service(tmp_path: Path) -> None:
    found = of(tmp_path)
    assert found == Service(
        id="paris-bains:12",
        source="paris-bains",
        source_id="12",
        category="public_bath",
        name="Bains du Canal",
        position=Position(48.8676, 2.3636),
        copied_on=TODAY,
        attribution="Ville de Paris (ODbL)",
        organisation="Les Lucioles",
        address="1 quai de l'Exemple",
        postcode="75010",
        hours=Hours("Mo-Sa 07:30-12:30", "Mo-Sa 07:30-12:30"),
        eligibility=Eligibility(
            woman=Facet.YES,
            man=Facet.YES,
            pets=Facet.NO,
            wheelchair=Facet.YES,
            languages=("fr", "en"),
        ),
        access=Access.APPOINTMENT,
        documents="aucune",
        cost="gratuit",
        contact="01 99 00 00 00",
        verified_on=date(2026, 10, 2),
        conditions="Toute personne",
        notice="Fermé le 1er mai",
        siret="12345678900011",
        raw=found.raw,
    )
    assert json.loads(found.raw) == RECORD


@pytest.mark.parametrize("facet", ["couple", "family", "minor", "no_papers"])
def test_a_facet_that_is_not_mapped_is_unknown(tmp_path: Path, facet: str) -> None:
    assert getattr(of(tmp_path).eligibility, facet) is Facet.UNKNOWN


@pytest.mark.parametrize(
    ("written_", "facet"),
    [
        ("Partiel", Facet.PREFERENTIAL),
        ("AUCUN", Facet.NO),
        ("oui", Facet.UNKNOWN),
        (None, Facet.UNKNOWN),
        (3, Facet.UNKNOWN),
    ],
)
def test_a_table_of_values_is_all_that_counts(tmp_path: Path, written_: Any, facet: Facet) -> None:
    assert of(tmp_path, pmr=written_).eligibility.wheelchair is facet


@pytest.mark.parametrize(
    ("written_", "facet"),
    [("Oui", Facet.YES), ("non", Facet.NO), (1, Facet.YES), (False, Facet.NO),
     ("peut-être", Facet.UNKNOWN)],
)  # fmt: skip
def test_without_a_table_yes_and_no_are_understood(
    tmp_path: Path, written_: Any, facet: Facet
) -> None:
    assert of(tmp_path, chiens=written_).eligibility.pets is facet


def test_what_is_true_of_all_gives_way_to_a_field_that_tells(tmp_path: Path) -> None:
    text = changed('man = "yes"', 'wheelchair = "yes"')
    assert of(tmp_path).eligibility.man is Facet.YES
    for said in ("inconnu", None):
        found = only(read(tmp_path, [{**RECORD, "pmr": said}], text))
        assert found.eligibility.wheelchair is Facet.UNKNOWN


def test_a_record_without_id_or_name_has_those_of_its_place(tmp_path: Path) -> None:
    found = of(tmp_path, gid=None, nom=None)
    assert found.name == "Bains-douches, 1 quai de l'Exemple"
    assert found.id == of(tmp_path, gid="", nom="").id


GEOJSON = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [2.3636, 48.8676]},
            "properties": {n: v for n, v in RECORD.items() if n != "geo_point_2d"},
        }
    ],
}
VERSION_1 = [{"fields": {**RECORD, "geo_point_2d": [48.8676, 2.3636]}}]
VERSION_2 = {"results": [RECORD]}


@pytest.mark.parametrize("document", [GEOJSON, VERSION_1, VERSION_2, [RECORD]])
def test_every_export_of_a_portal_is_read(tmp_path: Path, document: Any) -> None:
    found = only(read(tmp_path, document))
    assert (found.id, found.position) == ("paris-bains:12", Position(48.8676, 2.3636))


def test_a_table_is_read_too(tmp_path: Path) -> None:
    table = "gid;nom;pmr;geo_point_2d\n12;Bains du Canal;Partiel;48.8676, 2.3636\n"
    path = written(tmp_path, table, "export.csv")
    found = only(importers.read(path, TODAY, meaning=meaning(tmp_path)))
    assert found.position == Position(48.8676, 2.3636)
    assert found.eligibility.wheelchair is Facet.PREFERENTIAL


def test_the_position_may_stand_in_another_field_or_in_two(tmp_path: Path) -> None:
    other = {**RECORD, "geo_point_2d": None, "ou": [48.9, 2.4], "y": "48,91", "x": 2.41}
    by_field = changed('id = "gid"', 'id = "gid"\nposition = "ou"')
    assert only(read(tmp_path, [other], by_field)).position == Position(48.9, 2.4)
    by_two = changed('id = "gid"', 'id = "gid"\nlat = "y"\nlon = "x"')
    assert only(read(tmp_path, [other], by_two)).position == Position(48.91, 2.41)


def test_a_field_may_tell_the_category(tmp_path: Path) -> None:
    text = (
        changed('category = "public_bath"\n', "").replace('id = "gid"', 'category = "type"')
        + '[values.category]\n"Douche" = "shower"\n"Laverie" = "laundry"\n'
    )
    records = [{**RECORD, "type": kind} for kind in ("DOUCHE", "laverie", "Sauna", None)]
    batch = read(tmp_path, records, text)
    assert [found.category for found in batch.services] == ["shower", "laundry"]
    assert reasons(batch) == [
        ("3", "Aucune catégorie de l'annuaire pour : Sauna."),
        ("4", "La fiche ne dit pas de quelle aide il s'agit."),
    ]


def test_a_wrong_record_is_refused_alone(tmp_path: Path) -> None:
    nowhere = {**RECORD, "geo_point_2d": None}
    batch = read(tmp_path, [RECORD, nowhere, None, RECORD])
    assert len(batch.services) == 1
    assert reasons(batch) == [
        ("2", "La fiche n'a pas de position."),
        ("3", "La fiche n'a pas la forme attendue."),
        ("4", "La fiche répète une autre fiche du fichier."),
    ]


def test_fields_that_the_file_has_not_are_named(tmp_path: Path) -> None:
    batch = read(tmp_path, [{**{n: v for n, v in RECORD.items() if n not in ("pmr", "tel")}}])
    assert [note.record for note in batch.notes] == ["champ « tel »", "champ « pmr »"]
    assert len(batch.services) == 1


def test_a_mapping_of_another_file_is_refused_with_the_fields_of_this_one(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        read(tmp_path, [{"titre": "x", "lieu": "y"}])
    assert refused.value.code == "wrong-mapping"
    assert "lieu, titre" in refused.value.message


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (changed("[always]", "[toujours]"), ["toujours", "Inconnus"]),
        (changed('siret = "siret"', 'siren = "siret"'), ["fields.siren", "wheelchair"]),
        (changed("[values.wheelchair]", "[values.fauteuil]"), ["values.fauteuil"]),
        (changed('man = "yes"', 'homme = "yes"'), ["always.homme"]),
        (changed('man = "yes"', 'man = "oui"'), ["oui", "preferential"]),
        (changed('"Aucun" = "no"', '"Aucun" = 3'), ["wheelchair", "3"]),
        (changed('"Sur RDV" = "appointment"', '"Sur RDV" = "rdv"'), ["access", "walk-in"]),
        (changed('"public_bath"', '"sauna"'), ["sauna", "laundry"]),
        (changed('category = "public_bath"\n', ""), ["category"]),
        (changed('source = "paris-bains"\n', ""), ["source"]),
        (changed('"paris-bains"', '"Paris Bains"'), ["source"]),
        (changed('"paris-bains"', '"team"'), ["team"]),
        (changed('"paris-bains"', '"hsds"'), ["hsds"]),
        (changed('attribution = "Ville de Paris (ODbL)"\n', ""), ["attribution"]),
        (changed('name = "Bains-douches"', "name = 3"), ["name"]),
        (changed('hours = "horaires"', "hours = 3"), ["fields.hours"]),
        (changed('hours = "horaires"', "hours = []"), ["fields.hours"]),
        (changed('wheelchair = "pmr"\n', ""), ["fields.wheelchair"]),
        ("fields = 3", ["[fields]"]),
        ("source = ", ["TOML"]),
        ("", ["source", "attribution", "fields"]),
    ],
)
def test_what_is_wrong_with_a_mapping_is_named(tmp_path: Path, text: str, named: list[str]) -> None:
    refusal = refusal_of(tmp_path, text)
    assert refusal.code == "wrong-mapping"
    assert [word for word in named if word not in refusal.message] == []


def test_a_mapping_that_is_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        mapping.load(written(tmp_path, b"\xff\xfe\0", "sens.toml"))
    assert refused.value.code == "wrong-mapping"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_template_is_a_mapping(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr(i18n, "_language", language)
    assert meaning(tmp_path, mapping.template()).source == "paris-bains"
    known = {*tomllib.loads(mapping.template())["fields"], "lat", "lon", "category", "access"}
    assert known >= set(mapping.FIELDS) - set(FACETS)


def test_what_was_kept_is_read_again_by_a_better_mapping(tmp_path: Path) -> None:
    batch = read(tmp_path, [RECORD])
    better = meaning(tmp_path, changed('category = "public_bath"', 'category = "shower"'))
    kept = [found.raw for found in batch.services]
    again = importers.reread("paris-bains", batch.attribution, kept, TODAY, better)
    assert only(again).category == "shower"
    with pytest.raises(Refusal) as refused:
        importers.reread("paris-bains", batch.attribution, kept, TODAY)
    assert "--mapping" in refused.value.message
    with pytest.raises(Refusal):
        importers.reread("autre", batch.attribution, kept, TODAY, better)


def test_hostile_text_is_harmless(tmp_path: Path) -> None:
    found = of(tmp_path, nom=HOSTILE, public=HOSTILE * 200, horaires=HOSTILE)
    shown = found.name + found.conditions + found.hours.raw + found.raw
    assert not COMMANDS & set(shown)
    assert len(found.conditions) <= 1_000


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(list(RECORD)), inner)
    ),
    max_leaves=10,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.dictionaries(st.sampled_from(list(RECORD)), anything), other=anything)
def test_each_record_is_kept_or_refused_whatever_it_holds(
    tmp_path: Path, changes: dict[str, Any], other: Any
) -> None:
    batch = mapped.read([{**RECORD, **changes}, other, RECORD], meaning(tmp_path), TODAY)
    assert batch.read == len(batch.services) + len(batch.refused) == 3


HEADER = ["source", "attribution", "category", "name", "fields", "values", "always"]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    tables=st.dictionaries(
        st.sampled_from(
            ["source", "attribution", "category", "name", "fields", "values", "always"]
        ),
        st.text(max_size=5).map(json.dumps) | st.integers(0, 9).map(str),
    ),
    garbage=st.text(max_size=40),
)
def test_any_mapping_is_read_or_refused_in_words(
    tmp_path: Path, tables: dict[str, str], garbage: str
) -> None:
    lines = "\n".join(f"{name} = {value}" for name, value in tables.items())
    for text in (lines, garbage, BATHS + garbage):
        try:
            said = meaning(tmp_path, text.encode("utf-8", "replace").decode()).attribution
        except Refusal as refusal:
            said = refusal.code
        assert said
