"""The keys that the server has told: those of feeds, and the organisation's to be rescued by."""

import msgspec

from maraude.protocol.messages import FeedKeys
from maraude.store import meta
from maraude.store.engine import Connection

_KEYS = "feed_keys."
_ID, _HELD, _RESCUE = f"{_KEYS}id", f"{_KEYS}held", f"{_KEYS}rescue"
_MOST = 4
"""Keys of a feed that are kept: files of a laptop that knows no newer one still open."""


def name(connection: Connection) -> str:
    """Give what the server calls the keys told last; empty where some were never kept."""
    kept = meta.kept(connection, _KEYS)
    return kept.get(_ID, "") if _RESCUE in kept else ""


def rescue(connection: Connection) -> bytes:
    """Give the organisation's public key to which this laptop seals its own; empty if none."""
    return bytes.fromhex(meta.kept(connection, _RESCUE).get(_RESCUE, ""))


def held(connection: Connection) -> dict[str, list[bytes]]:
    """Give the keys of each feed, the newest first."""
    kept = meta.kept(connection, _HELD).get(_HELD, "{}")
    return msgspec.json.decode(kept, type=dict[str, list[bytes]])


def keep(connection: Connection, told: FeedKeys) -> None:
    """Keep new keys; those of feeds that are not among them open nothing here any more."""
    before = held(connection)
    keys = {
        feed: [key, *(old for old in before.get(feed, ()) if old != key)][:_MOST]
        for feed, key in told.feeds.items()
    }
    kept = {_ID: told.id, _HELD: msgspec.json.encode(keys).decode(), _RESCUE: told.rescue.hex()}
    meta.keep(connection, kept)
