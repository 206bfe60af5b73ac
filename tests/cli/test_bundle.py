from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from maraude import paths
from maraude.domain.refusal import Refusal
from maraude.server.exchange import exchange
from maraude.usecases import bundles
from tests import small_disk
from tests.cli.conftest import PASSPHRASE, Run, runner
from tests.server.serving import serving

Carry = Callable[[Run], Any]


@pytest.fixture
def ines(run_locked: Run) -> Run:
    return run_locked


@pytest.fixture
def sam(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Another laptop of the same team."""
    passphrase = tmp_path / "passphrase-sam"
    passphrase.write_text(f"{PASSPHRASE}\n")
    run = runner(["--home", str(tmp_path / "sam"), "--passphrase-file", str(passphrase)], capsys)
    run("init", "--organisation", "Les Lucioles", "--team", "Nord", "--user", "Sam")
    return run


@pytest.fixture
def base(tmp_path: Path, ines: Run, sam: Run, capsys: pytest.CaptureFixture[str]) -> Run:
    """The commands of a server that both laptops had joined when there was a network."""
    with serving(tmp_path / "server", answer=exchange) as running:
        for laptop in (ines, sam):
            laptop("enrol", str(running.invite()))
    return runner(["--home", str(tmp_path / "server")], capsys)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def carry(base: Run, stick: Path) -> Carry:
    """To the base with a laptop's file, and back with the answer."""

    def there_and_back(laptop: Run) -> Any:
        out, back = str(stick / "aller"), str(stick / "retour")
        laptop("bundle", "write", out)
        base("server", "bundle", out, back)
        return laptop("bundle", "read", back)

    return there_and_back


def test_two_laptops_have_the_same_evening_without_a_network(
    ines: Run, sam: Run, carry: Carry
) -> None:
    ines("log", "éhc=u-r ,marta", "--new-person", "marta")
    first = carry(ines)
    assert (first["waiting"], first["state"]) == (0, "up-to-date")
    assert first["pushed"] > 0
    assert carry(sam)["pulled"] == first["pushed"]
    assert sam("tour", "show") == ines("tour", "show")


def test_another_team_sees_who_has_just_passed_without_server_or_network(
    ines: Run, sam: Run, base: Run, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ines("log", "s= ,marta", "--new-person", "marta", "--informed", "yes")
    out = str(stick / "aller")
    shared = ines("bundle", "write", out)["shared"]
    found = sam("bundle", "read", out)
    assert (found["team"], found["new"]) == ("Nord", shared)
    assert sam("bundle", "read", out)["new"] == 0
    (marta,) = sam("people", "marta")["people"]
    assert marta["passed"] == "vu à l'instant, équipe Nord, soupe"

    answer = str(stick / "retour")
    sam("bundle", "write", out)
    base("server", "bundle", out, answer)
    assert sam("bundle", "read", answer)["state"] == "up-to-date"
    assert sam("people", "marta")["people"] == [marta]


def test_what_was_written_since_still_waits(ines: Run, base: Run, stick: Path) -> None:
    ines("log", "éhc=u-r")
    out, back = str(stick / "aller"), str(stick / "retour")
    written = ines("bundle", "write", out)
    assert (written["changes"] > 0, written["left"]) == (True, 0)
    ines("log", "b=")
    base("server", "bundle", out, back)
    done = ines("bundle", "read", back)
    assert (done["pushed"], done["state"]) == (written["changes"], "waiting")
    assert done["waiting"] > 0


def test_a_file_goes_to_whom_it_is_for(ines: Run, sam: Run, base: Run, stick: Path) -> None:
    out, back = str(stick / "aller"), str(stick / "retour")
    ines("bundle", "write", out)
    base("server", "bundle", out, back)
    assert sam("bundle", "read", back, status=1)["error"]["code"] == "unreadable-bundle"
    assert ines("bundle", "read", out, status=1)["error"]["code"] == "own-file"
    refused = base("server", "bundle", back, out, status=1)
    assert refused["error"]["code"] == "unreadable-bundle"
    assert ines("bundle", "read", back)["state"] == "up-to-date"
    assert ines("bundle", "read", back, status=1)["error"]["code"] == "unreadable-bundle"


def test_another_file_is_never_written_over(ines: Run, base: Run, stick: Path) -> None:
    letter = stick / "lettre"
    letter.write_text("chère Marta")
    assert ines("bundle", "write", str(letter), status=1)["error"]["code"] == "another-file"
    assert letter.read_text() == "chère Marta"
    for _time in range(2):
        ines("bundle", "write", str(stick / "aller"))
    assert [one.name for one in stick.iterdir() if one != letter] == ["aller"]


@pytest.mark.parametrize("name", ["", "nowhere/aller"])
def test_where_nothing_can_be_written_or_read_it_is_said(
    ines: Run, base: Run, stick: Path, name: str
) -> None:
    place = str(stick / name)
    assert ines("bundle", "write", place, status=1)["error"]["code"] == "not-written"
    assert ines("bundle", "read", place, status=1)["error"]["code"] == "no-such-file"


def test_without_a_server_there_is_nothing_to_carry(ines: Run, stick: Path) -> None:
    refused = ines("bundle", "write", str(stick / "aller"), status=1)
    assert refused["error"]["code"] == "not-enrolled"
    assert not list(stick.iterdir())


def test_a_full_stick_is_said_and_holds_nothing_by_half(tmp_path: Path) -> None:
    small_disk.on_small_disk(
        tmp_path,
        """
from maraude.usecases import bundles
OUT = b"maraude bundle 1 out\\n"

bundles.put(HOME / "aller", OUT + b"avant")
occupy_the_rest()
assert refusal(bundles.put, HOME / "aller", OUT + bytes(10_000_000)) == "not-written"
assert (HOME / "aller").read_bytes() == OUT + b"avant"
assert sorted(one.name for one in HOME.iterdir()) == ["aller", "rest"]
""",
    )


def test_a_demonstration_never_leaves_the_laptop(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], stick: Path
) -> None:
    runner(["--home", str(tmp_path / "mine")], capsys)("demo", "--headless")
    demo = runner(["--home", str(paths.demo_home(tmp_path / "mine"))], capsys)
    refused = demo("bundle", "write", str(stick / "aller"), status=1)
    assert refused["error"]["code"] == "is-demo"


def test_what_is_no_file_of_ours_is_not_read_whole(stick: Path) -> None:
    endless = stick / "long"
    with endless.open("wb") as stream:
        stream.truncate(80 * 2**20)
    with pytest.raises(Refusal) as refused:
        bundles.content_of(endless)
    assert refused.value.code == "no-such-file"
