"""The key slots beside the database: one for each volunteer, and one for the recovery sheet."""

import hashlib
import secrets
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.protocol.rescue import Rescue
from maraude.store import files, slots
from maraude.store import passphrase as phrases
from maraude.store.engine import KEY_BYTES
from maraude.store.slots import Cost, Slot

RECOVERY = "recovery"
VERSION: Final = 2
MAX_BYTES = 64 * 1024
MAX_SLOTS = 64
KEY_ID_BYTES = 16


class _Versioned(msgspec.Struct, frozen=True):
    version: int


class Keyring(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of ``keyring.json``; ``key_id`` is a digest of the one key in all its slots.

    ``rescue`` is that key again, sealed to the organisation once the laptop is enrolled.
    """

    key_id: Annotated[bytes, Meta(min_length=KEY_ID_BYTES, max_length=KEY_ID_BYTES)]
    slots: Annotated[tuple[Slot, ...], Meta(min_length=1, max_length=MAX_SLOTS)]
    version: Literal[1, 2] = VERSION
    rescue: Rescue | UnsetType = UNSET

    def of(self, user: str) -> Slot | None:
        """Give the slot of ``user``."""
        return next((slot for slot in self.slots if slot.header.user == user), None)

    def without(self, user: str) -> tuple[Slot, ...]:
        """Give the slots of everyone else."""
        return tuple(slot for slot in self.slots if slot.header.user != user)

    def holding(self, *held: Slot) -> "Keyring":
        """Give a keyring of the same key that has these slots."""
        return msgspec.structs.replace(self, slots=held, version=VERSION)


@dataclass(frozen=True, slots=True)
class Opened:
    """Who opened the profile (``recovery`` for the sheet), and the database key.

    ``notice`` is a sentence to show where the keyring had to be read from its previous copy.
    """

    user: str
    key: bytes = field(repr=False)
    notice: str = ""


def create(path: Path, user: str, passphrase: str, cost: Cost | None = None) -> tuple[bytes, str]:
    """Make the keyring of a new profile; gives the new database key and the recovery words.

    ``user`` is a slug. ``cost`` is measured on this laptop where it is not given; the slots that
    are added later have the same. Refusal: ``profile-exists``, ``weak-passphrase``.
    """
    if exists(path):
        raise Refusal(
            "profile-exists",
            _("Il y a déjà un profil dans ce dossier. Ouvrez-le, ou choisissez un autre dossier."),
        )
    phrases.form(passphrase)
    cost = cost or Cost.measured()
    key, words = secrets.token_bytes(KEY_BYTES), phrases.generate(phrases.RECOVERY_WORDS)
    keyring = Keyring(
        key_id=key_id(key),
        slots=(slots.seal(key, user, passphrase, cost), slots.seal(key, RECOVERY, words, cost)),
    )
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(path, keyring, previous=keyring)
    return key, words


def key_id(key: bytes) -> bytes:
    """Give the digest by which a keyring names its database key."""
    return hashlib.blake2b(key, digest_size=KEY_ID_BYTES, person=b"maraude key id").digest()


def open_slot(path: Path, passphrase: str, user: str | None = None) -> Opened:
    """Try ``passphrase`` on the slots: that of ``user`` first, else that which opened last.

    Each volunteer's slot that is tried costs about half a second; the recovery slot is tried for
    ten words only.

    Refusal: ``wrong-passphrase``, ``no-profile``, ``damaged-keyring``, ``newer-keyring``.
    """
    keyring, notice = _read(path)
    opened = unlock(keyring, passphrase, user or _last_user(path))
    _remember_last(path, opened.user)
    if not notice:
        _bring_up_to_date(path, keyring, opened, passphrase)
    return replace(opened, notice=notice)


def unlock(keyring: Keyring, passphrase: str, first: str | None = None) -> Opened:
    """Try ``passphrase`` on the slots of ``keyring``; Refusal ``wrong-passphrase``."""
    for slot in sorted(keyring.slots, key=lambda slot: slot.header.user != first):
        user = slot.header.user
        if user == RECOVERY and not phrases.is_recovery(passphrase):
            continue
        if key := slots.unseal(slot, passphrase):
            return Opened(user, key)
    raise _wrong_passphrase()


def users(path: Path) -> tuple[str, ...]:
    """Give the slugs of those who have a slot, who opened last first; not the recovery sheet.

    Refusal: as ``open_slot``.
    """
    keyring = load(path)
    last = _last_user(path)
    names = [slot.header.user for slot in keyring.slots if slot.header.user != RECOVERY]
    return tuple(sorted(names, key=lambda name: name != last))


def add(path: Path, key: bytes, user: str, passphrase: str) -> None:
    """Give ``user`` a slot. Refusal: ``slot-exists``, ``weak-passphrase``."""
    keyring = load(path)
    if keyring.of(user):
        raise Refusal("slot-exists", _("Cette personne a déjà une phrase de passe ici."))
    if len(keyring.slots) == MAX_SLOTS:
        raise Refusal("too-many-slots", _("Trop de personnes ouvrent déjà ce profil : 63."))
    slot = slots.seal(key, user, passphrase, _cost(keyring))
    _write(path, keyring.holding(*keyring.slots, slot), previous=keyring)


def change(path: Path, user: str, old: str, new: str) -> None:
    """Replace the passphrase of ``user``; the old one opens neither the keyring nor its copy.

    Refusal: ``no-such-slot``, ``wrong-passphrase``, ``weak-passphrase``.
    """
    keyring = load(path)
    phrases.form(new)
    key = slots.unseal(_slot_of(keyring, user), old)
    if key is None:
        raise _wrong_passphrase()
    _replace(path, keyring, slots.seal(key, user, new, _cost(keyring)))


def renew(path: Path, key: bytes, user: str, passphrase: str) -> None:
    """Give ``user`` another passphrase in the place of one that is forgotten.

    Refusal: ``no-such-slot``, ``weak-passphrase``.
    """
    keyring = load(path)
    _slot_of(keyring, user)
    _replace(path, keyring, slots.seal(key, user, passphrase, _cost(keyring)))


def remove(path: Path, user: str) -> None:
    """Take the slot of ``user`` away, unless it is the last one of a volunteer or the sheet's.

    Whoever kept a copy of the keyring, in an old backup say, can still open that copy: the
    database key stays the same.

    Refusal: ``no-such-slot``, ``last-slot``.
    """
    left = without(load(path), user)
    _write(path, left, previous=left)


def without(keyring: Keyring, user: str) -> Keyring:
    """Give ``keyring`` without the slot of ``user``; Refusal as ``remove``."""
    _slot_of(keyring, user)
    if user == RECOVERY:
        raise Refusal(
            "last-slot",
            _("La feuille de secours ne se retire pas : faites-en une nouvelle à sa place."),
        )
    if len(keyring.without(RECOVERY)) == 1:
        raise Refusal(
            "last-slot",
            _(
                "C'est la dernière personne qui peut ouvrir ce profil. Ajoutez d'abord quelqu'un"
                " d'autre."
            ),
        )
    return keyring.holding(*keyring.without(user))


def readmit(path: Path, key: bytes, user: str, passphrase: str) -> None:
    """Let ``user`` open with ``passphrase`` again, whatever opened their slot before, if any.

    Refusal: ``another-key`` where ``key`` is not the keyring's, ``weak-passphrase``.
    """
    keyring = load(path)
    if key_id(key) != keyring.key_id:
        raise Refusal(
            "another-key",
            _("La clé de cet ordinateur a été changée depuis : refaites une demande."),
        )
    _replace(path, keyring, slots.seal(key, user, passphrase, _cost(keyring)))


def entrust(path: Path, rescue: Rescue) -> None:
    """Keep the database key as it was sealed to the organisation, in the place of what was."""
    entrusted = msgspec.structs.replace(load(path), rescue=rescue)
    _write(path, entrusted, previous=entrusted)


def new_sheet(path: Path, key: bytes) -> str:
    """Replace the recovery slot; gives its ten words. The old sheet opens nothing any more."""
    keyring = load(path)
    words = phrases.generate(phrases.RECOVERY_WORDS)
    _replace(path, keyring, slots.seal(key, RECOVERY, words, _cost(keyring)))
    return words


def carried(keyring: Keyring, old: bytes, new: bytes) -> Keyring:
    """Give the keyring of the database key ``new``, for all those in it whom ``old`` vouches for.

    Nobody's passphrase changes. A slot of version 1 that has not opened since is left out.
    """
    slots = (slot.carried(old, new) for slot in keyring.slots)
    return Keyring(key_id=key_id(new), slots=tuple(slot for slot in slots if slot))


def load(path: Path) -> Keyring:
    """Read the keyring, or its previous copy.

    Refusal: ``no-profile``, ``damaged-keyring``, ``newer-keyring``.
    """
    keyring, _notice = _read(path)
    return keyring


def copies(path: Path) -> tuple[Keyring | None, Keyring | None]:
    """Give the keyring and its previous copy, None for each that cannot be read."""

    def read(file: Path) -> Keyring | None:
        try:
            return _load(file)
        except Refusal:
            return None

    return read(path), read(_previous(path))


def dump(path: Path) -> bytes:
    """Give what a backup keeps of the keyring at ``path``; Refusal as ``load``."""
    return _encode(load(path))


def install(path: Path, keyring: Keyring) -> None:
    """Write ``keyring``, which came with a backup, as that of a profile."""
    _write(path, keyring, previous=keyring)


def parse(content: bytes) -> Keyring:
    """Read the content of a ``keyring.json``. Refusal: ``damaged-keyring``, ``newer-keyring``."""
    if len(content) > MAX_BYTES:
        raise Refusal(
            "damaged-keyring",
            _("Le trousseau de clés est bien trop grand. Restaurez une sauvegarde."),
        )
    try:
        if msgspec.json.decode(content, type=_Versioned).version > VERSION:
            raise Refusal(
                "newer-keyring",
                _("Ce profil vient d'une version plus récente de maraude. Mettez maraude à jour."),
            )
        return msgspec.json.decode(content, type=Keyring)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refusal(
            "damaged-keyring",
            _("Le trousseau de clés est abîmé ou incomplet. Restaurez une sauvegarde."),
        ) from error


def _cost(keyring: Keyring) -> Cost:
    return max(slot.header.cost for slot in keyring.slots)


def _slot_of(keyring: Keyring, user: str) -> Slot:
    if slot := keyring.of(user):
        return slot
    raise Refusal("no-such-slot", _("Cette personne n'a pas de phrase de passe ici."))


def _wrong_passphrase() -> Refusal:
    return Refusal(
        "wrong-passphrase",
        _("Cette phrase de passe n'ouvre pas ce profil. Vérifiez-la, puis réessayez."),
    )


def _replace(path: Path, keyring: Keyring, slot: Slot) -> None:
    """Put ``slot`` in the place of its user's; no copy keeps what the old one opened."""
    replaced = keyring.holding(*keyring.without(slot.header.user), slot)
    _write(path, replaced, previous=replaced)


def _bring_up_to_date(path: Path, keyring: Keyring, opened: Opened, passphrase: str) -> None:
    """Write a slot of version 1 anew, which only its passphrase can; else it waits for room."""
    slot = keyring.of(opened.user)
    if slot and not slot.envelope:
        with suppress(Refusal):
            _replace(
                path, keyring, slots.seal(opened.key, opened.user, passphrase, slot.header.cost)
            )


def _write(path: Path, keyring: Keyring, *, previous: Keyring) -> None:
    try:
        files.write(_previous(path), _encode(previous))
        files.write(path, _encode(keyring))
    except OSError as error:
        raise Refusal(
            "unwritable-keyring",
            _(
                "Le trousseau de clés n'a pas pu être écrit : rien n'a changé. Faites de la place"
                " sur le disque, puis réessayez."
            ),
        ) from error


def _encode(keyring: Keyring) -> bytes:
    content = msgspec.json.encode(keyring)
    # What could not be read back would lock everyone out.
    msgspec.json.decode(content, type=Keyring)
    return content


def _read(path: Path) -> tuple[Keyring, str]:
    """Give the keyring; from its previous copy where it must be, and then a sentence saying so."""
    try:
        return _load(path), ""
    except Refusal as refused:
        if refused.code == "newer-keyring":
            raise
        try:
            keyring = _load(_previous(path))
        except Refusal:
            raise refused from None
    return keyring, _(
        "Le trousseau de clés ne se laisse pas lire : sa copie précédente a été utilisée. Une"
        " personne ajoutée depuis peut y manquer."
    )


def _load(path: Path) -> Keyring:
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise Refusal(
            "no-profile",
            _("Il n'y a pas de profil dans ce dossier. Créez-en un avec « maraude init »."),
        ) from error
    except OSError as error:
        raise Refusal(
            "damaged-keyring",
            _("Le trousseau de clés ne s'ouvre pas. Vérifiez que le fichier vous appartient."),
        ) from error
    return parse(content)


def exists(path: Path) -> bool:
    """Tell whether there is a keyring, or its previous copy."""
    return path.exists() or _previous(path).exists()


def _previous(path: Path) -> Path:
    return path.with_name(f"{path.name}.previous")


def _last(path: Path) -> Path:
    return path.with_name("last-user")


def _last_user(path: Path) -> str | None:
    try:
        return _last(path).read_text("utf-8")
    except (OSError, ValueError):
        return None


def _remember_last(path: Path, user: str) -> None:
    """Keep who opened; a disk too full to remember it must not keep anyone out."""
    if user not in (RECOVERY, _last_user(path)):
        with suppress(OSError):
            files.write(_last(path), user.encode())
