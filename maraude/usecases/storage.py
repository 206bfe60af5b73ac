"""Say where the work lives on this laptop, and how much room it takes."""

import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from maraude import paths
from maraude.store import backup


@dataclass(frozen=True, slots=True)
class Storage:
    """The profile's folder; sizes in bytes, ``last_backup`` UTC, None where there is none yet."""

    home: Path
    work: int
    directory: int
    addresses: int
    keys: int
    preferences: int
    backups: int
    backup_count: int
    last_backup: datetime | None
    rest: int
    free: int

    @property
    def home_bytes(self) -> int:
        """What the whole folder takes."""
        named = (self.work, self.directory, self.addresses, self.keys, self.preferences)
        return sum(named) + self.backups + self.rest


def look(home: Path) -> Storage:
    """Measure the folder of a profile. Reads the disk."""
    automatic = backup.listed(home)
    work = _with_side_files(paths.database(home))
    directory = _with_side_files(paths.directory_database(home))
    addresses = _with_side_files(paths.addresses_database(home))
    keys = _size(home.glob(f"{paths.keyring(home).name}*"))
    chosen = _size((paths.preferences(home),))
    backups = _size(automatic.values())
    everything = _size(path for path in home.rglob("*") if path.is_file())
    return Storage(
        home=home,
        work=work,
        directory=directory,
        addresses=addresses,
        keys=keys,
        preferences=chosen,
        backups=backups,
        backup_count=len(automatic),
        last_backup=next(iter(automatic), None),
        rest=everything - work - directory - addresses - keys - chosen - backups,
        free=shutil.disk_usage(home).free,
    )


def _with_side_files(database: Path) -> int:
    """Measure a database with what SQLite keeps beside it."""
    return _size(database.with_name(database.name + end) for end in ("", "-wal", "-shm"))


def _size(files: Iterable[Path]) -> int:
    """Measure files, of which any may go away meanwhile."""
    total = 0
    for path in files:
        with suppress(OSError):
            total += path.stat().st_size
    return total
