"""Addresses and services by what is typed: top-1 rates, milliseconds, and the size of the file.

Times are by the clock, and beside them of the processor, which other programs do not lengthen.

Run: python -m tests.benchmarks.addresses [FILE.csv]
"""

import os
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from maraude import paths
from maraude.directory.addresses import files
from maraude.directory.addresses.address import Address
from maraude.directory.importers.batch import Batch
from maraude.domain.clock import system_now
from maraude.domain.refusal import Refusal
from maraude.usecases import addresses, profiles, search
from maraude.usecases.orient import Question
from maraude.usecases.session import Session
from tests.benchmarks.nearby import PARIS, TODAY, synthetic
from tests.benchmarks.table import Timing, show
from tests.team import KEY, make_profile

BANO_90 = Path(__file__).parents[2] / "../shared/data/addresses/bano-90.csv"
ASKED = 500
SERVICES = 10_000
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SHORT = {
    "Allée": "all.",
    "Avenue": "av",
    "Boulevard": "bd",
    "Chemin": "che",
    "Docteur": "Dr",
    "Faubourg": "fg",
    "Général": "Gal",
    "Impasse": "imp",
    "Place": "pl",
    "Route": "rte",
    "Rue": "r.",
    "Saint": "St",
    "Sainte": "Ste",
}

# What fictional services are called: of each list one part.
KINDS = ("Accueil", "Centre", "Espace", "Foyer", "Halte", "Maison", "Relais", "Vestiaire", "Bains")
WHOSE = (
    "Jeanne", "Lucien", "Marguerite", "Anatole", "Rosalie", "Firmin", "Clémence", "Octave",
    "Philomène", "Gustave", "Léontine", "Hippolyte", "Séraphine", "Barnabé", "Apolline",
)  # fmt: skip
WHERE = (
    "Lilas", "Tilleuls", "Mésanges", "Hirondelles", "Peupliers", "Moulins", "Tanneurs",
    "Écluses", "Marronniers", "Forges", "Vergers", "Jardiniers", "Bateliers", "Glycines",
)  # fmt: skip

Typed = Callable[[Address], str]


COLUMNS = ("typed", "top-1", "median ms", "p99 ms", "median CPU", "p99 CPU")


@dataclass
class Rate:
    """How often the first answer was the right one, and how long answers took."""

    right: int = 0
    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Time what the block does."""
        start, began = time.perf_counter(), time.thread_time()
        yield
        self.processor.append((time.thread_time() - began) * 1000)
        self.clock.append((time.perf_counter() - start) * 1000)

    def row(self, what: str) -> list[str]:
        figures = (
            figure
            for timing in (Timing(tuple(self.clock)), Timing(tuple(self.processor)))
            for figure in (timing.median, timing.percentile(99))
        )
        share = self.right / len(self.clock)
        return [what, f"{share:.3f}", *(f"{figure:.1f}" for figure in figures)]


def misspelt(text: str, slips: int, chance: random.Random) -> str:
    """Give ``text`` with letters swapped, dropped, added or mistaken, never a digit."""
    signs = list(text)
    for _slip in range(slips):
        places = [n for n, sign in enumerate(signs[:-1]) if sign.isalpha() and n]
        place = chance.choice(places)
        match chance.randrange(4):
            case 0:
                signs[place], signs[place + 1] = signs[place + 1], signs[place]
            case 1:
                del signs[place]
            case 2:
                signs.insert(place, chance.choice(LETTERS))
            case _:
                signs[place] = chance.choice(LETTERS)
    return "".join(signs)


def full(address: Address) -> str:
    return f"{address.house} {address.street} {address.postcode} {address.town}"


def shortened(address: Address) -> str:
    street = re.sub(r"\w+", lambda word: SHORT.get(word[0], word[0]), address.street)
    return f"{address.house} {street} {address.town}"


def turned_round(address: Address) -> str:
    return f"{address.postcode} {address.town}, {address.street} {address.house}"


def asked_in(address: Address, slips: int, chance: random.Random) -> str:
    """Misspell the street alone: its town stands on signs, and is typed right."""
    street = misspelt(address.street, slips, chance)
    return f"{address.house} {street} {address.town}"


def rate(session: Session, chosen: Sequence[Address], typed: Typed) -> Rate:
    measured = Rate()
    for address in chosen:
        text, found = typed(address), ""
        with measured.timed(), suppress(Refusal):
            found = addresses.find(session, text)[0].label
        label = f"{address.house} {address.street}, {address.postcode} {address.town}"
        measured.right += found.casefold() == label.casefold()
    return measured


def bench_addresses(session: Session, file: Path) -> None:
    start = time.perf_counter()
    done = addresses.import_file(session.addresses, file, TODAY)
    seconds, kept = time.perf_counter() - start, sum(done.kept.values())
    size = paths.addresses_database(session.store.home).stat().st_size
    print(
        f"{kept:,} addresses of {done.read:,} lines in {seconds:.1f} s"
        f" ({done.read / seconds:,.0f} lines/s); {size / 1e6:.2f} MB,"
        f" {size / kept:.1f} bytes an address, beside {file.stat().st_size / kept:.1f} as CSV"
    )
    chance = random.Random(2026)  # noqa: S311 - the same figures each time, not secrets
    with files.reading(file) as opened:
        every = [line for line in opened.lines() if isinstance(line, Address)]
    chosen = chance.sample(every, ASKED)
    kinds: dict[str, Typed] = {
        "exact": full,
        "other order": turned_round,
        "abbreviated, no postcode": shortened,
        "one typo, no postcode": lambda address: asked_in(address, 1, chance),
        "two typos, no postcode": lambda address: asked_in(address, 2, chance),
        "two typos anywhere": lambda address: misspelt(full(address), 2, chance),
    }
    rows = [rate(session, chosen, typed).row(what) for what, typed in kinds.items()]
    show(f"Addresses, {ASKED} asked", COLUMNS, rows)


def fictional(count: int, chance: random.Random) -> Batch:
    """Give services that are called something, each name a few times."""
    plain = synthetic(count, chance)
    named = (
        replace(
            service,
            name=f"{chance.choice(KINDS)} {chance.choice(WHOSE)} des {chance.choice(WHERE)}",
        )
        for service in plain.services
    )
    return replace(plain, services=tuple(named))


def bench_services(session: Session) -> None:
    chance = random.Random(2026)  # noqa: S311 - as above
    batch = fictional(SERVICES, chance)
    session.services.replace(batch, TODAY, PARIS)
    chosen = chance.sample(batch.services, ASKED)
    when = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
    rows = []
    for slips in range(3):
        measured = Rate()
        for service in chosen:
            question = Question(position=service.position, when=when, zone=PARIS)
            text = misspelt(service.name, slips, chance)
            with measured.timed():
                found = search.near(session, text, question, limit=10).services
            measured.right += bool(found) and found[0].name == service.name
        rows.append(measured.row(f"{slips} typos"))
    show(f"Names of {SERVICES:,} services, {ASKED} asked", COLUMNS, rows)


def main() -> None:
    file = Path(sys.argv[1]) if sys.argv[1:] else BANO_90
    print(f"load of the machine {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        make_profile(home)
        session = profiles.open_with(home, KEY, "user:ines", system_now)
        if file.exists():
            bench_addresses(session, file)
        else:
            print(f"no addresses measured: {file} is not here")
        bench_services(session)
        session.close()


if __name__ == "__main__":
    main()
