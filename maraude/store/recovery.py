"""What to do about a damaged work database: the newest good backup, and what can be salvaged."""

from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from maraude import paths
from maraude.domain.clock import Now
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.protocol import changes, documents
from maraude.store import backup, engine, files, incarnation, meta, records
from maraude.store.engine import Connection, DatabaseError, OperationalError
from maraude.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Recovered:
    """What took the place of a damaged database.

    ``made_at`` is when the backup was made (UTC), ``salvaged`` counts the changes written since
    that could still be read; ``whole`` tells that all of them could. ``aside`` is the damaged
    file, None where there was none left.
    """

    made_at: datetime
    salvaged: int
    whole: bool
    aside: Path | None


def is_damage(error: BaseException | None) -> bool:
    """Tell whether an error, or what caused it, is that of a damaged file."""
    while error is not None:
        if isinstance(error, DatabaseError) and not isinstance(error, OperationalError):
            return True
        error = error.__cause__
    return False


def suspect(home: Path) -> None:
    """Have the database read to the end before it is opened the next time."""
    with suppress(OSError):
        files.write(paths.suspect(home), b"")


def clear_suspicion(home: Path, key: bytes) -> None:
    """Read the database to the end where that was asked for; Refusal where it is damaged."""
    if not paths.suspect(home).exists():
        return
    try:
        backup.check(paths.database(home), key)
    except Refusal as refused:
        raise _damaged() from refused
    paths.suspect(home).unlink()


def recover(home: Path, key: bytes, author: str, now: Now) -> Recovered:
    """Put the newest good backup in the place of a damaged or missing database.

    What was written since, and can still be read in the damaged file, is written again under a
    new incarnation. Refusal ``damaged-database`` where no backup is good.
    """
    for made_at, path in backup.listed(home).items():
        with suppress(Refusal):
            backup.check(path, key)
            aside = backup.restore(home, key, path, now())
            salvaged, whole = _salvage(home, key, author, now, aside)
            paths.suspect(home).unlink(missing_ok=True)
            return Recovered(made_at, salvaged, whole, aside)
    raise _damaged()


def _salvage(home: Path, key: bytes, author: str, now: Now, aside: Path | None) -> tuple[int, bool]:
    """Write again what the damaged file holds beyond the backup; how much, and whether all."""
    database = engine.connect(paths.database(home), key, must_exist=True)
    with closing(database), engine.transaction(database):
        known = incarnation.current(database)
        incarnation.fork(database)
        belongs = meta.read(database).belongs
        transaction = Transaction(database, author, now, belongs, None)
        done = 0
        whole = False
        for line in _lines(aside, key, known.inc, known.n):
            if line is None:
                whole = True
            else:
                done += _write_again(transaction, line)
        transaction.close()
    return done, whole


def _lines(aside: Path | None, key: bytes, inc: str, n: int) -> Iterator[bytes | None]:
    """Give the changes after ``n``, as far as they can be read; None at last where all could."""
    if aside is None:
        return
    try:
        with closing(engine.connect_read_only(aside, key)) as damaged:
            query = "SELECT line FROM change WHERE inc = ? AND n > ? ORDER BY n"
            for (line,) in damaged.execute(query, (inc, n)):
                yield line
            yield None
    except (DatabaseError, Refusal):
        return


def _write_again(transaction: Transaction, line: bytes) -> int:
    """Do again what a change did; gives 1, or 0 for one that says nothing by itself."""
    change = changes.decode(line)
    if change.k == "void":
        return 0
    if change.k == "erase":
        transaction.erase(change.r)
        return 1
    fields: dict[str, Any] = msgspec.json.decode(change.f)
    if change.k == "patch":
        known = _known(transaction.connection, change.t, change.r)
        if known is None:
            return 0
        fields = documents.to_document(known) | fields
    transaction.save(documents.from_document(change.t, change.r, fields))
    return 1


def _known(connection: Connection, type_name: str, record: str) -> Any:
    return records.get(connection, documents.TYPES[type_name], record)


def _damaged() -> Refusal:
    return Refusal(
        "damaged-database",
        _(
            "La base de travail est abîmée ou absente, et aucune sauvegarde automatique ne se"
            " laisse lire. Restaurez une sauvegarde : maraude restore FICHIER."
        ),
    )
