"""The streets of the profile's territory: one file, public data, replaced whole."""

from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from maraude import paths
from maraude.directory import street_codec
from maraude.directory.street_codec import Heading
from maraude.domain.refusal import Refusal
from maraude.domain.spot import Position
from maraude.i18n import _
from maraude.store import files

if TYPE_CHECKING:
    from maraude.directory.streets import Streets, Ways


class StreetFile:
    """The file of the streets in ``home``, read again only where it has changed; for any thread."""

    def __init__(self, home: Path) -> None:
        self._path = paths.streets(home)
        self._lock = Lock()
        self._read_at: tuple[int, int] | None = None
        self._read: Streets | Refusal | None = None
        self._asked: tuple[object, Ways | None] = (None, None)

    def get(self) -> "Streets | None":
        """Give the streets; None where there are none, or none that can be read.

        Refusal to read them is said by ``why_not``: minutes are then estimated.
        """
        found = self._current()
        return None if isinstance(found, Refusal) else found

    def ways(self, start: Position, limit: float) -> "Ways | None":
        """Give the ways from ``start`` up to ``limit`` metres; None where they are not known.

        What was last asked is kept: one question is often asked of several kinds of service.
        """
        streets = self.get()
        asked = (self._read_at, start, limit)
        before, ways = self._asked
        if before != asked:
            ways = streets.ways(start, limit) if streets else None
            self._asked = (asked, ways)
        return ways

    def why_not(self) -> Refusal | None:
        """Say why the streets that are there cannot be used; None where they can, or are not."""
        found = self._current()
        return found if isinstance(found, Refusal) else None

    def heading(self) -> Heading | None:
        """Tell of the streets, None where there are none; Refusal as ``street_codec.heading``."""
        content = self._content()
        return None if content is None else street_codec.heading(content)

    def save(self, streets: "Streets") -> Heading:
        """Put ``streets`` in the place of those before; Refusal ``streets-not-written``."""
        content = street_codec.encode(streets)
        try:
            files.write(self._path, content)
        except OSError as error:
            with suppress(OSError):
                self._path.with_name(f"{self._path.name}.tmp").unlink()
            raise Refusal(
                "streets-not-written",
                _(
                    "Le plan des rues n'a pas pu être enregistré : le disque est plein ou le"
                    " fichier est occupé. Le plan d'avant reste en place."
                ),
            ) from error
        return street_codec.heading(content)

    def remove(self) -> bool:
        """Remove the streets; tells whether there were any."""
        there = self._path.exists()
        self._path.unlink(missing_ok=True)
        return there

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self._path.stat().st_size

    def _current(self) -> "Streets | Refusal | None":
        with self._lock:
            try:
                stat = self._path.stat()
            except OSError:
                self._read = self._read_at = None
                return None
            now = (stat.st_mtime_ns, stat.st_size)
            if now != self._read_at:
                self._read, self._read_at = self._load(), now
            return self._read

    def _load(self) -> "Streets | Refusal | None":
        content = self._content()
        try:
            return None if content is None else street_codec.decode(content)
        except Refusal as refusal:
            return refusal

    def _content(self) -> bytes | None:
        try:
            return self._path.read_bytes()
        except OSError:
            return None
