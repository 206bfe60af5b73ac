"""PostgreSQL's second barrier: a transaction sees the rows of the feeds that it named, no others.

It stands against a query that forgets its condition, not against one who may write SQL.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, text

EVERY = "*"
DIRECTORY = "directory"
"""What an enrolled device is shown of no feed: the services that the base publishes."""
_SETTING = "maraude.feeds"
_SHOWN = f"string_to_array((SELECT current_setting('{_SETTING}', true)), ',')"
_ALL = f"'{EVERY}' = ANY({_SHOWN})"
_OWN = f"{_ALL} OR feed = ANY({_SHOWN})"
_PLACED = "SELECT 1 FROM feed_row WHERE feed_row.row = row_state.row"
_CONDITIONS = {
    "feed_row": _OWN,
    "row_state": f"{_ALL} OR EXISTS ({_PLACED} AND feed_row.feed = ANY({_SHOWN}))",
    "change": _ALL,
    "conflict": _ALL,
}
"""By table that has contents: which of its rows are seen and may be written."""
_PUBLISHED = f"{_ALL} OR '{DIRECTORY}' = ANY({_SHOWN})"
_DIRECTORY = dict.fromkeys(("directory_service", "directory_source"), _PUBLISHED)


def raise_(connection: Connection) -> None:
    """Put the tables of rows behind the barrier, their owner too."""
    _protect(connection, _CONDITIONS)


def raise_directory(connection: Connection) -> None:
    """Put the tables of services behind the barrier."""
    _protect(connection, _DIRECTORY)


def _protect(connection: Connection, conditions: Mapping[str, str]) -> None:
    if connection.dialect.name == "sqlite":
        return
    for table, condition in conditions.items():
        connection.execute(text(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"))
        connection.execute(text(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"))
        connection.execute(text(f"CREATE POLICY shown ON {table} USING ({condition})"))


def show(connection: Connection, feeds: Iterable[str]) -> None:
    """Let this transaction see the rows of ``feeds``, until it ends."""
    if connection.dialect.name == "sqlite":
        return
    named = text(f"SELECT set_config('{_SETTING}', :feeds, true)")
    connection.execute(named, {"feeds": ",".join(sorted(feeds))})
