from pathlib import Path

import pytest

from maraude import paths
from maraude.domain.refusal import Refusal
from maraude.server import backup, home, meta, restore, run
from maraude.server.home import Home, Listening, Settings
from maraude.server.invitations import ORGANISATION
from tests.team import Clock

NOW = Clock()()


def create(folder: Path, database: str = "", address: str = "") -> Home:
    return home.create(folder, database, address, "Les Lucioles", Clock())


def refusal_of(folder: Path, database: str = "", address: str = "") -> str:
    with pytest.raises(Refusal) as refusal:
        create(folder, database, address)
    return refusal.value.code


def test_a_home_is_read_as_it_was_made(tmp_path: Path) -> None:
    made = create(tmp_path / "server", address="maraude.example.org:9000")

    assert home.read(tmp_path / "server") == made
    assert made.address() == ("maraude.example.org", 9000)


def test_what_is_in_it_is_of_its_owner_alone(tmp_path: Path) -> None:
    create(tmp_path / "server")

    assert (tmp_path / "server").stat().st_mode & 0o777 == 0o700
    files = {paths.server_settings, paths.server_key, paths.server_certificate}
    assert {file(tmp_path / "server").stat().st_mode & 0o777 for file in files} == {0o600}


def test_each_server_has_its_organisation_and_an_epoch_of_its_own(tmp_path: Path) -> None:
    found = []
    for name in ("first", "second"):
        with create(tmp_path / name).database() as database, database.read() as connection:
            found.append((meta.value(connection, ORGANISATION), meta.epoch(connection)))

    assert {organisation for organisation, _epoch in found} == {"Les Lucioles"}
    assert len({epoch for _organisation, epoch in found}) == 2


def test_no_empty_database_is_begun_where_there_was_one(tmp_path: Path) -> None:
    made = create(tmp_path / "server")
    with made.database() as opened:
        kept = backup.write(opened, tmp_path, NOW, off_site=False)
    database = paths.server_database(made.folder)
    database.unlink()

    with pytest.raises(Refusal) as refusal, made.database():
        pass
    assert (refusal.value.code, database.exists()) == ("database-missing", False)

    restore.restore(made, kept.file, NOW)
    with made.database() as opened, opened.read() as connection:
        assert meta.value(connection, ORGANISATION) == "Les Lucioles"


def test_a_server_is_not_made_over_another(tmp_path: Path) -> None:
    create(tmp_path)

    assert refusal_of(tmp_path) == "server-exists"


@pytest.mark.parametrize("address", ["maraude", "maraude:0", "http://maraude:8443", "a b:8443"])
def test_an_address_is_a_host_and_a_port(tmp_path: Path, address: str) -> None:
    assert refusal_of(tmp_path / "server", address=address) == "bad-address"
    assert not (tmp_path / "server").exists()


@pytest.mark.parametrize(
    "url", ["nonsense", "sqlite:////nowhere/server.db", "nosuch://user:hidden@host/db"]
)
def test_a_database_that_does_not_answer_makes_no_server(tmp_path: Path, url: str) -> None:
    assert refusal_of(tmp_path, database=url) == "no-database"
    assert not paths.server_settings(tmp_path).exists()


def test_where_there_is_no_server_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refusal:
        home.read(tmp_path)
    assert refusal.value.code == "no-server"


def test_settings_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    paths.server_settings(tmp_path).write_text("{")

    with pytest.raises(Refusal, match=r"server\.json") as refusal:
        home.read(tmp_path)
    assert refusal.value.code == "damaged-settings"


def test_laptops_are_told_the_address_else_where_the_server_listened(tmp_path: Path) -> None:
    silent, named = create(tmp_path / "a"), create(tmp_path / "b", address="maraude:9000")
    for made in (silent, named):
        made.keep_listening(Listening("192.0.2.7", 8000, tls=True))

    assert silent.address() == ("192.0.2.7", 8000)
    assert named.address() == ("maraude", 9000)


@pytest.mark.parametrize("host", [run.EVERYWHERE, "::"])
def test_an_address_that_nobody_can_reach_is_not_told(tmp_path: Path, host: str) -> None:
    made = create(tmp_path)
    made.keep_listening(Listening(host, 8000, tls=True))

    with pytest.raises(Refusal) as refusal:
        made.address()
    assert refusal.value.code == "no-address"


@pytest.mark.parametrize(("tls", "behind_proxy"), [(False, False), (False, True), (True, True)])
def test_a_server_whose_certificate_laptops_do_not_meet_has_no_pin(
    tmp_path: Path, *, tls: bool, behind_proxy: bool
) -> None:
    made = create(tmp_path)
    with_its_own = made.pin()
    made.keep_listening(Listening("127.0.0.1", 8000, tls, behind_proxy))

    assert (len(with_its_own), made.pin()) == (26, "")


def test_a_second_server_of_a_database_leaves_it_its_name(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'shared.db'}"
    create(tmp_path / "a", url)
    second = home.create(tmp_path / "b", url, "", "", Clock())

    with second.database() as database, database.read() as connection:
        assert meta.value(connection, ORGANISATION) == "Les Lucioles"


def test_the_password_of_a_database_is_shown_by_no_representation(tmp_path: Path) -> None:
    settings = Settings("postgresql://maraude:hidden@host/db")

    assert "hidden" not in repr(Home(tmp_path, settings))
