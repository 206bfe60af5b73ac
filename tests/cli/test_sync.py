from contextlib import closing
from pathlib import Path

import pytest

from maraude import cli
from maraude.demo import demo
from maraude.domain.feeds import Role
from maraude.server import invitations, meta
from maraude.server.exchange import exchange
from maraude.store import replica
from maraude.usecases import sync
from tests.cli.conftest import Laptop, Run, runner
from tests.server.processes import Server
from tests.server.serving import Served, serving


@pytest.fixture
def sam(laptop: Laptop) -> Run:
    """Another laptop of the same team."""
    return laptop("Sam", "Nord")


def test_two_laptops_of_a_team_have_the_same_evening(run: Run, sam: Run, server: Served) -> None:
    ines = run
    for one, name in ((ines, "portable 1"), (sam, "portable 2")):
        enrolled = one("enrol", str(server.invite()), "--name", name)
        assert enrolled["feeds"] == ["team:nord", "territory:paris"]
        assert enrolled["outside"] == []
    ines("log", "éhc=u-r ,marta", "--new-person", "marta")
    first = ines("sync")
    assert (first["waiting"], first["conflicts"], first["state"]) == (0, 0, "up-to-date")
    assert sam("sync")["pulled"] == first["pushed"]
    assert sam("tour", "show") == ines("tour", "show")
    assert [one["called"] for one in sam("people", "mart")["people"]] == ["Marta"]


def test_a_server_without_a_name_is_the_laptop_s_own_association(
    home: Path, server: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    with server.database.write() as connection:
        meta.keep(connection, invitations.ORGANISATION, "")
    assert cli.main(["enrol", str(server.invite()), "--home", str(home)]) == 0
    assert "inscrit auprès de Les Lucioles." in capsys.readouterr().out


def test_a_version_that_is_too_old_is_told_so_once_it_has_handed_over(
    run_locked: Run, server: Served
) -> None:
    run_locked("enrol", str(server.invite()))
    run_locked("log", "s=")
    with server.database.write() as connection:
        meta.keep(connection, meta.MIN_APP, "99.0")
    assert run_locked("sync", status=1)["error"]["code"] == "too-old"
    with server.database.write() as connection:
        meta.keep(connection, meta.MIN_APP, "")
    assert (run_locked("sync")["pushed"], run_locked("sync")["waiting"]) == (0, 0)


def test_who_is_erased_on_one_laptop_is_nowhere(
    run: Run, sam: Run, server: Served, base: Run, tmp_path: Path
) -> None:
    ines = run
    for one, name in ((ines, "portable 1"), (sam, "portable 2")):
        one("enrol", str(server.invite()), "--name", name)
    ines("log", "h ,martaparticuliere", "--new-person", "martaparticuliere")
    ines("sync")
    sam("sync")
    (found,) = sam("people", "martap")["people"]

    assert ines("erase", found["code"], status=2)["error"]["code"] == "not-confirmed"
    assert ines("erase", "XXXXXXX", "--yes", status=1)["error"]["code"] == "no-such-person"
    erased = ines("erase", found["code"], "--yes")
    assert (erased["waits"], erased["mentions"]) == (True, [])
    assert ines("people", "martap")["people"] == []
    ines("sync")
    (first,) = base("server", "erasures")["erasures"]
    for one in (sam, ines, sam):
        assert one("sync")["state"] == "up-to-date"
    (then,) = base("server", "erasures")["erasures"]
    assert (first["laptops"], first["missing"]) == (2, ["portable 1", "portable 2"])
    assert (then["laptops"], then["missing"]) == (2, [])
    assert sam("people", "martap")["people"] == []
    assert len(sam("tour", "show")["encounters"]) == 1
    kept = b"".join(file.read_bytes() for file in (tmp_path / "server").rglob("*.db*"))
    assert b"territory:paris" in kept
    assert b"artaparticuliere" not in kept


def test_what_nobody_disputes_is_said_to_be_so(run: Run) -> None:
    assert run("conflicts") == {"conflicts": []}


def test_a_laptop_must_be_enrolled_once_and_with_a_good_code(run: Run, server: Served) -> None:
    assert run("sync", status=1)["error"]["code"] == "not-enrolled"
    assert run("enrol", "maraude.example.org:8443", status=2)["error"]["code"] == "bad-code"
    code = str(server.invite())
    run("enrol", code)
    assert run("enrol", code, status=1)["error"]["code"] == "already-enrolled"


def test_what_was_sent_is_safe_once_it_is_in_a_backup_elsewhere(
    run: Run, server: Served, base: Run, tmp_path: Path
) -> None:
    run("enrol", str(server.invite()))
    run("log", "éhc=u-r")
    assert run("sync")["safe"] is False
    here = base("server", "backup", str(tmp_path / "here"))
    assert here["rows"] > 0
    assert run("sync")["safe"] is False
    base("server", "backup", str(tmp_path / "elsewhere"), "--off-site")
    assert run("sync")["safe"] is True
    run("log", "b=")
    assert run("sync")["safe"] is False


def test_a_restored_server_is_sent_all_again(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = runner(["--home", str(tmp_path / "server")], capsys)
    base("server", "init")
    with Server.started(tmp_path / "server") as running:
        words = ["--role", "volunteer", "--feed", "paris", "team:nord"]
        run("enrol", base("server", "invite", *words)["code"])
        made = base("server", "backup", str(tmp_path / "elsewhere"))
        run("log", "éhc=u-r")
        first = run("sync")
        refused = base("server", "restore", made["file"], status=1)["error"]
        assert refused["code"] == "server-running"
    assert base("server", "restore", made["file"])["erased_again"] == 0
    with Server.started(tmp_path / "server", running.port):
        done = run("sync")
    assert (done["pushed"], done["state"]) == (first["pushed"], "up-to-date")


def test_a_code_for_another_place_is_said_to_be_one(run: Run, server: Served) -> None:
    enrolled = run("enrol", str(server.invite(Role.VOLUNTEER, "territory:lyon")))
    assert enrolled["outside"] == ["territory:paris", "team:nord"]
    run("log", "éhc=u-r")
    done = run("sync")
    assert done["quarantined"] == done["pushed"] > 0


def test_without_a_server_nothing_is_lost_and_the_sentence_says_so(
    tmp_path: Path, run: Run
) -> None:
    with serving(tmp_path / "gone", answer=exchange) as gone:
        run("enrol", str(gone.invite()))
    run("log", "éhc=u-r")
    refused = run("sync", status=1)["error"]
    assert refused["code"] == "offline"
    assert "Tout reste noté ici" in refused["message"]


def test_a_laptop_is_not_up_to_date_before_it_was_and_once_it_writes_again(
    run: Run, home: Path, server: Served
) -> None:
    run("enrol", str(server.invite()))
    with closing(demo.open_session(home)) as session:
        assert not sync.standing(session).up_to_date
    run("log", "éhc=u-r")
    run("sync")
    with closing(demo.open_session(home)) as session:
        assert sync.standing(session).up_to_date
        assert replica.total(session.store.reader) > 0
    run("log", "b=")
    with closing(demo.open_session(home)) as session:
        after = sync.standing(session)
    assert not after.up_to_date
    assert after.waiting > 0
    assert after.since is not None


def test_a_demonstration_never_leaves_the_laptop(laptop: Laptop, server: Served) -> None:
    fictional = laptop("Ana", "Nord", demo=True)
    assert fictional("enrol", str(server.invite()), status=1)["error"]["code"] == "is-demo"


def test_a_text_that_is_erased_on_one_laptop_is_nowhere(
    run: Run, sam: Run, server: Served, tmp_path: Path
) -> None:
    ines, mark = run, "Quelquesmotsdetrop"
    for one, name in ((ines, "portable 1"), (sam, "portable 2")):
        one("enrol", str(server.invite()), "--name", name)
    met = ines("log", f"2h /{mark}")["encounter"]
    ines("sync")
    sam("sync")
    theirs = sam("redact", met["id"], "--yes", status=1)
    asked = ines("redact", met["id"], status=2)
    done = ines("redact", met["id"], "note", "--yes")
    for one in (ines, sam):
        assert one("sync")["state"] == "up-to-date"
    (left,) = sam("tour", "show")["encounters"]
    kept = b"".join(file.read_bytes() for file in (tmp_path / "server").rglob("*.db*"))

    assert theirs["error"]["code"] == "not-yours"
    assert asked["error"]["code"] == "not-confirmed"
    assert mark not in asked["error"]["message"]
    assert done == {"redacted": {"record": met["id"], "field": "note"}}
    assert (left["note"], left["people"]) == ("", 2)
    assert mark.encode() not in kept
