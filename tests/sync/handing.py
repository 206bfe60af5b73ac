"""What laptops hand to each other in a file, without the network."""

from dataclasses import replace

from maraude import sealed
from maraude.domain.encounter import Encounter, People
from maraude.server import meta
from maraude.store import records
from maraude.sync import carried
from maraude.sync.carried import Met
from tests.sync.laptops import Laptop


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
