"""What is near, on 1,000 to 500,000 services, with the streets of each city and without.

Beside it, in the same run: the plain index lookup that it rests on, and the straight distance to
every service of the category by numpy. With ``--cpu`` the time of this program on the processor
counts, and not what others do meanwhile. Run: python -m tests.benchmarks.nearby [--cpu] [SIZE …]
"""

import math
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from maraude import paths
from maraude.directory import categories, hours, walking
from maraude.directory.importers.batch import Batch
from maraude.directory.service import FACETS, Eligibility, Facet, Hours, Service
from maraude.directory.streets import Streets
from maraude.directory.walking import METRES_A_DEGREE
from maraude.domain.spot import Position
from maraude.store import engine
from maraude.store.services import Services
from maraude.usecases import orient
from maraude.usecases.orient import Question
from tests.benchmarks.table import Timing, measure, show

SIZES = (1_000, 10_000, 50_000, 500_000)
QUERIES = 1_000
CLOCK = time.thread_time if "--cpu" in sys.argv else time.perf_counter
BUDGETS = {10_000: 10, 500_000: 20}
KEY = bytes(range(32))
PARIS = ZoneInfo("Europe/Paris")
TODAY = date(2026, 11, 23)
EVENING = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)

# Where the services are: a third in Paris, the others around big cities, share by share.
CITIES = (
    (33, 48.857, 2.352), (12, 45.758, 4.835), (12, 43.296, 5.370), (8, 43.605, 1.444),
    (7, 50.629, 3.057), (6, 44.838, -0.579), (6, 47.218, -1.553), (6, 48.573, 7.752),
    (5, 43.611, 3.877), (5, 48.117, -1.677),
)  # fmt: skip


def schedules() -> list[Hours]:
    """Give some thousand different opening hours; most are for the day."""
    days = ("", "Mo-Fr ", "Mo-Sa ", "Tu-Su ", "Mo,We,Fr ", "Tu,Th ", "Sa-Su ")
    starts = ("06:00", "07:30", "08:00", "08:30", "09:00", "09:30", "10:00", "14:00", "18:00")
    ends = ("12:00", "17:00", "17:30", "18:00", "19:00", "20:00", "22:00", "01:00", "07:00")
    seconds = ("", "; PH off", '; Su 10:00-12:00 "sur rendez-vous"', "; Sa 09:00-12:00")
    strings = [f"{d}{s}-{e}{x}" for d, s, e, x in product(days, starts, ends, seconds) if s != e]
    return [Hours("Voir sur place"), *map(hours.read, (*strings, "24/7"))]


def synthetic(count: int, chance: random.Random) -> Batch:
    """Give as many services, spread over the cities and the categories."""
    known_hours, kinds = schedules(), list(categories.load())
    shares = [share for share, _lat, _lon in CITIES]
    services = []
    for number in range(count):
        _share, lat, lon = chance.choices(CITIES, shares)[0]
        facets: dict[str, Any] = {name: chance.choice(tuple(Facet)) for name in FACETS}
        services.append(
            Service(
                id=f"essai:{number}",
                source="essai",
                source_id=str(number),
                category=chance.choice(kinds),
                name=f"Lieu fictif {number}",
                position=Position(lat + chance.gauss(0, 0.02), lon + chance.gauss(0, 0.03)),
                copied_on=TODAY,
                attribution="fictif",
                hours=chance.choice(known_hours),
                eligibility=Eligibility(**facets),
                raw="{}",
            )
        )
    return Batch("essai", "fictif", count, tuple(services), ())


def questions(batch: Batch, chance: random.Random) -> list[tuple[str, Position]]:
    """Give categories, and places to ask from: where services are, people are."""
    kinds = list(categories.load())
    return [
        (chance.choice(kinds), service.position)
        for service in chance.choices(batch.services, k=QUERIES)
    ]


def plain_lookup(home: Path, asked: list[tuple[str, Position]]) -> Timing:
    """Time the square of a quarter of an hour on the covering index, on an open connection."""
    by_lat = walking.reach(orient.QUARTER_HOUR) / METRES_A_DEGREE
    by_lon = by_lat / 0.66

    with closing(engine.connect_read_only(paths.directory_database(home), KEY)) as connection:

        def look(number: int) -> object:
            category, here = asked[number]
            box = (here.lat - by_lat, here.lat + by_lat, here.lon - by_lon, here.lon + by_lon)
            return connection.execute(
                "SELECT service, lat, lon FROM placement"
                " WHERE category = ? AND lat BETWEEN ? AND ? AND lon BETWEEN ? AND ?",
                (category, *box),
            ).fetchall()

        return measure(look, len(asked), CLOCK)


def plain_numpy(batch: Batch, asked: list[tuple[str, Position]]) -> Timing:
    """Time the straight distance to every service of a category, in memory, nearest first."""
    of_kind: dict[str, list[Position]] = {}
    for service in batch.services:
        of_kind.setdefault(service.category, []).append(service.position)
    placed = {
        kind: np.radians([(place.lat, place.lon) for place in places])
        for kind, places in of_kind.items()
    }

    def look(number: int) -> object:
        category, here = asked[number]
        lat, lon = placed[category].T
        north, east = lat - math.radians(here.lat), lon - math.radians(here.lon)
        chord = np.sin(north / 2) ** 2 + np.cos(lat) * math.cos(math.radians(here.lat)) * (
            np.sin(east / 2) ** 2
        )
        metres = 2 * 6_371_008.8 * np.arcsin(np.sqrt(chord))
        within = np.flatnonzero(metres <= walking.reach(orient.QUARTER_HOUR))
        return within[np.argsort(metres[within])]

    return measure(look, len(asked), CLOCK)


def cities() -> Streets:
    """Give streets on a grid of 80 m around each city, 12 km by 10: 180,000 crossings in all."""
    north, east = np.meshgrid(np.arange(-5_000, 5_001, 80), np.arange(-6_000, 6_001, 80))
    shape, count = north.shape, north.size
    number = np.arange(count).reshape(shape)
    edges = np.concatenate(
        [
            np.stack((number[:, :-1].ravel(), number[:, 1:].ravel()), axis=1),
            np.stack((number[:-1].ravel(), number[1:].ravel()), axis=1),
        ]
    )
    lats = [lat + north.ravel() / METRES_A_DEGREE for _share, lat, _lon in CITIES]
    lons = [
        lon + east.ravel() / METRES_A_DEGREE / math.cos(math.radians(lat))
        for _share, lat, lon in CITIES
    ]
    all_edges = np.concatenate([edges + place * count for place in range(len(CITIES))])
    return Streets(
        np.concatenate(lats), np.concatenate(lons), all_edges.astype(np.int32), "fictif", TODAY
    )


def near(
    services: Services,
    asked: list[tuple[str, Position]],
    when: datetime,
    for_: tuple[str, ...] = (),
    answer: Callable[[Services, Question], object] = orient.near,
) -> Timing:
    """Time the whole answer: search, openings, ranking, records and reasons."""

    def ask(number: int) -> object:
        category, here = asked[number]
        question = Question(categories=(category,), position=here, when=when, zone=PARIS, for_=for_)
        return answer(services, question)

    return measure(ask, len(asked), CLOCK)


def answers(services: Services, asked: list[tuple[str, Position]], how: str) -> dict[str, Timing]:
    return {
        f"near, Monday 23:30{how}": near(services, asked, EVENING),
        f"near, Tuesday noon{how}": near(services, asked, NOON),
        f"near, 23:30, woman with a dog{how}": near(services, asked, EVENING, ("woman", "pets")),
        f"near, 23:30, why not{how}": near(services, asked, EVENING, answer=orient.passed_over),
    }


def bench(count: int) -> list[list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        services = Services.open(home, KEY)
        chance = random.Random(2026)  # noqa: S311 - the same figures each time, not secrets
        batch = synthetic(count, chance)
        start = time.perf_counter()
        services.replace(batch, TODAY, PARIS)
        megabytes = paths.directory_database(home).stat().st_size / 1e6
        print(
            f"{count:,} services written in {time.perf_counter() - start:.1f} s, {megabytes:.0f} MB"
        )
        asked = questions(batch, chance)
        beside = {
            "plain index lookup": plain_lookup(home, asked),
            "numpy, straight distances": plain_numpy(batch, asked),
        }
        del batch
        without = answers(services, asked, "")
        start = time.perf_counter()
        services.streets.save(cities())
        services.streets.ways(asked[0][1], 100)
        print(f"streets written and read in {time.perf_counter() - start:.1f} s")
        figures = {**beside, **without, **answers(services, asked, ", by the streets")}
    budget = BUDGETS.get(count)
    return [
        [
            f"{count:,}: {what}",
            f"{timing.median:.2f}",
            f"{timing.percentile(99):.2f}",
            f"{budget}" if budget and what.startswith("near") else "",
        ]
        for what, timing in figures.items()
    ]


def main() -> None:
    sizes = [int(argument) for argument in sys.argv[1:] if argument != "--cpu"] or SIZES
    print(f"{QUERIES} questions each; load of the machine {os.getloadavg()[0]:.1f}")
    rows = [row for size in sizes for row in bench(size)]
    print(f"load of the machine at the end {os.getloadavg()[0]:.1f}")
    show("What is near, milliseconds", ("services: what", "median", "p99", "budget p99"), rows)


if __name__ == "__main__":
    main()
