from pathlib import Path

import pytest

from maraude import cli
from maraude.domain.feeds import Role
from tests.cli.conftest import Laptop
from tests.server.laptop import LYON
from tests.server.serving import Served


def test_a_coordinator_sees_what_each_team_did_in_the_night(server: Served, laptop: Laptop) -> None:
    ines, sam, ana = laptop("Ines", "Nord"), laptop("Sam", "Est"), laptop("Ana", "Nord")
    places = ("territory:paris", "team:nord", "team:est")
    for run, role in ((ines, Role.VOLUNTEER), (sam, Role.VOLUNTEER), (ana, Role.COORDINATOR)):
        run("enrol", str(server.invite(role, *places)))
    ines("log", "éhc=u-r ,marta", "--new-person", "marta", "--at", "2026-11-24T01:10")
    ines("log", "4,2a=")
    ines("tour", "end")
    sam("log", "b= !pla")
    for run in (ines, sam, ana):
        run("sync")

    told = ana("morning")
    est, nord = told["teams"]
    assert (nord["name"], nord["tours"], nord["going_on"]) == ("Nord", 1, 0)
    assert (nord["encounters"], nord["people"], nord["new"]) == (2, 8, 1)
    assert (est["name"], est["encounters"], est["alerts"], est["going_on"]) == ("Est", 1, 1, 1)
    assert told["conflicts"] == 0
    assert (told["server"]["quarantined"], told["server"]["silent"]) == (0, [])


def test_what_the_server_set_aside_and_whom_it_has_not_heard_is_told_to_coordinators_only(
    server: Served, laptop: Laptop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    away, ana, sam = laptop("Away", "Nord"), laptop("Ana", "Nord"), laptop("Sam", "Nord")
    away("enrol", str(server.invite(Role.VOLUNTEER, LYON)), "--name", "portable 1")
    ana("enrol", str(server.invite(Role.COORDINATOR)))
    sam("enrol", str(server.invite()), "--name", "portable 3")
    away("log", "b=")
    away("sync")
    server.clock.pass_time(days=5)
    ana("sync")

    told = ana("morning")["server"]
    assert told["quarantined"] > 0
    assert told["reasons"] == [
        {"name": "portable 1", "reason": "out-of-scope", "changes": told["quarantined"]}
    ]
    assert [(one["name"], one["seen_at"] is None) for one in told["silent"]] == [
        ("portable 3", True),
        ("portable 1", False),
    ]
    assert cli.main(["morning", "--home", str(tmp_path / "Ana")]) == 0
    said = capsys.readouterr().out
    assert "portable 3 n'a encore jamais échangé." in said
    assert "mis de côté" in said
    assert "portable 1 : cet ordinateur ne peut pas écrire là" in said
    sam("sync")
    assert sam("morning")["server"] is None


def test_each_team_has_its_own_tour(server: Served, laptop: Laptop) -> None:
    ines, sam = laptop("Ines", "Nord"), laptop("Sam", "Est")
    for run in (ines, sam):
        run("enrol", str(server.invite(Role.VOLUNTEER, "territory:paris", "team:nord", "team:est")))
    ines("log", "éhc=u-r")
    ines("sync")
    sam("sync")

    assert sam("tour", "show", status=1)["error"]["code"] == "no-tour"
    sam("log", "b=")
    assert len(sam("tour", "show")["encounters"]) == 1
    sam("sync")
    ines("sync")
    assert len(ines("tour", "show")["encounters"]) == 1


def test_an_evening_on_which_nobody_was_out_is_said_to_be_one(laptop: Laptop) -> None:
    told = laptop("Ana", "Nord")("morning", "--evening", "2026-01-05")
    assert (told["evening"], told["teams"], told["server"]) == ("2026-01-05", [], None)
