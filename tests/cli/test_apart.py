from collections.abc import Iterator
from pathlib import Path

import pytest

from maraude import cli
from maraude.domain.feeds import Role
from tests.apart import NAME, keeping_apart
from tests.cli.conftest import Run
from tests.server.serving import Served


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    with keeping_apart(tmp_path / "server") as running:
        yield running


def test_a_coordinator_lists_and_releases_what_is_set_aside(
    run_locked: Run, server: Served, key: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    run_locked("enrol", str(server.invite(Role.COORDINATOR)))
    found = run_locked("quarantine")
    marta, word, yusef, broken = found["quarantine"]
    assert found["count"] == 4
    assert (marta["releasable"], marta["fields"]["called"]) == (True, "Marta")
    assert (yusef["releasable"], yusef["fields"], yusef["type"]) == (False, None, "person")
    assert (broken["reason"], broken["type"]) == ("malformed", None)
    assert run_locked("quarantine", "--laptop", "portable 2")["quarantine"] == []
    assert cli.main(["quarantine", "--laptop", NAME, *key]) == 0
    said = capsys.readouterr().out
    assert "Marta" in said
    assert "Yusef" not in said
    assert "\x1b" not in said

    done = run_locked("release", marta["change"], word["change"], yusef["change"])
    assert done["released"] == [marta["change"], word["change"]]
    assert [one["code"] for one in done["refused"]] == ["out-of-reach"]
    run_locked("sync")
    assert [one["called"] for one in run_locked("people", "mart")["people"]] == ["Marta"]


def test_what_cannot_be_released_is_refused(run_locked: Run, server: Served) -> None:
    run_locked("enrol", str(server.invite(Role.COORDINATOR)))
    yusef = run_locked("quarantine")["quarantine"][2]["change"]
    assert run_locked("release", yusef, status=1)["error"]["code"] == "out-of-reach"
    unknown = f"{'f' * 16}.1"
    assert run_locked("release", unknown, status=1)["error"]["code"] == "unknown-change"
    for word in ("yusef", "1", "zz.1", f"{'f' * 16}.", f"{'f' * 16}.-1", f"{'f' * 16}.{2**53}"):
        assert run_locked("release", word, status=2)["error"]["code"] == "bad-change"


def test_a_volunteer_may_not(run_locked: Run, server: Served) -> None:
    run_locked("enrol", str(server.invite()))
    assert run_locked("quarantine", status=1)["error"]["code"] == "not-coordinator"
    refused = run_locked("release", f"{'0' * 16}.1", status=1)["error"]
    assert refused["code"] == "not-coordinator"
