"""Whom the base wants to open this laptop no more, and whose key slots are gone since."""

from collections.abc import Iterable

import msgspec

from maraude.store import meta
from maraude.store.engine import Connection

_PREFIX = "dismissal."
_WANTED, _DONE = f"{_PREFIX}wanted", f"{_PREFIX}done"


def want(connection: Connection, users: Iterable[str]) -> None:
    """Keep whom the server named last; whom it names no more, it knows to be gone."""
    wanted = sorted(users)
    if wanted or meta.kept(connection, _WANTED):
        gone = [user for user in done(connection) if user in wanted]
        meta.keep(connection, {_WANTED: _encode(wanted), _DONE: _encode(gone)})


def wanted(connection: Connection) -> list[str]:
    """Give whom the server named and who may have a slot yet."""
    gone = done(connection)
    return [user for user in _kept(connection, _WANTED) if user not in gone]


def done(connection: Connection) -> list[str]:
    """Give whose slots are gone, until the server knows it."""
    return _kept(connection, _DONE)


def carry_out(connection: Connection, users: Iterable[str]) -> None:
    """Keep that the slots of ``users`` are gone."""
    meta.keep(connection, {_DONE: _encode(sorted({*done(connection), *users}))})


def _kept(connection: Connection, key: str) -> list[str]:
    return msgspec.json.decode(meta.kept(connection, key).get(key, "[]"), type=list[str])


def _encode(users: list[str]) -> str:
    return msgspec.json.encode(users).decode()
