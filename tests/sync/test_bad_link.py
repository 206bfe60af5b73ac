"""Laptops on links that break off, over real sockets and TLS: nothing is lost, nothing doubled."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path

from sqlalchemy import func, select

from maraude.domain.clock import system_now
from maraude.domain.person import Person
from maraude.server import tables
from maraude.server.exchange import exchange
from maraude.store.store import Store
from maraude.store.transaction import Transaction
from maraude.sync.client import Client
from maraude.sync.failure import LinkError
from maraude.sync.link import Link, enrol
from maraude.sync.session import synchronise
from tests.server.laptop import NORD
from tests.server.serving import Served, serving
from tests.sync.bad_link import bad_link
from tests.team import KEY, make_profile

LAPTOPS, PEOPLE, AT_ONCE = 3, 120, 8
MOST_TRIES = 200


def test_laptops_on_links_that_break_off_end_with_the_same(tmp_path: Path) -> None:
    for number in range(LAPTOPS):
        home = tmp_path / f"laptop-{number}"
        home.mkdir()
        make_profile(home)
    with (
        serving(tmp_path / "server", answer=exchange, stall=10.0) as served,
        ThreadPoolExecutor(LAPTOPS) as laptops,
    ):
        broken = sum(laptops.map(partial(push, tmp_path, served), range(LAPTOPS)))
        held = {frozenset(laptops.map(partial(pull, tmp_path, served), range(LAPTOPS)))}
        with served.database.read() as connection:
            rows = connection.execute(
                select(func.count()).where(tables.row_state.c.type == "person")
            ).scalar_one()
            changes = connection.execute(
                select(func.count()).select_from(tables.change)
            ).scalar_one()

    assert broken > LAPTOPS
    assert rows == changes == LAPTOPS * PEOPLE
    assert held == {frozenset({LAPTOPS * PEOPLE})}


def push(folder: Path, served: Served, number: int) -> int:
    """Write people, and push them over a bad link; gives how often it broke."""
    home = folder / f"laptop-{number}"
    token = enrol(served.invite(), home.name, f"{number:016x}", "").token
    (folder / f"token-{number}").write_text(token)
    people = [
        Person(id=f"p{number}-{n}", code="ABC2345", called="Marta", team=NORD)
        for n in range(PEOPLE)
    ]
    with (
        closing(Store(home, KEY, "user:ines", system_now)) as store,
        bad_link(served.port, number, rate=60_000, delay=0.005, drop=0.4) as link,
    ):
        for start in range(0, PEOPLE, AT_ONCE):
            store.write(partial(save, people[start : start + AT_ONCE])).result()
            exchanged(store, served, token, link.port, lambda: link.cuts)
        return link.cuts


def pull(folder: Path, served: Served, number: int) -> int:
    """Take what the others wrote; gives how many people the laptop holds."""
    home = folder / f"laptop-{number}"
    token = (folder / f"token-{number}").read_text()
    with closing(Store(home, KEY, "user:ines", system_now)) as store:
        exchanged(store, served, token, served.port, int)
        (count,) = store.reader.execute("SELECT count(*) FROM person").fetchone()
        return int(count)


def exchanged(store: Store, served: Served, token: str, port: int, cuts: Callable[[], int]) -> None:
    """Exchange until the laptop is up to date; each refusal must have had a cut."""
    before = cuts()
    refusals: list[str] = []
    while len(refusals) < MOST_TRIES:
        try:
            with Link(f"https://127.0.0.1:{port}", served.home.pin(), token) as way:
                if synchronise(store, Client(store, system_now), way).complete:
                    break
        except LinkError as error:
            refusals.append(error.code)
    assert set(refusals) <= {"offline"}
    assert len(refusals) <= cuts() - before


def save(people: list[Person], transaction: Transaction) -> None:
    transaction.save(*people)
