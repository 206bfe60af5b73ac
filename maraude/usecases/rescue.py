"""Open a laptop again with its organisation's help, when every passphrase and the sheet are lost.

While it is open, an enrolled laptop keeps its database key sealed to the organisation beside its
key slots. What opens the organisation's answer stands on the laptop alone, and serves once.
"""

import hashlib
import secrets
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec

from maraude import paths, sealed
from maraude.domain.identifiers import slug
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.protocol import rescue
from maraude.protocol.rescue import Challenge, Entrusted, MalformedRescueError, Rescue, Solution
from maraude.sealed import SealError
from maraude.store import feed_keys, files, keyring, meta, rekey
from maraude.store.keyring import Keyring
from maraude.usecases import departure
from maraude.usecases.session import Session

T = TypeVar("T")

_ENTRUSTED = "rescue.entrusted"
_DEVICE = "server.device"
"""Under which enrolment keeps what this laptop is to its server."""


class _Pending(msgspec.Struct, frozen=True):
    """What this laptop asked, and the private key to which the answer is sealed."""

    nonce: str
    key: bytes

    def __repr__(self) -> str:
        return f"_Pending(nonce={self.nonce!r})"


def entrust(session: Session) -> None:
    """Seal the database key to the organisation, where it is not, or another key was meant.

    What stands in the keyring is only believed as this laptop itself put it there.
    """
    reader, home = session.store.reader, session.store.home
    public = feed_keys.rescue(reader)
    device = meta.kept(reader, _DEVICE).get(_DEVICE)
    if not public or not device or not paths.keyring(home).exists():
        return
    with suppress(Refusal):  # the keyring is damaged, or the disk full: next time
        present = keyring.load(paths.keyring(home))
        kept = meta.kept(reader, _ENTRUSTED).get(_ENTRUSTED)
        if present.rescue and present.rescue.public == public and _digest(present) == kept:
            return
        session.store.with_key(partial(_seal, device, public))
        values = {_ENTRUSTED: _digest(keyring.load(paths.keyring(home)))}
        session.store.write_local(lambda connection: meta.keep(connection, values)).result()


def _seal(device: str, public: bytes, home: Path, key: bytes) -> None:
    sealed_key = sealed.seal(rescue.encode(Entrusted(device, key)), public)
    keyring.entrust(paths.keyring(home), Rescue(public, sealed_key))


def is_possible(home: Path) -> bool:
    """Tell whether the organisation can open the profile in ``home``."""
    with suppress(Refusal):
        return bool(keyring.load(paths.keyring(home)).rescue)
    return False


def request(home: Path, file: Path) -> None:
    """Write what the organisation has to answer into a new file; any request before is void.

    Refusal: ``not-entrusted``, ``file-exists``, ``not-written``, and as ``keyring.load``.
    """
    departure.refuse_emptied(home)
    rekey.settle(home)
    entrusted = keyring.load(paths.keyring(home)).rescue
    if not entrusted:
        raise Refusal(
            "not-entrusted",
            _(
                "Cet ordinateur n'a pas confié sa clé à l'association : elle ne peut pas l'ouvrir."
                " Il reste une phrase de passe, la feuille de secours, ou ce que le serveur a déjà"
                " reçu."
            ),
        )
    refuse_taken(file)
    pending = _Pending(secrets.token_hex(16), sealed.new_key())
    challenge = Challenge(pending.nonce, entrusted, sealed.public(pending.key))
    files.write(paths.rescue(home), msgspec.json.encode(pending))
    put(file, challenge)


def answer(home: Path, file: Path, user: str, theirs: Callable[[], str]) -> str:
    """Let ``user`` open the profile with ``theirs``, asked last, by the organisation's answer.

    Gives their slug.

    Refusal: ``no-request``, ``another-answer``, ``empty-name``, and as ``keyring.readmit``.
    """
    departure.refuse_emptied(home)
    rekey.settle(home)
    pending = _pending(home)
    solution = read(file, Solution)
    try:
        key = sealed.unseal(solution.sealed, pending.key) if _fits(pending, solution) else b""
    except SealError:
        key = b""
    if not key:
        raise Refusal(
            "another-answer",
            _(
                "Cette réponse n'est pas à la dernière demande de cet ordinateur : une demande plus"
                " récente a été faite, elle est pour un autre, ou elle est abîmée."
            ),
        )
    author = _user(user)
    keyring.readmit(paths.keyring(home), key, author, theirs())
    paths.rescue(home).unlink(missing_ok=True)
    return author


def put(file: Path, content: msgspec.Struct) -> None:
    """Write a new file that is carried; Refusal ``file-exists``, ``not-written``."""
    refuse_taken(file)
    try:
        files.write_new(file, rescue.encode(content))
    except OSError:
        raise Refusal(
            "not-written", _("Le fichier {file} n'a pas pu être écrit.").format(file=file)
        ) from None


def refuse_taken(file: Path) -> None:
    """Refuse to write over a file: ``file-exists``."""
    if file.exists():
        raise Refusal("file-exists", _("Il y a déjà un fichier de ce nom. Choisissez-en un autre."))


def read(file: Path, shape: type[T]) -> T:
    """Read a file that was carried; Refusal ``unreadable-file``."""
    try:
        with file.open("rb") as stream:
            return rescue.decode(stream.read(rescue.MAX_FILE), shape)
    except (OSError, MalformedRescueError):
        raise Refusal(
            "unreadable-file",
            _("{file} n'est pas le fichier attendu, ou il est abîmé.").format(file=file),
        ) from None


def _digest(present: Keyring) -> str:
    entrusted = msgspec.json.encode(present.rescue) if present.rescue else b""
    return hashlib.sha256(present.key_id + entrusted).hexdigest()


def _pending(home: Path) -> _Pending:
    try:
        return msgspec.json.decode(paths.rescue(home).read_bytes(), type=_Pending)
    except (OSError, msgspec.MsgspecError):
        raise Refusal(
            "no-request",
            _(
                "Aucune demande n'attend de réponse sur cet ordinateur : maraude key recover"
                " request FICHIER en fait une."
            ),
        ) from None


def _fits(pending: _Pending, solution: Solution) -> bool:
    return secrets.compare_digest(pending.nonce, solution.nonce)


def _user(name: str) -> str:
    try:
        return slug("user", name)
    except ValueError:
        raise Refusal("empty-name", _("Donnez le prénom de qui ouvrira : --user.")) from None
