import msgspec
import pytest

from maraude.domain.refusal import Refusal
from maraude.protocol import changes
from maraude.protocol.messages import Welcome
from maraude.server import quarantine
from maraude.server.database import Database
from maraude.server.quarantine import Apart
from tests.server.laptop import LYON, PARIS, Laptop, enrol, revoke
from tests.team import Clock


@pytest.fixture
def ana(database: Database, clock: Clock) -> Laptop:
    enrol(database, "ana", "coordinator", (PARIS, LYON))
    return Laptop(database, "ana", clock)


def apart(database: Database) -> list[Apart]:
    with database.read() as connection:
        return quarantine.listed(connection)


def release(database: Database, one: Apart) -> None:
    with database.write() as connection:
        quarantine.release(connection, one.inc, one.n, 1_800_000_000_000)


def welcome(laptop: Laptop, **asked: object) -> Welcome:
    first = laptop.exchange(**asked)[0]
    assert isinstance(first, Welcome)
    return first


class TestKeptApart:
    def test_a_patch_of_a_row_that_is_not_there(self, database: Database, ines: Laptop) -> None:
        ines.patch("person", "marta", called="Martha")
        told = welcome(ines)
        assert (told.acked, told.quarantined) == (1, 1)
        (one,) = apart(database)
        assert (one.device, one.reason, one.line) == ("ines", "unknown-row", ines.lines[0])

    def test_a_row_of_another_territory(self, database: Database, ines: Laptop) -> None:
        ines.write("put", "person", "marta", {"territory": LYON})
        assert welcome(ines).acked == 1
        assert [one.reason for one in apart(database)] == ["out-of-scope"]

    def test_an_edit_of_a_row_that_the_device_never_had(
        self, database: Database, ines: Laptop, ana: Laptop
    ) -> None:
        ana.write("put", "person", "marta", {"territory": LYON, "called": "Marta"})
        ana.exchange()
        ines.write("patch", "person", "marta", {"called": "X"}, 1)
        ines.exchange()
        ana.exchange()
        assert ana.fields("marta")["called"] == "Marta"
        assert [one.reason for one in apart(database)] == ["out-of-scope"]

    def test_a_row_sent_where_the_device_may_not(self, database: Database, ines: Laptop) -> None:
        ines.put("person", "marta")
        ines.exchange()
        ines.patch("person", "marta", territory=LYON)
        ines.exchange()
        assert [one.reason for one in apart(database)] == ["out-of-scope"]
        assert ines.fields("marta")["territory"] == PARIS
        assert ines.is_exact()

    @pytest.mark.parametrize("territory", ["", None, 0])
    def test_a_row_sent_nowhere(self, database: Database, ines: Laptop, territory: object) -> None:
        ines.put("person", "marta")
        ines.patch("person", "marta", territory=territory)
        ines.exchange()
        assert [one.reason for one in apart(database)] == ["out-of-scope"]
        assert ines.is_exact()

    @pytest.mark.parametrize("languages", [None, 5, "fr", {"fr": 1}])
    def test_a_set_that_is_none(self, database: Database, ines: Laptop, languages: object) -> None:
        ines.put("person", "marta", languages=["fr"])
        ines.patch("person", "marta", languages=languages)
        ines.exchange()
        assert [one.reason for one in apart(database)] == ["malformed"]
        assert ines.fields("marta")["languages"] == ["fr"]
        assert ines.is_exact()

    def test_a_correction_of_the_directory_by_a_volunteer(
        self, database: Database, ines: Laptop, clock: Clock
    ) -> None:
        enrol(database, "kim", "coordinator")
        kim = Laptop(database, "kim", clock)
        for one in (ines, kim):
            one.put("service_note", f"of {one.name}", service="paris:1")
            one.exchange()
        kim.exchange()
        assert [(one.device, one.reason) for one in apart(database)] == [("ines", "out-of-scope")]
        assert [row for row in ("of ines", "of kim") if kim.version(row)] == ["of kim"]

    def test_an_administrators_row(self, database: Database, clock: Clock) -> None:
        enrol(database, "root", "administrator")
        root = Laptop(database, "root", clock)
        root.put("person", "marta")
        root.exchange()
        assert [one.reason for one in apart(database)] == ["out-of-scope"]

    def test_a_row_of_another_type(self, database: Database, ines: Laptop) -> None:
        ines.put("person", "marta")
        ines.patch("note", "marta", text="")
        ines.exchange()
        assert [one.reason for one in apart(database)] == ["malformed"]

    @pytest.mark.parametrize(
        "line", [b"", b"{}", b"\xff\xfe", b'{"n":1}', b"[" * 10_000, b"x" * 70_000]
    )
    def test_what_nobody_can_read(self, database: Database, ines: Laptop, line: bytes) -> None:
        ines.put("person", "marta")
        ines.lines.append(line)
        ines.put("person", "idris")
        assert welcome(ines, whole=True).acked == 3
        assert [(one.n, one.reason) for one in apart(database)] == [(2, "malformed")]
        assert ines.row("idris") is not None

    def test_what_a_much_newer_program_writes(self, database: Database, ines: Laptop) -> None:
        ines.put("person", "marta")
        ines.exchange(schema=2)
        ines.patch("person", "marta", called="Martha")
        assert welcome(ines, schema=3).acked == 2
        assert [one.reason for one in apart(database)] == ["unknown-schema"]
        assert ines.is_exact()

    def test_everything_of_a_revoked_device(
        self, database: Database, ines: Laptop, ana: Laptop
    ) -> None:
        ines.exchange()
        ines.put("person", "marta")
        revoke(database, "ines")
        told = welcome(ines)
        assert (told.acked, told.wipe, told.quarantined) == (1, True, 1)
        ana.exchange()
        assert ana.row("marta") is None

    def test_does_not_hold_up_what_follows(self, database: Database, ines: Laptop) -> None:
        ines.patch("person", "nobody", called="")
        ines.put("person", "marta")
        ines.exchange()
        assert ines.row("marta") is not None


class TestSafetyNotes:
    def test_a_volunteer_writes_one_and_is_sent_none(
        self, database: Database, ines: Laptop, ana: Laptop
    ) -> None:
        ines.put("safety_note", "s1", code="VIO")
        ines.patch("safety_note", "s1", text="Careful")
        assert welcome(ines).quarantined == 0
        ana.exchange()
        assert ana.fields("s1")["text"] == "Careful"
        assert ines.row("s1") is None


class TestAPatchThatCameBeforeItsRow:
    def test_is_applied_once_the_row_is_there(
        self, database: Database, ines: Laptop, ana: Laptop
    ) -> None:
        ines.patch("person", "marta", called="Martha")
        assert welcome(ines).quarantined == 1
        ana.put("person", "marta", note="")
        ana.exchange()
        assert apart(database) == []
        assert welcome(ines).quarantined == 0
        assert ines.fields("marta")["called"] == "Martha"
        assert ines.is_exact()

    def test_follows_a_row_that_is_released(self, database: Database, ines: Laptop) -> None:
        ines.patch("person", "marta", territory=PARIS)
        ines.write("put", "person", "marta", {"territory": LYON})
        ines.exchange()
        release(database, next(one for one in apart(database) if one.reason == "out-of-scope"))
        assert [one.reason for one in apart(database)] == ["out-of-scope"]

    def test_stays_apart_where_its_author_may_not_write(
        self, database: Database, ines: Laptop, ana: Laptop
    ) -> None:
        ines.patch("person", "marta", called="Martha")
        ines.exchange()
        ana.write("put", "person", "marta", {"territory": LYON, "called": "Marta"})
        ana.exchange()
        assert ana.fields("marta")["called"] == "Marta"
        assert [one.reason for one in apart(database)] == ["out-of-scope"]


class TestReleased:
    def test_invariant_26_was_acknowledged_and_visible_and_counts_as_if_it_came_now(
        self, database: Database, ines: Laptop, ana: Laptop
    ) -> None:
        ines.exchange()
        ines.put("person", "marta", called="Marta")
        ines.patch("person", "marta", called="Martha")
        revoke(database, "ines")
        assert welcome(ines).acked == 2
        assert [one.line for one in apart(database)] == ines.lines
        for one in apart(database):
            release(database, one)
        assert apart(database) == []
        ana.exchange()
        assert ana.fields("marta")["called"] == "Martha"
        assert ana.is_exact()

    def test_goes_back_to_its_author_as_a_row(self, database: Database, ines: Laptop) -> None:
        ines.exchange()
        ines.put("person", "marta", called="Marta")
        ines.patch("person", "marta", territory=LYON)
        ines.exchange()
        release(database, apart(database)[0])
        ines.exchange()
        assert ines.row("marta") is None
        assert ines.is_exact()

    def test_a_row_may_go_where_its_author_may_not(
        self, database: Database, ines: Laptop, ana: Laptop
    ) -> None:
        ines.write("put", "person", "marta", {"territory": LYON})
        ines.exchange()
        release(database, apart(database)[0])
        ana.exchange()
        assert ana.row("marta") is not None

    def test_waits_while_its_row_is_not_there(self, database: Database, ines: Laptop) -> None:
        ines.patch("person", "marta", called="Martha")
        ines.exchange()
        with pytest.raises(Refusal) as refused:
            release(database, apart(database)[0])
        assert refused.value.code == "unknown-row"
        assert len(apart(database)) == 1

    def test_cannot_be_what_nobody_can_read(self, database: Database, ines: Laptop) -> None:
        ines.lines.append(b"{}")
        ines.exchange()
        with pytest.raises(Refusal) as refused:
            release(database, apart(database)[0])
        assert refused.value.code == "unreadable-change"

    def test_happens_once(self, database: Database, ines: Laptop) -> None:
        ines.write("put", "person", "marta", {"territory": LYON})
        ines.exchange()
        (one,) = apart(database)
        release(database, one)
        with pytest.raises(Refusal) as refused:
            release(database, one)
        assert refused.value.code == "unknown-change"

    def test_invariant_26_leaves_what_its_author_wrote_later(
        self, database: Database, ines: Laptop, ana: Laptop
    ) -> None:
        ines.put("person", "marta", called="Marta", languages=["fr"])
        ines.exchange()
        ines.patch("person", "marta", called="Martha", languages=["fr", "ar"], territory=LYON)
        ines.patch("person", "marta", called="Marthe", languages=["fr", "ro"])
        ines.exchange()
        (one,) = apart(database)
        release(database, one)
        ana.exchange()
        held = ana.row("marta")
        assert held is not None
        assert (held.fields["called"], held.fields["languages"]) == ("Marthe", ["fr", "ro"])
        assert (held.fields["territory"], held.rivals) == (LYON, {})
        assert ana.is_exact()

    def test_invariant_26_leaves_what_its_author_wrote_later_under_another_name(
        self, database: Database, ines: Laptop, ana: Laptop
    ) -> None:
        ines.put("person", "marta", called="Marta")
        ines.patch("person", "marta", called="Martha", territory=LYON)
        ines.exchange()
        parent, ines.inc, ines.lines, ines.acked = ines.inc, "f" * 16, [], 0
        ines.patch("person", "marta", called="Marthe")
        ines.exchange(parent=parent, parent_n=2)
        release(database, apart(database)[0])
        ana.exchange()
        held = ana.row("marta")
        assert held is not None
        assert (held.fields["called"], held.rivals) == ("Marthe", {})

    def test_invariant_32_goes_with_its_whole_transaction(
        self, database: Database, ines: Laptop, ana: Laptop
    ) -> None:
        for row in ("marta", "noe", "lou"):
            ines.write("put", "person", row, {"territory": LYON})
        first, second, other = (changes.decode(line) for line in ines.lines)
        together = msgspec.structs.replace(second, tx=first.tx)
        ines.lines = [changes.encode(one) for one in (first, together, other)]
        ines.exchange()
        release(database, apart(database)[1])
        ana.exchange()
        assert set(ana.feeds[LYON]) == {"marta", "noe"}
        assert [one.n for one in apart(database)] == [3]
