"""The public key by which is known what the base publishes; the first that was told stays."""

from maraude.store import meta
from maraude.store.engine import Connection

_KEY = "signing_key."


def keep(connection: Connection, key: str) -> None:
    """Keep the base's key (hexadecimal), where none is held."""
    if not held(connection):
        meta.keep(connection, {_KEY: key})


def held(connection: Connection) -> bytes:
    """Give the base's key; empty before any was told."""
    return bytes.fromhex(meta.kept(connection, _KEY).get(_KEY, ""))
