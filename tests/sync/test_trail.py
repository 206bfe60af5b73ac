"""What a laptop notices of the server's audit: a fork, a truncation, and a restore that is told."""

from collections.abc import Callable

import pytest

from maraude.protocol import trail as trails
from maraude.server import audit, meta
from maraude.server.database import Database
from maraude.store import trail
from maraude.store.trail import Standing
from tests.server.test_audit import forced
from tests.sync.laptops import Laptop

Does = Callable[..., None]


@pytest.fixture
def does(database: Database) -> Does:
    """Do something at base that the audit keeps."""

    def do(*targets: str) -> None:
        with database.write() as connection:
            for target in targets:
                audit.record(connection, audit.SERVER, "grant", target, 1)

    return do


def rewrite(database: Database, statement: str) -> None:
    with database.write() as connection:
        forced(connection, statement)


def followed(laptop: Laptop) -> int:
    return trail.number(laptop.store.reader)


def standing(laptop: Laptop) -> Standing:
    return trail.standing(laptop.store.reader)


def test_a_laptop_follows_what_is_done(ines: Laptop, does: Does) -> None:
    does("a", "b")
    ines.sync()
    does("c")
    ines.sync()

    assert followed(ines) == 3
    assert standing(ines) == Standing(None, None)


def test_a_laptop_that_was_away_long_catches_up(
    ines: Laptop, does: Does, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "MOST_LINKS", 2)
    does("a")
    ines.sync()
    does("b", "c", "d", "e")
    ines.sync()
    assert followed(ines) == 3
    ines.sync()
    assert followed(ines) == 5
    assert standing(ines).doubted is None


@pytest.mark.parametrize(
    ("statement", "since"),
    [
        ("DELETE FROM audit WHERE id > 1", ()),
        ("DELETE FROM audit WHERE id > 1", ("x", "y", "z")),
        ("DELETE FROM audit", ()),
    ],
    ids=["truncated", "forked", "emptied"],
)
def test_a_history_that_was_rewritten_is_doubted_until_that_is_declared(
    database: Database, ines: Laptop, sam: Laptop, does: Does, statement: str, since: tuple[str]
) -> None:
    does("a", "b", "c")
    ines.sync()
    rewrite(database, statement)
    does(*since)
    sam.sync()
    ines.sync()
    ines.sync()
    doubted = standing(ines).doubted
    with database.write() as connection:
        meta.new_epoch(connection)
    ines.sync()
    does("d")
    ines.sync()

    assert doubted == ines.way.clock()
    assert standing(sam).doubted is None
    assert standing(ines) == Standing(None, ines.way.clock())


def test_an_entry_that_was_changed_before_it_was_told_is_noticed(
    database: Database, ines: Laptop, does: Does
) -> None:
    does("a")
    ines.sync()
    does("b")
    rewrite(database, "UPDATE audit SET target = 'x' WHERE id = 2")
    ines.sync()

    assert standing(ines).doubted is not None
    assert followed(ines) == 1


def test_what_is_idle_stays_small(ines: Laptop, does: Does) -> None:
    does(*map(str, range(300)))
    ines.sync()
    asked = ines.client.ask()
    answer = ines.way.exchange(asked.body)

    assert len(asked.body) + len(answer) < 450


def test_a_chain_is_of_its_links_in_their_order() -> None:
    one, two = trails.link("one"), trails.link("two")

    assert trails.chained(trails.chained(b"", [one]), [two]) == trails.chained(b"", [one, two])
    assert trails.chained(b"", [one, two]) != trails.chained(b"", [two, one])
