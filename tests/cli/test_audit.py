"""What was done to laptops, listed and verified at base, and what a laptop says of it."""

from pathlib import Path

import pytest

from maraude import cli
from maraude.domain.feeds import Role
from maraude.server import meta
from tests.cli.conftest import Laptop, Run
from tests.server.serving import Served
from tests.server.test_audit import forced


def test_what_was_done_is_listed_and_verified(run: Run, server: Served, base: Run) -> None:
    enrolled = run("enrol", str(server.invite()), "--name", "portable 1")
    base("server", "revoke", "portable 1")
    listed = base("server", "audit")
    verified = base("server", "audit", "--verify")

    assert [(one["n"], one["action"]) for one in listed["entries"]] == [
        (1, "invite"),
        (2, "grant"),
        (3, "enrol"),
        (4, "revoke"),
    ]
    assert listed["entries"][3]["target"] == enrolled["device"]
    assert verified == {"entries": 4, "head": listed["head"], "intact": True}


def test_the_list_names_laptops(
    run: Run, server: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    run("enrol", str(server.invite()), "--name", "portable 1")
    assert cli.main(["server", "audit", "--home", str(server.home.folder)]) == 0

    assert "portable 1 · une inscription · portable 1" in capsys.readouterr().out


def test_an_audit_that_was_changed_is_refused(server: Served, base: Run) -> None:
    server.invite()
    server.invite()
    with server.database.write() as connection:
        forced(connection, "UPDATE audit SET target = 'coordinator' WHERE id = 2")

    assert base("server", "audit", "--verify", status=1)["error"]["code"] == "audit-broken"


@pytest.mark.parametrize(
    ("role", "advice"),
    [
        (Role.VOLUNTEER, "Prévenez la coordination."),
        (Role.COORDINATOR, "maraude server audit --verify"),
    ],
)
def test_a_laptop_says_that_the_server_s_history_was_rewritten_then_that_it_was_restored(
    laptop: Laptop,
    server: Served,
    base: Run,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    role: Role,
    advice: str,
) -> None:
    ana = laptop("Ana", "Nord")
    ana("enrol", str(server.invite(role)))
    before = ana("sync")["audit"]
    with server.database.write() as connection:
        forced(connection, "DELETE FROM audit WHERE id > 1")
    doubted = ana("sync")["audit"]
    (_found, said) = ana("morning")["audit"]
    base("server", "epoch")
    declared = ana("sync")["audit"]
    capsys.readouterr()
    assert cli.main(["sync", "--home", str(tmp_path / "Ana")]) == 0

    assert (before, doubted, declared) == ("followed", "doubted", "followed")
    assert advice in said
    assert "repris d'une sauvegarde" in capsys.readouterr().out


def test_the_audit_says_which_version_is_required(server: Served, base: Run) -> None:
    base("server", "require", "0.2")
    with server.database.read() as connection:
        assert meta.value(connection, meta.MIN_APP) == "0.2"
    (last,) = base("server", "audit")["entries"]

    assert (last["action"], last["target"]) == ("require", "0.2")
