"""How far this laptop has followed the server's audit, and whether that ever went another way."""

from dataclasses import dataclass
from datetime import UTC, datetime

from maraude.protocol import trail
from maraude.protocol.trail import Trail
from maraude.store import meta
from maraude.store.engine import Connection

_TRAIL = "trail."
_N, _DIGEST = f"{_TRAIL}n", f"{_TRAIL}digest"
_DOUBTED, _RESUMED = f"{_TRAIL}doubted", f"{_TRAIL}resumed"


@dataclass(frozen=True, slots=True)
class Standing:
    """Moments (UTC, by the server's clock), None for never.

    Since ``doubted``, what the server tells does not go on from what it had told. At ``resumed``
    it last said that it had begun a new epoch, after which that is no wonder.
    """

    doubted: datetime | None
    resumed: datetime | None


def number(connection: Connection) -> int:
    """Give the number of the last entry that is followed; 0 before any."""
    return int(meta.kept(connection, _N).get(_N, "0"))


def standing(connection: Connection) -> Standing:
    """Give how far the server's audit can be believed."""
    kept = meta.kept(connection, _TRAIL)
    return Standing(_moment(kept.get(_DOUBTED)), _moment(kept.get(_RESUMED)))


def follow(
    connection: Connection, asked: int, told: Trail | None, *, restored: bool, at: int
) -> None:
    """Take what the server told ``at`` (ms since 1970, UTC) of its audit after entry ``asked``.

    What does not go on from what is known is not followed, and doubted until it does, or until
    the server was ``restored``: it then begins a new epoch, and what it knows counts.
    """
    kept = meta.kept(connection, _TRAIL)
    n, digest = int(kept.get(_N, "0")), bytes.fromhex(kept.get(_DIGEST, ""))
    if asked != n and not restored:
        return  # it answers what was asked before another answer was kept
    if restored or _goes_on(n, digest, told):
        head = (str(told.n), told.digest.hex()) if told else ("0", "")
        meta.keep(connection, {_N: head[0], _DIGEST: head[1], _DOUBTED: ""})
    elif not kept.get(_DOUBTED):
        meta.keep(connection, {_DOUBTED: str(at)})
    if restored:
        meta.keep(connection, {_RESUMED: str(at)})


def _goes_on(n: int, digest: bytes, told: Trail | None) -> bool:
    if told is None or n == 0:
        return n == 0
    return told.n >= n and trail.chained(digest, told.links) == told.digest


def _moment(milliseconds: str | None) -> datetime | None:
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC) if milliseconds else None
