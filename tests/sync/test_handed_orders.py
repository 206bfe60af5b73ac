"""Whatever the order of editing, handing over and synchronising: all laptops end up the same."""

import random
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from maraude.domain.encounter import Encounter
from maraude.domain.person import Person
from maraude.server import meta
from maraude.server.database import Database
from maraude.store import conflicts, incarnation, outbox, records, undo
from tests.server.laptop import NORD
from tests.sync.handing import hand, meeting, written
from tests.sync.laptops import MARTA, Laptop
from tests.team import Clock

FIELDS = ("referent", "animals", "called")


@pytest.fixture
def team(tmp_path: Path, database: Database, clock: Clock) -> Iterator[list[Laptop]]:
    """Three laptops that know Marta."""
    names = ("ana", "bea", "cleo")
    with ExitStack() as opened:
        made = [Laptop.enrolled(tmp_path / name, database, name, clock) for name in names]
        for laptop in made:
            opened.enter_context(closing(laptop.store))
        made[0].save(MARTA)
        for laptop in made:
            laptop.sync()
        yield made


def edit(laptop: Laptop, chance: random.Random) -> None:
    known = [one for one in ("marta", "p0", "p1", "p2") if laptop.find(one)]
    if not known:
        return
    changed: dict[str, Any] = {chance.choice(FIELDS): f"{chance.random()}"}
    person = replace(laptop.person(chance.choice(known)), **changed)
    if chance.random() < 0.3:
        person = replace(person, languages=tuple(chance.sample(("ar", "fr", "ro"), 2)))
    laptop.store.write(lambda t: t.save(person), undoable_in="tour").result()


def step(team: list[Laptop], database: Database, chance: random.Random) -> None:
    """Do one of the things that happen in a night."""
    one, other = chance.sample(team, 2)
    match chance.randrange(20):
        case 0:
            at = team.index(one)
            if one.find(f"p{at}") is None:
                one.save(Person(id=f"p{at}", code=f"ABC234{at + 5}", called="Joe", team=NORD))
        case 1:
            one.save(meeting(one, note=f"{chance.random()}"))
        case 2:
            one.store.write(lambda t: undo.apply(t, "tour")).result()
        case 3:
            one.store.write_local(incarnation.fork).result()
        case 4:
            with database.write() as connection:
                meta.new_epoch(connection)
        case 5 | 6 | 7 | 8:
            one.sync()
        case 9:
            written(one)
        case 10 | 11 | 12 | 13 | 14:
            hand(one, other)
        case _:
            edit(one, chance)


@pytest.mark.parametrize("seed", range(12))
def test_invariant_06_they_converge(team: list[Laptop], database: Database, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - orders, not secrets
    for _step in range(60):
        step(team, database, chance)
    for laptop in team * 3:
        laptop.sync()
    assert [laptop.sync().complete for laptop in team] == [True] * 3
    for laptop in team:
        for table in ("guest", "relay", "shadow"):
            assert laptop.kept(f"SELECT * FROM {table}") == []  # noqa: S608 - ours
        assert outbox.waiting(laptop.store.reader) == 0
    first, *others = map(shown, team)
    for other in others:
        assert other == first


def shown(laptop: Laptop) -> list[object]:
    reader = laptop.store.reader
    return [
        {one.id: one for one in records.select(reader, Person, "1")},
        {one.id: one for one in records.select(reader, Encounter, "1")},
        laptop.kept("SELECT id, rv FROM person ORDER BY id"),
        conflicts.listed(reader),
    ]
