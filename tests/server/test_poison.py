import itertools
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maraude.domain.feeds import SCOPE
from maraude.server.database import Database
from tests.server.laptop import LYON, PARIS, Laptop, enrol
from tests.team import Clock

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([PARIS, LYON, "r0", "r1"])
    | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["persons", "a"]), inner, max_size=2)
    ),
    max_leaves=5,
)
names = st.sampled_from(
    [*SCOPE, "person", "persons", "people", "languages", "opposed", "age", "severity", "state"]
)
changes = st.tuples(
    st.sampled_from(["put", "put", "patch", "erase", "redact", "void"]),
    st.sampled_from(["person", "alert", "follow_up", "safety_note", "spot_position", "unheard_of"]),
    st.sampled_from(["r0", "r1", "r2"]),
    st.dictionaries(names, json_values, max_size=4),
    st.integers(0, 3),
)
lines = st.lists(
    st.one_of(changes, st.binary(max_size=40).filter(lambda b: b"\n" not in b)), max_size=8
)

numbers = itertools.count()


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("poison")
    with closing(Database(f"sqlite:///{folder / 'server.db'}")) as opened:
        opened.create_schema()
        yield opened


class TestWhateverALaptopWrites:
    @settings(deadline=None, max_examples=150)
    @given(written=lines)
    def test_is_acknowledged(self, database: Database, written: list[Any]) -> None:
        name = f"device-{next(numbers)}"
        enrol(database, name)
        laptop = Laptop(database, name, Clock())
        for one in written:
            if isinstance(one, bytes):
                laptop.lines.append(one)
            else:
                kind, type_name, row, fields, seen = one
                laptop.write(kind, type_name, f"{row}-{name}", fields, seen)
        laptop.exchange(whole=True)
        assert laptop.acked == len(written)
        assert laptop.is_exact()
