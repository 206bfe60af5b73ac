from typing import Any

import pytest
from sqlalchemy import func, select

from maraude.protocol.messages import Line, MalformedMessageError, Own, Page, Row, Welcome
from maraude.server import tables
from maraude.server.database import Database
from maraude.server.exchange import exchange
from tests.server.laptop import LYON, NORD, PARIS, Laptop, enrol, revoke
from tests.team import Clock


def welcome(lines: list[Line]) -> Welcome:
    assert isinstance(lines[0], Welcome)
    return lines[0]


def page(lines: list[Line], feed: str = PARIS) -> Page:
    return next(line for line in lines if isinstance(line, Page) and line.feed == feed)


def changes_kept(database: Database) -> int:
    with database.read() as connection:
        query = select(func.count()).select_from(tables.change)
        return connection.execute(query).scalar_one()


class TestChanges:
    def test_what_one_laptop_writes_another_is_sent(self, ines: Laptop, sam: Laptop) -> None:
        ines.put("person", "marta", called="Marta")
        ines.patch("person", "marta", note="Prefers the evening")
        ines.exchange()
        sam.exchange()
        assert sam.fields("marta")["note"] == "Prefers the evening"
        assert sam.is_exact()

    def test_an_edit_comes_back_to_whoever_made_the_row(self, ines: Laptop, sam: Laptop) -> None:
        ines.put("person", "marta", called="Marta")
        ines.exchange()
        sam.exchange()
        sam.patch("person", "marta", called="Martha")
        sam.exchange()
        ines.exchange()
        assert ines.fields("marta")["called"] == "Martha"
        assert ines.is_exact()

    def test_acknowledges_what_it_was_sent_twice(self, database: Database, ines: Laptop) -> None:
        ines.put("person", "marta", called="Marta")
        body = ines.request()
        ines.ask(body)
        assert welcome(ines.ask(body)).acked == 1
        assert changes_kept(database) == 1

    def test_stops_before_a_hole(self, database: Database, ines: Laptop) -> None:
        for row in ("marta", "idris", "lea"):
            ines.put("person", row)
        del ines.lines[1]
        assert welcome(ines.exchange()).acked == 1
        assert changes_kept(database) == 1

    def test_a_batch_after_a_hole_is_not_taken(self, database: Database, ines: Laptop) -> None:
        ines.put("person", "marta")
        ines.put("person", "idris")
        assert welcome(ines.exchange(next=2)).acked == 0
        assert changes_kept(database) == 0

    def test_a_copied_disk_that_was_enrolled_anew_goes_on_under_another_name(
        self, ines: Laptop, sam: Laptop
    ) -> None:
        ines.put("person", "marta", called="Marta")
        ines.exchange()
        sam.inc = ines.inc
        sam.put("person", "idris", called="Idris")
        fork = welcome(sam.exchange()).fork
        assert fork is not None
        assert (fork.parent, fork.parent_n) == (ines.inc, 0)
        sam.exchange()
        ines.exchange()
        assert ines.fields("idris")["called"] == "Idris"

    def test_an_edit_after_a_restored_backup_follows_what_it_had_written(
        self, ines: Laptop, sam: Laptop
    ) -> None:
        ines.put("person", "marta", called="Marta")
        ines.exchange()
        ines.patch("person", "marta", called="Martha")
        ines.exchange()
        seen, before = 1, ines.inc
        ines.inc, ines.lines, ines.acked = "0123456789abcdef", [], 0
        ines.write("patch", "person", "marta", {"called": "Martine"}, seen)
        ines.exchange(parent=before, parent_n=2)
        sam.exchange()
        assert sam.fields("marta")["called"] == "Martine"
        assert sam.row("marta").rivals == {}  # type: ignore[union-attr]  # it was just read

    def test_refuses_what_is_no_request(self, database: Database, ines: Laptop) -> None:
        with pytest.raises(MalformedMessageError):
            exchange(database, ines.name, b"hello", ines.now)

    def test_a_clock_ahead_wins_over_later_ones_for_two_minutes(
        self, ines: Laptop, sam: Laptop, clock: Clock
    ) -> None:
        ines.put("person", "marta", called="Marta")
        ines.exchange()
        sam.exchange()
        clock.pass_time(days=3650)
        ines.patch("person", "marta", called="From the future")
        clock.pass_time(days=-3650)
        ines.exchange()
        clock.pass_time(minutes=3)
        sam.patch("person", "marta", called="Martha")
        sam.exchange()
        assert sam.fields("marta")["called"] == "Martha"

    def test_where_a_row_belongs_is_the_devices_place_by_default(
        self, ines: Laptop, sam: Laptop
    ) -> None:
        ines.write("put", "person", "marta", {"called": "Marta"})
        lines = ines.exchange()
        sam.exchange()
        assert sam.fields("marta") == {"called": "Marta", "territory": PARIS, "team": NORD}
        assert not any(isinstance(line, Own) for line in lines)
        assert ines.is_exact()

    def test_the_epoch_stays(self, ines: Laptop, sam: Laptop) -> None:
        assert welcome(ines.exchange()).epoch == welcome(sam.exchange()).epoch != ""


class TestForks:
    def clone(self, ines: Laptop) -> Laptop:
        ines.put("person", "marta", called="Marta", note="")
        ines.exchange()
        clone = Laptop(ines.database, ines.name, ines.now)
        clone.inc, clone.lines, clone.acked = ines.inc, list(ines.lines), ines.acked
        clone.cursor = dict(ines.cursor)
        clone.feeds = {feed: dict(held) for feed, held in ines.feeds.items()}
        return clone

    def test_a_cloned_disk_goes_on_as_another_incarnation(
        self, database: Database, ines: Laptop
    ) -> None:
        clone = self.clone(ines)
        ines.patch("person", "marta", note="Sleeps near the station")
        ines.exchange()
        clone.patch("person", "marta", called="Martha")
        fork = welcome(clone.exchange()).fork
        assert fork is not None
        assert (fork.parent, fork.parent_n) == (ines.inc, 1)
        assert changes_kept(database) == 2
        assert welcome(clone.exchange()).acked == 1
        assert clone.fields("marta")["called"] == "Martha"
        assert clone.fields("marta")["note"] == "Sleeps near the station"
        assert clone.is_exact()

    def test_a_value_that_the_clone_did_not_know_is_not_lost(self, ines: Laptop) -> None:
        clone = self.clone(ines)
        ines.patch("person", "marta", note="Sleeps near the station")
        ines.exchange()
        clone.patch("person", "marta", note="Moved to a shelter")
        clone.exchange()
        clone.exchange()
        row = clone.row("marta")
        assert row is not None
        assert sorted(row.rivals["note"]) == ["Moved to a shelter", "Sleeps near the station"]

    def test_an_edit_across_a_fork_is_no_conflict(self, ines: Laptop) -> None:
        clone = self.clone(ines)
        ines.put("person", "idris")
        ines.exchange()
        clone.write("patch", "person", "marta", {"called": "Martha"}, seen=0)
        clone.exchange()
        clone.exchange()
        row = clone.row("marta")
        assert row is not None
        assert not row.rivals

    def test_a_restored_backup_forks_though_it_has_nothing_to_send(self, ines: Laptop) -> None:
        backup = self.clone(ines)
        ines.put("person", "idris")
        ines.exchange()
        assert welcome(backup.exchange()).fork is not None

    def test_a_fork_brings_no_rows_yet(self, ines: Laptop) -> None:
        clone = self.clone(ines)
        ines.put("person", "idris")
        ines.exchange()
        assert len(clone.exchange()) == 1


class TestPages:
    def test_have_500_rows_at_most(self, ines: Laptop, sam: Laptop) -> None:
        for number in range(1001):
            ines.put("person", f"p{number}")
        ines.exchange()
        lines = sam.exchange()
        ends = [line.end for line in lines if isinstance(line, Page) and line.feed == PARIS]
        assert ends == [500, 1000, 1001]
        assert sam.is_exact()

    def test_end_when_the_laptop_has_what_it_wants(self, ines: Laptop, sam: Laptop) -> None:
        for number in range(10):
            ines.put("person", f"p{number}", note="x" * 500)
        ines.exchange()
        assert page(sam.exchange(want=1500)).end == 3
        assert not sam.is_exact()
        sam.exchange()
        assert sam.is_exact()
        assert len(sam.feeds[PARIS]) == 10

    def test_tell_of_feeds_for_which_there_was_no_room(self, ines: Laptop, sam: Laptop) -> None:
        ines.put("person", "marta")
        ines.exchange()
        found = page(sam.exchange(want=0))
        assert (found.start, found.end, found.head) == (0, 0, 1)

    def test_send_a_row_once_though_it_changed_often(self, ines: Laptop, sam: Laptop) -> None:
        ines.put("person", "marta", note="")
        for number in range(5):
            ines.patch("person", "marta", note=str(number))
            ines.exchange()
        rows = [line for line in sam.exchange() if isinstance(line, Row)]
        assert [row.rv for row in rows] == [6]

    def test_begin_again_where_the_server_was_restored(self, ines: Laptop) -> None:
        ines.put("person", "marta")
        ines.exchange()
        ines.cursor[PARIS] = 99
        assert page(ines.exchange()).start == 0
        assert ines.is_exact()

    def test_of_a_device_are_those_of_its_feeds(self, database: Database, ines: Laptop) -> None:
        enrol(database, "yan", grants=(LYON,))
        yan = Laptop(database, "yan", ines.now)
        ines.put("person", "marta")
        ines.exchange()
        assert [type(line) for line in yan.exchange()] == [Welcome, Page]
        assert yan.row("marta") is None

    def test_hold_no_row_for_a_revoked_device(self, ines: Laptop, sam: Laptop) -> None:
        ines.put("person", "marta")
        ines.exchange()
        revoke(sam.database, "sam")
        lines = sam.exchange()
        assert welcome(lines).wipe
        assert len(lines) == 1


class TestOwnRows:
    def test_come_back_as_numbers(self, ines: Laptop) -> None:
        ines.put("person", "marta", called="Marta")
        ines.patch("person", "marta", called="Martha")
        assert Own(1, 2) in ines.exchange()
        assert ines.is_exact()

    def test_come_back_whole_where_the_laptop_asks(self, ines: Laptop) -> None:
        ines.put("person", "marta", called="Marta")
        lines = ines.exchange(whole=True)
        assert [line.r for line in lines if isinstance(line, Row)] == ["marta"]

    def test_come_back_whole_once_another_has_written(self, ines: Laptop, sam: Laptop) -> None:
        ines.put("person", "marta", called="Marta")
        ines.exchange()
        sam.exchange()
        sam.patch("person", "marta", note="")
        sam.exchange()
        assert not any(isinstance(line, Own) for line in ines.exchange())
        assert ines.is_exact()

    def test_come_back_whole_where_the_server_ordered_a_set(self, ines: Laptop) -> None:
        ines.put("person", "marta", languages=["ar", "fr"])
        ines.patch("person", "marta", languages=["en", "ar", "fr"])
        ines.exchange()
        assert sorted(ines.fields("marta")["languages"]) == ["ar", "en", "fr"]
        assert ines.is_exact()


class TestConflicts:
    def edited_by_both(self, ines: Laptop, sam: Laptop) -> None:
        ines.put("person", "marta", called="Marta")
        ines.exchange()
        sam.exchange()
        ines.patch("person", "marta", called="Martha")
        sam.patch("person", "marta", called="Marthe")
        ines.exchange()
        sam.exchange()
        ines.exchange()

    def kept(self, database: Database) -> list[Any]:
        with database.read() as connection:
            return list(connection.execute(select(tables.conflict)))

    def test_come_with_every_value(self, database: Database, ines: Laptop, sam: Laptop) -> None:
        self.edited_by_both(ines, sam)
        row = ines.row("marta")
        assert row is not None
        assert sorted(row.rivals["called"]) == ["Martha", "Marthe"]
        assert [(one.field, one.closed_at) for one in self.kept(database)] == [("called", None)]
        assert ines.is_exact()

    def test_end_with_a_change_that_names_them(
        self, database: Database, ines: Laptop, sam: Laptop
    ) -> None:
        self.edited_by_both(ines, sam)
        settles = ((ines.inc, 2), (sam.inc, 1))
        ines.write("patch", "person", "marta", {"called": "Marthe"}, 0, settles)
        ines.exchange()
        sam.exchange()
        row = sam.row("marta")
        assert row is not None
        assert (row.fields["called"], row.rivals) == ("Marthe", {})
        (kept,) = self.kept(database)
        assert kept.closed_at is not None
        assert b"Martha" in kept.rivals


@pytest.mark.parametrize(
    "asked",
    [
        {"app": "1\x00\x1b[2J"},
        {"cursor": {"\x00": 1, PARIS: 0}},
        {"epoch": "\x00"},
        {"parent": "f" * 16, "parent_n": 2**53 - 1},
        {"now": 2**63},
        {"want": 2**53 - 1},
        {"schema": 2**53 - 1},
    ],
    ids=lambda asked: next(iter(asked)),
)
def test_a_head_of_odd_values_is_answered(ines: Laptop, asked: dict[str, Any]) -> None:
    ines.put("person", "marta", called="Marta")
    assert welcome(ines.exchange(**asked)).acked == 1
