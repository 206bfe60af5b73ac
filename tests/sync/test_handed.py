"""What laptops hand to each other by files, without the server, and what becomes of it with it."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from maraude import sealed
from maraude.domain.encounter import People, SafetyNote
from maraude.domain.health_note import HealthNote
from maraude.domain.note import Note
from maraude.domain.person import Person
from maraude.protocol import bundle
from maraude.protocol.bundle import MalformedBundleError
from maraude.server import access, bundles, tables
from maraude.server.database import Database
from maraude.store import feed_keys, guests, outbox, records
from maraude.sync import carried
from maraude.sync.carried import OwnFileError
from maraude.sync.failure import LinkError
from tests.server.laptop import NORD, PARIS, revoke
from tests.sync.handing import hand, meeting, seen, written
from tests.sync.laptops import MARTA, Laptop
from tests.team import Clock


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

    def test_is_no_more_than_others_read_of_one_file(
        self, monkeypatch: pytest.MonkeyPatch, ines: Laptop, sam: Laptop
    ) -> None:
        people = [replace(MARTA, id=f"p{n}", code=f"ABC23{n}") for n in range(40)]
        ines.save(*people)
        monkeypatch.setattr(bundle, "MAX_PART", 16_000)
        monkeypatch.setattr(carried, "_ROOM", 12_000)
        assert 10 < hand(ines, sam).new < 40
        monkeypatch.undo()
        assert hand(ines, sam).new > 0
        assert all(sam.find(one.id) for one in people)

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
    def test_is_a_carer_alone_for_what_carers_write(
        self, tmp_path: Path, database: Database, ines: Laptop, clock: Clock
    ) -> None:
        agathe, lina = (
            Laptop.enrolled(tmp_path / name, database, name, clock, role="health")
            for name in ("agathe", "lina")
        )
        for laptop in (ines, agathe, lina):
            laptop.sync()
        at = agathe.way.clock()
        agathe.save(HealthNote(id="note", person="marta", at=at, text="pansement"))
        content = written(agathe)
        for laptop in (ines, lina):
            carried.meet(laptop.store, content)

        assert lina.kept("SELECT text FROM health_note") == [("pansement",)]
        assert ines.kept("SELECT text FROM health_note") == []
        assert not any("pansement" in str(row) for row in ines.kept("SELECT line FROM guest"))
        for laptop in (agathe, lina):
            laptop.store.close()

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
