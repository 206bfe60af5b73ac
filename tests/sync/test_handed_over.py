"""What is written over what a file of another laptop brought, and what becomes of both."""

from dataclasses import replace
from pathlib import Path

import pytest

from maraude.domain.person import Person
from maraude.server import meta, quarantine
from maraude.server.database import Database
from maraude.store import conflicts, undo
from maraude.sync import carried
from tests.server.laptop import NORD
from tests.sync.handing import hand, written
from tests.sync.laptops import Laptop
from tests.team import Clock


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
