from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from maraude.protocol.messages import Gone, Row, Welcome
from maraude.server import access, quarantine, tables
from maraude.server.database import Database
from tests.server.kept import contents, rewritten
from tests.server.laptop import LYON, NORD, PARIS, Laptop, enrol
from tests.team import Clock


def known(ines: Laptop, sam: Laptop) -> None:
    """A file of Marta, with what hangs on it, on both laptops."""
    ines.put("person", "marta", called="Marta")
    ines.put("person_identity", "i1", person="marta", surname="Dupont")
    ines.put("note", "n1", person="marta", text="Knits in the park")
    ines.put("note", "n2", person="idris", text="Plays chess")
    ines.put("encounter", "e1", people={"women": 2, "persons": ["marta", "idris"]})
    ines.exchange()
    sam.exchange()


class TestErase:
    def test_takes_the_person_and_what_is_about_them(self, ines: Laptop, sam: Laptop) -> None:
        known(ines, sam)
        ines.write("erase", "person", "marta")
        ines.exchange()
        gone = {line.r for line in sam.exchange() if isinstance(line, Gone) and line.erased}
        assert gone == {"marta", "i1", "n1"}
        assert set(sam.feeds[PARIS]) == {"n2", "e1"}
        assert sam.is_exact()
        assert ines.is_exact()

    def test_leaves_the_count_of_encounters(self, ines: Laptop, sam: Laptop) -> None:
        known(ines, sam)
        ines.write("erase", "person", "marta")
        ines.exchange()
        sam.exchange()
        assert sam.fields("e1")["people"] == {"women": 2, "persons": ["idris"]}

    def test_leaves_no_word_of_them(self, database: Database, ines: Laptop, sam: Laptop) -> None:
        known(ines, sam)
        ines.patch("person", "marta", called="Martha")
        sam.patch("person", "marta", called="Marthe")
        sam.patch("safety_note", "unknown", person="marta", text="Kept apart")
        ines.exchange()
        sam.exchange()
        assert b"Knits" in contents(database)
        ines.write("erase", "person", "marta")
        ines.exchange()
        kept = contents(database)
        for word in (b"Mart", b"Dupont", b"Knits", b"Kept apart"):
            assert word not in kept
        assert b"Plays chess" in kept

    def test_is_kept_as_whose_it_was(self, database: Database, ines: Laptop, sam: Laptop) -> None:
        known(ines, sam)
        ines.write("erase", "person", "marta")
        ines.exchange()
        with database.read() as connection:
            kept = connection.execute(
                select(tables.audit).where(tables.audit.c.action == "erase")
            ).all()
        assert [(row.actor, row.target) for row in kept] == [("ines", "marta")]

    def test_drops_what_comes_late(self, database: Database, ines: Laptop, sam: Laptop) -> None:
        known(ines, sam)
        ines.write("erase", "person", "marta")
        ines.exchange()
        sam.patch("person", "marta", called="Late")
        sam.put("note", "n3", person="marta", text="Late too")
        sam.put("encounter", "e2", people={"women": 1, "persons": ["marta"]})
        told = sam.exchange()
        assert sam.acked == 3
        assert Gone("n3", erased=True) in told
        assert b"Late" not in contents(database)
        ines.exchange()
        assert ines.fields("e2")["people"] == {"women": 1, "persons": []}
        assert ines.is_exact()
        assert sam.is_exact()

    def test_keeps_what_comes_late_out_of_the_quarantine(
        self, database: Database, ines: Laptop, sam: Laptop
    ) -> None:
        known(ines, sam)
        ines.write("erase", "person", "marta")
        ines.exchange()
        sam.put("note", "n3", person="marta", text="Late too")
        sam.exchange(schema=9)
        with database.read() as connection:
            assert quarantine.listed(connection) == []
        assert b"Late" not in contents(database)

    def test_an_erased_change_sent_again_is_a_duplicate(self, ines: Laptop, sam: Laptop) -> None:
        known(ines, sam)
        body = ines.request(next=1)
        ines.write("erase", "person", "marta")
        ines.exchange()
        told = ines.ask(body)[0]
        assert isinstance(told, Welcome)
        assert told.fork is None

    def test_is_for_those_who_hold_the_person(
        self, database: Database, ines: Laptop, sam: Laptop, clock: Clock
    ) -> None:
        known(ines, sam)
        enrol(database, "yan", grants=(LYON,))
        yan = Laptop(database, "yan", clock)
        yan.write("erase", "person", "marta")
        yan.exchange()
        sam.exchange()
        assert sam.fields("marta")["called"] == "Marta"

    def test_takes_their_name_from_conflicts_of_other_rows(
        self, database: Database, ines: Laptop, sam: Laptop
    ) -> None:
        known(ines, sam)
        ines.patch("encounter", "e1", people={"women": 3, "persons": ["marta"]})
        sam.patch("encounter", "e1", people={"women": 4, "persons": ["idris", "marta"]})
        ines.exchange()
        sam.exchange()
        ines.write("erase", "person", "marta")
        ines.exchange()
        kept = contents(database).replace(b"\nmarta\n", b"\n")
        assert b'"persons":["marta"' not in kept
        assert b'"idris","marta"' not in kept
        row = ines.row("e1")
        assert row is not None
        assert {str(one) for one in row.rivals["people"]} == {
            "{'women': 3, 'persons': []}",
            "{'women': 4, 'persons': ['idris']}",
        }

    def test_of_a_common_word_takes_nothing_else(self, database: Database, ines: Laptop) -> None:
        ines.put("person", "marta", called="Marta")
        ines.write("erase", "person", "called")
        ines.exchange()
        assert b'"called":"Marta"' in contents(database)

    def test_may_come_before_the_person(self, ines: Laptop, sam: Laptop) -> None:
        ines.write("erase", "person", "marta")
        ines.exchange()
        sam.put("person", "marta", called="Marta")
        sam.exchange()
        assert sam.row("marta") is None


class TestADeviceThatReadsOtherFeedsNow:
    @pytest.fixture
    def away(self, database: Database, ines: Laptop, sam: Laptop) -> Laptop:
        """Sam, who wrote of Marta, and was moved to Lyon since."""
        known(ines, sam)
        sam.patch("person", "marta", called="Martha")
        sam.exchange()
        with database.write() as connection:
            access.grant(connection, "sam", [LYON], sam.now, only=True)
        sam.exchange()
        return sam

    def test_invariant_19_is_told_of_whom_it_wrote(
        self, database: Database, ines: Laptop, away: Laptop
    ) -> None:
        ines.write("erase", "person", "marta")
        ines.exchange()
        assert self.missing(database) == {"ines", "sam"}
        told = away.exchange()
        assert Gone("marta", erased=True) in told
        assert not [line for line in told if isinstance(line, Row)]
        away.exchange()
        assert self.missing(database) == {"ines"}
        assert away.is_exact()

    def test_invariant_19_is_told_of_whom_it_writes_late(
        self, database: Database, ines: Laptop, sam: Laptop
    ) -> None:
        known(ines, sam)
        with database.write() as connection:
            access.grant(connection, "sam", [LYON], sam.now, only=True)
        ines.write("erase", "person", "marta")
        ines.exchange()
        sam.patch("person", "marta", called="Late")
        sam.write("put", "note", "n3", {"territory": PARIS, "person": "marta", "text": "Late"})
        gone = {line.r for line in sam.exchange() if isinstance(line, Gone) and line.erased}
        assert gone == {"marta", "n3"}

    def missing(self, database: Database) -> set[str]:
        with database.read() as connection:
            pending = select(tables.receipt.c.device).where(tables.receipt.c.received_at.is_(None))
            return set(connection.execute(pending).scalars())


class TestFiles:
    def test_keep_no_word_of_an_erased_person(self, tmp_path: Path, clock: Clock) -> None:
        with closing(Database(f"sqlite:///{tmp_path / 'server.db'}")) as database:
            database.create_schema()
            enrol(database, "ines")
            ines = Laptop(database, "ines", clock)
            ines.put("person", "marta", called="Marta")
            ines.exchange()
            ines.write("erase", "person", "marta")
            ines.exchange()
            kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
        assert b"ines" in kept
        assert b"Marta" not in kept

    def test_of_postgresql_keep_none_once_its_owner_has_rewritten_the_tables(
        self, postgres: str, clock: Clock
    ) -> None:
        """What is erased stands in free space until then, which no query reads."""

        def erase(database: Database) -> None:
            enrol(database, "ines")
            ines = Laptop(database, "ines", clock)
            ines.put("person", "marta", called="Martaquelqueparticulier")
            ines.put("person", "noe", called="Noequelqueparticulier")
            ines.exchange()
            ines.write("erase", "person", "marta")
            ines.exchange()

        kept = rewritten(postgres, "erased", erase)
        assert b"Noequelqueparticulier" in kept
        assert b"Martaquelqueparticulier" not in kept


class TestReceipts:
    def received(self, database: Database) -> dict[str, bool]:
        with database.read() as connection:
            return {
                row.device: row.received_at is not None
                for row in connection.execute(select(tables.receipt))
            }

    def test_are_due_from_every_device_of_the_place(
        self, database: Database, ines: Laptop, sam: Laptop
    ) -> None:
        known(ines, sam)
        enrol(database, "yan", grants=(LYON,))
        ines.write("erase", "person", "marta")
        ines.exchange()
        assert self.received(database) == {"ines": False, "sam": False}

    def test_come_with_the_next_exchange(
        self, database: Database, ines: Laptop, sam: Laptop
    ) -> None:
        known(ines, sam)
        ines.write("erase", "person", "marta")
        ines.exchange()
        ines.exchange()
        assert self.received(database) == {"ines": True, "sam": False}

    def test_wait_until_every_feed_is_read(
        self, database: Database, ines: Laptop, sam: Laptop
    ) -> None:
        known(ines, sam)
        ines.write("erase", "person", "marta")
        ines.exchange()
        heads = {feed: page.head for feed, page in ines.heads.items()}
        sam.exchange(want=0, cursor={PARIS: heads[PARIS], NORD: heads[NORD] - 1})
        assert self.received(database)["sam"] is False
        sam.exchange(want=0, cursor=heads)
        assert self.received(database)["sam"] is True
