"""A profile as an earlier version left it: the first steps of its schema, and rows in it."""

import tempfile
from contextlib import closing
from pathlib import Path

from maraude import paths
from maraude.store import engine
from maraude.store.migrations import migrations
from maraude.usecases import log, profiles, tours
from tests.team import KEY, Clock, make_profile

BEFORE = "0004_people"
"""The first step that the old profile has not seen."""


def make_old_profile(home: Path, notes: tuple[str, ...]) -> None:
    """Put a profile of before ``BEFORE`` into ``home``, with a tour and an encounter for each note.

    Rows are those of today, as far as the old tables have their columns.
    """
    with tempfile.TemporaryDirectory() as name:
        make_profile(Path(name))
        with closing(profiles.open_with(Path(name), KEY, "user:ines", Clock())) as session:
            tour = tours.start(session)
            for note in notes:
                log.save(session, log.read(session, tour, f"2hs=u- /{note}", at=session.now()))
        with (
            closing(engine.connect(paths.database(Path(name)), KEY)) as today,
            closing(engine.connect(paths.database(home), KEY)) as old,
        ):
            _copy(today, old)


def _copy(today: engine.Connection, old: engine.Connection) -> None:
    from sqlite_utils import Database  # only after maraude.store, which says why

    database = Database(old)
    migrations.apply(database, stop_before=BEFORE)
    with engine.transaction(old):
        for table in ("meta", "incarnation", "change", "tour", "encounter"):
            columns = [column.name for column in database.table(table).columns]
            known = {row[1] for row in today.execute(f'PRAGMA table_info("{table}")')}
            names = ", ".join(f'"{name}"' for name in columns if name in known)
            marks = ", ".join("?" for name in columns if name in known)
            rows = today.execute(f'SELECT {names} FROM "{table}"').fetchall()  # noqa: S608 - ours
            insert = f'INSERT INTO "{table}" ({names}) VALUES ({marks})'  # noqa: S608 - ours
            old.executemany(insert, rows)
