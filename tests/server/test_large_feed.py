"""A feed of as many rows as a city has after years."""

import tracemalloc
from collections import Counter
from collections.abc import Iterator
from contextlib import closing

import pytest

from maraude.domain.merge import Row, Stamp
from maraude.protocol.messages import Row as Sent
from maraude.server import publication, rows
from maraude.server.database import Database
from maraude.server.rows import Stored
from tests.server.laptop import PARIS, Laptop, enrol
from tests.team import Clock

ROWS = 100_000
REQUEST_BYTES = 64 * 2**20


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("large")
    with closing(Database(f"sqlite:///{folder}/server.db")) as database:
        database.create_schema()
        with database.write() as connection:
            made = dict(map(_made, range(ROWS)))
            digests = rows.save(connection, made)
            publication.publish(connection, made, digests, {})
        for name in ("ines", "sam"):
            enrol(database, name, grants=(PARIS,))
        yield database


def _made(number: int) -> tuple[str, Stored]:
    id_ = f"person-{number:06}"
    document = {"territory": PARIS, "note": f"{number:06} " * 20}
    return id_, Stored("person", 1, Row("person", 1, document, Stamp(1, "f" * 16, number, "0", "")))


def test_invariant_35_each_of_many_rows_is_sent_once_however_often_one_is_edited(
    filled: Database,
) -> None:
    ines, sam = Laptop(filled, "ines", Clock()), Laptop(filled, "sam", Clock())
    ines.exchange(cursor={PARIS: ROWS})
    sent: Counter[str] = Counter()
    for number in range(500):
        ines.write("patch", "person", "person-000099", {"note": str(number)}, 1)
    ines.exchange(cursor={PARIS: ROWS}, want=0)
    while not (sent and sam.heads[PARIS].end == sam.heads[PARIS].head):
        lines = sam.exchange(want=4 * 2**20)
        sent.update(line.r for line in lines if isinstance(line, Sent))
    assert len(sent) == ROWS
    assert set(sent.values()) == {1}
    assert sam.is_exact()


def test_invariant_35_a_request_takes_little_memory_though_the_feed_is_large(
    filled: Database,
) -> None:
    sam = Laptop(filled, "sam", Clock())
    body = sam.request(want=2**40)
    tracemalloc.start()
    try:
        lines = sam.ask(body)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(lines) > 10_000
    assert peak < REQUEST_BYTES
