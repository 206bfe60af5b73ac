"""A server restored from before a text was voided: it is void again, what came after stands."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from maraude import paths
from maraude.server import backup, ledger
from maraude.server.database import Database
from maraude.server.home import Home, Settings
from maraude.server.restore import restore
from tests.server.kept import contents
from tests.server.laptop import Laptop
from tests.server.test_redaction import SECRET, met, redact


@pytest.fixture
def made(tmp_path: Path) -> Home:
    return Home(tmp_path, Settings(f"sqlite:///{tmp_path}/server.db"))


@pytest.fixture
def database(made: Home) -> Iterator[Database]:
    ledger_file = paths.server_ledger(made.folder)
    with closing(Database(made.settings.database, ledger_file=ledger_file)) as opened:
        opened.create_schema()
        yield opened


def test_a_restore_voids_again_what_was_and_lets_stand_what_came_after(
    database: Database, made: Home, tmp_path: Path, ines: Laptop, sam: Laptop
) -> None:
    met(ines)
    before = backup.write(database, tmp_path / "a", ines.now(), off_site=False)
    redact(ines)
    ines.exchange()
    ines.patch("encounter", "e1", note="Reverra jeudi")
    ines.exchange()
    after = backup.write(database, tmp_path / "b", ines.now(), off_site=False)
    database.close()

    restore(made, before.file, ines.now())
    with closing(Database(made.settings.database)) as again:
        assert SECRET.encode() not in contents(again)
        assert b"Reverra" not in contents(again)
        for laptop in (ines, sam):
            laptop.database, laptop.acked, laptop.cursor = again, 0, {}
        ines.exchange()
        sam.exchange()
        assert sam.fields("e1")["note"] == "Reverra jeudi"
        assert SECRET.encode() not in contents(again)
    restore(made, after.file, ines.now())
    with closing(Database(made.settings.database)) as again:
        assert b"Reverra jeudi" in contents(again)


def test_the_ledger_says_how_a_text_was_voided(
    database: Database, made: Home, ines: Laptop
) -> None:
    met(ines)
    n = redact(ines)
    ines.exchange()
    kept = paths.server_ledger(made.folder)
    assert ledger.read(kept) == {f"e1:note:2:{ines.inc}:{n}"}
