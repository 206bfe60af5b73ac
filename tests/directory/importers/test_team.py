"""The team's own table."""

from datetime import date
from pathlib import Path

import pytest

from maraude import i18n
from maraude.directory import importers
from maraude.directory.closure import Closure
from maraude.directory.importers import team
from maraude.directory.importers.batch import Batch
from maraude.directory.service import Access, Facet
from tests.directory.importers.files import (
    COMMANDS,
    HOSTILE,
    TODAY,
    only,
    reasons,
    refusal_of,
    written,
)

HEADER = "category;name;lat;lon"
FILLED = (
    "douche;Bains du Canal;48,8676;2,3636;1 quai;75010;Les Lucioles;Mo-Sa 07:30-12:30;2026-08-01;"
    "31/08/2026;travaux;oui;oui;;;?;non;plutôt;oui;FR en;libre;aucun;gratuit;01 99 00 00 00;"
    "20/11/2026"
)


def table(folder: Path, *lines: str) -> Batch:
    return importers.read(written(folder, "\n".join(lines) + "\n", "équipe.csv"), TODAY)


def test_a_row_of_the_template_becomes_a_service(tmp_path: Path) -> None:
    service = only(table(tmp_path, team.template().splitlines()[0], FILLED))

    assert (service.category, service.name) == ("shower", "Bains du Canal")
    assert (service.position.lat, service.position.lon) == (48.8676, 2.3636)
    assert service.hours.osm == "Mo-Sa 07:30-12:30"
    assert service.closure == Closure(date(2026, 8, 1), date(2026, 8, 31), "travaux")
    assert service.eligibility.pets is Facet.NO
    assert service.eligibility.minor is Facet.UNKNOWN
    assert service.eligibility.wheelchair is Facet.PREFERENTIAL
    assert service.eligibility.languages == ("fr", "en")
    assert (service.access, service.cost) == (Access.WALK_IN, "gratuit")
    assert service.verified_on == date(2026, 11, 20)
    assert service.attribution == "Vérifié par l'équipe"
    assert "Bains du Canal" in service.raw


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_example_of_the_template_is_never_imported(
    tmp_path: Path, encoding: str, end: str
) -> None:
    content = (team.template() + FILLED + "\n").replace("\n", end).encode(encoding)
    batch = importers.read(written(tmp_path, content, "équipe.csv"), TODAY)

    assert (batch.read, batch.refused, batch.notes) == (1, (), ())
    assert only(batch).name == "Bains du Canal"


def test_the_template_speaks_the_language_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    french = team.template()
    monkeypatch.setattr(i18n, "_language", "en")
    for written_in in (french, team.template()):
        assert table(tmp_path, *written_in.splitlines()).read == 0
    renamed = team.template().replace("(line to be deleted)", "")
    assert only(table(tmp_path, *renamed.splitlines())).access is Access.WALK_IN


def test_the_example_is_a_row_that_could_be_imported(tmp_path: Path) -> None:
    renamed = team.template().replace("(ligne à effacer)", "")
    assert only(table(tmp_path, *renamed.splitlines())).hours.osm == "Mo-Sa 07:30-12:30,14:00-18:00"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(
    "titles", [("Nom", "LONGITUDE", "latitude", "Catégorie"), ("name", "lon", "lat", "category")]
)
def test_columns_may_stand_in_any_order_and_language(
    tmp_path: Path, separator: str, titles: tuple[str, ...]
) -> None:
    lines = (titles, ("Laverie", "2.36", "48.87", "laverie"))
    assert only(table(tmp_path, *map(separator.join, lines))).category == "laundry"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("piscine;A;48.87;2.36", "« piscine » n'est pas une catégorie de l'annuaire."),
        (f"{'x' * 500};A;48.87;2.36", f"« {'x' * 40} » n'est pas une catégorie de l'annuaire."),
        ("shower;;48.87;2.36", "Il manque le nom."),
        ("shower", "Il manque le nom."),
        ("shower;A;quai;2.36", "La latitude ou la longitude n'est pas un nombre possible."),
        ("shower;A;148;2.36", "La latitude ou la longitude n'est pas un nombre possible."),
        ("shower;A;nan;2.36", "La latitude ou la longitude n'est pas un nombre possible."),
        ("shower;A;0;0", "La latitude ou la longitude n'est pas un nombre possible."),
        ("shower;A;48;87;2;36", "La ligne a plus de cellules que de colonnes."),
    ],
)
def test_a_wrong_row_is_refused_with_its_line_and_the_others_kept(
    tmp_path: Path, row: str, reason: str
) -> None:
    batch = table(tmp_path, HEADER, row, "shower;Douches;48.87;2.36")

    assert reasons(batch) == [("ligne 2", reason)]
    assert (batch.read, only(batch).name) == (2, "Douches")


@pytest.mark.parametrize(
    ("column", "written_there", "reason"),
    [
        ("animaux", "parfois", "« parfois » (animaux) : écrire oui, non, ou rien."),
        (
            "accès",
            "badge",
            "Accès « badge » : écrire libre, rendez-vous, inscription ou orientation.",
        ),
        ("vérifié le", "2062-01-01", "La date de vérification est dans l'avenir."),
        (
            "vérifié le",
            "hier",
            "« hier » (vérifié le) : une date s'écrit 2026-11-20 ou 20/11/2026.",
        ),
        (
            "fermé jusqu'au",
            "31/02/2026",
            "« 31/02/2026 » (fermé jusqu'au) : une date s'écrit 2026-11-20 ou 20/11/2026.",
        ),
    ],
)
def test_a_cell_that_cannot_be_read_is_refused_with_how_to_write_it(
    tmp_path: Path, column: str, written_there: str, reason: str
) -> None:
    batch = table(tmp_path, f"{HEADER};{column}", f"shower;A;48;2;{written_there}")
    assert reasons(batch) == [("ligne 2", reason)]


def test_a_closure_that_ends_before_it_starts_is_refused(tmp_path: Path) -> None:
    header = f"{HEADER};fermé depuis;fermé jusqu'au"
    batch = table(tmp_path, header, "shower;A;48;2;2026-08-31;2026-08-01")
    assert reasons(batch) == [("ligne 2", "La fermeture finit avant de commencer.")]


def test_a_reason_alone_closes_a_place(tmp_path: Path) -> None:
    service = only(table(tmp_path, f"{HEADER};motif de fermeture", "fountain;A;48;2;en panne"))
    assert service.closure == Closure(reason="en panne")


def test_missing_and_unknown_columns_are_named(tmp_path: Path) -> None:
    refusal = refusal_of(written(tmp_path, "nom;ville\nA;Paris\n"))

    assert refusal.code == "wrong-columns"
    assert "Il manque : catégorie, latitude, longitude." in refusal.message
    assert "Inconnues : ville." in refusal.message


def test_a_column_that_stands_twice_is_refused(tmp_path: Path) -> None:
    refusal = refusal_of(written(tmp_path, f"{HEADER};nom\nshower;A;48;2;B\n"))
    assert "En double : nom." in refusal.message


def test_an_unknown_column_is_not_read_in_silence(tmp_path: Path) -> None:
    batch = table(tmp_path, f"{HEADER};horraires", "shower;A;48;2;24/7")

    assert [note.record for note in batch.notes] == ["colonne « horraires »"]
    assert only(batch).hours.osm == ""


def test_two_rows_about_one_place_are_one_and_the_other_is_told(tmp_path: Path) -> None:
    batch = table(
        tmp_path, f"{HEADER};horaires", "shower;A;48;2;24/7", "shower;A;48;2;Mo 10:00-12:00"
    )
    assert len(batch.services) == 1
    assert [record for record, _reason in reasons(batch)] in (["ligne 2"], ["ligne 3"])


def test_hostile_text_in_every_cell_is_cleaned(tmp_path: Path) -> None:
    hostile = HOSTILE.replace("\ud800", "")
    texts = ("name", "address", "postcode", "organisation", "hours", "documents", "cost", "contact")
    header = ";".join((*texts, "category", "lat", "lon", "motif de fermeture"))
    quoted = [f'"{hostile}"'] * len(texts)
    service = only(
        table(tmp_path, header, ";".join((*quoted, "toilets", "48", "2", f'"{hostile}"')))
    )

    fields = ("name", "address", "postcode", "organisation", "documents", "cost", "contact")
    assert service.closure is not None
    shown = (
        service.hours.raw,
        service.closure.reason,
        *(getattr(service, name) for name in fields),
    )
    assert not COMMANDS & set("".join(shown))


def test_a_cell_of_a_megabyte_costs_its_row_only(tmp_path: Path) -> None:
    batch = table(tmp_path, HEADER, f"shower;{'x' * 1_000_000};48;2", "shower;Douches;48;2")

    assert [record for record, _reason in reasons(batch)] == ["ligne 2"]
    assert only(batch).name == "Douches"


def test_a_long_cell_is_cut(tmp_path: Path) -> None:
    assert len(only(table(tmp_path, HEADER, f"shower;{'x' * 5_000};48;2")).name) == 200
