"""The line being typed: one row, written at each key, never synced."""

from datetime import datetime

import msgspec

from maraude.domain.choice import Choice
from maraude.domain.kept_line import KeptLine
from maraude.store.engine import Connection


def keep(connection: Connection, draft: KeptLine) -> None:
    """Replace the draft."""
    connection.execute(
        "INSERT OR REPLACE INTO draft (id, line, opened_at, choices, editing, language)"
        " VALUES (1, ?, ?, ?, ?, ?)",
        (
            draft.line,
            draft.opened_at.isoformat(),
            msgspec.json.encode(draft.choices).decode(),
            draft.editing,
            draft.language,
        ),
    )


def drop(connection: Connection) -> None:
    """Forget the draft."""
    connection.execute("DELETE FROM draft")


def read(connection: Connection) -> KeptLine | None:
    """Give the draft, None where there is none."""
    row = connection.execute(
        "SELECT line, opened_at, choices, editing, language FROM draft"
    ).fetchone()
    if row is None:
        return None
    line, opened_at, choices, editing, language = row
    chosen = msgspec.json.decode(choices, type=tuple[Choice, ...])
    return KeptLine(line, datetime.fromisoformat(opened_at), chosen, editing, language)
