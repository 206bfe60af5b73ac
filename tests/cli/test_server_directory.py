"""The directory that the base publishes, by the commands of both ends."""

import json
from pathlib import Path
from typing import Any

import pytest

from maraude import sealed
from maraude.domain.feeds import Role
from maraude.server import access, meta
from tests.cli.conftest import Laptop, Run
from tests.directory.importers.files import elements, node
from tests.server.serving import Served

HERE = "--at=48.87,2.36"


@pytest.fixture
def sam(laptop: Laptop) -> Run:
    """Another laptop of the same team."""
    return laptop("Sam", "Nord")


def showers(folder: Path, *numbers: int, name: str = "Bains du Canal") -> str:
    path = folder / "overpass.json"
    nodes = [node(number, amenity="shower", name=f"{name} {number}") for number in numbers]
    path.write_text(json.dumps(elements(*nodes)))
    return str(path)


def found(one: Run) -> list[str]:
    services = one("near", "--category", "shower", HERE)["services"]
    return sorted(service["name"] for service in services)


def test_laptops_have_what_the_base_imports_after_they_synchronise(
    run: Run, sam: Run, server: Served, base: Run, tmp_path: Path
) -> None:
    run("enrol", str(server.invite()))
    assert run("sync")["services"] == 0
    assert base("server", "directory", "status") == {"version": 0, "sources": []}
    done = base("server", "directory", "import", showers(tmp_path, 1, 2, 3))
    assert (done["version"], done["read"], done["kept"], done["removed"]) == (1, 3, 3, 0)
    sam("enrol", str(server.invite()))
    for one in (run, sam):
        assert one("sync")["services"] == 3
        assert one("sync")["services"] == 0
    assert found(run) == found(sam) == [f"Bains du Canal {n}" for n in (1, 2, 3)]

    refused = base("server", "directory", "import", showers(tmp_path, 1), status=1)
    assert refused["error"]["code"] == "large-removal"
    file = showers(tmp_path, 1, name="Bains du Port")
    changed = base("server", "directory", "import", file, "--confirm")
    assert (changed["version"], changed["updated"], changed["removed"]) == (2, 1, 2)
    (source,) = base("server", "directory", "status")["sources"]
    assert (source["services"], source["version"]) == (1, 2)
    assert run("sync")["services"] == 3
    assert (found(run), len(found(sam))) == (["Bains du Port 1"], 3)


def test_a_laptop_that_is_excluded_gets_no_directory(
    run: Run, server: Served, base: Run, tmp_path: Path
) -> None:
    run("enrol", str(server.invite()), "--name", "portable 1")
    base("server", "directory", "import", showers(tmp_path, 1))
    with server.database.write() as connection:
        access.revoke(connection, access.named(connection, "portable 1").id, server.clock)
    assert "error" in run("sync", status=1)


def test_a_directory_that_nobody_signed_is_said_to_be_one_and_the_exchange_stands(
    run: Run, server: Served, base: Run, tmp_path: Path
) -> None:
    run("enrol", str(server.invite()))
    base("server", "directory", "import", showers(tmp_path, 1))
    with server.database.write() as connection:
        meta.keep(connection, meta.SIGNING_KEY, sealed.new_signing_key().hex())
    run("log", "éhc=u-r")
    done = run("sync")
    assert (done["state"], done["services"]) == ("up-to-date", 0)
    assert "pas signé par la base" in done["directory"]
    assert found(run) == []


def shower(one: Run) -> Any:
    (service,) = one("near", "--category", "shower", HERE)["services"]
    return service


def test_a_correction_is_known_to_every_laptop_at_its_next_exchange(
    run: Run, sam: Run, server: Served, base: Run, tmp_path: Path
) -> None:
    base("server", "directory", "import", showers(tmp_path, 1))
    run("enrol", str(server.invite(Role.COORDINATOR)))
    sam("enrol", str(server.invite()))
    run("sync")
    sam("sync")
    service = shower(sam)["id"]
    refused = sam("directory", "correct", service, "--closed", status=1)
    assert refused["error"]["code"] == "not-coordinator"

    told = run("directory", "correct", service, "--closed", "--note", "fuite d'eau")
    assert (told["what"], told["until"]) == ("closed", None)
    run("directory", "correct", service, "--refuses", "pets", "--until", "2026-11-30")
    assert shower(sam)["corrected"] == []
    run("sync")
    sam("sync")
    found = shower(sam)
    assert found["state"] == "closed"
    assert sorted((one["what"], one["facet"], one["author"]) for one in found["corrected"]) == [
        ("closed", "", "demo"),
        ("refuses", "pets", "demo"),
    ]
    assert "fuite d'eau" in found["why"]

    assert run("directory", "correct", service, "--withdraw")["withdrawn"] == 2
    run("sync")
    sam("sync")
    assert shower(sam)["corrected"] == []
    assert shower(sam)["state"] != "closed"


def test_a_correction_is_carried_by_a_file_too(
    run: Run, sam: Run, server: Served, base: Run, tmp_path: Path
) -> None:
    base("server", "directory", "import", showers(tmp_path, 1))
    for one in (run, sam):
        one("enrol", str(server.invite(Role.COORDINATOR)))
        one("sync")
    run("directory", "correct", shower(run)["id"], "--full")
    for one in (run, sam):
        out, back = (str(tmp_path / f"{word}-{one is run}") for word in ("aller", "retour"))
        one("bundle", "write", out)
        base("server", "bundle", out, back)
        one("bundle", "read", back)
    assert shower(sam)["load"] == "full"


@pytest.mark.parametrize(
    ("words", "code", "status"),
    [
        (("essai:9", "--closed"), "unknown-service", 1),
        (("essai:9", "--closed", "--full"), "wrong-usage", 2),
        (("essai:9",), "wrong-usage", 2),
        (("essai:9", "--moved", "--at", "here"), "bad-position", 2),
        (("essai:9", "--closed", "--until", "never"), "bad-date", 2),
    ],
)
def test_a_correction_that_cannot_be_read_is_refused(
    run: Run, words: tuple[str, ...], code: str, status: int
) -> None:
    refused = run("directory", "correct", *words, status=status)
    assert refused["error"]["code"] == code
