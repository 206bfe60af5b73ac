"""What every run starts from: chance by its seed, an empty profile and an empty server."""

import random
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from maraude.protocol import changes, messages
from maraude.server import meta
from maraude.server.database import Database
from maraude.store import incarnation, transaction
from maraude.store.engine import Connection
from maraude.sync import client
from tests import team

GROUP, LINE, BODY = 2_000, 2_000, 9_500
"""Bytes of the program's limits in a run, small enough to be met by few and short rows."""
FEW = 1
"""Rows that may leave a laptop at once, however few it has."""


@contextmanager
def chance(seed: int) -> Iterator[None]:
    """Let what is drawn at random in the program come from the seed, and its limits be small."""
    source = random.Random(f"tokens {seed}")  # noqa: S311 - to be found again by its seed
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(secrets, "token_hex", lambda nbytes=32: source.randbytes(nbytes).hex())
        patch.setattr(client, "_FEW", FEW)
        patch.setattr(transaction, "GROUP_BYTES", GROUP)
        patch.setattr(changes, "MAX_LINE", LINE)
        patch.setattr(messages, "MAX_BODY", BODY)
        yield


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
