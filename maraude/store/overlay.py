"""What is laid over a row as the server told it: changes of others that a file brought, and own."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from maraude.protocol.changes import Change
from maraude.store import guests, outbox
from maraude.store.engine import Connection

Named = tuple[str, Change]
"""A change and the incarnation that wrote it."""


def covered(connection: Connection, ids: Iterable[str]) -> frozenset[str]:
    """Give over which of some records something is laid."""
    ids = list(ids)
    return outbox.waiting_among(connection, ids) | guests.among(connection, ids)


def over(connection: Connection, record: str, rv: int, fields: dict[str, Any]) -> dict[str, Any]:
    """Give the fields of a row at version ``rv`` with what is laid over them."""
    shown = dict(fields)
    for _inc, change in _in_order(connection, record, rv):
        shown.update(msgspec.json.decode(change.f))
    return shown


def makes(connection: Connection, record: str) -> bool:
    """Tell whether a row that the server has not told is made by what is laid over it."""
    return any(change.k == "put" for _inc, change in _in_order(connection, record, 0))


def others_shown(
    connection: Connection, record: str, rv: int, fields: Iterable[str]
) -> frozenset[tuple[str, int]]:
    """Give the changes (incarnation, n) of other laptops whose values fields of a row show."""
    strangers = {(inc, change.n) for inc, change in guests.on(connection, record, rv)}
    if not strangers:
        return frozenset()
    shown: dict[str, tuple[str, int]] = {}
    for inc, change in _in_order(connection, record, rv):
        shown.update(dict.fromkeys(msgspec.json.decode(change.f), (inc, change.n)))
    return frozenset(shown[name] for name in fields if name in shown) & strangers


def _in_order(connection: Connection, record: str, rv: int) -> list[Named]:
    """Give what is laid over a row, each change after those that its author had seen.

    Where nobody had seen the other's, this laptop's own comes last: what was confirmed here is
    shown until the server has merged it.
    """
    own = outbox.waiting_of(connection, record)
    visiting = guests.on(connection, record, rv)
    if not visiting:
        return own
    left = {(inc, change.n): change for inc, change in (*visiting, *own)}
    before = {one: {other for other in left if _waits(one, other, left)} for one in left}
    ordered: list[Named] = []
    while left:
        first = next((one for one in left if before[one].isdisjoint(left)), next(iter(left)))
        ordered.append((first[0], left.pop(first)))
    return ordered


def _waits(one: tuple[str, int], other: tuple[str, int], laid: Mapping[Any, Change]) -> bool:
    """Tell whether a change (incarnation, n) comes after another one."""
    return (
        (other[0] == one[0] and other[1] < one[1])
        or other in laid[one].s
        or (laid[other].k == "put" and laid[one].k != "put")
    )
