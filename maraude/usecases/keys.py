"""Who can open the profile on this laptop, and by what."""

import secrets
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from maraude import paths
from maraude.domain.clock import Now, system_now
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.store import keyring, pin, rekey, sheet, slots
from maraude.store import passphrase as phrases
from maraude.store.engine import KEY_BYTES
from maraude.store.keyring import RECOVERY
from maraude.store.store import Store
from maraude.usecases import profiles, rescue


@dataclass(frozen=True, slots=True)
class Rekeying:
    """Whose passphrases open a new database key, by slug, and whose do not.

    ``renews_sheet`` tells that the recovery sheet does not either, and a new one is made.
    """

    stay: tuple[str, ...]
    leave: tuple[str, ...]
    renews_sheet: bool


Secret = Callable[[], str]
"""Asks for a new passphrase; called once all else is known to be right."""


def users(home: Path) -> tuple[str, ...]:
    """Give the slugs of those who can open the profile, who opened it last first."""
    rekey.settle(home)
    return keyring.users(paths.keyring(home))


def suggested_passphrase() -> str:
    """Draw five French words, for whoever has no idea of a passphrase."""
    return phrases.generate()


def name_of(user: str) -> str:
    """Give a user's name as it reads, of their slug."""
    return user.partition(":")[2]


def refuse_last(home: Path, user: str) -> None:
    """Refuse to remove the only volunteer who can open the profile."""
    keyring.without(keyring.load(paths.keyring(home)), user)


def same(one: str, other: str) -> bool:
    """Tell whether two passphrases open the same slot; False for one that is too weak."""
    try:
        forms = {phrases.form(one), phrases.form(other)}
    except Refusal:
        return False
    return len(forms) == 1 and phrases.secret(one, *forms) == phrases.secret(other, *forms)


def refuse_weak(passphrase: str) -> None:
    """Refuse a new passphrase that would be guessed."""
    phrases.form(passphrase)


def new_user(home: Path, name: str) -> str:
    """Give the slug of somebody to be added; Refusal where they have a passphrase already."""
    user = profiles.slug_of("user", name)
    if user in users(home):
        raise Refusal("slot-exists", _("Cette personne a déjà une phrase de passe ici."))
    return user


def add(home: Path, passphrase: str, user: str, theirs: Secret) -> str:
    """Let one more volunteer open the profile with ``theirs``, asked last; gives their slug."""
    author = profiles.slug_of("user", user)
    opened = profiles.open_slot(home, passphrase)
    keyring.add(paths.keyring(home), opened.key, author, theirs())
    return author


def change(home: Path, passphrase: str, new: Secret) -> str:
    """Replace the passphrase of whoever opens the profile with it; gives their slug."""
    opened = profiles.open_slot(home, passphrase)
    if opened.user == RECOVERY:
        raise Refusal(
            "is-sheet",
            _("Ces mots sont ceux de la feuille de secours : faites-en une nouvelle à sa place."),
        )
    keyring.change(paths.keyring(home), opened.user, passphrase, new())
    return opened.user


def renew(home: Path, passphrase: str, user: str, theirs: Secret) -> str:
    """Give somebody who has forgotten their passphrase ``theirs``, asked last; gives their slug."""
    author = profiles.slug_of("user", user)
    opened = profiles.open_slot(home, passphrase)
    keyring.renew(paths.keyring(home), opened.key, author, theirs())
    return author


def remove(home: Path, passphrase: str, user: str, now: Now = system_now) -> str:
    """Take a volunteer's slot and short code away; whoever asks must be able to open the profile.

    Gives the slug.
    """
    author = profiles.slug_of("user", user)
    opened = profiles.open_slot(home, passphrase)
    keyring.remove(paths.keyring(home), author)
    with closing(Store(home, opened.key, opened.user, now)) as store:
        store.write_local(lambda connection: pin.forget(connection, author)).result()
    return author


def new_sheet(home: Path, passphrase: str, now: Now = system_now) -> str:
    """Make a new recovery sheet; the old one opens nothing any more."""
    opened = profiles.open_slot(home, passphrase)
    with closing(Store(home, opened.key, opened.user, now)) as store:
        profile = store.profile
    words = keyring.new_sheet(paths.keyring(home), opened.key)
    return sheet.sheet(words, profile.organisation_name, profile.team_name, now().date())


def refuse_wrong(home: Path, passphrase: str) -> None:
    """Refuse a passphrase that does not open the profile."""
    profiles.open_slot(home, passphrase)


def rekeying(home: Path) -> Rekeying:
    """Say who will open the profile once its database key is changed.

    Those stay who have opened it, or were let in, since version 2 of the keyring.
    """
    rekey.settle(home)
    held = keyring.load(paths.keyring(home)).slots
    carried = {slot.header.user for slot in held if slot.envelope}
    return Rekeying(
        tuple(user for user in users(home) if user in carried),
        tuple(user for user in users(home) if user not in carried),
        RECOVERY not in carried,
    )


def change_key(home: Path, passphrase: str, now: Now = system_now) -> str:
    """Encrypt all that the profile keeps anew, with another key; gives a new sheet if one is made.

    What was copied before, with a passphrase that opened it then, opens nothing that is written
    from now on. The automatic backups give way to one of this moment. Refusal as ``rekey.change``.
    """
    opened = profiles.open_slot(home, passphrase)
    new = secrets.token_bytes(KEY_BYTES)
    with closing(profiles.open_with(home, opened.key, opened.user, now)) as session:
        profile = session.profile
    held = keyring.carried(keyring.load(paths.keyring(home)), opened.key, new)
    if held.of(opened.user) is None:
        raise Refusal(
            "unwritable-keyring",
            _("Le trousseau de clés n'a pas pu être réécrit : la clé reste la même."),
        )
    words = "" if held.of(RECOVERY) else phrases.generate(phrases.RECOVERY_WORDS)
    if words:
        cost = max(slot.header.cost for slot in held.slots)
        held = held.holding(*held.slots, slots.seal(new, RECOVERY, words, cost))
    rekey.change(home, opened.key, new, held, now())
    with closing(profiles.open_with(home, new, opened.user, now)) as session:
        rescue.entrust(session)
    if not words:
        return ""
    return sheet.sheet(words, profile.organisation_name, profile.team_name, now().date())
