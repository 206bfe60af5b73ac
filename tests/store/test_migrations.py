from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from maraude.store import engine
from maraude.store.migrations import bring_up_to_date, migrations
from tests.team import KEY

MET = [
    ("idris", "2026-11-22T20:40:00+00:00", "e2"),
    ("marta", "2026-11-22T20:40:00+00:00", "e2"),
    ("marta", "2026-11-23T20:40:00+00:00", "e1"),
]


def test_who_was_met_when_outlives_every_later_shape_of_its_table(tmp_path: Path) -> None:
    with closing(engine.connect(tmp_path / "maraude.db", KEY)) as connection:
        migrations.apply(Database(connection), stop_before="0004_people")
        connection.executemany("INSERT INTO met VALUES (?, ?, ?)", MET)
        bring_up_to_date(connection)
        assert connection.execute("SELECT * FROM met ORDER BY person, at").fetchall() == MET
