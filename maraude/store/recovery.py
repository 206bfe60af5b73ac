"""What to do about a damaged work database: the newest good backup, and what can be salvaged."""

from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec

from maraude import paths
from maraude.domain.clock import Now
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.protocol import changes, documents
from maraude.store import backup, engine, files, incarnation, meta, migrations, records
from maraude.store.engine import Connection, DatabaseError, OperationalError
from maraude.store.transaction import Transaction

_RECOVERED = "recovered."
_NO_GOOD = frozenset({"damaged-backup", "newer-profile"})
"""Refusals that are a backup's own; the one before it may do."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """What took the place of a damaged database.

    ``made_at`` is when the backup was made (UTC), ``salvaged`` counts the changes written since
    that could still be read; ``whole`` tells that all of them could. ``aside`` is the name of the
    damaged file, empty where there was none left.
    """

    made_at: datetime
    salvaged: int
    whole: bool
    aside: str


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


def recover(home: Path, key: bytes, author: str, now: Now) -> None:
    """Put the newest good backup in the place of a damaged or missing database.

    What was written since, and can still be read in the damaged file, is written again under a
    new incarnation; ``told`` then says what was recovered. Refusal ``damaged-database`` where no
    backup is good, ``database-busy``, ``restore-failed``.
    """
    if backup.finish_restoring(home, key):
        return
    for made_at, path in backup.listed(home).items():
        salvage = partial(_salvage, home, key, author, now, made_at)
        try:
            backup.restore(home, key, path, now(), salvage)
        except Refusal as refused:
            if refused.code not in _NO_GOOD:
                raise
        else:
            paths.suspect(home).unlink(missing_ok=True)
            return
    raise _damaged()


def told(connection: Connection) -> Recovered | None:
    """Give what was recovered, until ``forget``; None where nothing was."""
    kept = meta.kept(connection, _RECOVERED)
    return msgspec.json.decode(kept[_RECOVERED], type=Recovered) if kept else None


def forget(connection: Connection) -> None:
    """Forget what was recovered, once it was said."""
    meta.forget(connection, _RECOVERED)


def _salvage(
    home: Path, key: bytes, author: str, now: Now, made_at: datetime, copy: Connection
) -> None:
    """Write into a copy of the backup what the present file holds beyond it, and that it did."""
    present = paths.database(home)
    migrations.bring_up_to_date(copy)
    with engine.transaction(copy):
        known = incarnation.current(copy)
        incarnation.fork(copy)
        belongs = meta.read(copy).belongs
        transaction = Transaction(copy, author, now, belongs, None)
        done = 0
        whole = False
        for group in _groups(present, key, known.inc, known.n):
            if group is None:
                whole = True
            else:
                done += sum(_write_again(transaction, line) for line in group)
        transaction.close()
        aside = backup.aside_for(home, now()).name if present.exists() else ""
        recovered = Recovered(made_at, done, whole, aside)
        meta.keep(copy, {_RECOVERED: msgspec.json.encode(recovered).decode()})


def _groups(present: Path, key: bytes, inc: str, n: int) -> Iterator[list[bytes] | None]:
    """Give the changes after ``n`` as far as they can be read; None at last where all could.

    Those that were saved together are given together: a half would be a wrong record.
    """
    try:
        with closing(engine.connect_read_only(present, key)) as damaged:
            for _tx, group in groupby(_rows(damaged, inc, n), lambda row: row[0]):
                yield [line for _tx, line in group]
            yield None
    except (DatabaseError, Refusal):
        return


def _rows(damaged: Connection, inc: str, n: int) -> Iterator[tuple[int, bytes]]:
    query = "SELECT tx, line FROM change WHERE inc = ? AND n > ? ORDER BY n"
    yield from damaged.execute(query, (inc, n))


def _write_again(transaction: Transaction, line: bytes) -> int:
    """Do again what a change did; gives 1, or 0 for one that says nothing by itself."""
    change = changes.decode(line)
    if change.k == "void":
        return 0
    if change.k == "erase":
        transaction.erase(change.r)
        return 1
    fields: dict[str, Any] = msgspec.json.decode(change.f)
    if change.k == "redact":
        transaction.redact(change.t, change.r, tuple(fields))
        return 1
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
