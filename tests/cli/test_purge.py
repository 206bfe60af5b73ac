"""``maraude purge`` and ``maraude server purge``, with a real server, and years that pass."""

from pathlib import Path
from typing import Any

import pytest

from maraude import cli
from maraude.cli import server_purge
from maraude.domain.feeds import Role
from tests.cli.conftest import Laptop, Run
from tests.server.serving import Served

THEN, LATER = "2026-11-24T01:30", "2028-11-25T01:30"


@pytest.fixture
def years_pass(monkeypatch: pytest.MonkeyPatch, server: Served) -> Any:
    """Give a function after which it is two years later everywhere."""

    def go() -> None:
        monkeypatch.setenv("MARAUDE_NOW", LATER)
        server.clock.pass_time(days=732)
        monkeypatch.setattr(server_purge, "system_now", server.clock)

    return go


def test_without_a_server_the_laptop_goes_by_its_own_clock(
    run: Run,
    options: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run("log", "h ,marta", "--new-person", "marta", "--at", THEN)
    assert run("purge", "--dry-run")["over"] == []
    monkeypatch.setenv("MARAUDE_NOW", LATER)
    (one,) = run("purge", "--dry-run")["over"]
    assert (one["called"], one["waiting"]) == ("Marta", False)
    assert one["why"] == "rencontrée pour la dernière fois le 24/11/2026"
    assert cli.main(["purge", "--dry-run", *options]) == 0
    assert f"{one['code']} · Marta · rencontrée" in capsys.readouterr().out
    (gone,) = run("purge")["purged"]
    assert gone["code"] == one["code"]
    assert run("people", "marta")["people"] == []
    assert run("purge")["purged"] == []


def test_the_server_erases_for_a_coordinator_and_a_late_laptop_brings_nobody_back(
    server: Served, laptop: Laptop, years_pass: Any
) -> None:
    ana, sam = laptop("Ana", "Nord"), laptop("Sam", "Nord")
    ana("enrol", str(server.invite(Role.COORDINATOR)))
    sam("enrol", str(server.invite()))
    for name in ("marta", "idris"):
        ana("log", f"h ,{name} /aime le thé", "--new-person", name, "--at", THEN)
    for run in (ana, sam):
        run("sync")
    assert sam("people", "marta")["people"] != []
    years_pass()
    assert ana("purge", "--dry-run")["over"] == []  # the server's clock alone tells the time
    sam("log", "h ,idris")
    ana("sync")
    over = {one["called"] for one in ana("purge", "--dry-run")["over"]}
    assert over == {"Marta", "Idris"}
    sam("sync")

    assert [one["called"] for one in ana("purge")["purged"]] == ["Marta"]
    assert ana("people", "marta")["people"] == []
    sam("sync")
    assert sam("people", "marta")["people"] == []
    assert sam("people", "idris")["people"] != []


def test_a_volunteer_leaves_it_to_the_coordination(
    server: Served, laptop: Laptop, years_pass: Any
) -> None:
    sam = laptop("Sam", "Nord")
    sam("enrol", str(server.invite()))
    sam("log", "h ,marta", "--new-person", "marta", "--at", THEN)
    sam("sync")
    years_pass()
    sam("sync")
    assert sam("purge", status=1)["error"]["code"] == "not-coordinator"
    assert len(sam("purge", "--dry-run")["over"]) == 1


def test_what_was_not_sent_keeps_them(server: Served, laptop: Laptop, years_pass: Any) -> None:
    ana = laptop("Ana", "Nord")
    ana("enrol", str(server.invite(Role.COORDINATOR)))
    ana("log", "h ,marta", "--new-person", "marta", "--at", THEN)
    ana("sync")
    years_pass()
    ana("sync")
    ana("log", "y ,marta")
    (one,) = ana("purge", "--dry-run")["over"]
    assert one["waiting"]
    done = ana("purge")
    assert (done["purged"], done["waiting"]) == ([], 1)


def test_at_the_server_it_is_listed_by_code_then_done(
    server: Served, base: Run, laptop: Laptop, years_pass: Any, tmp_path: Path
) -> None:
    sam = laptop("Sam", "Nord")
    sam("enrol", str(server.invite()))
    sam("log", "h ,marta", "--new-person", "marta", "--at", THEN)
    sam("sync")
    (marta,) = sam("people", "marta")["people"]
    years_pass()
    found = base("server", "purge", "--dry-run")
    assert [one["code"] for one in found["over"]] == [marta["code"]]
    assert "marta" not in str(found)
    assert len(base("server", "purge")["purged"]) == 1
    assert base("server", "purge")["purged"] == []
    sam("sync")
    sam("sync")
    (erased,) = base("server", "erasures")["erasures"]
    assert (erased["laptops"], erased["missing"]) == (1, [])
