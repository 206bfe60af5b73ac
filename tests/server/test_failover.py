"""What laptops are told while a PostgreSQL primary or its standby fails."""

import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from maraude.domain.identifiers import new_id
from maraude.server import tables
from maraude.server.database import Database, NotReplicatedError
from maraude.server.exchange import exchange
from maraude.store import incarnation, outbox
from maraude.store.store import Store
from maraude.store.transaction import Transaction
from maraude.sync import link
from maraude.sync.client import Client
from maraude.sync.failure import LinkError
from maraude.sync.link import Link
from maraude.sync.session import synchronise
from tests.server.cluster import Cluster, cluster
from tests.server.laptop import Laptop, enrol
from tests.server.serving import Served, serving
from tests.sync.laptops import MARTA
from tests.team import KEY, Clock, make_profile

LAPTOPS, TOURS, PERSONS = 4, 12, 10
PATIENCE = 0.3


@pytest.fixture
def both() -> Iterator[Cluster]:
    # A socket's path has to be short.
    folder = Path(tempfile.mkdtemp(prefix="maraude-cluster-"))
    with cluster(folder) as started:
        yield started
    shutil.rmtree(folder, ignore_errors=True)


def test_invariant_31_nothing_is_acknowledged_that_the_standby_has_not(
    both: Cluster, clock: Clock
) -> None:
    with closing(Database(both.url, PATIENCE)) as database:
        database.create_schema()
        enrol(database, "ines")
        ines = Laptop(database, "ines", clock)
        ines.put("person", "marta", called="Marta")
        both.stop_standby()
        try:
            for _try in range(2):
                with pytest.raises(NotReplicatedError):
                    ines.exchange()
        finally:
            both.start_standby()
        ines.exchange()
        assert ines.acked == 1
        with database.read() as connection:
            kept = select(func.count()).select_from(tables.change)
            assert connection.execute(kept).scalar_one() == 1


def test_invariant_33_a_primary_killed_while_four_push_loses_and_doubles_nothing(
    both: Cluster, tmp_path: Path
) -> None:
    server = serving(tmp_path / "server", tls=False, answer=exchange, database=both.url)
    with server as served, ThreadPoolExecutor(LAPTOPS) as pool:
        homes = [tmp_path / f"laptop{number}" for number in range(LAPTOPS)]
        for home in homes:
            make_profile(home)
        pushing = [pool.submit(push, home, served) for home in homes]
        while changes(served.database) < LAPTOPS * PERSONS * TOURS // 4:
            assert not any(one.done() for one in pushing)
            time.sleep(0.005)
        both.kill_primary()
        both.promote()
        failures = sum(one.result() for one in pushing)
        assert failures > 0
        kept = acknowledged(homes)
        with served.database.read() as connection:
            table = tables.change.c
            found = connection.execute(select(table.inc, table.n, table.row)).all()
            heads = connection.execute(select(tables.feed.c.feed, tables.feed.c.head)).all()
            positions = connection.execute(
                select(
                    tables.feed_row.c.feed, func.count(), func.max(tables.feed_row.c.fseq)
                ).group_by(tables.feed_row.c.feed)
            ).all()
    assert {(inc, n): row for inc, n, row in found} == kept
    assert max(Counter(row for _inc, _n, row in found).values()) == 1
    assert len(kept) == LAPTOPS * TOURS * PERSONS
    for feed, count, last in positions:
        assert count == last == dict(map(tuple, heads))[feed]


def push(home: Path, served: Served) -> int:
    """Write tour after tour, and send each until it is there; gives how often that failed."""
    with closing(Store(home, KEY, "user:ines", Clock())) as store:
        store.write_local(incarnation.fork).result()
        inc = incarnation.current(store.reader).inc
        token = link.enrol(served.invite(), home.name, inc, "1").token
        failures = 0
        with Link(served.url, "", token) as way:
            client = Client(store, Clock())
            for _tour in range(TOURS):
                store.write(meet).result()
                while outbox.waiting(store.reader):
                    try:
                        synchronise(store, client, way)
                    except LinkError:
                        failures += 1
                        time.sleep(0.05)
    return failures


def meet(transaction: Transaction) -> None:
    transaction.save(*(replace(MARTA, id=new_id()) for _person in range(PERSONS)))


def changes(database: Database) -> int:
    with database.read() as connection:
        return connection.execute(select(func.count()).select_from(tables.change)).scalar_one()


def acknowledged(homes: list[Path]) -> dict[tuple[str, int], str]:
    """Give the records of all changes that laptops were told are on the server."""
    found = {}
    for home in homes:
        with closing(Store(home, KEY, "user:ines", Clock())) as store:
            rows = store.reader.execute("SELECT inc, n, record FROM change WHERE acked > 0")
            found.update({(inc, n): record for inc, n, record in rows})
    return found
