"""The line being typed: one row, written at each key, never synced."""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from maraude.domain.choice import Choice
from maraude.store.engine import Connection


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """A line, when it was opened (UTC), the choices made for its words, and what it corrects.

    ``editing`` is the id of an encounter, or nothing.
    """

    line: str
    opened_at: datetime
    choices: tuple[Choice, ...] = ()
    editing: str = ""


def keep(connection: Connection, draft: StoredDraft) -> None:
    """Replace the draft."""
    connection.execute(
        "INSERT OR REPLACE INTO draft (id, line, opened_at, choices, editing)"
        " VALUES (1, ?, ?, ?, ?)",
        (
            draft.line,
            draft.opened_at.isoformat(),
            msgspec.json.encode(draft.choices).decode(),
            draft.editing,
        ),
    )


def drop(connection: Connection) -> None:
    """Forget the draft."""
    connection.execute("DELETE FROM draft")


def read(connection: Connection) -> StoredDraft | None:
    """Give the draft, None where there is none."""
    row = connection.execute("SELECT line, opened_at, choices, editing FROM draft").fetchone()
    if row is None:
        return None
    line, opened_at, choices, editing = row
    chosen = msgspec.json.decode(choices, type=tuple[Choice, ...])
    return StoredDraft(line, datetime.fromisoformat(opened_at), chosen, editing)
