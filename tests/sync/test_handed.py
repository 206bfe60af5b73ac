"""What laptops hand to each other by files, without the server, and what becomes of it with it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from maraude import sealed
from maraude.domain.encounter import Encounter, People, SafetyNote
from maraude.domain.note import Note
from maraude.domain.person import Person
from maraude.protocol import bundle
from maraude.protocol.bundle import MalformedBundleError
from maraude.server import access, bundles, meta, quarantine, tables
from maraude.server.database import Database
from maraude.store import conflicts, feed_keys, guests, outbox, records, undo
from maraude.sync import carried
from maraude.sync.carried import Met, OwnFileError
from maraude.sync.failure import LinkError
from tests.server.laptop import LYON, NORD, PARIS, revoke
from tests.sync.laptops import MARTA, Laptop
from tests.team import Clock


@pytest.fixture
def yan(tmp_path: Path, database: Database, clock: Clock) -> Iterator[Laptop]:
    """A laptop of another city."""
    laptop = Laptop.enrolled(tmp_path / "yan", database, "yan", clock, (LYON,))
    yield laptop
    laptop.store.close()


@pytest.fixture
def met(database: Database, ines: Laptop, sam: Laptop) -> None:
    """Both laptops know the keys of their feeds, and Marta."""
    with database.write() as connection:
        meta.exchange_key(connection)
    ines.save(MARTA)
    for laptop in (ines, sam):
        laptop.sync()


def written(laptop: Laptop) -> bytes:
    with laptop.way.database.write() as connection:
        key = sealed.public(meta.exchange_key(connection))
    at = laptop.way.clock()
    return carried.write(laptop.store, laptop.client, laptop.way.device, key, at).content


def hand(giver: Laptop, taker: Laptop) -> Met:
    return carried.meet(taker.store, written(giver))


def meeting(laptop: Laptop, **fields: object) -> Encounter:
    encounter = Encounter(
        id=f"meeting-{laptop.way.device}",
        tour="tour",
        at=laptop.way.clock(),
        contact="CON",
        people=People(unknown=1, persons=("marta",)),
    )
    return replace(encounter, **fields)  # type: ignore[arg-type]


def seen(laptop: Laptop, encounter: str) -> Encounter | None:
    return records.get(laptop.store.reader, Encounter, encounter)


@pytest.mark.usefixtures("met")
class TestWhatIsHandedOver:
    def test_is_seen_at_once_and_once(self, ines: Laptop, sam: Laptop) -> None:
        ines.save(meeting(ines, note="soupe"))
        ines.change("marta", referent="Inès")
        content = written(ines)

        assert carried.meet(sam.store, content).new == 2
        assert carried.meet(sam.store, content).new == 0
        found = seen(sam, "meeting-ines")
        assert found
        assert found.note == "soupe"
        assert sam.person("marta").referent == "Inès"
        assert sam.kept("SELECT person FROM met") == [("marta",)]
        assert outbox.waiting(sam.store.reader) == 0

    def test_gives_way_to_what_the_server_tells_later(self, ines: Laptop, sam: Laptop) -> None:
        ines.save(meeting(ines))
        ines.change("marta", referent="Inès")
        hand(ines, sam)
        ines.sync()
        assert sam.sync().complete
        assert sam.kept("SELECT * FROM guest") == []
        assert sam.kept("SELECT * FROM shadow") == []
        assert sam.person("marta") == ines.person("marta")

    def test_does_not_hide_what_the_server_has_told_since(self, ines: Laptop, sam: Laptop) -> None:
        ines.change("marta", referent="Inès")
        content = written(ines)
        ines.sync()
        ines.change("marta", referent="Ana")
        ines.sync()
        sam.sync()
        assert carried.meet(sam.store, content).new == 0
        assert sam.person("marta").referent == "Ana"

    def test_is_covered_by_what_this_laptop_has_confirmed(self, ines: Laptop, sam: Laptop) -> None:
        ines.change("marta", referent="Inès", animals="un chien")
        sam.change("marta", referent="Sam")
        hand(ines, sam)
        assert sam.person("marta") == replace(MARTA, referent="Sam", animals="un chien")

    def test_brings_the_rows_that_another_has_read_meanwhile(
        self, ines: Laptop, sam: Laptop
    ) -> None:
        idris = Person(id="idris", code="ABC2346", called="Idris", team=NORD)
        ines.save(idris)
        ines.sync()
        ines.save(meeting(ines, people=People(persons=("idris",), unknown=1)))
        ines.sync()
        assert sam.find("idris") is None
        hand(ines, sam)
        assert sam.find("idris") == idris
        assert seen(sam, "meeting-ines")
        assert sam.sync().complete

    def test_is_handed_on(
        self, tmp_path: Path, database: Database, clock: Clock, ines: Laptop, sam: Laptop
    ) -> None:
        ana = Laptop.enrolled(tmp_path / "ana", database, "ana", clock)
        ana.sync()
        ines.change("marta", referent="Inès")
        hand(ines, sam)
        hand(sam, ana)
        assert ana.person("marta").referent == "Inès"
        assert hand(ana, ines).new == 0
        ana.store.close()

    def test_of_ones_own_is_refused(self, ines: Laptop) -> None:
        with pytest.raises(OwnFileError):
            carried.meet(ines.store, written(ines))

    def test_goes_with_the_feed_when_it_is_read_no_more(
        self, database: Database, ines: Laptop, sam: Laptop
    ) -> None:
        ines.save(meeting(ines))
        hand(ines, sam)
        with database.write() as connection:
            access.grant(connection, "sam", [NORD], sam.way.clock, only=True)
        sam.sync()
        assert seen(sam, "meeting-ines") is None
        assert sam.kept("SELECT * FROM guest") == []

    def test_goes_where_the_server_sets_it_aside(
        self, database: Database, ines: Laptop, sam: Laptop
    ) -> None:
        ines.save(meeting(ines))
        hand(ines, sam)
        assert seen(sam, "meeting-ines")
        revoke(database, "ines")
        ines.sync()
        assert sam.sync().complete
        assert seen(sam, "meeting-ines") is None

    def test_that_is_erased_goes_too(self, ines: Laptop, sam: Laptop) -> None:
        ines.change("marta", referent="Inès")
        hand(ines, sam)
        ines.store.write(lambda transaction: transaction.erase("marta")).result()
        ines.sync()
        sam.sync()
        assert sam.find("marta") is None
        assert sam.kept("SELECT * FROM guest") == []

    def test_invariant_20_never_brings_an_erased_person_back(
        self, ines: Laptop, sam: Laptop
    ) -> None:
        ines.change("marta", referent="Inès")
        ines.save(Note(id="note", at=ines.way.clock(), text="vue", tour="", person="marta"))
        content = written(ines)
        sam.store.write(lambda transaction: transaction.erase("marta")).result()
        sam.sync()
        carried.meet(sam.store, content)
        assert sam.find("marta") is None
        assert records.get(sam.store.reader, Note, "note") is None
        assert sam.kept("SELECT * FROM guest") == []


@pytest.mark.usefixtures("met")
class TestWritingOverWhatWasHandedOver:
    @pytest.mark.parametrize("order", [("ines", "sam"), ("sam", "ines")])
    def test_invariant_09_is_no_conflict_whoever_comes_first(
        self, request: pytest.FixtureRequest, order: tuple[str, str], sam: Laptop, ines: Laptop
    ) -> None:
        ines.change("marta", referent="Inès", languages=("ar", "fr"))
        hand(ines, sam)
        sam.change("marta", referent="Sam", languages=("fr",))
        sam.store.write_local(lambda connection: connection.execute("DELETE FROM relay")).result()
        for name in (*order, *order):
            request.getfixturevalue(name).sync()
        for laptop in (ines, sam):
            assert laptop.person("marta").referent == "Sam"
            assert laptop.person("marta").languages == ("fr",)
            assert conflicts.count(laptop.store.reader) == 0

    def test_of_a_new_row_waits_for_it(self, database: Database, ines: Laptop, sam: Laptop) -> None:
        ines.save(Person(id="idris", code="ABC2346", called="Idris", team=NORD))
        hand(ines, sam)
        sam.change("idris", called="Idriss")
        sam.store.write_local(lambda connection: connection.execute("DELETE FROM relay")).result()
        sam.sync()
        with database.read() as connection:
            assert len(quarantine.listed(connection)) == 1
        ines.sync()
        sam.sync()
        assert sam.sync().complete
        assert ines.sync().complete
        for laptop in (ines, sam):
            assert laptop.person("idris").called == "Idriss"
            assert conflicts.count(laptop.store.reader) == 0

    def test_comes_back_over_ones_own(self, ines: Laptop, sam: Laptop) -> None:
        ines.save(Person(id="idris", code="ABC2346", called="Idris", team=NORD))
        hand(ines, sam)
        sam.change("idris", called="Idriss")
        hand(sam, ines)
        assert ines.person("idris").called == "Idriss"
        ines.change("idris", called="Idris B.")
        hand(ines, sam)
        assert sam.person("idris").called == "Idris B."

    def test_that_each_had_not_seen_of_the_other_is_one_conflict(
        self, ines: Laptop, sam: Laptop
    ) -> None:
        ines.change("marta", referent="Inès")
        sam.change("marta", referent="Sam")
        hand(ines, sam)
        hand(sam, ines)
        for laptop in (ines, sam, ines, sam):
            laptop.sync()
        assert conflicts.count(ines.store.reader) == conflicts.count(sam.store.reader) == 1

    def test_invariant_10_that_who_settles_a_dispute_had_not_been_shown_stays_to_be_settled(
        self, ines: Laptop, sam: Laptop
    ) -> None:
        ines.change("marta", referent="Inès")
        sam.change("marta", referent="Sam")
        for laptop in (ines, sam, ines, sam):
            laptop.sync()
        ines.change("marta", referent="Ana")
        hand(ines, sam)
        (found,) = conflicts.listed(sam.store.reader)
        settled = tuple(rival.change for rival in found.rivals)
        marta = replace(sam.person("marta"), referent="Sam")
        sam.store.write(lambda t: t.settle(marta, settled, "referent")).result()
        for laptop in (sam, ines, sam, ines):
            laptop.sync()
        for laptop in (ines, sam):
            (found,) = conflicts.listed(laptop.store.reader)
            assert {rival.value for rival in found.rivals} == {"Ana", "Sam"}

    def test_and_taking_that_back_shows_it_again_without_a_conflict(
        self, ines: Laptop, sam: Laptop
    ) -> None:
        ines.change("marta", referent="Inès")
        hand(ines, sam)
        marta = replace(sam.person("marta"), referent="Sam")
        sam.store.write(lambda t: t.save(marta), undoable_in="tour").result()
        sam.store.write(lambda t: undo.apply(t, "tour")).result()
        assert sam.person("marta").referent == "Inès"
        for laptop in (sam, ines, sam, ines):
            laptop.sync()
        for laptop in (ines, sam):
            assert laptop.person("marta").referent == "Inès"
            assert conflicts.count(laptop.store.reader) == 0

    def test_invariant_20_is_gone_once_a_third_has_erased_the_person(
        self, tmp_path: Path, database: Database, clock: Clock, ines: Laptop, sam: Laptop
    ) -> None:
        ana = Laptop.enrolled(tmp_path / "ana", database, "ana", clock, role="coordinator")
        ana.sync()
        ines.change("marta", referent="Inès")
        hand(ines, sam)
        sam.change("marta", referent="Sam")
        ana.store.write(lambda t: t.erase("marta")).result()
        for laptop in (ana, sam, ines, sam, ana):
            laptop.sync()
        content = written(sam)
        for laptop in (ines, ana):
            carried.meet(laptop.store, content)
        for laptop in (ana, sam, ines):
            assert laptop.find("marta") is None
            assert laptop.kept("SELECT record FROM guest") == []
        ana.store.close()

    def test_invariant_22_is_all_there_after_the_server_lost_it(
        self, database: Database, ines: Laptop, sam: Laptop
    ) -> None:
        ines.change("marta", referent="Inès")
        hand(ines, sam)
        sam.change("marta", referent="Sam", animals="un chien")
        for laptop in (sam, ines):
            laptop.sync()
        with database.write() as connection:
            meta.new_epoch(connection)
        for laptop in (sam, ines, sam, ines):
            laptop.sync()
        for laptop in (ines, sam):
            assert laptop.person("marta").referent == "Sam"
            assert laptop.kept("SELECT record FROM guest") == []
            assert conflicts.count(laptop.store.reader) == 0

    def test_and_a_second_time_while_the_server_has_told_one_of_them(
        self, ines: Laptop, sam: Laptop
    ) -> None:
        ines.change("marta", referent="Inès")
        hand(ines, sam)
        sam.change("marta", referent="Sam")
        hand(sam, ines)
        ines.change("marta", referent="Ana")
        hand(ines, sam)
        assert sam.person("marta").referent == "Ana"
        sam.change("marta", referent="Joe")
        for laptop in (sam, ines, sam, ines):
            assert laptop.sync().complete
        for laptop in (ines, sam):
            assert laptop.person("marta").referent == "Joe"
            assert conflicts.count(laptop.store.reader) == 0


@pytest.mark.usefixtures("met")
class TestTheServer:
    def test_invariant_01_has_what_was_handed_over_though_its_laptop_is_lost(
        self, database: Database, ines: Laptop, sam: Laptop
    ) -> None:
        ines.save(meeting(ines, note="soupe"))
        hand(ines, sam)
        assert sam.sync().complete
        found = seen(sam, "meeting-ines")
        assert found
        assert found.note == "soupe"
        assert sam.kept("SELECT inc FROM guest UNION SELECT inc FROM relay") == []
        with database.read() as connection:
            authors = connection.execute(select(tables.change.c.inc).distinct()).scalars().all()
        assert authors == [ines.client.ask().hello.inc]
        assert ines.sync().complete

    def test_has_it_by_the_file_of_another_too(
        self, database: Database, ines: Laptop, sam: Laptop
    ) -> None:
        ines.save(meeting(ines))
        hand(ines, sam)
        bundles.answer(database, written(sam), sam.way.clock)
        with database.read() as connection:
            rows = connection.execute(select(tables.row_state.c.row)).scalars().all()
        assert "meeting-ines" in rows

    @pytest.mark.parametrize("code", ["offline", "server", "old-server"])
    def test_invariant_30_hears_of_ones_own_though_anothers_does_not_get_through(
        self, monkeypatch: pytest.MonkeyPatch, ines: Laptop, sam: Laptop, code: str
    ) -> None:
        def fails(out: bytes) -> None:
            raise LinkError(code)

        ines.save(meeting(ines))
        hand(ines, sam)
        sam.change("marta", referent="Sam")
        monkeypatch.setattr(sam.way, "relay", fails)
        assert sam.sync().complete
        assert len(guests.sent(sam.store.reader)) == 1

    def test_takes_nothing_of_what_is_not_sealed_to_it(self, ines: Laptop, sam: Laptop) -> None:
        ines.save(meeting(ines))
        key = sealed.public(sealed.new_key())
        at = ines.way.clock()
        content = carried.write(ines.store, ines.client, ines.way.device, key, at).content
        carried.meet(sam.store, content)
        assert sam.sync().waiting == 0
        assert sam.kept("SELECT * FROM relay") == []


class TestWhoMayRead:
    @pytest.mark.usefixtures("met")
    def test_invariant_15_is_who_reads_the_feed(self, ines: Laptop, yan: Laptop) -> None:
        yan.sync()
        ines.save(meeting(ines, note="soupe"))
        content = written(ines)
        assert b"soupe" not in content
        found = carried.meet(yan.store, content)
        assert (found.closed, found.new) == (True, 0)
        assert seen(yan, "meeting-ines") is None
        assert [sent.inc for sent in guests.sent(yan.store.reader)] == [ines.client.ask().hello.inc]

    @pytest.mark.usefixtures("met")
    def test_is_not_a_volunteer_for_what_professionals_read(self, ines: Laptop) -> None:
        note = SafetyNote(
            id="note", encounter="meeting-ines", at=ines.way.clock(), code="VIO", text="à l'abri"
        )
        ines.save(meeting(ines), note)
        handover = bundle.read_handover(written(ines))
        opened = list(carried._opened(handover.parts, feed_keys.held(ines.store.reader)))
        assert {part.feed for part in opened} == {PARIS}
        assert not any(b"abri" in line for part in opened for _inc, line in part.changes)

    @pytest.mark.usefixtures("met")
    def test_invariant_27_is_not_who_was_revoked_meanwhile(
        self, database: Database, ines: Laptop, sam: Laptop
    ) -> None:
        with database.write() as connection:
            access.revoke(connection, "sam", sam.way.clock)
        ines.save(meeting(ines))
        ines.sync()
        ines.change("marta", referent="Inès")
        assert hand(ines, sam).closed

    @pytest.mark.usefixtures("met")
    def test_is_a_laptop_with_newer_keys(
        self, database: Database, ines: Laptop, sam: Laptop, yan: Laptop
    ) -> None:
        ines.change("marta", referent="Inès")
        content = written(ines)
        with database.write() as connection:
            access.revoke(connection, "yan", yan.way.clock)
        sam.sync()
        assert carried.meet(sam.store, content).new == 1


@pytest.mark.usefixtures("met")
def test_a_damaged_file_changes_nothing(ines: Laptop, sam: Laptop) -> None:
    ines.change("marta", referent="Inès")
    content = written(ines)
    for at in range(len(content) - 200, len(content), 40):
        damaged = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
        before = sam.person("marta")
        try:
            told = carried.meet(sam.store, damaged)
        except MalformedBundleError:
            continue
        assert told.closed or sam.person("marta") in (before, ines.person("marta"))
