"""The addresses on the laptop: a finished, encrypted file, replaced whole and never backed up."""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from maraude import paths
from maraude.directory.addresses.address import Address
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.store import engine, files
from maraude.store.address_book import SCHEMA, VERSION, AddressBook, AddressWriter
from maraude.store.engine import Connection, DatabaseError, OperationalError

LARGE_REMOVAL = 0.2
"""A department that loses more than this share of its addresses is not replaced unasked."""


@dataclass(frozen=True, slots=True)
class Written:
    """What an import did: addresses kept, by department, and said twice by the file."""

    kept: dict[str, int]
    repeated: int


class Addresses:
    """The addresses of a profile.

    As with the directory, a new file is built beside the one in use and takes its name: any
    thread may read at any time, one at a time may replace. What is damaged is not built upon.
    """

    def __init__(self, home: Path, key: bytes) -> None:
        self._current = paths.addresses_database(home)
        self._unfinished = self._current.with_suffix(".new.db")
        self._damaged = self._current.with_suffix(".damaged.db")
        self._key = key
        self.notice = ""

    @classmethod
    def open(cls, home: Path, key: bytes) -> "Addresses":
        """Open the addresses in ``home``; there may be none yet.

        A file that cannot be opened is set aside; ``notice`` then says so in a sentence.
        """
        addresses = cls(home, key)
        if addresses._current.exists() and not addresses._opens():
            addresses._set_aside()
        return addresses

    def close(self) -> None:
        """Forget the key: nothing can be read from now on."""
        self._key = b""

    @contextmanager
    def reading(self) -> Iterator[AddressBook]:
        """Open the addresses as they are now, for the calling thread.

        Refusal: ``no-addresses`` where none were imported, ``damaged-addresses``.
        """
        if not self._current.exists():
            raise Refusal(
                "no-addresses",
                _(
                    "Aucune adresse n'est importée. Téléchargez le fichier de votre département sur"
                    " adresse.data.gouv.fr, puis : maraude directory addresses import FICHIER."
                ),
            )
        try:
            with closing(engine.connect_read_only(self._current, self._key)) as connection:
                yield AddressBook(connection)
        except DatabaseError as error:
            raise Refusal(
                "damaged-addresses",
                _("Le fichier des adresses est abîmé. Importez-les de nouveau."),
            ) from error

    def replace(
        self,
        addresses: Iterable[Address],
        source: str,
        attribution: str,
        today: date,
        *,
        confirmed: bool = False,
    ) -> Written:
        """Put ``addresses`` in the place of all that was known of their departments.

        Refusal: ``no-address-read`` where there are none, ``large-removal`` where much would
        disappear and nobody ``confirmed`` it, ``addresses-not-written``; and what reading
        ``addresses`` raises. Nothing has changed then.
        """
        with self._rebuilding() as connection:
            writer = AddressWriter(connection, source, attribution, today)
            repeated = sum(not writer.write(address) for address in addresses)
            _refuse_loss(writer, confirmed=confirmed)
            writer.finish()
        return Written(writer.kept, repeated)

    @contextmanager
    def _rebuilding(self) -> Iterator[Connection]:
        """Give a copy to write on; it takes the addresses' name where the block succeeds."""
        self._discard_unfinished()
        try:
            if self._is_whole():
                shutil.copy(self._current, self._unfinished)
            with closing(engine.connect(self._unfinished, self._key)) as connection:
                if not _version(connection):
                    connection.executescript(SCHEMA)
                with engine.transaction(connection):
                    yield connection
                # Without a log beside it the file is whole, and can be opened for reading only.
                connection.execute("PRAGMA journal_mode = DELETE")
            files.place(self._unfinished, self._current)
        except (OSError, OperationalError) as error:
            raise Refusal(
                "addresses-not-written",
                _(
                    "Les adresses n'ont pas pu être enregistrées : le disque est plein ou le"
                    " fichier est occupé. Celles d'avant restent en place."
                ),
            ) from error
        finally:
            self._discard_unfinished()

    def _opens(self) -> bool:
        try:
            with closing(engine.connect_read_only(self._current, self._key)) as connection:
                return _version(connection) == VERSION
        except (Refusal, DatabaseError):
            return False

    def _is_whole(self) -> bool:
        """Tell whether there are addresses of which every page is sound."""
        if not self._current.exists():
            return False
        with closing(engine.connect_read_only(self._current, self._key)) as connection:
            return connection.execute("PRAGMA cipher_integrity_check").fetchone() is None

    def _set_aside(self) -> None:
        self._current.replace(self._damaged)
        self.notice = _(
            "Le fichier des adresses était abîmé : il est mis de côté. Importez-les de nouveau."
        )

    def _discard_unfinished(self) -> None:
        for suffix in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                self._unfinished.with_name(f"{self._unfinished.name}{suffix}").unlink()


def _version(connection: Connection) -> int:
    (number,) = connection.execute("PRAGMA user_version").fetchone()
    return int(number)


def _refuse_loss(writer: AddressWriter, *, confirmed: bool) -> None:
    if not writer.kept:
        raise Refusal("no-address-read", _("Aucune ligne de ce fichier n'est une adresse."))
    if confirmed:
        return
    for department, before in writer.before.items():
        kept = writer.kept[department]
        if kept < (1 - LARGE_REMOVAL) * before:
            raise Refusal(
                "large-removal",
                _(
                    "Département {department} : il ne resterait que {kept} adresses sur {before}."
                    " Vérifiez que le fichier est complet ; sinon, confirmez l'import."
                ).format(department=department, kept=kept, before=before),
            )
