"""A frozen file among several laptops: the freeze travels, wins, and is lifted by one role only."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from maraude.domain.note import Note
from maraude.domain.refusal import Refusal
from maraude.protocol.messages import Row
from maraude.server import quarantine
from maraude.server.database import Database
from maraude.store import conflicts
from tests.server.laptop import Laptop as Bare
from tests.server.laptop import enrol
from tests.sync.laptops import MARTA, Laptop
from tests.team import Clock


@pytest.fixture
def lou(tmp_path: Path, database: Database, clock: Clock) -> Iterator[Laptop]:
    """A coordinator's laptop."""
    laptop = Laptop.enrolled(tmp_path / "lou", database, "lou", clock, role="coordinator")
    yield laptop
    laptop.store.close()


def exchange(*laptops: Laptop) -> None:
    for laptop in laptops:
        assert laptop.sync().complete


@pytest.mark.parametrize("first", ["ines", "sam"])
def test_it_wins_over_what_others_wrote_meanwhile_and_loses_none_of_it(
    ines: Laptop, sam: Laptop, lou: Laptop, clock: Clock, first: str
) -> None:
    ines.save(MARTA)
    exchange(ines, sam, lou)
    ines.change("marta", restricted=True)
    clock.pass_time(hours=1)
    sam.change("marta", referent="Sam", animals="un chat")
    sam.save(Note(id="late", at=clock(), person="marta", text="vue au square"))
    exchange(*((ines, sam) if first == "ines" else (sam, ines)), lou, ines, sam)

    for laptop in (ines, sam, lou):
        person = laptop.person("marta")
        assert (person.restricted, person.referent, person.animals) == (True, "Sam", "un chat")
        assert laptop.kept("SELECT text FROM note") == [("vue au square",)]
    with pytest.raises(Refusal):
        sam.change("marta", referent="Karim")


def test_the_coordination_lifts_it_everywhere(ines: Laptop, sam: Laptop, lou: Laptop) -> None:
    ines.save(MARTA)
    ines.change("marta", restricted=True)
    exchange(ines, sam, lou)
    lou.change("marta", restricted=False)
    exchange(lou, ines, sam)
    sam.change("marta", referent="Sam")
    exchange(sam, ines)

    assert not ines.person("marta").restricted
    assert ines.person("marta").referent == "Sam"
    assert conflicts.count(ines.store.reader) == 0


def test_a_freeze_stands_against_a_later_lift_that_did_not_know_of_it(
    ines: Laptop, sam: Laptop, lou: Laptop, clock: Clock
) -> None:
    ines.save(MARTA)
    exchange(ines, sam, lou)
    sam.change("marta", restricted=True)
    ines.change("marta", restricted=True)
    exchange(ines, lou)
    clock.pass_time(hours=1)
    lou.change("marta", restricted=False)
    exchange(lou, ines)
    assert not ines.person("marta").restricted
    exchange(sam, ines, lou)

    for laptop in (ines, sam, lou):
        assert laptop.person("marta").restricted
    assert conflicts.fields_of(lou.store.reader, "marta") == ("restricted",)


def test_a_program_that_lifts_it_for_a_volunteer_is_kept_apart(
    database: Database, ines: Laptop, clock: Clock
) -> None:
    ines.save(MARTA)
    ines.change("marta", restricted=True)
    exchange(ines)
    enrol(database, "yael")
    yael = Bare(database, "yael", clock)
    yael.exchange()
    yael.patch("person", "marta", restricted=False, called="Martha")
    told = yael.exchange()
    exchange(ines)

    assert ines.person("marta").restricted
    assert ines.person("marta").called == "Marta"
    assert any(isinstance(line, Row) and line.r == "marta" for line in told)
    with database.read() as connection:
        assert [one.reason for one in quarantine.listed(connection)] == ["out-of-scope"]


def test_a_volunteer_may_freeze_and_name_them_at_once(
    database: Database, ines: Laptop, clock: Clock
) -> None:
    ines.save(MARTA)
    exchange(ines)
    enrol(database, "yael")
    yael = Bare(database, "yael", clock)
    yael.exchange()
    yael.patch("person", "marta", restricted=True)
    yael.exchange()
    exchange(ines)
    assert ines.person("marta").restricted
