"""Records of every type as Hypothesis draws them, and what no record holds."""

from dataclasses import is_dataclass
from datetime import UTC, date, datetime
from types import NoneType, UnionType
from typing import Any, cast, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from maraude.domain.evening import Evening
from maraude.protocol.documents import TYPES

moments = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
)
LEAVES: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20),
    bool: st.booleans(),
    int: st.integers(0, 10_000),
    float: st.floats(-180, 180),
    NoneType: st.none(),
    datetime: moments,
    Evening: st.dates(date(1990, 1, 1), date(2100, 1, 1)).map(Evening),
}


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Give a strategy for what a field of this type may hold."""
    if hint in LEAVES:
        return LEAVES[hint]
    if get_origin(hint) is tuple:
        return st.lists(values(get_args(hint)[0]), max_size=3).map(tuple)
    if get_origin(hint) is UnionType:
        return st.one_of([values(part) for part in get_args(hint)])
    if is_dataclass(hint):
        parts = {name: values(part) for name, part in get_type_hints(hint).items()}
        return st.builds(cast("Any", hint), **parts)
    return st.sampled_from(hint)


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**60), 2**60),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=3),
    st.sampled_from(
        ["2026-11-23", "2026-11-23T20:40:00", "2026-11-23T20:40:00Z", "0001-01-01T00:00:00Z"]
    ),
    st.lists(st.one_of(st.integers(), st.text(max_size=3)), max_size=2),
    st.dictionaries(st.sampled_from(["date", "men", "code", "persons"]), st.integers(0, 3)),
)
"""JSON that a field may hold where another program wrote it."""

records: st.SearchStrategy[Any] = st.sampled_from(list(TYPES.values())).flatmap(values)
