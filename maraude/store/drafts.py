"""The line being typed: one row, written at each key, never synced."""

from dataclasses import replace
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


def leave_out(connection: Connection, person: str) -> None:
    """Take a person, by their id, off the line: the words by which they are named on it."""
    kept = read(connection)
    named = [choice for choice in kept.choices if choice.record == person] if kept else []
    if kept and named:
        words = {f",{choice.word}" for choice in named}
        line = " ".join(word for word in kept.line.split(" ") if word not in words)
        choices = tuple(choice for choice in kept.choices if choice not in named)
        keep(connection, replace(kept, line=line, choices=choices))


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
