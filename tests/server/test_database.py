import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from maraude.server import meta
from maraude.server.database import Database, NotReplicatedError
from maraude.server.tables import metadata


class TestSchema:
    def test_is_what_the_tables_say(self, database: Database) -> None:
        with database.read() as connection:
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []

    def test_may_be_made_again(self, database: Database) -> None:
        with database.write() as connection:
            meta.keep(connection, "epoch", "kept")
        database.create_schema()
        with database.read() as connection:
            assert meta.value(connection, "epoch") == "kept"


class TestWrite:
    def test_is_all_or_nothing(self, database: Database) -> None:
        def fail(connection: Connection) -> None:
            meta.keep(connection, "epoch", "lost")
            raise InterruptedError

        with pytest.raises(InterruptedError), database.write() as connection:
            fail(connection)
        with database.read() as connection:
            assert meta.value(connection, "epoch") == ""

    def test_is_one_at_a_time_across_processes(self, url: str, database: Database) -> None:
        order = []

        def second(other: Database) -> None:
            with other.write():
                order.append("second")

        with closing(Database(url)) as other, ThreadPoolExecutor(1) as pool:
            with database.write() as connection:
                meta.keep(connection, "epoch", "first")
                waiting = pool.submit(second, other)
                time.sleep(0.1)
                order.append("first")
            waiting.result()
        assert order == ["first", "second"]

    def test_does_not_stop_readers_who_see_what_was_before(self, database: Database) -> None:
        with database.write() as connection:
            meta.keep(connection, "epoch", "new")
            with database.read() as reader:
                assert meta.value(reader, "epoch") == ""


class TestRead:
    def test_sees_one_moment(self, database: Database) -> None:
        with database.read() as reader:
            assert meta.value(reader, "epoch") == ""
            with database.write() as connection:
                meta.keep(connection, "epoch", "new")
            assert meta.value(reader, "epoch") == ""


class TestStandby:
    def test_a_commit_that_it_has_not_confirmed_does_not_count(
        self, postgres: str, tmp_path: Path
    ) -> None:
        with (
            closing(Database(postgres)) as database,
            psycopg.connect(postgres, autocommit=True) as admin,
        ):
            with database.write() as connection:
                connection.execute(text("CREATE TABLE IF NOT EXISTS written (n int)"))
            admin.execute("ALTER SYSTEM SET synchronous_standby_names = 'stopped'")
            admin.execute("SELECT pg_reload_conf()")
            done = threading.Event()
            canceller = threading.Thread(target=cancel_waits, args=(postgres, done))
            canceller.start()
            try:
                with pytest.raises(NotReplicatedError):
                    write_until_refused(database)
            finally:
                done.set()
                canceller.join()
                admin.execute("ALTER SYSTEM RESET synchronous_standby_names")
                admin.execute("SELECT pg_reload_conf()")


def write_until_refused(database: Database) -> None:
    """Commit until the server has read that it has a standby, which takes it a moment."""
    for number in range(1000):
        with database.write() as connection:
            connection.execute(text("INSERT INTO written VALUES (:n)"), {"n": number})
        time.sleep(0.01)


def cancel_waits(url: str, done: threading.Event) -> None:
    """Do what an impatient administrator does to commits that wait for their standby."""
    query = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
    with psycopg.connect(url, autocommit=True) as admin:
        while not done.wait(0.01):
            admin.execute(query)
