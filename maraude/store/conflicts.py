"""Fields that hold several values, as the server last told."""

from maraude.store.engine import Connection


def count(connection: Connection) -> int:
    """Count the fields in conflict."""
    (number,) = connection.execute("SELECT count(*) FROM conflict").fetchone()
    return int(number)
