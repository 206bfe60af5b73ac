"""The keys of feeds that the server has told, with which laptops lock what they hand over."""

import msgspec

from maraude.protocol.messages import FeedKeys
from maraude.store import meta
from maraude.store.engine import Connection

_KEYS = "feed_keys."
_ID, _HELD = f"{_KEYS}id", f"{_KEYS}held"
_MOST = 4
"""Keys of a feed that are kept: files of a laptop that knows no newer one still open."""


def name(connection: Connection) -> str:
    """Give what the server calls the keys told last; empty where there are none."""
    return meta.kept(connection, _ID).get(_ID, "")


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
    meta.keep(connection, {_ID: told.id, _HELD: msgspec.json.encode(keys).decode()})
