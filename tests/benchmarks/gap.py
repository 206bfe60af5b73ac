"""The quarter-hour gap of 10,000 encounters over a directory of 50,000 services.

Run: python -m tests.benchmarks.gap [ENCOUNTERS [SERVICES]]
"""

import os
import random
import sys
import tempfile
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from maraude.domain.encounter import Encounter, Need, NeedState, People
from maraude.domain.spot import Position
from maraude.usecases import gap, gap_figures, log, profiles, spots
from maraude.usecases.session import Session
from tests.benchmarks.nearby import PARIS, TODAY, synthetic
from tests.benchmarks.table import show
from tests.team import KEY, Clock, make_profile

ENCOUNTERS, SERVICES = 10_000, 50_000
PLACES, SECTORS = 200, 12
NEEDS = ("HEB", "ALI", "HYG", "EAU", "SAN", "VET", "DOM", "DRO", "BAG", "ACJ", "NUM", "LAV")
WHO = (People(men=1), People(women=1), People(unknown=2), People(men=1, women=1), People(minors=1))


def fill(session: Session, count: int, chance: random.Random) -> None:
    """Note encounters of four weeks at some hundred places, two needs each."""
    tour = log.tour_for(session, None)
    session.store.write(lambda t: t.save(tour)).result()
    places = [
        spots.add(
            session,
            f"Lieu fictif {n}",
            Position(48.857 + chance.gauss(0, 0.02), 2.352 + chance.gauss(0, 0.03)),
            sector=f"secteur {n % SECTORS}",
        ).id
        for n in range(PLACES)
    ]
    start = session.now() - timedelta(days=27)
    made = [
        Encounter(
            id=session.ids.record(),
            tour=tour.id,
            at=start + timedelta(minutes=chance.randrange(27 * 24 * 60)),
            contact="CON",
            people=chance.choice(WHO),
            spot=chance.choice(places),
            needs=tuple(Need(code, NeedState.ASKED) for code in chance.sample(NEEDS, 2)),
            animal=chance.random() < 0.1,
        )
        for _ in range(count)
    ]
    for first in range(0, count, 500):
        part = made[first : first + 500]
        session.store.write(lambda t, part=part: [t.save(one) for one in part]).result()  # type: ignore[misc]  # the default holds the part


def main() -> None:
    given = [int(argument) for argument in sys.argv[1:]]
    count, services = (*given, *(ENCOUNTERS, SERVICES)[len(given) :])
    chance = random.Random(2026)  # noqa: S311 - the same figures each time, not secrets
    print(f"load of the machine {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        make_profile(home)
        with closing(profiles.open_with(home, KEY, "user:ines", Clock())) as session:
            session.services.replace(synthetic(services, chance), TODAY, PARIS)
            fill(session, count, chance)
            evenings = gap.period(session, None, None)
            began = time.perf_counter()
            looked = gap.look(session, *evenings)
            middle = time.perf_counter()
            found = gap_figures.of(looked)
            ended = time.perf_counter()
    hidden = sum(cell.nothing.count is None for cell in found.cells)
    show(
        f"The gap of {count:,} encounters over {services:,} services, seconds",
        ("what", "seconds", "of what"),
        [
            ["every request looked up", f"{middle - began:.2f}", f"{len(looked.asked):,} requests"],
            ["counted, small ones hidden", f"{ended - middle:.2f}",
             f"{len(found.cells):,} cells, {hidden:,} hidden"],
        ],
    )  # fmt: skip


if __name__ == "__main__":
    main()
