"""Texts that were voided for ever: none is said again, wherever they were."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from maraude.domain import feeds, free_text
from maraude.protocol import changes
from maraude.server import redaction, tables
from tests.simulation.base import decoded
from tests.simulation.checks import Stored, descends, parents_of, texts_here, texts_in
from tests.simulation.machine import REGISTERS, Machine
from tests.simulation.violation import Violation

if TYPE_CHECKING:
    from tests.simulation.world import World


def voidable(machine: Machine) -> list[tuple[str, str, str]]:
    """Give type, id and field of every text on a laptop that can be voided."""
    return [
        (type_name, record, name)
        for type_name, record in machine.records()
        for name in REGISTERS[type_name]
        if name in free_text.of(type_name)
    ]


def check_void_here(machine: Machine, texts: set[str]) -> None:
    """Raise Violation 19 where a laptop that voided texts still has one of them."""
    if left := texts & texts_here(machine):
        raise Violation(19, f"{machine.device} voided {sorted(left)} and still has it")


def check_void(world: "World") -> None:
    """Raise Violation 19 where a text that was voided is left anywhere, once all is at rest."""
    if not world.redacts:
        return
    stored = Stored.of(world.base)
    with world.base.database.read() as connection:
        found = [connection.execute(select(table)) for table in tables.metadata.sorted_tables]
        there = texts_in(value for rows in found for row in rows for value in row)
        _check_lines(connection, stored)
    refused = _refused(stored)
    for machine in (one for one in world.machines if one.device not in world.base.revoked):
        for (record, name), texts in machine.memory.redacted.items():
            if record in refused or record not in stored.rows:
                continue
            if left := texts & there:
                raise Violation(19, f"the server still has {sorted(left)} of {record} {name}")
            for other in _readers(world, stored, record):
                if left := texts & texts_here(other):
                    raise Violation(19, f"{other.device} still has {sorted(left)} of {record}")


def _check_lines(connection: Connection, stored: Stored) -> None:
    """Look whether only who knew that a text was void has said anything there since."""
    marks, parents = redaction.marks(connection, stored.rows), parents_of(connection)
    for key, line in stored.held.items():
        if decoded(line) is None:
            continue
        change, fields = changes.read(line)
        for name, void in marks.get(change.r, {}).items():
            after = key[0] != void.inc or key[1] > void.n
            aware = void.rv <= change.b or (after and descends(key, (void.inc, void.n), parents))
            if fields.get(name) and not aware:
                raise Violation(19, f"{key} says {fields[name]} of {change.r}, unaware")


def _readers(world: "World", stored: Stored, record: str) -> Iterator[Machine]:
    """Give the laptops to which the server tells of a row."""
    row = stored.rows[record]
    for machine in world.machines:
        readable = world.base.readable(machine.device)
        if not readable.isdisjoint(feeds.feeds(row.type, row.document)):
            yield machine


def _refused(stored: Stored) -> set[str]:
    """Give the rows of which the server keeps a redaction apart."""
    lines = (decoded(stored.held[key]) for key in stored.apart if key in stored.held)
    return {change.r for change in lines if change and change.k == "redact"}
