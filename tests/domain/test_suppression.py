from collections.abc import Iterator
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from maraude.domain.suppression import INSIDE, Hidden, Sum, suppress

Cell = tuple[str, ...]


def table(rows: list[list[int]]) -> tuple[dict[Cell, int], list[Sum[Cell]]]:
    """Give a table with the totals of its rows and columns, and the sums that hold in it."""
    counts: dict[Cell, int] = {}
    wide, high = len(rows[0]), len(rows)
    for r, row in enumerate(rows):
        for c, count in enumerate(row):
            counts[f"r{r}", f"c{c}"] = count
    for r, row in enumerate(rows):
        counts[f"r{r}", "all"] = sum(row)
    for c in range(wide):
        counts["all", f"c{c}"] = sum(row[c] for row in rows)
    counts["all", "all"] = sum(map(sum, rows))
    lines = [f"r{r}" for r in range(high)]
    columns = [f"c{c}" for c in range(wide)]
    sums: list[Sum[Cell]] = [
        Sum((r, "all"), tuple((r, c) for c in columns)) for r in (*lines, "all")
    ]
    sums += [Sum(("all", c), tuple((r, c) for r in lines)) for c in (*columns, "all")]
    return counts, sums


def names(hidden: Hidden[Cell]) -> tuple[set[Cell], set[Cell]]:
    return set(hidden.small), set(hidden.others)


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    counts, sums = table([[5, 8], [0, 12]])

    assert names(suppress(counts, sums)) == (set(), set())


def test_a_small_count_takes_the_least_beside_it_along_in_each_sum() -> None:
    counts, sums = table([[3, 8, 9], [7, 6, 20], [30, 40, 50]])
    small, others = names(suppress(counts, sums))

    assert small == {("r0", "c0")}
    assert ("r1", "c0") in others
    assert ("r0", "c1") in others
    assert ("all", "all") not in others


def test_two_small_ones_that_their_total_gives_away_are_not_enough() -> None:
    """8 = 4 + 4 is the only way where both are below five."""
    counts, sums = {"a": 4, "b": 4, "c": 9, "all": 17}, [Sum("all", ("a", "b", "c"))]

    assert suppress(counts, sums).others == {"c"}


def test_a_total_that_alone_gives_it_away_is_hidden() -> None:
    counts = {"a": 3, "b": 0, "all": 3}

    assert suppress(counts, [Sum("all", ("a", "b"))]).all == {"a", "all"}


def test_what_is_small_is_not_called_so_where_that_says_which_it_is() -> None:
    """Four counts that are not nothing, and a total below five: they can only be one each."""
    counts, sums = table([[1, 1], [1, 1]])
    hidden = suppress(counts, sums)

    assert hidden.all == set(counts)
    assert hidden.others


def test_what_is_small_for_another_reason_is_hidden_too() -> None:
    counts = {"a": 6, "b": 9, "c": 11, "all": 26}
    hidden = suppress(counts, [Sum("all", ("a", "b", "c"))], small=["a"])

    assert hidden.small == {"a"}
    assert hidden.others == {"b"}


def worlds(
    counts: dict[Cell, int], sums: list[Sum[Cell]], hidden: Hidden[Cell], most: int
) -> Iterator[dict[Cell, int]]:
    """Give every table that a reader must reckon with, tried one by one."""
    inner = [key for key in counts if "all" not in key]
    free = [key for key in inner if key in hidden.all]
    ranges = [
        range(1, INSIDE)
        if key in hidden.small
        else range(1 if counts[key] < INSIDE else INSIDE, most)
        for key in free
    ]
    for tried in product(*ranges):
        world = {**counts, **dict(zip(free, tried, strict=True))}
        for one in sums:
            if all("all" not in part for part in one.parts):
                world[one.total] = sum(world[part] for part in one.parts)
        world["all", "all"] = sum(world[key] for key in inner)
        printed = all(world[key] == counts[key] for key in counts if key not in hidden.all)
        small = all(1 <= world[key] < INSIDE for key in hidden.small)
        if printed and small:
            yield world


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.lists(st.sampled_from([0, 1, 2, 3, 4, 5, 6, 7]), min_size=2, max_size=3),
        min_size=2,
        max_size=2,
    ).filter(lambda rows: len(rows[0]) == len(rows[1]))
)
def test_no_printed_figure_gives_a_small_one_away(rows: list[list[int]]) -> None:
    counts, sums = table(rows)
    hidden = suppress(counts, sums)
    possible = list(worlds(counts, sums, hidden, most=10))

    assert counts in possible
    for key in (key for key, count in counts.items() if 0 < count < INSIDE):
        assert key in hidden.all
        assert len({world[key] for world in possible}) > 1, (rows, key)
