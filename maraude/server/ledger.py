"""Who is erased, and which text voided, in a file that no backup holds and no restore takes back.

Each line is the id of somebody, or says of a text ``ROW:FIELD:RV:INC:N`` how it was voided.
"""

import os
from pathlib import Path

from sqlalchemy import Connection, select

from maraude.protocol.messages import Voided
from maraude.server import redaction, retention
from maraude.server.tables import erasure as erased
from maraude.server.tables import redaction as redacted

_VOIDED_PARTS = 5


def keep(connection: Connection, path: Path) -> None:
    """Write down whoever the database says is erased, or what is voided, and the file does not."""
    missing = _said(connection) - read(path)
    if not missing:
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.writelines(f"{line}\n" for line in sorted(missing))
        stream.flush()
        os.fsync(stream.fileno())


def read(path: Path) -> frozenset[str]:
    """Give the lines; none where there is no file."""
    try:
        return frozenset(path.read_text(encoding="utf-8").split())
    except FileNotFoundError:
        return frozenset()


def replay(connection: Connection, path: Path, at: int) -> int:
    """Erase again whoever a restore has brought back, with their notes: nobody reads those again.

    Counted. What was voided is so again.
    """
    back = sorted(read(path) - _said(connection))
    persons = [line for line in back if _voided(line) is None]
    retention.forget(connection, persons, at)
    _void_again(connection, back, at)
    return len(persons)


def _void_again(connection: Connection, back: list[str], at: int) -> None:
    """Void what was, each text as it was last; a later word that the database has stands."""
    last: dict[tuple[str, str], Voided] = {}
    for line in back:
        if (found := _voided(line)) and found[2].rv > last.get(found[:2], redaction.BY_SERVER).rv:
            last[found[:2]] = found[2]
    for (row, name), voided in last.items():
        known = redaction.marks(connection, [row]).get(row, {}).get(name, redaction.BY_SERVER)
        if voided.rv > known.rv:
            redaction.redact(connection, [row], (name,), at, voided)


def _said(connection: Connection) -> set[str]:
    query = select(redacted.c.row, redacted.c.field, redacted.c.rv, redacted.c.inc, redacted.c.n)
    voided = {":".join(map(str, one)) for one in connection.execute(query)}
    return voided.union(connection.execute(select(erased.c.row)).scalars())


def _voided(line: str) -> tuple[str, str, Voided] | None:
    """Read how a text was voided; None where the line is somebody's id."""
    parts = line.rsplit(":", _VOIDED_PARTS - 1)
    if len(parts) < _VOIDED_PARTS or not (parts[2].isdecimal() and parts[4].isdecimal()):
        return None
    return parts[0], parts[1], Voided(int(parts[2]), parts[3], int(parts[4]))
