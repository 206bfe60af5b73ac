"""The merge against a plain description of what it has to give, in any order of arrival."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maraude.domain import merge
from maraude.domain.merge import Row, Stamp, Write

FIELDS = ("called", "note", "referent")
SET = "languages"
MADE = Write(Stamp(1, "base", 1, "000", "ines"), 0, dict.fromkeys(FIELDS, "") | {SET: []}, {})


@dataclass(frozen=True)
class Lineage:
    """Changes of one incarnation, that had the row at version ``seen`` before it.

    It may go on from ``parent`` after ``common`` changes of that one.
    """

    inc: str
    edits: tuple[Mapping[str, Any], ...]
    parent: str = ""
    common: int = 0
    seen: int = 1


History = tuple[Lineage, ...]


def writes(history: History) -> dict[str, list[Write]]:
    """Give what each incarnation sends."""
    found: dict[str, list[Write]] = {}
    for at, line in enumerate(history):
        ancestors = {line.parent: line.common} if line.parent else {}
        found[line.inc] = [
            Write(
                Stamp(0, line.inc, n, f"{at + 2 * n:03}", line.inc),
                line.seen,
                fields,
                {**ancestors, line.inc: n},
            )
            for n, fields in enumerate(line.edits, start=1)
        ]
    return found


def arrivals(history: History, chance: random.Random) -> Iterator[Write]:
    """Bring the writes in an order by chance, in which a copy's come after what it copied."""
    waiting = writes(history)
    sent = dict.fromkeys(waiting, 0)
    while any(waiting.values()):
        line = chance.choice([one for one in history if waiting[one.inc]])
        if sent.get(line.parent, line.common) < line.common:
            continue
        sent[line.inc] += 1
        yield waiting[line.inc].pop(0)


def merged(history: History, chance: random.Random, before: Row | None = None) -> Row:
    row = before or merge.create("person", MADE)
    for rv, write in enumerate(arrivals(history, chance), start=row.rv + 1):
        row = merge.apply(row, replace(write, stamp=replace(write.stamp, rv=rv)))
    return row


def standing(row: Row, name: str) -> set[tuple[Any, str, int]]:
    """Give the values of a field that nobody replaced, with who wrote them."""
    return {
        (one.value, one.stamp.inc, one.stamp.n)
        for one in merge.candidates(row, name)
        if not one.gone and one.stamp.inc != "base"
    }


def expected(history: History, name: str) -> set[tuple[Any, str, int]]:
    """Give the last value of each incarnation, but for those that a copy went on from."""
    last = {
        line.inc: max((n for n, fields in enumerate(line.edits, 1) if name in fields), default=0)
        for line in history
    }
    gone = {
        line.parent
        for line in history
        if line.parent and last[line.inc] and last[line.parent] <= line.common
    }
    return {
        (line.edits[last[line.inc] - 1][name], line.inc, last[line.inc])
        for line in history
        if last[line.inc] and line.inc not in gone
    }


def shown(row: Row) -> Any:
    return row.document, {
        name: {(one.value, one.stamp.inc, one.stamp.n) for one in found}
        for name, found in merge.conflicts(row).items()
    }


def some_edits(chance: random.Random) -> tuple[Mapping[str, Any], ...]:
    def text() -> str:
        return f"{chance.getrandbits(64):x}"

    return tuple(
        {name: text() for name in chance.sample(FIELDS, chance.randint(1, 2))}
        | ({SET: chance.sample(("ar", "fr", "ro"), 2)} if chance.random() < 0.3 else {})
        for _edit in range(chance.randint(0, 4))
    )


def some_history(chance: random.Random) -> History:
    """Make up what two to four incarnations write, a copied disk often among them."""
    names = ("ada", "bea", "cleo")[: chance.randint(2, 3)]
    lines = [Lineage(name, some_edits(chance)) for name in names]
    if chance.random() < 0.6:
        common = chance.randint(0, len(lines[0].edits))
        lines.append(Lineage("ada-copy", some_edits(chance), "ada", common))
    return tuple(lines)


def going_on(history: History, row: Row, chance: random.Random) -> History:
    """Make up what the same write next, some of whom have been told of the row meanwhile."""
    return tuple(
        Lineage(
            f"{line.inc}-next",
            some_edits(chance),
            line.inc,
            len(line.edits),
            chance.choice((1, row.rv)),
        )
        for line in history
        if line.inc != "ada-copy"
    )


histories = st.randoms(use_true_random=False).map(some_history)


def test_invariant_07_ten_thousand_orders_of_arrival_give_the_same_and_lose_no_field() -> None:
    chance = random.Random(7)  # noqa: S311 - orders, not secrets
    for _history in range(500):
        history = some_history(chance)
        one, *others = (merged(history, chance) for _order in range(20))
        for name in FIELDS:
            assert standing(one, name) == expected(history, name)
        assert all(shown(other) == shown(one) for other in others)


def test_invariant_07_the_order_does_not_matter_either_once_some_have_seen_more() -> None:
    chance = random.Random(70)  # noqa: S311 - orders, not secrets
    for _history in range(500):
        history = some_history(chance)
        before = merged(history, chance)
        later = going_on(history, before, chance)
        one, *others = (merged(later, chance, before) for _order in range(6))
        assert all(shown(other) == shown(one) for other in others)


@settings(deadline=None)
@given(histories, st.randoms(use_true_random=False))
def test_invariant_08_edits_of_different_fields_never_conflict(
    history: History, chance: random.Random
) -> None:
    own = tuple(
        replace(line, edits=tuple({name: f"{line.inc}{n}"} for n in range(len(line.edits))))
        for line, name in zip(history[:3], FIELDS, strict=False)
    )
    row = merged(own, chance)
    assert merge.conflicts(row) == {}
    for line, name in zip(own, FIELDS, strict=False):
        last = line.edits[-1][name] if line.edits else ""
        assert row.document[name] == last


@settings(deadline=None)
@given(histories, st.randoms(use_true_random=False))
def test_invariant_09_a_conflict_holds_every_distinct_value_and_only_those(
    history: History, chance: random.Random
) -> None:
    row = merged(history, chance)
    found = merge.conflicts(row)
    for name in FIELDS:
        values = {value for value, _inc, _n in expected(history, name)}
        assert {one.value for one in found.get(name, ())} == (values if len(values) > 1 else set())


@settings(deadline=None)
@given(histories, st.randoms(use_true_random=False))
def test_invariant_10_the_value_that_is_not_shown_is_still_there(
    history: History, chance: random.Random
) -> None:
    row = merged(history, chance)
    for name, found in merge.conflicts(row).items():
        assert found[0].value == row.document[name]
        others = expected(history, name) - {(found[0].value, found[0].stamp.inc, found[0].stamp.n)}
        assert {(one.value, one.stamp.inc, one.stamp.n) for one in found[1:]} == others


@pytest.mark.parametrize("order", [("ana", "noe"), ("noe", "ana")])
@pytest.mark.parametrize(("ana", "noe"), [("Sam", "Sam"), ("Sam", "Inès"), ("Sam", "Sara")])
def test_invariant_11_two_who_settle_at_once_agree_or_stay_visible(
    order: tuple[str, str], ana: str, noe: str
) -> None:
    history = (
        Lineage("ines", ({"referent": "Inès"},)),
        Lineage("sam", ({"referent": "Sam"},)),
    )
    row = merged(history, random.Random(1))  # noqa: S311 - an order, not a secret
    settled = frozenset({("ines", 1), ("sam", 1)})
    chosen = {"ana": ana, "noe": noe}
    for rv, name in enumerate(order, start=row.rv + 1):
        stamp = Stamp(rv, name, 1, f"9{name}", name)
        row = merge.apply(row, Write(stamp, 3, {"referent": chosen[name]}, {name: 1}, settled))

    found = {one.value for one in merge.conflicts(row).get("referent", ())}
    assert found == ({ana, noe} if ana != noe else set())
    assert row.document["referent"] == noe


def test_a_copy_that_goes_on_replaces_what_it_had_before() -> None:
    history = (
        Lineage("ada", ({"called": "Marta"},)),
        Lineage("ada-copy", ({"called": "Martha"},), "ada", 1),
    )
    row = merged(history, random.Random(1))  # noqa: S311 - an order, not a secret
    assert merge.conflicts(row) == {}
    assert row.document["called"] == "Martha"


def test_who_takes_an_element_away_leaves_what_others_added() -> None:
    history = (
        Lineage("ada", ({SET: ["fr", "ro"]}, {SET: ["ro"]})),
        Lineage("bea", ({SET: ["ar", "fr"]},)),
    )
    row = merged(history, random.Random(2))  # noqa: S311 - an order, not a secret
    assert sorted(row.document[SET]) == ["ar", "fr", "ro"]


def test_whoever_writes_over_anothers_value_replaces_their_own_earlier_one_too() -> None:
    history = (
        Lineage("ada", ({"called": "Marta"},)),
        Lineage("bea", ({"called": "Martha"},)),
    )
    row = merged(history, random.Random(1))  # noqa: S311 - an order, not a secret
    assert row.document["called"] == "Martha"
    again = Write(Stamp(4, "ada", 2, "9", "ada"), 3, {"called": "Marthe"}, {"ada": 2})
    row = merge.apply(row, again)
    assert merge.conflicts(row) == {}
    assert row.document["called"] == "Marthe"


PASSED_ON = (
    Lineage("ada", ({"note": "a", SET: ["ar", "fr"]}, {"note": "b"})),
    Lineage("bea", ({"note": "c", SET: ["ro"]},)),
    Lineage("cleo", ({"note": "x"},)),
)


@pytest.mark.parametrize("seed", range(60))
def test_invariant_09_who_writes_over_what_reached_them_by_a_stick_never_conflicts_with_it(
    seed: int,
) -> None:
    chance = random.Random(seed)  # noqa: S311 - orders, not secrets
    row = merge.create("person", MADE)
    came: set[tuple[str, int]] = set()
    for rv, write in enumerate(arrivals(PASSED_ON, chance), start=2):
        stamp = replace(write.stamp, rv=rv)
        settles = frozenset({("ada", 1), ("ada", 2)}) if stamp.inc == "bea" else frozenset()
        row = merge.apply(
            row, replace(write, stamp=stamp, settles=settles, overtakes=settles - came)
        )
        came.add((stamp.inc, stamp.n))

    assert standing(row, "note") == {("c", "bea", 1), ("x", "cleo", 1)}
    assert row.document[SET] == ["ro"]
    assert row.overtaken == {}


def test_what_was_written_over_before_it_came_leaves_other_fields_of_it_as_they_are() -> None:
    ada = Lineage("ada", ({"note": "a", "called": "Marta"},))
    bea = Lineage("bea", ({"note": "b"},))
    row = merge.create("person", MADE)
    row = merge.apply(
        row,
        replace(
            writes((bea,))["bea"][0],
            stamp=Stamp(2, "bea", 1, "900", "bea"),
            settles=frozenset({("ada", 1)}),
            overtakes=frozenset({("ada", 1)}),
        ),
    )
    row = merge.apply(row, replace(writes((ada,))["ada"][0], stamp=Stamp(3, "ada", 1, "1", "ada")))
    assert merge.conflicts(row) == {}
    assert row.document["note"] == "b"
    assert row.document["called"] == "Marta"


def test_invariant_10_two_edits_by_a_slow_clock_replace_what_their_author_saw_alone() -> None:
    def write(rv: int, inc: str, n: int, h: str, seen: int) -> Write:
        return Write(Stamp(rv, inc, n, h, inc), seen, {"note": f"{inc} {n}"}, {inc: n})

    row = merge.create("person", MADE)
    for one in (
        write(2, "cleo", 1, "500", 1),
        write(3, "bea", 1, "900", 1),
        write(4, "ada", 1, "100", 3),
        write(5, "ada", 2, "101", 3),
    ):
        row = merge.apply(row, one)
    (found,) = merge.conflicts(row).values()
    assert {one.value for one in found} == {"cleo 1", "ada 2"}
