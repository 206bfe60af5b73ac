"""What a coordinator sees of what is kept apart, and may release of it."""

import pytest
from sqlalchemy import select

from maraude.protocol.quarantine import MAX_SHOWN, MOST_LISTED, Kept, Listing, Name, Released
from maraude.server import review
from maraude.server.database import Database
from maraude.server.scope import scope
from maraude.server.tables import audit
from tests.server.laptop import LYON, NORD, PARIS, Laptop, enrol, revoke
from tests.team import Clock

AT = 1_800_000_000_000


@pytest.fixture
def ana(database: Database, clock: Clock) -> Laptop:
    """The coordinator of Paris."""
    enrol(database, "ana", "coordinator")
    return Laptop(database, "ana", clock)


@pytest.fixture
def everywhere(database: Database, clock: Clock) -> Laptop:
    """The coordinator of Paris and Lyon."""
    enrol(database, "zoe", "coordinator", (PARIS, NORD, LYON))
    return Laptop(database, "zoe", clock)


def listing(database: Database, who: Laptop, laptop: str = "", reason: str = "") -> Listing:
    with database.read() as connection:
        return review.listing(connection, scope(connection, who.name), laptop, reason)


def release(database: Database, who: Laptop, *names: Name) -> Released:
    with database.write() as connection:
        return review.release(connection, scope(connection, who.name), names, AT)


def all_of(database: Database, who: Laptop) -> tuple[Kept, ...]:
    return listing(database, who).changes


def names(found: tuple[Kept, ...]) -> list[Name]:
    return [one.change for one in found]


def lost(database: Database, laptop: Laptop) -> None:
    """Let a revoked laptop hand over a new file, a word in it and a note of violence."""
    laptop.exchange()
    laptop.put("person", "marta", called="Marta")
    laptop.patch("person", "marta", called="Martha")
    laptop.put("safety_note", "s1", code="VIO", text="Careful")
    revoke(database, laptop.name)
    laptop.exchange()


class TestSeen:
    def test_what_is_in_the_coordinators_feeds_with_what_it_says(
        self, database: Database, ines: Laptop, ana: Laptop
    ) -> None:
        lost(database, ines)
        put, patch, note = all_of(database, ana)
        assert (put.type, put.kind, put.device, put.reason) == ("person", "put", "ines", "revoked")
        assert (put.reachable, put.record) == (True, "marta")
        assert put.fields is not None
        assert put.fields["called"] == "Marta"
        assert patch.fields == {"called": "Martha"}
        assert note.fields is not None
        assert note.fields["text"] == "Careful"

    def test_of_what_is_elsewhere_only_whose_it_is_when_and_why(
        self, database: Database, ines: Laptop, ana: Laptop, everywhere: Laptop
    ) -> None:
        ines.write("put", "person", "marta", {"territory": LYON, "called": "Marta"})
        ines.exchange()
        (hidden,) = all_of(database, ana)
        assert (hidden.reachable, hidden.fields, hidden.record) == (False, None, "")
        assert (hidden.type, hidden.device, hidden.reason) == ("person", "ines", "out-of-scope")
        (shown,) = all_of(database, everywhere)
        assert shown.fields == {"territory": LYON, "called": "Marta"}

    def test_a_row_that_leaves_or_comes_from_elsewhere_is_elsewhere_too(
        self, database: Database, ines: Laptop, ana: Laptop, everywhere: Laptop
    ) -> None:
        ines.put("person", "marta")
        everywhere.write("put", "person", "yusef", {"territory": LYON})
        ines.exchange()
        everywhere.exchange()
        ines.patch("person", "marta", territory=LYON)
        ines.write("patch", "person", "yusef", {"territory": PARIS}, 1)
        ines.exchange()
        assert [one.reachable for one in all_of(database, ana)] == [False, False]
        assert [one.reachable for one in all_of(database, everywhere)] == [True, True]

    def test_what_one_team_alone_reads_is_not_shown_to_another(
        self, database: Database, ines: Laptop, clock: Clock
    ) -> None:
        ines.exchange()
        ines.put("person_identity", "i1", last_name="Roi")
        revoke(database, "ines")
        ines.exchange()
        enrol(database, "lou", "coordinator", (PARIS, "team:est"))
        (one,) = all_of(database, Laptop(database, "lou", clock))
        assert (one.reachable, one.fields) == (False, None)

    def test_a_patch_whose_row_is_nowhere_says_nothing(
        self, database: Database, ines: Laptop, ana: Laptop
    ) -> None:
        ines.patch("person", "marta", territory=PARIS, called="Martha")
        ines.exchange()
        (one,) = all_of(database, ana)
        assert (one.reason, one.reachable, one.fields) == ("unknown-row", False, None)
        done = release(database, ana, one.change)
        assert [refused.code for refused in done.refused] == ["unknown-row"]

    @pytest.mark.parametrize("line", [b"", b"{}", b"\xff\xfe", b"[" * 10_000])
    def test_what_nobody_can_read_is_named_and_no_more(
        self, database: Database, ines: Laptop, ana: Laptop, line: bytes
    ) -> None:
        ines.lines.append(line)
        ines.exchange()
        (one,) = all_of(database, ana)
        assert (one.type, one.author, one.reachable, one.reason) == ("", "", False, "malformed")
        done = release(database, ana, one.change)
        assert [refused.code for refused in done.refused] == ["unreadable-change"]

    def test_a_long_one_can_be_released_unseen(
        self, database: Database, ines: Laptop, ana: Laptop
    ) -> None:
        ines.exchange()
        ines.put("note", "n1", text="x" * MAX_SHOWN)
        revoke(database, "ines")
        ines.exchange()
        (one,) = all_of(database, ana)
        assert (one.reachable, one.fields) == (True, None)
        assert release(database, ana, one.change).released == (one.change,)

    def test_one_laptop_or_one_reason_and_the_first_of_many(
        self, database: Database, ines: Laptop, sam: Laptop, ana: Laptop
    ) -> None:
        for number in range(MOST_LISTED + 3):
            ines.write("put", "person", f"p{number}", {"territory": LYON})
        sam.lines.append(b"{}")
        for laptop in (ines, sam):
            laptop.exchange()
        every = listing(database, ana, "ines")
        assert (len(every.changes), every.count) == (MOST_LISTED, MOST_LISTED + 3)
        assert [one.device for one in listing(database, ana, "sam").changes] == ["sam"]
        assert listing(database, ana, "sam", "out-of-scope").count == 0
        assert listing(database, ana, "", "malformed").count == 1
        for name, reason in (("nobody", ""), ("", "no-such-reason"), ("\0", "\0")):
            assert listing(database, ana, name, reason) == Listing((), 0)


class TestReleased:
    def test_has_the_effect_of_the_servers_own_command_and_is_kept_as_whose_it_was(
        self, database: Database, ines: Laptop, ana: Laptop
    ) -> None:
        lost(database, ines)
        wanted = names(all_of(database, ana))
        assert release(database, ana, *wanted).released == tuple(wanted)
        assert all_of(database, ana) == ()
        ana.exchange()
        assert ana.fields("marta")["called"] == "Martha"
        assert ana.fields("s1")["text"] == "Careful"
        assert ana.is_exact()
        with database.read() as connection:
            kept = connection.execute(select(audit).where(audit.c.action == "release")).all()
        assert [(row.actor, row.target) for row in kept] == [
            ("ana", f"{one.inc}.{one.n}") for one in wanted
        ]

    def test_that_they_were_read_is_kept_without_what_they_say(
        self, database: Database, ines: Laptop, ana: Laptop
    ) -> None:
        lost(database, ines)
        with database.write() as connection:
            found = review.listing(connection, scope(connection, "ana"), "", "")
            review.keep_read(connection, "ana", found, AT)
        with database.read() as connection:
            kept = connection.execute(select(audit).where(audit.c.action == "read-apart")).one()
        assert (kept.actor, kept.target) == ("ana", str(len(found.changes)))

    def test_is_refused_beyond_the_coordinators_feeds(
        self, database: Database, ines: Laptop, ana: Laptop, everywhere: Laptop
    ) -> None:
        ines.write("put", "person", "marta", {"territory": LYON})
        ines.exchange()
        (one,) = all_of(database, ana)
        done = release(database, ana, one.change)
        assert (done.released, done.refused[0].code) == ((), "out-of-reach")
        assert release(database, everywhere, one.change).released == (one.change,)

    @pytest.mark.parametrize("role", ["volunteer", "professional", "trainer", "administrator"])
    def test_is_nobody_elses_to_do(self, database: Database, ines: Laptop, role: str) -> None:
        enrol(database, "kim", role)
        kim = Laptop(database, "kim", ines.now)
        lost(database, ines)
        with database.read() as connection:
            found = review.listing(connection, scope(connection, "kim"), "", "").changes
        assert [one.fields for one in found] == [None] * 3
        assert release(database, kim, *names(found)).released == ()

    def test_is_refused_to_one_who_was_revoked_meanwhile(
        self, database: Database, ines: Laptop, ana: Laptop
    ) -> None:
        lost(database, ines)
        wanted = names(all_of(database, ana))
        revoke(database, "ana")
        assert {one.code for one in release(database, ana, *wanted).refused} == {"out-of-reach"}

    def test_happens_once(self, database: Database, ines: Laptop, ana: Laptop) -> None:
        lost(database, ines)
        put = names(all_of(database, ana))[0]
        done = release(database, ana, put, put)
        assert (done.released, done.refused) == ((put,), ())
        assert release(database, ana, put).refused[0].code == "unknown-change"

    def test_an_erasure_erases(self, database: Database, ines: Laptop, ana: Laptop) -> None:
        ines.put("person", "marta", called="Marta")
        ines.exchange()
        ana.exchange()
        ines.write("erase", "person", "marta", {})
        revoke(database, "ines")
        ines.exchange()
        (one,) = all_of(database, ana)
        assert (one.kind, one.reachable) == ("erase", True)
        assert release(database, ana, one.change).released == (one.change,)
        ana.exchange()
        assert ana.row("marta") is None
