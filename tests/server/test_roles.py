import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import func, make_url, select, text
from sqlalchemy.exc import ProgrammingError

from maraude.domain.clock import system_now
from maraude.domain.refusal import Refusal
from maraude.protocol.directory import Known
from maraude.server import (
    access,
    backup,
    barrier,
    directory,
    home,
    publish,
    restore,
    review,
    roles,
)
from maraude.server.database import Database
from maraude.server.scope import scope
from maraude.server.tables import directory_service, metadata, row_state
from tests.directory.services import TODAY
from tests.server.laptop import LYON, PARIS, Laptop, enrol, revoke
from tests.store.directories import batch, service
from tests.team import Clock


def named(url: str, role: str) -> str:
    return make_url(url).set(username=role, password=None).render_as_string(hide_password=False)


@pytest.fixture
def role(postgres: str) -> Iterator[str]:
    """The name of a role that nobody has made yet."""
    name = f"app_{uuid.uuid4().hex}"
    yield name
    with psycopg.connect(postgres, autocommit=True) as admin:
        held = "SELECT datname FROM pg_database WHERE datname LIKE 'role\\_%'"
        for (database,) in admin.execute(held).fetchall():
            admin.execute(f"DROP DATABASE {database} WITH (FORCE)".encode())
        admin.execute(f"DROP ROLE IF EXISTS {name}".encode())


@pytest.fixture
def confined(postgres: str, role: str, tmp_path: Path) -> Iterator[Database]:
    """A server's database, as the role that the server runs as."""
    name = f"role_{uuid.uuid4().hex}"
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}".encode())
    owner = postgres.replace("/postgres?", f"/{name}?")
    made = home.create(tmp_path / "server", owner, "", "", system_now, named(owner, role))
    with made.database() as database:
        yield database


@pytest.fixture
def laptop(confined: Database, clock: Clock) -> Laptop:
    """One that has pushed a person of Paris and one of Lyon."""
    enrol(confined, "ines", grants=(PARIS, LYON))
    pushing = Laptop(confined, "ines", clock)
    pushing.put("person", "marta", called="Marta")
    pushing.put("person", "yusef", called="Yusef", territory=LYON)
    pushing.exchange()
    return pushing


def seen(database: Database, *feeds: str) -> list[str]:
    with database.read(confined=True) as connection:
        barrier.show(connection, feeds)
        return sorted(connection.execute(select(row_state.c.row)).scalars())


def test_the_servers_role_exchanges(laptop: Laptop) -> None:
    assert laptop.acked == 2
    assert laptop.is_exact()


@pytest.mark.parametrize(
    "table",
    ["row_state", "feed_row", "change", "conflict", "directory_service", "directory_source"],
)
def test_a_query_without_grants_sees_no_row(laptop: Laptop, confined: Database, table: str) -> None:
    assert laptop.acked == 2
    with confined.write() as connection:
        publish.publish(connection, batch(service(1)), TODAY, 0, confirmed=False)
    with confined.read(confined=True) as connection:
        assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0  # noqa: S608 - a name of ours


OPEN = {
    "access_grant",
    "audit",
    "device",
    "directory_import",
    "dismissal",
    "redaction",
    "erasure",
    "feed",
    "incarnation",
    "invitation",
    "quarantine",
    "receipt",
    "server_meta",
}
"""Tables that say nothing of anybody: what a server needs to know who asks, and ids."""


def test_every_table_is_behind_the_barrier_or_says_nothing_of_anybody(confined: Database) -> None:
    shut = "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
    with confined.read() as connection:
        forced = set(connection.execute(text(shut)).scalars())
        owned = connection.execute(
            text("SELECT tableowner = current_user FROM pg_tables")
        ).scalars()
        assert not any(owned)

    assert forced.isdisjoint(OPEN)
    assert forced | OPEN == set(metadata.tables)


@pytest.mark.parametrize("statement", ["UPDATE audit SET target = 'x'", "DELETE FROM audit"])
def test_the_servers_role_changes_nothing_in_the_audit(confined: Database, statement: str) -> None:
    with pytest.raises(ProgrammingError), confined.write() as connection:
        connection.execute(text(statement))


def test_a_query_sees_the_rows_of_its_feeds_alone(laptop: Laptop, confined: Database) -> None:
    assert laptop.acked == 2
    assert seen(confined, PARIS) == ["marta"]
    assert seen(confined, LYON) == ["yusef"]
    assert seen(confined, barrier.EVERY) == ["marta", "yusef"]


def test_the_servers_role_publishes_and_shows_services_to_who_asks_for_them(
    laptop: Laptop, confined: Database
) -> None:
    assert laptop.acked == 2
    with confined.write() as connection:
        publish.publish(connection, batch(service(1)), TODAY, 0, confirmed=False)
    counted = select(func.count()).select_from(directory_service)
    shown = []
    for feeds in ([PARIS], [barrier.DIRECTORY]):
        with confined.read(confined=True) as connection:
            barrier.show(connection, feeds)
            shown.append(connection.execute(counted).scalar())

    assert shown == [0, 1]
    assert directory.answer(confined, "ines", Known())


def test_tables_that_a_later_version_makes_are_for_the_servers_role_too(
    confined: Database, postgres: str, tmp_path: Path
) -> None:
    with confined.read() as connection:
        name = connection.execute(text("SELECT current_database()")).scalar()
    url = postgres.replace("/postgres?", f"/{name}?")
    owner = Database(url)
    with closing(owner), owner.write() as connection:
        for table in (
            "directory_service",
            "directory_source",
            "directory_import",
            "dismissal",
            "redaction",
        ):
            connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(text("DROP FUNCTION audit_kept CASCADE"))
        connection.execute(text("ALTER TABLE audit DROP COLUMN head"))
        connection.execute(text("UPDATE alembic_version SET version_num = 'wipe'"))
    server = home.read(tmp_path / "server")
    with pytest.raises(Refusal) as refusal:
        server.upgrade()
    assert refusal.value.code == "old-tables"
    server.upgrade(url)
    server.upgrade()
    with confined.write() as connection:
        done = publish.publish(connection, batch(service(1)), TODAY, 0, confirmed=False)
    assert done.version == 1


def test_what_one_transaction_may_see_the_next_one_may_not(
    laptop: Laptop, confined: Database
) -> None:
    assert laptop.acked == 2
    assert seen(confined, PARIS) == ["marta"]
    assert seen(confined) == []


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE row_state DISABLE ROW LEVEL SECURITY",
        "DROP TABLE change",
        "CREATE TABLE more (n int)",
    ],
)
def test_the_servers_role_changes_no_table(confined: Database, statement: str) -> None:
    with pytest.raises(ProgrammingError), confined.write() as connection:
        connection.execute(text(statement))


def test_a_coordinator_sees_and_releases_what_is_kept_apart(
    confined: Database, clock: Clock
) -> None:
    enrol(confined, "ines")
    enrol(confined, "ana", "coordinator")
    pushing, ana = (Laptop(confined, name, clock) for name in ("ines", "ana"))
    pushing.exchange()
    pushing.put("person", "marta", called="Marta")
    revoke(confined, "ines")
    pushing.exchange()
    with confined.read() as connection:
        (one,) = review.listing(connection, scope(connection, "ana"), "", "").changes
    with confined.write() as connection:
        done = review.release(connection, scope(connection, "ana"), [one.change], 1)
    ana.exchange()

    assert one.fields is not None
    assert done.released == (one.change,)
    assert ana.fields("marta")["called"] == "Marta"


def test_the_servers_role_backs_up_and_restores(
    laptop: Laptop, confined: Database, postgres: str, tmp_path: Path
) -> None:
    with confined.write() as connection:
        access.revoke(connection, "ines", system_now)
        name = connection.execute(text("SELECT current_database()")).scalar()
    made = backup.write(confined, tmp_path, system_now(), off_site=True)
    with confined.write() as connection:
        for table in reversed(metadata.sorted_tables):
            if table.name != "audit":
                connection.execute(table.delete())
    with psycopg.connect(postgres.replace("/postgres?", f"/{name}?")) as owner:
        owner.execute("ALTER TABLE audit DISABLE TRIGGER audit_kept")
        owner.execute("DELETE FROM audit")
        owner.execute("ALTER TABLE audit ENABLE TRIGGER audit_kept")
    restore.restore(home.read(tmp_path / "server"), made.file, system_now())
    assert seen(confined, barrier.EVERY) == ["marta", "yusef"]


def test_who_may_make_no_role_is_told_what_to_ask_for(confined: Database) -> None:
    with pytest.raises(Refusal) as refusal, confined.write() as connection:
        roles.admit(connection, "postgresql://another:secret@host/base")
    assert refusal.value.code == "no-role"
    assert 'CREATE ROLE "another" LOGIN' in refusal.value.message
    assert "secret" not in refusal.value.message


@pytest.mark.parametrize("run_as", ["sqlite://", "nonsense", "postgresql://host/base"])
def test_a_role_is_named_by_a_url_of_postgresql(confined: Database, run_as: str) -> None:
    with pytest.raises(Refusal) as refusal, confined.write() as connection:
        roles.admit(connection, run_as)
    assert refusal.value.code == "bad-role"
