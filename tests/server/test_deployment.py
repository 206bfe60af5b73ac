import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from maraude.cli import arguments
from maraude.server import permissions

DEPLOY = Path(__file__).parents[2] / "assets/deploy"
UNIT = DEPLOY / "maraude-server.service"


def load(name: str) -> Any:
    return yaml.safe_load((DEPLOY / name).read_text("utf-8"))


def started(unit: str) -> list[str]:
    (line,) = (one for one in unit.splitlines() if one.startswith("ExecStart="))
    return shlex.split(line.removeprefix("ExecStart="))


def test_the_unit_starts_the_server_with_options_that_it_has() -> None:
    program, *words = started(UNIT.read_text("utf-8"))
    parsed = arguments.parser().parse_args(words)

    assert program == "/opt/maraude/bin/maraude"
    assert (parsed.home, parsed.plain) == ("/var/lib/maraude", False)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    program, *_words = started(UNIT.read_text("utf-8"))
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text("utf-8").replace(program, sys.executable), "utf-8")
    ran = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)],  # noqa: S607 - where it is differs
        capture_output=True,
        text=True,
        check=False,
    )
    assert UNIT.name not in ran.stderr


def test_the_composed_servers_have_options_that_exist() -> None:
    services = load("compose.yaml")["services"]

    for name in ("server", "second-server"):
        parsed = arguments.parser().parse_args(services[name]["command"])
        assert parsed.plain
        assert parsed.behind_proxy
        assert parsed.port == 8443


def test_the_proxy_asks_the_servers_that_are_composed() -> None:
    proxy = (DEPLOY / "Caddyfile").read_text("utf-8")

    assert f"health_uri {permissions.HEALTH}\n" in proxy
    assert "reverse_proxy server:8443 second-server:8443 {" in proxy
    assert {"server", "second-server"} <= load("compose.yaml")["services"].keys()


@pytest.mark.parametrize("name", ["compose.yaml", "maraude-server.service"])
def test_the_servers_folder_is_made_with_options_that_exist(name: str) -> None:
    text = (DEPLOY / name).read_text("utf-8").replace("\\\n#", "")
    (line,) = (one for one in text.splitlines() if "server init" in one)
    words = shlex.split(line.partition("server init")[2])

    parsed = arguments.parser().parse_args(["server", "init", *words])
    assert parsed.home == "/var/lib/maraude"


def test_a_failover_by_itself_promotes_no_standby_that_may_lack_something() -> None:
    settings = load("patroni.yml")["bootstrap"]["dcs"]

    assert settings["synchronous_mode"]
    assert settings["synchronous_mode_strict"]
    assert settings["postgresql"]["parameters"]["synchronous_commit"] == "on"
