"""The backup that a person makes: one file from which another laptop can go on.

It is a plain tar archive of two members, ``keyring.json`` and ``maraude.db``. Both are encrypted
already, so that nothing is gained by compressing or encrypting again; and should this program
be lost, any system can still take the two files out.
"""

import shutil
import tarfile
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from maraude import paths
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.store import backup, files, keyring
from maraude.store.engine import Connection
from maraude.store.keyring import Keyring, Opened

KEYRING, DATABASE = "keyring.json", "maraude.db"


def pack(connection: Connection, home: Path, file: Path) -> None:
    """Write the profile in ``home`` to the new ``file``, 0600; the database copy is verified.

    Refusal: ``file-exists``, ``no-profile``, and as ``backup.backup``.
    """
    if file.exists():
        raise Refusal(
            "file-exists",
            _("Il y a déjà un fichier de ce nom. Choisissez-en un autre."),
        )
    keys = home / f"{KEYRING}.packed"
    database = home / f"{DATABASE}.packed"
    unfinished = file.with_name(f"{file.name}.tmp")
    try:
        files.write(keys, keyring.dump(paths.keyring(home)))
        backup.backup(connection, database)
        unfinished.unlink(missing_ok=True)
        with files.create(unfinished) as stream, tarfile.open(fileobj=stream, mode="w") as tar:
            _append(tar, KEYRING, keys)
            _append(tar, DATABASE, database)
        files.place(unfinished, file)
    except OSError as error:
        raise backup.failed() from error
    finally:
        for left in (keys, database, unfinished):
            with suppress(OSError):
                left.unlink(missing_ok=True)


def unpack(
    home: Path,
    file: Path,
    passphrase: str,
    now: datetime,
    prepare: Callable[[Connection], object] = lambda _copy: None,
) -> Opened:
    """Put the work of ``file`` in the place of that in ``home``, which is set aside.

    ``passphrase`` is one that opened the profile when ``file`` was written. Where ``home`` holds
    the same profile its keyring stays, so that who was removed since does not come back; where it
    holds none, or its keyring is damaged, that of the file is taken. The rest as
    ``backup.restore``.

    Refusal: ``damaged-backup``, ``wrong-passphrase``, ``profile-exists`` where ``home`` holds
    another profile, and as ``backup.restore``.
    """
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = home / f"{DATABASE}.unpacked"
    try:
        with file.open("rb") as stream, tarfile.open(fileobj=stream, mode="r:") as tar:
            keys = _keys(tar)
            opened = keyring.unlock(keys, passphrase)
            wanted = _keyring_wanted(home, keys)
            database.unlink(missing_ok=True)
            with files.create(database) as target:
                shutil.copyfileobj(_next(tar, DATABASE, shutil.disk_usage(home).free), target)
        backup.restore(home, opened.key, database, now, prepare)
    except (tarfile.TarError, EOFError, ValueError, OverflowError) as error:
        raise _not_an_archive() from error
    except OSError as error:
        raise backup.not_restored() from error
    finally:
        with suppress(OSError):
            database.unlink(missing_ok=True)
    if wanted:
        keyring.install(paths.keyring(home), keys)
    return opened


def _append(tar: tarfile.TarFile, name: str, path: Path) -> None:
    # A header of our own: neither the user's name nor a date need to stand in it.
    header = tarfile.TarInfo(name)
    header.size, header.mode = path.stat().st_size, 0o600
    with path.open("rb") as stream:
        tar.addfile(header, stream)


def _next(tar: tarfile.TarFile, name: str, limit: int) -> IO[bytes]:
    """Give the content of the next member, which must be a plain file of that name and size."""
    member = tar.next()
    if member is None or member.name != name or not member.isreg() or member.issparse():
        raise _not_an_archive()
    stream = tar.extractfile(member)
    if stream is None or member.size > limit:
        raise _not_an_archive()
    return stream


def _keys(tar: tarfile.TarFile) -> Keyring:
    try:
        return keyring.parse(_next(tar, KEYRING, keyring.MAX_BYTES).read())
    except Refusal as refused:
        if refused.code == "newer-keyring":
            raise
        raise _not_an_archive() from refused


def _keyring_wanted(home: Path, keys: Keyring) -> bool:
    """Tell whether ``home`` needs the keyring ``keys``; Refusal where it has quite another."""
    try:
        present = keyring.load(paths.keyring(home))
    except Refusal as refused:
        if refused.code == "newer-keyring":
            raise
        return True
    if present.key_id != keys.key_id:
        raise Refusal(
            "profile-exists",
            _(
                "Ce dossier contient un autre profil, ou sa clé a été changée depuis cette"
                " sauvegarde. Restaurez-la dans un dossier vide, avec l'option --home."
            ),
        )
    return False


def _not_an_archive() -> Refusal:
    return Refusal(
        "damaged-backup",
        _("Ce fichier n'est pas une sauvegarde de maraude, ou il est incomplet."),
    )
