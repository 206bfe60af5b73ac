import itertools
from collections.abc import Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maraude.domain import merge
from maraude.server import publication, rows
from maraude.server.database import Database
from tests.server.laptop import Laptop, enrol
from tests.team import Clock

LAPTOPS = ("ines", "sam", "yan")
SHARED = ("marta", "idris")

values = st.sampled_from(["a", "b", "c"])
edits = st.tuples(
    st.sampled_from([*SHARED, "own"]),
    st.one_of(
        st.fixed_dictionaries({"note": values}),
        st.fixed_dictionaries({"called": values, "opposed": st.booleans()}),
        st.fixed_dictionaries({"languages": st.lists(values, unique=True)}),
    ),
)
written = st.tuples(*(st.lists(edits, max_size=4) for _ in LAPTOPS))
arrivals = st.permutations([name for name in LAPTOPS for _ in range(3)])

numbers = itertools.count()


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Database]]:
    folder = tmp_path_factory.mktemp("any-order")
    with ExitStack() as stack:
        opened = [
            stack.enter_context(closing(Database(f"sqlite:///{folder / name}.db")))
            for name in ("first", "second")
        ]
        for database in opened:
            database.create_schema()
        yield opened


class TestAnyOrder:
    @settings(deadline=None, max_examples=60)
    @given(written=written, orders=st.tuples(arrivals, arrivals))
    def test_of_arrival_gives_the_same_rows_conflicts_and_sums(
        self, databases: list[Database], written: Any, orders: tuple[list[str], list[str]]
    ) -> None:
        number = next(numbers)
        one, other = (
            state_after(database, number, written, order)
            for database, order in zip(databases, orders, strict=True)
        )
        assert one == other


def state_after(database: Database, number: int, written: Any, order: list[str]) -> Any:
    """Give the rows of a territory of its own, once every laptop has sent what it wrote."""
    territory = f"territory:{number}"
    laptops = {name: make_laptop(database, name, number, territory) for name in LAPTOPS}
    put_shared(laptops["ines"], number, territory)
    for name, found in zip(LAPTOPS, written, strict=True):
        write(laptops[name], found, number, territory)
    for name in order:
        laptop = laptops[name]
        sent = laptop.lines
        laptop.lines = sent[: laptop.acked + 2]
        laptop.exchange()
        laptop.lines = sent
    ids = [f"{row}-{number}" for row in (*SHARED, *(f"own-{name}" for name in LAPTOPS))]
    with database.read() as connection:
        stored = rows.load(connection, ids)
        sums = publication.places(connection, ids)
    assert set(stored) == set(ids)
    return {id_: (shown(one.merged), sums[id_]) for id_, one in stored.items()}


def shown(row: merge.Row | None) -> Any:
    assert row is not None
    disputed = {
        field: {(str(one.value), one.stamp.inc, one.stamp.n) for one in standing}
        for field, standing in merge.conflicts(row).items()
    }
    return row.document, disputed


def make_laptop(database: Database, name: str, number: int, territory: str) -> Laptop:
    enrol(database, f"{name}-{number}", grants=(territory,))
    laptop = Laptop(database, f"{name}-{number}", Clock())
    laptop.inc = f"{LAPTOPS.index(name):08x}{number:08x}"
    return laptop


def put_shared(laptop: Laptop, number: int, territory: str) -> None:
    for row in SHARED:
        fields = {"territory": territory, "note": "", "languages": ["a"]}
        laptop.write("put", "person", f"{row}-{number}", fields)
    laptop.exchange()


def write(laptop: Laptop, found: Any, number: int, territory: str) -> None:
    own = f"own-{laptop.name}"
    laptop.write("put", "person", own, {"territory": territory, "note": ""})
    for row, fields in found:
        seen = 0 if row == "own" else 1
        laptop.write("patch", "person", own if seen == 0 else f"{row}-{number}", fields, seen)
