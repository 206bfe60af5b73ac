"""A laptop of the base and one of the street, and evenings that are long past."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from maraude.domain.encounter import Encounter, People
from maraude.domain.evening import Evening
from maraude.domain.person import Person
from maraude.domain.tour import Tour
from maraude.server.database import Database
from maraude.server.tables import incarnation as incarnations
from maraude.store.addresses import Addresses
from maraude.store.services import Services
from maraude.sync.session import Progress
from maraude.usecases import sync
from maraude.usecases.session import Session
from tests.joined import become
from tests.server.laptop import NORD
from tests.sync.laptops import Laptop
from tests.team import KEY, Clock

OLD, RECENT = 91, 90
"""Evenings ago: the first that has to go, and the last that stays."""
MARTA = Person(id="marta", code="ABC2345", called="Marta", team=NORD)
IDRIS = Person(id="idris", code="ABC2346", called="Idris", team=NORD)


class Desk:
    """A laptop on which somebody works, and exchanges as they do."""

    def __init__(self, laptop: Laptop, role: str) -> None:
        home, store, clock = laptop.home, laptop.store, laptop.way.clock
        self.laptop = laptop
        self.session = Session(store, Services.open(home, KEY), Addresses.open(home, KEY), clock)
        become(self.session, role)

    def exchange(self) -> Progress:
        return sync.ended(self.session, self.laptop.sync)

    def save(self, *saved: Any) -> None:
        self.laptop.save(*saved)

    def has(self, name: str, record: str) -> bool:
        found = self.laptop.kept(f"SELECT 1 FROM \"{name}\" WHERE id = '{record}'")  # noqa: S608
        return bool(found)

    def close(self) -> None:
        self.session.services.close()
        self.session.addresses.close()
        self.laptop.store.close()


def ago(clock: Clock, evenings: int) -> datetime:
    return clock() - timedelta(days=evenings)


def tour(clock: Clock, evenings: int, **fields: Any) -> Tour:
    began = ago(clock, evenings)
    made = Tour(
        id=f"tour-{evenings}",
        evening=Evening.parse(str(began.date())),
        team=NORD,
        started_at=began,
        ended_at=began + timedelta(hours=3),
    )
    return replace(made, **fields)


def met(clock: Clock, evenings: int, *persons: str, **fields: Any) -> Encounter:
    made = Encounter(
        id="-".join(("met", str(evenings), *persons)),
        tour=f"tour-{evenings}",
        at=ago(clock, evenings),
        contact="CON",
        people=People(unknown=max(len(persons), 1), persons=persons),
    )
    return replace(made, **fields)


def handed(base: Desk, street: Desk, *saved: Any) -> None:
    """Let the base write, and the laptop of the street read."""
    base.save(*saved)
    base.exchange()
    assert street.exchange().complete


def make_safe(database: Database) -> None:
    """Let the server have all in a backup elsewhere."""
    with database.write() as connection:
        connection.execute(update(incarnations).values(safe_n=incarnations.c.acked_n))
