"""A process that logs encounters without end, and says each one that it was told is kept."""

from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from maraude.domain.kept_line import KeptLine
from maraude.usecases import drafts, log, profiles, tours

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

NOW = datetime(2026, 11, 23, 21, 0, tzinfo=UTC)


def log_on(home: Path, key: bytes, said: "Connection[str, None]") -> None:
    """Log until killed."""
    session = profiles.open_with(home, key, "user:essai", lambda: NOW)
    tour = tours.current(session) or tours.start(session)
    for number in count():
        line = f"{number % 9 + 1}hs=u- /MARQUEUR numéro {number}"
        drafts.keep(session, KeptLine(line, NOW)).result()
        entry = log.save(session, log.read(session, tour, line, at=NOW))
        if entry:
            said.send(entry.id)
