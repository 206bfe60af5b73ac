import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, text

from maraude.server.database import Database, NotReplicatedError
from maraude.server.tables import feed_row, incarnation
from tests.server import standby
from tests.server.laptop import PARIS, Laptop, enrol
from tests.server.processes import Pushing, Server, made, processes
from tests.server.standby import Pair
from tests.team import Clock

PUSHED = 60
"""Changes of each laptop."""


@pytest.fixture
def pair() -> Iterator[Pair]:
    with standby.pair() as running:
        yield running


def acknowledged(database: Database) -> dict[str, int]:
    with database.read() as connection:
        return {row.inc: row.acked_n for row in connection.execute(select(incarnation))}


def positions(database: Database, feed: str) -> list[int]:
    with database.read() as connection:
        query = select(feed_row.c.fseq).where(feed_row.c.feed == feed).order_by(feed_row.c.fseq)
        return list(connection.execute(query).scalars())


def test_invariant_31_nothing_is_acknowledged_while_the_standby_is_stopped(
    pair: Pair, clock: Clock
) -> None:
    with closing(Database(pair.url, patience=0.5)) as database:
        database.create_schema()
        enrol(database, "ines")
        laptop = Laptop(database, "ines", clock)
        laptop.put("person", "marta", called="Marta")
        pair.standby.stop()

        for _try in ("first", "retry"):
            with pytest.raises(NotReplicatedError):
                laptop.exchange()
        assert acknowledged(database) == {laptop.inc: 1}  # it is there, and may not be said

        pair.standby.start()
        laptop.exchange()
        assert laptop.acked == 1
        assert acknowledged(database) == {laptop.inc: 1}


def test_invariant_33_a_primary_killed_in_mid_push_loses_nothing_that_was_acknowledged(
    pair: Pair, tmp_path: Path
) -> None:
    folder = made(tmp_path / "server", pair.url)
    with processes(folder) as (server,):
        laptops = [Pushing.enrolled(folder, f"portable {n}", [server.url]) for n in range(4)]
        with ThreadPoolExecutor(4) as pool:
            running = [pool.submit(one.push_all, PUSHED) for one in laptops]
            while not all(one.acked for one in laptops):
                time.sleep(0.005)
            pair.primary.kill()
            at_the_kill = {one.inc: one.acked for one in laptops}
            pair.standby.promote()
            after = standing(pair.standby.url, at_the_kill)
            for one in running:
                one.result()

    assert all(0 < acked < PUSHED for acked in at_the_kill.values())
    assert after
    check(pair.url, laptops, PUSHED)


def standing(url: str, acked: dict[str, int]) -> bool:
    """Tell whether the promoted standby has all that had been acknowledged."""
    with closing(Database(url.replace("postgresql:", "postgresql+psycopg:"))) as database:
        found = acknowledged(database)
    return all(found[inc] >= n for inc, n in acked.items())


def check(url: str, laptops: list[Pushing], pushed: int) -> None:
    """See that every change is there, once, and that the feeds have no gaps."""
    with closing(Database(url)) as database:
        assert acknowledged(database) == {one.inc: pushed for one in laptops}
        found = positions(database, PARIS)
        with database.read() as connection:
            changes = connection.execute(text("SELECT count(*) FROM change")).scalar()
            rows = connection.execute(text("SELECT count(*) FROM row_state")).scalar()
            head = connection.execute(
                text("SELECT head FROM feed WHERE feed = :feed"), {"feed": PARIS}
            ).scalar()
    assert (changes, rows, head) == (4 * pushed, 4 * pushed, 4 * pushed)
    assert found == list(range(1, 4 * pushed + 1))


def test_laptops_alternate_between_two_servers_of_one_database(pair: Pair, tmp_path: Path) -> None:
    folder = made(tmp_path / "server", pair.url)
    with processes(folder, 2) as servers, ThreadPoolExecutor(4) as pool:
        urls = [server.url for server in servers]
        laptops = [Pushing.enrolled(folder, f"portable {n}", urls) for n in range(4)]
        list(pool.map(lambda one: one.push_all(40), laptops))

    check(pair.url, laptops, 40)


@pytest.mark.parametrize("place", ["sqlite", "postgresql"])
def test_invariant_01_a_server_killed_in_mid_push_loses_nothing_that_was_acknowledged(
    place: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url = "" if place == "sqlite" else request.getfixturevalue("pair").url
    folder = made(tmp_path / "server", url)
    with ThreadPoolExecutor(4) as pool:
        with Server.started(folder) as server:
            laptops = [Pushing.enrolled(folder, f"portable {n}", [server.url]) for n in range(4)]
            running = [pool.submit(one.push_all, PUSHED) for one in laptops]
            while not all(one.acked for one in laptops):
                time.sleep(0.005)
            server.kill()
        before = {one.inc: one.acked for one in laptops}
        with Server.started(folder, server.port):
            for one in running:
                one.result()

    assert all(0 < acked < PUSHED for acked in before.values())
    check(url or f"sqlite:///{folder / 'server.db'}", laptops, PUSHED)
