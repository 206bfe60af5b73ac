"""A text voided at a laptop's word: in no table, for nobody, whoever says it again unaware."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from maraude.protocol import changes
from maraude.protocol.changes import Change, MalformedChangeError
from maraude.protocol.messages import Row, Voided, Welcome
from maraude.server import quarantine, rows, tables
from maraude.server.database import Database
from tests.server.kept import contents, rewritten
from tests.server.laptop import LYON, PARIS, Laptop, enrol
from tests.team import Clock

SECRET = "Quelquesmotsdetrop"


@pytest.fixture
def ana(database: Database, clock: Clock) -> Laptop:
    """A coordinator."""
    enrol(database, "ana", "coordinator")
    return Laptop(database, "ana", clock)


def met(laptop: Laptop, note: str = SECRET) -> None:
    """Somebody was met, of whom too much was written."""
    laptop.put("encounter", "e1", people={"women": 2, "persons": []}, reason="DIF", note=note)
    laptop.exchange()


def redact(laptop: Laptop, row: str = "e1", **fields: str) -> int:
    return laptop.write("redact", "encounter", row, fields or {"note": ""}, laptop.version(row))


def rivals(laptop: Laptop) -> object:
    held = laptop.row("e1")
    assert held
    return held.rivals


def apart(database: Database) -> list[str]:
    with database.read() as connection:
        return [one.reason for one in quarantine.listed(connection)]


class TestAText:
    def test_goes_from_every_table_and_nothing_else_does(
        self, database: Database, ines: Laptop, sam: Laptop
    ) -> None:
        met(ines)
        sam.exchange()
        sam.patch("encounter", "e1", note=f"{SECRET} encore", reason="AUT")
        sam.exchange()
        ines.exchange()
        ines.patch("encounter", "e1", note=f"{SECRET}, relu")
        ines.exchange()
        assert SECRET.encode() in contents(database)
        n = redact(ines)
        ines.exchange()
        assert SECRET.encode() not in contents(database)
        (row,) = [line for line in sam.exchange() if isinstance(line, Row)]
        assert row.v == {"note": Voided(row.rv, ines.inc, n)}
        for laptop in (ines, sam):
            assert laptop.fields("e1")["note"] == ""
            assert laptop.fields("e1")["reason"] == "AUT"
            assert laptop.fields("e1")["people"] == {"women": 2, "persons": []}
            assert laptop.is_exact()

    def test_of_a_conflict_ends_it(self, database: Database, ines: Laptop, ana: Laptop) -> None:
        met(ines)
        ana.exchange()
        ines.patch("encounter", "e1", note=f"{SECRET} un")
        ana.patch("encounter", "e1", note=f"{SECRET} deux")
        ines.exchange()
        ana.exchange()
        assert rivals(ana)
        redact(ana)
        ana.exchange()
        ines.exchange()
        assert not rivals(ines)
        assert SECRET.encode() not in contents(database)
        with database.read() as connection:
            assert connection.execute(select(tables.conflict.c.closed_at)).scalars().all() != [None]

    def test_that_comes_late_is_voided_and_what_came_with_it_is_not(
        self, database: Database, ines: Laptop, sam: Laptop
    ) -> None:
        met(ines)
        sam.exchange()
        redact(ines)
        ines.exchange()
        sam.patch("encounter", "e1", note=f"{SECRET} tard", reason="AUT")
        sam.exchange()
        ines.exchange()
        assert SECRET.encode() not in contents(database)
        for laptop in (ines, sam):
            assert laptop.fields("e1") | {"note": "", "reason": "AUT"} == laptop.fields("e1")
            assert laptop.is_exact()

    def test_that_is_written_anew_stays(self, ines: Laptop, sam: Laptop) -> None:
        met(ines)
        redact(ines)
        ines.patch("encounter", "e1", note="Reverra jeudi")
        ines.exchange()
        sam.exchange()
        assert sam.fields("e1")["note"] == "Reverra jeudi"
        sam.patch("encounter", "e1", note="Reverra vendredi")
        sam.exchange()
        ines.exchange()
        assert ines.fields("e1")["note"] == "Reverra vendredi"
        assert not rivals(ines)

    def test_kept_apart_goes_too(self, database: Database, ines: Laptop, sam: Laptop) -> None:
        met(ines)
        sam.exchange()
        sam.patch("encounter", "e1", note=f"{SECRET} à part", reason="AUT")
        sam.exchange(schema=9)
        redact(ines)
        ines.exchange()
        assert SECRET.encode() not in contents(database)
        with database.write() as connection:
            (one,) = quarantine.listed(connection)
            assert changes.read(one.line)[1] == {"reason": "AUT"}
            quarantine.release(connection, one.inc, one.n, 1)
        ines.exchange()
        assert ines.fields("e1")["reason"] == "AUT"
        assert ines.fields("e1")["note"] == ""

    def test_voided_before_the_server_knew_of_its_row_goes(
        self, database: Database, ines: Laptop
    ) -> None:
        ines.write("put", "encounter", "e1", {"territory": LYON, "note": SECRET})
        ines.exchange()
        assert apart(database) == ["out-of-scope"]
        redact(ines)
        ines.exchange()
        assert SECRET.encode() not in contents(database)
        with database.write() as connection:
            (one,) = quarantine.listed(connection)
            quarantine.release(connection, one.inc, one.n, 1)
            released = rows.load(connection, ["e1"])["e1"].merged
        assert released
        assert released.document["note"] == ""
        assert SECRET.encode() not in contents(database)


class TestALineSentAgain:
    def test_as_it_was_is_a_duplicate(self, database: Database, ines: Laptop) -> None:
        met(ines)
        body = ines.request(next=1)
        redact(ines)
        ines.exchange()
        (told, *_) = ines.ask(body)
        assert isinstance(told, Welcome)
        assert told.fork is None
        assert SECRET.encode() not in contents(database)

    def test_without_the_text_stands_for_it(self, ines: Laptop) -> None:
        met(ines)
        redact(ines)
        ines.exchange()
        ines.lines[0] = changes.without(ines.lines[0], ["note"])
        (told, *_) = ines.ask(ines.request(next=1))
        assert isinstance(told, Welcome)
        assert (told.fork, told.acked) == (None, 2)

    def test_without_the_text_does_not_stand_for_what_a_copy_of_the_disk_wrote(
        self, ines: Laptop
    ) -> None:
        met(ines)
        other = Laptop(ines.database, "ines", ines.now)
        other.inc = ines.inc
        other.put("encounter", "e2", note=SECRET)
        other.lines[0] = changes.without(other.lines[0], ["note"])
        other.exchange()
        other.exchange()
        ines.exchange()
        assert other.inc != ines.inc
        assert ines.fields("e2")["note"] == ""

    def test_by_a_copy_of_the_disk_does_not_bring_it_back(
        self, database: Database, ines: Laptop, sam: Laptop
    ) -> None:
        met(ines)
        copy = list(ines.lines)
        redact(ines)
        ines.exchange()
        ines.lines, ines.acked = copy, 1
        former = ines.inc
        ines.write("patch", "encounter", "e1", {"note": f"{SECRET} sur la copie"}, 1)
        for laptop in (ines, ines, sam):
            laptop.exchange()
        assert ines.inc != former
        assert sam.fields("e1")["note"] == ""
        assert SECRET.encode() not in contents(database)


class TestWhoMay:
    @pytest.fixture(autouse=True)
    def known(self, ines: Laptop, sam: Laptop) -> None:
        met(ines)
        sam.exchange()

    def test_release_what_somebody_else_asked_for_is_a_coordinator(
        self, database: Database, ines: Laptop, sam: Laptop
    ) -> None:
        n = redact(sam)
        sam.exchange()
        with database.write() as connection:
            quarantine.release(connection, sam.inc, n, 1)
        ines.exchange()
        assert ines.fields("e1")["note"] == ""
        assert SECRET.encode() not in contents(database)

    def test_not_void_what_is_no_text(self, database: Database, ines: Laptop) -> None:
        redact(ines, people="")
        redact(ines, note="autre chose")
        ines.write("redact", "encounter", "e1", {})
        ines.write("redact", "note", "e1", {"text": ""})
        ines.exchange()
        assert apart(database) == ["malformed"] * 4
        assert ines.fields("e1")["note"] == SECRET

    def test_not_void_in_a_place_of_others(
        self, database: Database, ines: Laptop, clock: Clock
    ) -> None:
        enrol(database, "yan", "coordinator", grants=(LYON,))
        yan = Laptop(database, "yan", clock)
        redact(yan)
        yan.exchange()
        assert apart(database) == ["out-of-scope"]
        ines.exchange()
        assert ines.fields("e1")["note"] == SECRET

    def test_void_is_kept_by_ids_alone(self, database: Database, ines: Laptop) -> None:
        redact(ines)
        ines.exchange()
        with database.read() as connection:
            kept = connection.execute(
                select(tables.audit).where(tables.audit.c.action == "redact")
            ).all()
        assert [(row.actor, row.target) for row in kept] == [("ines", "e1")]


class TestFiles:
    def test_keep_no_word_of_it(self, tmp_path: Path, clock: Clock) -> None:
        with closing(Database(f"sqlite:///{tmp_path / 'server.db'}")) as database:
            database.create_schema()
            enrol(database, "ines")
            ines = Laptop(database, "ines", clock)
            met(ines)
            redact(ines)
            ines.exchange()
            kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
        assert PARIS.encode() in kept
        assert SECRET.encode() not in kept

    def test_of_postgresql_keep_none_once_its_owner_has_rewritten_the_tables(
        self, postgres: str, clock: Clock
    ) -> None:
        """What is voided stands in free space until then, which no query reads."""

        def void(database: Database) -> None:
            enrol(database, "ines")
            ines = Laptop(database, "ines", clock)
            met(ines)
            ines.put("encounter", "e2", note="Noequelqueparticulier")
            redact(ines)
            ines.exchange()

        kept = rewritten(postgres, "redacted", void)
        assert b"Noequelqueparticulier" in kept
        assert SECRET.encode() not in kept


def test_an_older_server_keeps_it_apart_until_a_newer_one_may_apply_it(
    database: Database, ines: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    met(ines)

    def read(line: bytes) -> tuple[Change, dict[str, Any]]:
        if b'"k":"redact"' in line:
            raise MalformedChangeError
        return as_now(line)

    as_now = changes.read
    with monkeypatch.context() as older:
        older.setattr(changes, "read", read)
        n = redact(ines)
        ines.exchange()
    assert (ines.acked, apart(database)) == (n, ["malformed"])
    with database.write() as connection:
        quarantine.release(connection, ines.inc, n, 1)
    ines.exchange()
    assert ines.fields("e1")["note"] == ""
    assert SECRET.encode() not in contents(database)


def test_who_wrote_a_text_voids_it_or_a_coordinator(
    database: Database, ines: Laptop, sam: Laptop, ana: Laptop
) -> None:
    met(ines)
    sam.exchange()
    redact(sam)
    sam.exchange()
    ines.exchange()
    assert ines.fields("e1")["note"] == SECRET
    assert apart(database) == ["out-of-scope"]
    ana.exchange()
    redact(ana)
    ana.exchange()
    ines.exchange()
    assert ines.fields("e1")["note"] == ""
