"""The sticks that are plugged in, and the files to be exchanged that are on them."""

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from maraude.usecases.session import Session

SUFFIX = ".maraude"
PLACES = tuple(map(Path, ("/media", "/run/media", "/Volumes")))
"""Where systems mount what is plugged in, directly or in a folder of the user's."""

_LATEST = 2**37
"""Seconds since 1970 that any time zone can still tell, whatever date a file bears."""


@dataclass(frozen=True, slots=True)
class StickFile:
    """A file of maraude's on a stick, and when it was written (UTC)."""

    path: Path
    at: datetime


def plugged(
    places: Iterable[Path] = PLACES, is_mount: Callable[[Path], bool] = os.path.ismount
) -> tuple[Path, ...]:
    """Give the folders of the sticks that are plugged in, by name."""
    found = (folder for place in places for folder in _below(place))
    return tuple(sorted(folder for folder in found if is_mount(folder)))


def files(folders: Iterable[Path]) -> tuple[StickFile, ...]:
    """Give the files of maraude's in some folders, the latest first."""
    named = (
        path
        for folder in folders
        for path in _listed(folder)
        if path.suffix == SUFFIX and not path.name.startswith(".")
    )
    found = filter(None, map(_file, named))
    return tuple(sorted(found, key=lambda one: (one.at, one.path), reverse=True))


def new_file(session: Session, folder: Path) -> Path:
    """Give the file in a folder for what this laptop writes now."""
    team = session.profile.team.partition(":")[2]
    at = session.now().astimezone(session.zone)
    return folder / f"maraude-{team}-{at:%Y%m%d-%H%M}{SUFFIX}"


def _below(place: Path) -> Iterator[Path]:
    """Give the folders in a place, and those in them."""
    for folder in _listed(place):
        yield folder
        yield from _listed(folder)


def _file(path: Path) -> StickFile | None:
    try:
        status = path.stat()
    except OSError:  # just unplugged
        return None
    at = datetime.fromtimestamp(min(status.st_mtime, _LATEST), UTC)
    return StickFile(path, at) if stat.S_ISREG(status.st_mode) else None


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:  # a file, another user's, or just unplugged
        return []
