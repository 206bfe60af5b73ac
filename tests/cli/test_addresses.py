from pathlib import Path

import pytest

from maraude import cli
from tests.cli.conftest import Run
from tests.directory.addresses.files import TOWN, bano, write

LILAS = "12 rue des Lilas Lucioles"


@pytest.fixture
def town(run: Run, tmp_path: Path) -> dict[str, object]:
    """A profile with the addresses of two fictional towns; gives the report of their import."""
    file = write(tmp_path / "bano-99.csv.gz", *TOWN, bano("x", "Rue Fausse"), compressed=True)
    report: dict[str, object] = run("directory", "addresses", "import", str(file))
    return report


def said(capsys: pytest.CaptureFixture[str], *argv: str) -> list[str]:
    capsys.readouterr()
    assert cli.main(argv) == 0
    return capsys.readouterr().out.splitlines()


def test_an_import_says_what_it_took_and_names_what_it_did_not(
    town: dict[str, object], run: Run
) -> None:
    assert town == {
        "source": "bano",
        "attribution": "BANO, OpenStreetMap France, ODbL",
        "read": len(TOWN) + 1,
        "kept": len(TOWN),
        "departments": {"99": len(TOWN)},
        "repeated": 0,
        "refused": 1,
        "named": [{"record": len(TOWN) + 1, "reason": "Le numéro n'en est pas un."}],
    }
    (area,) = run("directory", "addresses", "status")["areas"]
    assert (area["department"], area["addresses"]) == ("99", len(TOWN))


def test_an_address_is_found_and_shown_with_its_source(
    town: dict[str, object], options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    lines = said(capsys, "directory", "addresses", "find", "6", "r.", "des", "lials", *options)
    assert lines == [
        "8 Rue des Lilas, 99000 Lucioles · 48.85008, 2.35000 · Le 6 n'est pas dans les adresses"
        " importées : voici le plus proche.",
        "BANO, OpenStreetMap France, ODbL",
    ]


def test_a_spot_is_added_by_its_address(town: dict[str, object], run: Run) -> None:
    spot = run("spots", "add", "Cour des Lilas", "--address", LILAS)["spot"]
    assert (spot["lat"], spot["lon"]) == (48.85012, 2.35)
    code = run("spots", "add", "Pont", "--address", "8FW4V82X+22")["spot"]
    assert round(code["lat"], 2) == 48.85


def test_what_is_near_an_address(
    town: dict[str, object], run: Run, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    document = run("near", "--need", "HYG", "--address", LILAS)
    assert document["from"]["label"] == "12 Rue des Lilas, 99000 Lucioles"
    lines = said(capsys, "near", "--need", "HYG", "--address", LILAS, *options)
    assert lines[0].startswith("Adresse comprise : 12 Rue des Lilas, 99000 Lucioles")
    assert "from" not in run("near", "--need", "HYG", "--at=48.85,2.35")


@pytest.mark.parametrize(
    ("address", "code"),
    [("4 rue de la République", "ambiguous-address"), ("zzzzz", "unknown-address")],
)
def test_an_address_that_is_not_sure_is_refused(
    town: dict[str, object], run: Run, address: str, code: str
) -> None:
    for words in (("near", "--need", "HYG"), ("spots", "add", "Ici")):
        assert run(*words, "--address", address, status=1)["error"]["code"] == code


def test_without_addresses_it_is_said_how(
    run: Run, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    refused = run("near", "--need", "HYG", "--address", LILAS, status=1)["error"]
    assert refused["code"] == "no-addresses"
    assert said(capsys, "directory", "addresses", "status", *options) == [
        "Aucune adresse n'est importée : maraude directory addresses import FICHIER."
    ]
    assert run("directory", "addresses", "status") == {"areas": []}


def test_where_is_said_once(run: Run) -> None:
    words = ("near", "--need", "HYG", "--at=48.85,2.35", "--address", LILAS)
    assert run(*words, status=2)["error"]


def test_services_are_found_by_words(
    run: Run, tmp_path: Path, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "equipe.csv"
    table.write_text("category,name,lat,lon\nshower,Bains du Canal,48.8676,2.3636\n")
    run("directory", "import", str(table))
    found = run("directory", "search", "une", "duoche")
    assert "shower" in found["understood"]
    assert [service["name"] for service in found["services"]] == ["Bains du Canal"]
    assert "minutes" not in found["services"][0]

    (service,) = run("directory", "search", "bians canal", "--at=48.8676,2.3636")["services"]
    assert service["minutes"] >= 0
    lines = said(capsys, "directory", "search", "toubib", *options)
    assert lines[0].startswith("Compris : ")
    assert lines[-1] == "Rien de tel dans l'annuaire."

    run("directory", "correct", service["id"], "--full")
    (again,) = run("directory", "search", "bains canal")["services"]
    (near,) = run("near", "--category", "shower", "--at=48.8676,2.3636")["services"]
    assert [note["what"] for note in again["corrected"]] == ["full"]
    assert (near["state"], near["load"]) == ("unknown", "full")
    assert said(capsys, "directory", "search", "bains canal", *options)[-2].endswith(" · complet")
