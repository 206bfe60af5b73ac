import subprocess
import sys
from collections import Counter
from contextlib import closing
from functools import partial
from pathlib import Path

from sqlalchemy import text

from maraude.domain.clock import system_now
from maraude.domain.person import Person
from maraude.server import home
from maraude.store import outbox
from maraude.store.store import Store
from maraude.store.transaction import Transaction
from maraude.sync.client import Client
from maraude.sync.link import Link
from maraude.sync.session import synchronise
from tests.server.laptop import NORD
from tests.server.processes import ROOT, Server, invited, made
from tests.team import KEY, make_profile

PEOPLE = 1500
"""More than one exchange carries."""
AT_ONCE = 50
"""People of one transaction, which no exchange splits."""


def save(people: list[Person], transaction: Transaction) -> None:
    transaction.save(*people)


def test_invariant_04_a_laptop_killed_in_mid_push_goes_on_where_it_was(tmp_path: Path) -> None:
    folder = made(tmp_path / "server", "")
    laptop = tmp_path / "laptop"
    laptop.mkdir()
    make_profile(laptop)
    people = [Person(id=f"p{n}", code="ABC2345", called="Marta", team=NORD) for n in range(PEOPLE)]
    with closing(Store(laptop, KEY, "user:ines", system_now)) as store:
        for start in range(0, PEOPLE, AT_ONCE):
            store.write(partial(save, people[start : start + AT_ONCE])).result()
    token = invited(folder, "portable 1", "00112233aabbccdd")
    with Server.started(folder) as server:
        words = ["-m", "tests.sync.pushing", str(laptop), server.url, token]
        with subprocess.Popen(
            [sys.executable, *words], cwd=ROOT, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout
            pushed = int(process.stdout.readline())
            process.kill()
        with closing(Store(laptop, KEY, "user:ines", system_now)) as store:
            waiting = outbox.waiting(store.reader)
            with Link(server.url, "", token) as link:
                done = synchronise(store, Client(store, system_now), link)

    assert 0 < pushed < PEOPLE
    assert waiting > 0
    assert done.complete
    with home.read(folder).database() as database, database.read() as connection:
        rows = connection.execute(text("SELECT type FROM row_state")).scalars()
        numbers = connection.execute(text("SELECT n FROM change ORDER BY n")).scalars().all()
        assert Counter(rows)["person"] == PEOPLE
    assert numbers == list(range(1, len(numbers) + 1))
