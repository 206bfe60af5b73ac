"""Saving one encounter, from the line to the disk, beside a raw insert with the same durability.

Run: python -m tests.benchmarks.save [ENCOUNTERS ALREADY THERE]
"""

import secrets
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from maraude import paths
from maraude.domain.encounter import Encounter, Given, Need, NeedState, People
from maraude.domain.person import Person
from maraude.domain.profile import Profile
from maraude.domain.tour import Tour
from maraude.store import engine
from maraude.store.store import Store
from maraude.store.transaction import Transaction
from maraude.usecases import log, profiles, tours
from maraude.usecases.session import Session
from tests.benchmarks.table import Timing, measure, show

SAVES = 500
A_NIGHT = 50
PEOPLE = 20_000
SYLLABLES = (
    "ma", "ri", "mo", "na", "jo", "sé", "ka", "li", "so", "ta",
    "be", "do", "fa", "hu", "lé", "an", "el", "is", "you", "ssef",
)  # fmt: skip
KEY = secrets.token_bytes(32)
NOW = datetime(2026, 11, 23, 21, 0, tzinfo=UTC)
PROFILE = Profile(
    organisation="org:essai",
    team="team:essai",
    territory="territory:essai",
    organisation_name="Essai",
    team_name="Essai",
)


def fill(session: Session, encounters: int) -> None:
    """Write people, and as many encounters, fifty an evening, on the evenings before tonight."""
    known = [
        Person(
            id=f"person-{number}",
            code=f"{number:07}",
            called=name(number),
            team=session.profile.team,
        )
        for number in range(PEOPLE)
    ]
    session.store.write(lambda transaction: transaction.save(*known)).result()
    for nights_ago in range(1, encounters // A_NIGHT + 1):
        session.store.write(partial(_evening, session, nights_ago)).result()


def name(number: int) -> str:
    """Give a name of four syllables, a different one for each of 160,000 people."""
    syllables = (SYLLABLES[number // 20**place % 20] for place in range(4))
    return "".join(syllables).capitalize()


def main() -> None:
    """Print the table."""
    before = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        Store.create(home, KEY, PROFILE, "user:essai", lambda: NOW).close()
        session = profiles.open_with(home, KEY, "user:essai", lambda: NOW)
        fill(session, before)
        tour = tours.start(session)

        def save(_number: int) -> None:
            log.save(session, log.read(session, tour, "éhc=u-r", at=NOW))

        def read(_number: int) -> None:
            log.read(session, tour, "éhc=u-r", at=NOW)

        saved, understood = measure(save, SAVES), measure(read, SAVES)
        raw = _raw_insert(home)
        session.close()
        size = paths.database(home).stat().st_size / 2**20
    show(
        f"One encounter of three records and a tour of {before:,} others, {size:.0f} MiB, FULL",
        ("", "median ms", "p95 ms"),
        [
            _row("save éhc=u-r, acknowledged", saved),
            _row("say what éhc=u-r means", understood),
            _row("raw insert of its row", raw),
        ],
    )


def _evening(session: Session, nights_ago: int, transaction: Transaction) -> None:
    at = session.now() - timedelta(days=nights_ago)
    tour = Tour(
        id=f"tour-{nights_ago}",
        evening=session.evening.later(-nights_ago),
        team=session.profile.team,
        started_at=at,
        ended_at=at + timedelta(hours=4),
    )
    encounters = (
        Encounter(
            id=f"enc-{nights_ago}-{number}",
            tour=tour.id,
            at=at + timedelta(minutes=number),
            contact="CON",
            people=People(unknown=1, persons=(f"person-{number * nights_ago % PEOPLE}",)),
            needs=(Need("HEB", NeedState.ASKED),),
            given=(Given("SOU", 1),),
            note="une phrase de la longueur d'une note ordinaire, et pas davantage",
        )
        for number in range(A_NIGHT)
    )
    transaction.save(tour, *encounters)


def _raw_insert(home: Path) -> Timing:
    connection = engine.connect(paths.database(home), KEY)
    connection.execute("CREATE TABLE raw (id INTEGER PRIMARY KEY, line TEXT)")

    def insert(_number: int) -> None:
        with engine.transaction(connection):
            connection.execute("INSERT INTO raw (line) VALUES (?)", ("x" * 500,))

    timing = measure(insert, SAVES)
    connection.close()
    return timing


def _row(name: str, timing: Timing) -> tuple[str, str, str]:
    return name, f"{timing.median:.2f}", f"{timing.percentile(95):.2f}"


if __name__ == "__main__":
    main()
