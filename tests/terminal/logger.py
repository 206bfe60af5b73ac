"""A program that logs encounters without end, and says each one that it was told is kept.

Run by test_kill: python -m tests.terminal.logger HOME KEY
"""

import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from maraude.domain.kept_line import KeptLine
from maraude.usecases import drafts, log, profiles, tours

NOW = datetime(2026, 11, 23, 21, 0, tzinfo=UTC)


def main() -> None:
    """Log until killed."""
    home, key = Path(sys.argv[1]), bytes.fromhex(sys.argv[2])
    session = profiles.open_with(home, key, "user:essai", lambda: NOW)
    tour = tours.current(session) or tours.start(session)
    for number in count():
        line = f"{number % 9 + 1}hs=u- /MARQUEUR numéro {number}"
        drafts.keep(session, KeptLine(line, NOW)).result()
        entry = log.save(session, log.read(session, tour, line, at=NOW))
        if entry:
            sys.stdout.write(f"{entry.id}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
