"""Who goes two years after the last time that anybody met them, and who stays."""

import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from maraude.protocol.messages import Gone
from maraude.server import ledger, purge, retention, tables
from maraude.server.database import Database
from tests.server.conftest import empty
from tests.server.kept import contents
from tests.server.laptop import LYON, PARIS, Laptop, enrol
from tests.team import Clock

MET = datetime(2026, 11, 23, 21, 10, tzinfo=UTC)


def meet(laptop: Laptop, row: str, at: datetime, *persons: str, **fields: Any) -> None:
    """Write an encounter with some persons, each a woman."""
    people = {"women": len(persons), "persons": list(persons)}
    laptop.put(
        "encounter", row, **{"at": at.isoformat(), "contact": "CON", **fields}, people=people
    )


def open_file(laptop: Laptop, person: str, **fields: Any) -> None:
    laptop.put("person", person, code=person.upper(), called=person.capitalize(), **fields)


def gone(database: Database, clock: Clock) -> list[str]:
    return [one.files[0] for one in purge.run(database, clock, many=True).gone]


@pytest.fixture
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database: SQLite's, or what a test asks for."""
    asked = getattr(request, "param", "sqlite")
    return empty(request) if asked == "postgresql" else f"sqlite:///{tmp_path / 'server.db'}"


@pytest.fixture
def marta(ines: Laptop) -> None:
    """Marta was met tonight, alone and with Idris."""
    open_file(ines, "marta")
    open_file(ines, "idris")
    ines.put("note", "n1", person="marta", text="Knits in the park")
    meet(ines, "e1", MET, "marta", note="Likes tea", given=[{"code": "SOU", "quantity": 1}])
    meet(ines, "e2", MET, "marta", "idris", note="Both tired")
    meet(ines, "e3", MET, "marta", "idris", note="MARTA is tired")
    ines.exchange()


@pytest.mark.usefixtures("marta")
class TestTwoYears:
    def test_end_on_the_day(self, database: Database, clock: Clock) -> None:
        clock.moment = datetime(2028, 11, 23, 21, 9, tzinfo=UTC)
        assert gone(database, clock) == []
        clock.pass_time(minutes=1)
        assert gone(database, clock) == ["idris", "marta"]

    def test_run_from_a_contact_alone(self, database: Database, ines: Laptop, clock: Clock) -> None:
        later = MET + timedelta(days=400)
        for contact in ("ABS", "DOR", "VUE", "REF"):
            meet(ines, contact, later, "marta", contact=contact)
        meet(ines, "removed", later, "marta", deleted=True)
        meet(ines, "difficult", later, "idris", contact="DIF")
        ines.exchange()
        clock.pass_time(days=731)
        assert gone(database, clock) == ["marta"]

    def test_run_from_the_beginning_of_the_file_where_nobody_was_met(
        self, database: Database, ines: Laptop, clock: Clock
    ) -> None:
        clock.pass_time(days=100)
        open_file(ines, "noe")
        meet(ines, "absent", clock(), "noe", contact="ABS")
        ines.exchange()
        clock.moment = MET + timedelta(days=100 + 730)
        assert "noe" not in gone(database, clock)
        clock.pass_time(days=1)
        assert gone(database, clock) == ["noe"]

    def test_run_from_the_last_contact_of_any_file_of_theirs(
        self, database: Database, ines: Laptop, clock: Clock
    ) -> None:
        open_file(ines, "marthe", merged_into="marta")
        meet(ines, "later", MET + timedelta(days=400), "marthe")
        ines.exchange()
        clock.pass_time(days=731)
        assert gone(database, clock) == ["idris"]
        clock.pass_time(days=400)
        (ending,) = purge.run(database, clock, many=True).gone
        assert ending.files == ("marta", "marthe")

    def test_do_not_end_while_a_file_of_theirs_is_contested(
        self, database: Database, ines: Laptop, clock: Clock
    ) -> None:
        open_file(ines, "marthe", merged_into="marta", restricted=True)
        ines.exchange()
        clock.pass_time(days=731)
        assert gone(database, clock) == ["idris"]

    def test_end_once_for_files_merged_in_a_circle(
        self, database: Database, ines: Laptop, clock: Clock
    ) -> None:
        ines.patch("person", "marta", merged_into="idris")
        ines.patch("person", "idris", merged_into="marta")
        ines.exchange()
        clock.pass_time(days=731)
        (ending,) = purge.run(database, clock, many=True).gone
        assert ending.files == ("idris", "marta")


@pytest.mark.usefixtures("marta")
class TestWhatIsLeft:
    def test_is_the_count_and_what_was_given(
        self, database: Database, ines: Laptop, sam: Laptop, clock: Clock
    ) -> None:
        sam.exchange()
        clock.pass_time(days=731)
        meet(ines, "e4", clock(), "idris")
        ines.exchange()
        assert gone(database, clock) == ["marta"]
        told = {line.r for line in sam.exchange() if isinstance(line, Gone) and line.erased}
        assert told == {"marta", "n1"}
        assert (sam.is_exact(), sam.fields("e1")["people"]) == (True, {"women": 1, "persons": []})
        assert sam.fields("e1")["given"] == [{"code": "SOU", "quantity": 1}]
        assert sam.fields("e1")["at"] == MET.isoformat()

    @pytest.mark.parametrize("url", ["sqlite", "postgresql"], indirect=True)
    def test_has_none_of_their_notes(
        self, database: Database, ines: Laptop, sam: Laptop, clock: Clock
    ) -> None:
        sam.exchange()
        for laptop, note in ((ines, "Likes Earl Grey"), (sam, "Likes coffee")):
            laptop.patch("encounter", "e1", note=note)
        ines.exchange()
        sam.exchange()
        clock.pass_time(days=731)
        meet(ines, "e4", clock(), "idris")
        ines.exchange()
        assert gone(database, clock) == ["marta"]
        kept = contents(database)
        for word in (b"Likes", b"MARTA", b"Marta", b"Knits"):
            assert word not in kept
        assert b"Both tired" in kept
        sam.exchange()
        notes = [sam.fields(row)["note"] for row in ("e1", "e2", "e3")]
        assert notes == ["", "Both tired", ""]

    def test_does_not_come_back_with_a_laptop_after_a_year(
        self, database: Database, ines: Laptop, sam: Laptop, clock: Clock
    ) -> None:
        sam.exchange()
        clock.pass_time(days=731)
        ines.exchange()
        assert gone(database, clock) == ["idris", "marta"]
        clock.pass_time(days=365)
        sam.patch("person", "marta", called="Marthe")
        meet(sam, "late", MET + timedelta(days=700), "marta", note="Late")
        sam.exchange()
        assert sam.row("marta") is None
        assert sam.fields("late")["people"] == {"women": 1, "persons": []}
        assert gone(database, clock) == []

    def test_is_told_by_receipts(self, database: Database, ines: Laptop, clock: Clock) -> None:
        clock.pass_time(days=731)
        gone(database, clock)
        asked = select(tables.receipt.c.received_at).where(tables.receipt.c.row == "marta")
        with database.read() as connection:
            assert connection.execute(asked).scalars().all() == [None]
        ines.exchange()
        ines.exchange()
        with database.read() as connection:
            assert None not in connection.execute(asked).scalars().all()

    def test_stays_so_after_a_restore(
        self, tmp_path: Path, database: Database, clock: Clock, ines: Laptop
    ) -> None:
        file = tmp_path / "erased.txt"
        file.write_text("marta\n")
        with database.write() as connection:
            assert ledger.replay(connection, file, 1) == 1
        kept = contents(database)
        assert b"Likes tea" not in kept
        assert b"Both tired" in kept


@pytest.mark.usefixtures("marta")
class TestByItself:
    def test_it_waits_thirty_days_for_whoever_is_silent(
        self, database: Database, ines: Laptop, sam: Laptop, clock: Clock
    ) -> None:
        sam.exchange()
        clock.pass_time(days=731)
        ines.exchange()
        assert purge.by_itself(database, clock).gone == ()
        clock.pass_time(days=29)
        assert purge.by_itself(database, clock).gone == ()
        clock.pass_time(days=2)
        assert len(purge.by_itself(database, clock).gone) == 2

    def test_it_goes_on_once_every_laptop_has_told(
        self, database: Database, ines: Laptop, sam: Laptop, clock: Clock
    ) -> None:
        clock.pass_time(days=731)
        sam.exchange()
        meet(sam, "seen", clock() - timedelta(days=20), "marta")
        sam.exchange()
        ines.exchange()
        assert [one.files for one in purge.by_itself(database, clock).gone] == [("idris",)]

    def test_nobody_goes_of_whom_it_has_just_heard(
        self, database: Database, ines: Laptop, clock: Clock
    ) -> None:
        open_file(ines, "noe")
        meet(ines, "wrong clock", MET - timedelta(days=3650), "noe")
        ines.exchange()
        clock.pass_time(days=29)
        ines.exchange()
        assert purge.by_itself(database, clock).gone == ()
        clock.pass_time(days=2)
        ines.exchange()
        assert [one.files for one in purge.by_itself(database, clock).gone] == [("noe",)]

    def test_many_at_once_wait_for_somebody_to_agree(
        self, database: Database, ines: Laptop, clock: Clock
    ) -> None:
        for number in range(6):
            open_file(ines, f"p{number}")
        ines.exchange()
        clock.pass_time(days=800)
        ines.exchange()
        assert purge.by_itself(database, clock).many
        assert purge.run(database, clock).many
        assert len(purge.run(database, clock, many=True).gone) == 8

    def test_it_is_done_once_a_day(self, database: Database, clock: Clock) -> None:
        assert purge.is_due(database, clock())
        purge.by_itself(database, clock)
        clock.pass_time(hours=19)
        assert not purge.is_due(database, clock())
        clock.pass_time(hours=2)
        assert purge.is_due(database, clock())


@pytest.mark.usefixtures("marta")
class TestAsked:
    def test_a_coordinator_has_those_of_their_feeds_erased(
        self, database: Database, clock: Clock
    ) -> None:
        enrol(database, "ana", "coordinator")
        enrol(database, "eva", "coordinator", (LYON,))
        clock.pass_time(days=731)
        assert purge.asked(database, clock, "eva", ["marta"]) == ()
        assert purge.asked(database, clock, "ana", ["marta", "nobody"]) == ("marta",)
        with database.read() as connection:
            told = connection.execute(select(tables.audit.c.actor, tables.audit.c.target)).all()
        assert [tuple(one) for one in told] == [("ana", "marta")]

    def test_who_was_met_elsewhere_stays(self, database: Database, clock: Clock) -> None:
        enrol(database, "ana", "coordinator", (PARIS,))
        enrol(database, "leo", "volunteer", (LYON, PARIS))
        leo = Laptop(database, "leo", clock)
        clock.pass_time(days=731)
        meet(leo, "lyon", clock() - timedelta(days=9), "marta", territory=LYON)
        leo.exchange()
        assert purge.asked(database, clock, "ana", ["marta", "idris"]) == ("idris",)


def test_who_is_met_between_the_look_and_the_erasure_stays(
    database: Database, ines: Laptop, marta: None, clock: Clock
) -> None:
    clock.pass_time(days=731)
    found = purge.look(database, clock())
    meet(ines, "now", clock(), "marta")
    open_file(ines, "idriss", merged_into="idris")
    ines.exchange()
    with database.read() as connection:
        assert not any(retention.is_over(connection, one, clock()) for one in found.ending)


def test_who_contests_between_the_look_and_the_erasure_stays(
    database: Database, ines: Laptop, marta: None, clock: Clock
) -> None:
    clock.pass_time(days=731)
    found = purge.look(database, clock())
    ines.patch("person", "marta", restricted=True)
    ines.exchange()
    with database.read() as connection:
        over = [one for one in found.ending if retention.is_over(connection, one, clock())]
    assert [one.files[0] for one in over] == ["idris"]


def test_the_day_begins_with_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purge, "SOON", 0.0)
    clock = Clock()
    with closing(Database(f"sqlite:///{tmp_path / 'server.db'}")) as opened:
        opened.create_schema()
        with purge.Daily(opened, clock):
            while purge.is_due(opened, clock()):
                time.sleep(0.01)
