"""The keys with which laptops lock what they hand to each other without the server.

Each feed has its own, so that a file opens to those alone who read the feed. A key holds until a
device may read something no more; those that laptops then learn are others.
"""

import secrets
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from maraude import sealed
from maraude.protocol.messages import FeedKeys
from maraude.server import meta

_ROTATION = "rotation"
_ID_LENGTH = 8


def of(kept: Mapping[str, str], feeds: Iterable[str]) -> FeedKeys | None:
    """Give the keys of feeds as they are now, by what ``meta`` keeps; none before there is any."""
    if meta.EXCHANGE_KEY not in kept:
        return None
    secret, rotation = bytes.fromhex(kept[meta.EXCHANGE_KEY]), kept.get(_ROTATION, "")
    keys = {feed: sealed.derive(secret, f"feed {rotation} {feed}") for feed in sorted(feeds)}
    public = kept.get(meta.RESCUE, "")
    named = sealed.derive(secret, f"feeds {rotation} {' '.join(keys)} {public}").hex()
    return FeedKeys(named[:_ID_LENGTH], keys, bytes.fromhex(public))


def rotate(connection: Connection) -> None:
    """Let every feed have another key from the end of this transaction on."""
    meta.keep(connection, _ROTATION, secrets.token_hex(8))
