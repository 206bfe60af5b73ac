"""Change one byte of one file, open the profile, and judge what it shows."""

import random
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from maraude import paths
from maraude.domain.refusal import Refusal
from maraude.store import keyring
from maraude.store.engine import DatabaseError
from maraude.usecases import backups, profiles, recovery
from maraude.usecases.session import Session
from tests.flips import profile
from tests.flips.profile import AUTHOR, PACKED, Shown
from tests.team import PASSPHRASE, Clock

WEIGHTS = {
    "maraude.db": 14,
    "maraude.db-wal": 13,
    "maraude.db-shm": 2,
    "directory.db": 6,
    "directory.previous.db": 2,
    "addresses.db": 4,
    "streets.graph": 4,
    "keyring.json": 3,
    "keyring.json.previous": 1,
    "last-user": 1,
    "erased": 2,
    "reserve": 1,
    "backups/maraude-20261123T211000Z.db": 5,
    PACKED: 2,
}
"""How many of 60 flips each file gets."""


class Verdict(Enum):
    """What a flip came to. ``WRONG`` is what must never be."""

    DETECTED = "detected"
    HARMLESS = "harmless"
    WRONG = "wrong"


@dataclass(frozen=True)
class Flip:
    """One changed byte: ``place`` is a share of the file's length, ``mask`` the bits changed."""

    file: str
    place: float
    mask: int

    def __str__(self) -> str:
        return f"{self.file} at {self.place:.6f} with {self.mask:#04x}"

    def on(self, home: Path) -> None:
        path = home / self.file
        content = bytearray(path.read_bytes())
        content[int(self.place * len(content))] ^= self.mask
        path.write_bytes(content)


def flips(count: int, chance: random.Random) -> Iterator[Flip]:
    """Give as many flips, over all files; half of them change a single bit."""
    files = chance.choices(list(WEIGHTS), list(WEIGHTS.values()), k=count)
    for file in files:
        mask = 1 << chance.randrange(8) if chance.random() < 0.5 else chance.randrange(1, 256)
        yield Flip(file, chance.random(), mask)


class Trial:
    """A profile that is copied for each flip."""

    def __init__(self, folder: Path) -> None:
        self._made = profile.make(folder / "made")
        self._home = folder / "flipped"
        assert all((self._source(file) / file).is_file() for file in WEIGHTS)

    def run(self, flip: Flip) -> Verdict:
        """Flip a byte in a copy of the profile and judge it."""
        shutil.rmtree(self._home, ignore_errors=True)
        shutil.copytree(self._source(flip.file), self._home)
        flip.on(self._home)
        if flip.file == PACKED:
            return self._judge_archive()
        if flip.file.startswith("backups/"):
            return self._judge_backup(self._home / flip.file)
        if flip.file.startswith(("keyring", "last-user")):
            return self._judge_keyring()
        return self._judge()

    def _source(self, file: str) -> Path:
        return self._made.killed if file.endswith(("-wal", "-shm")) else self._made.closed

    def _judge(self) -> Verdict:
        """Open the profile: it may refuse, or say what it lacks; else it shows all there is.

        What is not read then is when it is backed up, and the next start makes good for it.
        """
        try:
            with closing(self._opened(Clock())) as session:
                shown, said = profile.everything(session)
                verdict = self._verdict(shown, said)
                if verdict is Verdict.HARMLESS:
                    session.store.back_up()
        except Refusal as refused:
            if refused.code == "damaged-database" and paths.suspect(self._home).exists():
                return self._mended()
            return Verdict.DETECTED if refused.message else Verdict.WRONG
        except DatabaseError as error:
            return self._mended() if recovery.diagnose(self._home, error) else Verdict.WRONG
        return verdict

    def _opened(self, clock: Clock) -> Session:
        clock.pass_time(hours=1)
        return profiles.open_with(self._home, self._made.key, AUTHOR, clock)

    def _mended(self) -> Verdict:
        """Open it again after damage was met on the way, as the sentence then asks."""
        with closing(self._opened(Clock())) as session:
            shown, said = profile.everything(session)
        return self._verdict(shown, said)

    def _verdict(self, shown: Shown, said: str) -> Verdict:
        known = self._made.shown
        if any(shown[name] - known[name] for name in shown):
            return Verdict.WRONG
        if shown == known and not said:
            return Verdict.HARMLESS
        return Verdict.DETECTED if said else Verdict.WRONG

    def _judge_keyring(self) -> Verdict:
        try:
            opened = keyring.open_slot(paths.keyring(self._home), PASSPHRASE)
        except Refusal as refused:
            return Verdict.DETECTED if refused.message else Verdict.WRONG
        if (opened.key, opened.user) != (self._made.key, AUTHOR):
            return Verdict.WRONG
        return Verdict.DETECTED if opened.notice else Verdict.HARMLESS

    def _judge_backup(self, file: Path) -> Verdict:
        """Let the backup be needed: the database is gone."""
        paths.database(self._home).unlink()
        try:
            with closing(self._opened(Clock())) as session:
                shown, said = profile.everything(session)
        except Refusal as refused:
            return Verdict.DETECTED if refused.message else Verdict.WRONG
        verdict = self._verdict(shown, said)
        return Verdict.HARMLESS if verdict is Verdict.DETECTED else verdict

    def _judge_archive(self) -> Verdict:
        other = self._home / "other"
        try:
            backups.unpack(other, self._home / PACKED, PASSPHRASE, Clock())
        except Refusal as refused:
            return Verdict.DETECTED if refused.message else Verdict.WRONG
        with closing(profiles.open_with(other, self._made.key, AUTHOR, Clock())) as session:
            shown, _said = profile.everything(session)
        kept = ("profile", "lines", "people")
        wrong = any(shown[name] - self._made.shown[name] for name in kept)
        return Verdict.WRONG if wrong else Verdict.HARMLESS
