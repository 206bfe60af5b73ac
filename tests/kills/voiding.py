"""Killed while a text is voided for ever."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from maraude.domain.note import Note
from maraude.store import backup, engine, ledger
from maraude.store.records import select
from maraude.usecases import notes, profiles, redact
from maraude.usecases.session import Session
from tests.readable import readable
from tests.team import KEY, Clock, make_profile

MARK = "Quelquesmotsdetrop"


def prepare(home: Path) -> None:
    """Make a profile and a backup that both have the text."""
    make_profile(home)
    with closing(_opened(home)) as session:
        notes.write(session, MARK)
        notes.write(session, "autre chose")
        session.store.back_up()


def act(home: Path, say: Callable[[str], None]) -> None:
    """Void it."""
    with closing(_opened(home)) as session:
        (note,) = select(session.store.reader, Note, "text = ?", MARK)
        redact.redact(session, redact.texts(note)[0])
        say("voided")


def check(home: Path, acknowledged: list[str]) -> None:
    """Require a text that is wholly there, or in no byte of any file: not in a backup either."""
    with closing(_opened(home)) as session:
        texts = {note.text for note in select(session.store.reader, Note, "1")}
        assert texts in ({MARK, "autre chose"}, {"", "autre chose"})
        there = MARK in texts
        assert not (there and acknowledged), "what was voided is still there"
        assert bool(ledger.read(home, KEY)) != there
        assert (MARK.encode() in readable(home)) == there
        for pragma, well in (("integrity_check", [("ok",)]), ("cipher_integrity_check", [])):
            assert session.store.reader.execute(f"PRAGMA {pragma}").fetchall() == well
    for path in backup.listed(home).values():
        with closing(engine.connect_read_only(path, KEY)) as connection:
            assert bool(list(select(connection, Note, "text = ?", MARK))) == there


def _opened(home: Path) -> Session:
    return profiles.open_with(home, KEY, "user:ines", Clock())
