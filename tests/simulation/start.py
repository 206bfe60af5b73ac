"""What every run starts from: chance by its seed, an empty profile and an empty server."""

import random
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from maraude.server import meta
from maraude.server.database import Database
from maraude.store import incarnation
from maraude.store.engine import Connection
from tests import team


@contextmanager
def chance(seed: int) -> Iterator[None]:
    """Let what is drawn at random in the program come from the seed."""
    source = random.Random(f"tokens {seed}")  # noqa: S311 - to be found again by its seed
    before = secrets.token_hex
    secrets.token_hex = lambda nbytes=None: source.randbytes(nbytes or 32).hex()
    try:
        yield
    finally:
        secrets.token_hex = before


def make_template(folder: Path) -> Path:
    """Make the empty profile and the empty server that every run starts from."""
    team.make_profile(folder)
    with closing(Database(f"sqlite:///{folder}/server.db")) as database:
        database.create_schema()
        with database.write() as connection:
            meta.epoch(connection)
        database.shred()
    return folder


def mint(connection: Connection) -> None:
    """Let a copy of the empty profile be a laptop of its own."""
    connection.execute("DELETE FROM incarnation")
    incarnation.mint(connection)
