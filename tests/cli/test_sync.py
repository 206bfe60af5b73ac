from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from maraude import paths
from maraude.domain.feeds import Role
from maraude.server import meta
from maraude.server.exchange import exchange
from maraude.store import replica
from maraude.usecases import profiles, sync
from tests.cli.conftest import PASSPHRASE, Run, runner
from tests.server.processes import Server
from tests.server.serving import Served, serving

NEW = ["init", "--organisation", "Les Lucioles", "--team", "Nord", "--user"]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path / "server", answer=exchange) as running:
        yield running


@pytest.fixture
def sam(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Another laptop of the same team."""
    passphrase = tmp_path / "passphrase-sam"
    passphrase.write_text(f"{PASSPHRASE}\n")
    run = runner(["--home", str(tmp_path / "sam"), "--passphrase-file", str(passphrase)], capsys)
    run(*NEW, "Sam")
    return run


def test_two_laptops_of_a_team_have_the_same_evening(
    run_locked: Run, sam: Run, server: Served
) -> None:
    ines = run_locked
    for run, name in ((ines, "portable 1"), (sam, "portable 2")):
        enrolled = run("enrol", str(server.invite()), "--name", name)
        assert enrolled["feeds"] == ["team:nord", "territory:paris"]
        assert enrolled["outside"] == []
    ines("log", "éhc=u-r ,marta", "--new-person", "marta")
    first = ines("sync")
    assert (first["waiting"], first["conflicts"], first["state"]) == (0, 0, "up-to-date")
    assert sam("sync")["pulled"] == first["pushed"]
    assert sam("tour", "show") == ines("tour", "show")
    assert [one["called"] for one in sam("people", "mart")["people"]] == ["Marta"]


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
    run_locked: Run,
    sam: Run,
    server: Served,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    ines = run_locked
    for run, name in ((ines, "portable 1"), (sam, "portable 2")):
        run("enrol", str(server.invite()), "--name", name)
    ines("log", "h ,martaparticuliere", "--new-person", "martaparticuliere")
    ines("sync")
    sam("sync")
    (found,) = sam("people", "martap")["people"]

    assert ines("erase", found["code"], status=2)["error"]["code"] == "not-confirmed"
    assert ines("erase", "XXXXXXX", "--yes", status=1)["error"]["code"] == "no-such-person"
    erased = ines("erase", found["code"], "--yes")
    assert (erased["waits"], erased["mentions"]) == (True, [])
    assert ines("people", "martap")["people"] == []
    base = runner(["--home", str(server.home.folder)], capsys)
    ines("sync")
    (first,) = base("server", "erasures")["erasures"]
    for run in (sam, ines, sam):
        assert run("sync")["state"] == "up-to-date"
    (then,) = base("server", "erasures")["erasures"]
    assert (first["laptops"], first["missing"]) == (2, ["portable 1", "portable 2"])
    assert (then["laptops"], then["missing"]) == (2, [])
    assert sam("people", "martap")["people"] == []
    assert len(sam("tour", "show")["encounters"]) == 1
    kept = b"".join(file.read_bytes() for file in (tmp_path / "server").rglob("*.db*"))
    assert b"territory:paris" in kept
    assert b"artaparticuliere" not in kept


def test_what_nobody_disputes_is_said_to_be_so(run_locked: Run) -> None:
    assert run_locked("conflicts") == {"conflicts": []}


def test_a_laptop_must_be_enrolled_once_and_with_a_good_code(
    run_locked: Run, server: Served
) -> None:
    assert run_locked("sync", status=1)["error"]["code"] == "not-enrolled"
    assert run_locked("enrol", "maraude.example.org:8443", status=2)["error"]["code"] == "bad-code"
    code = str(server.invite())
    run_locked("enrol", code)
    assert run_locked("enrol", code, status=1)["error"]["code"] == "already-enrolled"


def test_what_was_sent_is_safe_once_it_is_in_a_backup_elsewhere(
    run_locked: Run, server: Served, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = runner(["--home", str(server.home.folder)], capsys)
    run_locked("enrol", str(server.invite()))
    run_locked("log", "éhc=u-r")
    assert run_locked("sync")["safe"] is False
    here = base("server", "backup", str(tmp_path / "here"))
    assert here["rows"] > 0
    assert run_locked("sync")["safe"] is False
    base("server", "backup", str(tmp_path / "elsewhere"), "--off-site")
    assert run_locked("sync")["safe"] is True
    run_locked("log", "b=")
    assert run_locked("sync")["safe"] is False


def test_a_restored_server_is_sent_all_again(
    run_locked: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = runner(["--home", str(tmp_path / "server")], capsys)
    base("server", "init")
    with Server.started(tmp_path / "server") as running:
        words = ["--role", "volunteer", "--feed", "paris", "team:nord"]
        run_locked("enrol", base("server", "invite", *words)["code"])
        made = base("server", "backup", str(tmp_path / "elsewhere"))
        run_locked("log", "éhc=u-r")
        first = run_locked("sync")
        refused = base("server", "restore", made["file"], status=1)["error"]
        assert refused["code"] == "server-running"
    assert base("server", "restore", made["file"])["erased_again"] == 0
    with Server.started(tmp_path / "server", running.port):
        done = run_locked("sync")
    assert (done["pushed"], done["state"]) == (first["pushed"], "up-to-date")


def test_a_code_for_another_place_is_said_to_be_one(run_locked: Run, server: Served) -> None:
    enrolled = run_locked("enrol", str(server.invite(Role.VOLUNTEER, "territory:lyon")))
    assert enrolled["outside"] == ["territory:paris", "team:nord"]
    run_locked("log", "éhc=u-r")
    done = run_locked("sync")
    assert done["quarantined"] == done["pushed"] > 0


def test_without_a_server_nothing_is_lost_and_the_sentence_says_so(
    tmp_path: Path, run_locked: Run
) -> None:
    with serving(tmp_path / "gone", answer=exchange) as gone:
        run_locked("enrol", str(gone.invite()))
    run_locked("log", "éhc=u-r")
    refused = run_locked("sync", status=1)["error"]
    assert refused["code"] == "offline"
    assert "Tout reste noté ici" in refused["message"]


def test_a_laptop_is_not_up_to_date_before_it_was_and_once_it_writes_again(
    run_locked: Run, locked_home: Path, server: Served
) -> None:
    run_locked("enrol", str(server.invite()))
    with closing(profiles.unlock(locked_home, PASSPHRASE)) as session:
        assert not sync.standing(session).up_to_date
    run_locked("log", "éhc=u-r")
    run_locked("sync")
    with closing(profiles.unlock(locked_home, PASSPHRASE)) as session:
        assert sync.standing(session).up_to_date
        assert replica.total(session.store.reader) > 0
    run_locked("log", "b=")
    with closing(profiles.unlock(locked_home, PASSPHRASE)) as session:
        after = sync.standing(session)
    assert not after.up_to_date
    assert after.waiting > 0
    assert after.since is not None


def test_a_demonstration_never_leaves_the_laptop(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], server: Served
) -> None:
    runner(["--home", str(tmp_path / "mine")], capsys)("demo", "--headless")
    demo = runner(["--home", str(paths.demo_home(tmp_path / "mine"))], capsys)
    assert demo("enrol", str(server.invite()), status=1)["error"]["code"] == "is-demo"
