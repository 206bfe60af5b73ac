"""What is killed while it writes, and what has to hold of the profile that it leaves behind.

Each target prepares a folder, acts in it, says what it has acknowledged, and checks the folder
after the process was killed at any moment of that.
"""

import tarfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from unittest import mock

import pytest

from maraude import paths
from maraude.directory.importers.batch import Batch
from maraude.domain.kept_line import KeptLine
from maraude.domain.person import Person
from maraude.domain.refusal import Refusal
from maraude.store import (
    archive,
    backup,
    engine,
    inspection,
    keyring,
    ledger,
    records,
    recovery,
)
from maraude.store.slots import Cost
from maraude.usecases import backups, drafts, keys, log, profiles, tours
from maraude.usecases.session import Session
from tests.damage import damage_table
from tests.directory.services import SERVICE, TODAY
from tests.kills import thinning, voiding
from tests.kills.exchanging import MARTA, check_exchanged, enrolled, exchange
from tests.old_profile import make_old_profile
from tests.server.laptop import NORD
from tests.team import KEY, PASSPHRASE, Clock, make_locked_profile, make_profile

Say = Callable[[str], None]
AUTHOR = "user:ines"
LINES, LATER = 12, 5


@dataclass(frozen=True)
class Target:
    """``act`` is killed, ``check`` raises where what it left is not as it has to be."""

    name: str
    prepare: Callable[[Path], None]
    act: Callable[[Path, Say], None]
    check: Callable[[Path, list[str]], None]


def opened(home: Path) -> Session:
    return profiles.open_with(home, KEY, AUTHOR, Clock())


def note(session: Session, words: str) -> str:
    tour = tours.current(session) or tours.start(session)
    entry = log.save(session, log.read(session, tour, f"2hs=u- /{words}", at=session.now()))
    assert entry
    return entry.id


def noted(session: Session) -> list[str]:
    """Give the words of what is noted, the oldest first."""
    tour = tours.current(session)
    return [
        entry.encounter.note for entry in reversed(tours.entries(session, tour) if tour else ())
    ]


def whole(session: Session) -> None:
    """Require that changes are numbered without a gap, and that each row has one."""
    reader = session.store.reader
    for inc, number in reader.execute("SELECT inc, count(*) FROM change GROUP BY inc").fetchall():
        query = "SELECT n FROM change WHERE inc = ? ORDER BY n"
        first, *_rest = (n for (n,) in reader.execute(query, (inc,)))
        last = reader.execute("SELECT max(n) FROM change WHERE inc = ?", (inc,)).fetchone()[0]
        assert last - first + 1 == number, f"a gap in the changes of {inc}"
    put = "SELECT count(*) FROM change WHERE type = 'encounter' AND kind = 'put'"
    rows = reader.execute("SELECT count(*) FROM encounter").fetchone()
    assert reader.execute(put).fetchone() == rows, "a row without its change"
    assert session.store.reader.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert session.store.reader.execute("PRAGMA cipher_integrity_check").fetchall() == []


def with_lines(home: Path) -> None:
    """Make a profile with lines, a backup, and some more lines."""
    make_profile(home)
    with closing(opened(home)) as session:
        for number in range(LINES):
            note(session, f"avant {number}")
        session.store.back_up()
        for number in range(LATER):
            note(session, f"après {number}")


BEFORE = [f"avant {number}" for number in range(LINES)]
AFTER = [f"après {number}" for number in range(LATER)]


def write(home: Path, say: Say) -> None:
    with closing(opened(home)) as session:
        for number in count():
            if number == 2 * LINES:
                return
            drafts.keep(session, KeptLine(f"2hs= /nuit {number}", session.now())).result()
            say(note(session, f"nuit {number}"))


def check_written(home: Path, acknowledged: list[str]) -> None:
    with closing(opened(home)) as session:
        reader = session.store.reader
        kept = {row[0] for row in reader.execute("SELECT id FROM encounter")}
        assert set(acknowledged) <= kept, "an acknowledged encounter is lost"
        assert noted(session) == [f"nuit {number}" for number in range(len(kept))]
        assert not acknowledged or drafts.read(session) is not None
        assert session.notice == ""
        whole(session)
    for path in home.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert b"nuit" not in content, f"{path.name} can be read without the key"
        assert not content.startswith(b"SQLite format 3")


def back_up(home: Path, say: Say) -> None:
    clock = Clock()
    with closing(profiles.open_with(home, KEY, AUTHOR, clock)) as session:
        for hour in range(4):
            clock.pass_time(hours=1)
            session.store.back_up()
            say(f"backup {hour}")
        backups.pack(session, home / "copie.maraude")
        say("packed")


def with_keyring(home: Path) -> None:
    keyring.create(paths.keyring(home), AUTHOR, PASSPHRASE, Cost())
    with_lines(home)


def check_backed_up(home: Path, acknowledged: list[str]) -> None:
    made = backup.listed(home)
    for path in made.values():
        backup.check(path, KEY)
    assert len(made) >= min(3, 1 + len(acknowledged)), "a backup that was acknowledged is gone"
    packed = home / "copie.maraude"
    assert packed.exists() or "packed" not in acknowledged
    if packed.exists():
        with tarfile.open(packed) as tar:
            assert tar.getnames() == [archive.KEYRING, archive.DATABASE]
    with closing(opened(home)) as session:
        assert noted(session) == BEFORE + AFTER
        whole(session)


def with_archive(home: Path) -> None:
    """Make a file that holds the lines before, in a profile that has gone on since."""
    keyring.create(paths.keyring(home), AUTHOR, PASSPHRASE, Cost())
    make_profile(home)
    with closing(opened(home)) as session:
        for words in BEFORE:
            note(session, words)
        backup.backup(session.store.reader, home / "copie.db")
        for words in AFTER:
            note(session, words)


def restore(home: Path, say: Say) -> None:
    backup.restore(home, KEY, home / "copie.db", Clock()(), backups.adopt)
    say("restored")


def check_restored(home: Path, acknowledged: list[str]) -> None:
    """Require what was there or what was restored, the latter under a number of its own."""
    with closing(opened(home)) as session:
        found = noted(session)
        forked = session.store.reader.execute("SELECT count(*) FROM incarnation").fetchone()[0]
        assert (found, forked) in [(BEFORE + AFTER, 1), (BEFORE, 2)], (len(found), forked)
        assert "restored" not in acknowledged or found == BEFORE
        whole(session)


def old(home: Path) -> None:
    make_old_profile(home, tuple(BEFORE))


def migrate(home: Path, say: Say) -> None:
    opened(home).close()
    say("migrated")


def check_migrated(home: Path, acknowledged: list[str]) -> None:
    made = backup.listed(home)
    with closing(opened(home)) as session:
        assert made or backup.listed(home), "nothing was kept from before the migration"
        assert inspection.work(home, KEY).pending == 0
        assert noted(session) == BEFORE
        whole(session)


def with_marta(home: Path) -> None:
    make_profile(home)
    with closing(opened(home)) as session:
        session.store.write(lambda transaction: transaction.save(MARTA)).result()
        for number in range(LINES):
            note(session, f"avant {number}")
        session.store.back_up()


def erase(home: Path, say: Say) -> None:
    with closing(opened(home)) as session:
        session.store.erase([MARTA.id])
        say("erased")


def check_erased(home: Path, acknowledged: list[str]) -> None:
    """Require a person who is wholly there, or nowhere: not in a backup, not after a restore."""
    with closing(opened(home)) as session:
        there = records.get(session.store.reader, Person, MARTA.id) is not None
        assert not (there and acknowledged), "who was erased is still there"
        assert ledger.read(home, KEY) == ({} if there else {MARTA.id: True})
        whole(session)
    for path in backup.listed(home).values():
        with closing(engine.connect_read_only(path, KEY)) as connection:
            assert (records.get(connection, Person, MARTA.id) is not None) == there


def damaged(home: Path) -> None:
    with_lines(home)
    damage_table(home, KEY, "undo")
    recovery.suspect(home)


def recover(home: Path, say: Say) -> None:
    with closing(opened(home)) as session:
        assert session.notice
        say("recovered")


def check_recovered(home: Path, acknowledged: list[str]) -> None:
    with closing(opened(home)) as session:
        assert noted(session) == BEFORE + AFTER, "what could be salvaged is lost"
        forked = session.store.reader.execute("SELECT count(*) FROM incarnation").fetchone()[0]
        assert forked == 2, "a restored laptop would number its changes a second time"
        assert acknowledged or session.notice, "nothing is said of what was recovered"
        whole(session)


FEW, MANY = 5, 40


def with_directory(home: Path) -> None:
    make_profile(home)
    with closing(opened(home)) as session:
        _import(session, FEW)


def replace_directory(home: Path, say: Say) -> None:
    with closing(opened(home)) as session:
        _import(session, MANY)
        say("imported")


def check_directory(home: Path, acknowledged: list[str]) -> None:
    with closing(opened(home)) as session, session.services.reading() as snapshot:
        (source,) = snapshot.sources()
    assert source.services in ((MANY,) if acknowledged else (FEW, MANY))
    assert session.notice == ""


def _import(session: Session, number: int) -> None:
    kept = tuple(replace(SERVICE, id=f"essai:{n}", source_id=str(n)) for n in range(number))
    batch = Batch("essai", "Les Lucioles", number, kept, ())
    session.services.replace(batch, TODAY, session.profile.zone)


OLD_KEY = "old-key"


def locked(home: Path) -> None:
    """Make a profile behind a passphrase, with lines and a backup."""
    make_locked_profile(home)
    key = profiles.open_slot(home, PASSPHRASE).key
    (home / OLD_KEY).write_bytes(key)
    with closing(profiles.open_with(home, key, AUTHOR, Clock())) as session:
        for words in BEFORE:
            note(session, words)
        session.store.back_up()


def rekey(home: Path, say: Say) -> None:
    keys.change_key(home, PASSPHRASE, Clock())
    say("rekeyed")


def check_rekeyed(home: Path, acknowledged: list[str]) -> None:
    """Require that all opens by the passphrase as before, under one key, old or new."""
    key = profiles.open_slot(home, PASSPHRASE).key
    assert not acknowledged or key != (home / OLD_KEY).read_bytes()
    with closing(profiles.open_with(home, key, AUTHOR, Clock())) as session:
        assert noted(session) == BEFORE
        assert session.notice == ""
        whole(session)
    for path in (paths.directory_database(home), *backup.listed(home).values()):
        backup.check(path, key)


def nothing(home: Path) -> None:
    """Leave a folder for a new profile, with something of nobody's in it."""
    home.mkdir(exist_ok=True)


def found(home: Path, say: Say) -> None:
    with mock.patch.object(Cost, "measured", Cost):
        profiles.create(
            home, organisation="Lucioles", team="Nord", user="ines", passphrase=PASSPHRASE
        )
    say("created")


def check_found(home: Path, acknowledged: list[str]) -> None:
    """Require a profile that opens by its passphrase, or none, in the place of which one is made.

    It says so: no passphrase is called wrong, and no base damaged.
    """
    if not profiles.exists(home):
        assert not acknowledged, "a profile that was made is gone"
        with pytest.raises(Refusal, match="pas de profil"):
            profiles.open_slot(home, PASSPHRASE)
        found(home, lambda _told: None)
    key = profiles.open_slot(home, PASSPHRASE).key
    with closing(profiles.open_with(home, key, AUTHOR, Clock())) as session:
        assert session.profile.team == NORD
        assert session.notice == ""
        whole(session)
    assert [path.name for path in home.iterdir() if path.name.startswith("rekey")] == []


TARGETS = {
    target.name: target
    for target in (
        Target("write", make_profile, write, check_written),
        Target("sync", enrolled, exchange, check_exchanged),
        Target("backup", with_keyring, back_up, check_backed_up),
        Target("restore", with_archive, restore, check_restored),
        Target("migrate", old, migrate, check_migrated),
        Target("erase", with_marta, erase, check_erased),
        Target("recover", damaged, recover, check_recovered),
        Target("directory", with_directory, replace_directory, check_directory),
        Target("rekey", locked, rekey, check_rekeyed),
        Target("thin", thinning.prepare, thinning.act, thinning.check),
        Target("redact", voiding.prepare, voiding.act, voiding.check),
        Target("found", nothing, found, check_found),
    )
}
