"""Who can open the profile on this laptop, and by what."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from maraude import paths
from maraude.domain.clock import Now, system_now
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.store import keyring, pin, sheet
from maraude.store import passphrase as phrases
from maraude.store.keyring import RECOVERY
from maraude.store.store import Store
from maraude.usecases import profiles

Secret = Callable[[], str]
"""Asks for a new passphrase; called once all else is known to be right."""


def users(home: Path) -> tuple[str, ...]:
    """Give the slugs of those who can open the profile, who opened it last first."""
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
    opened = keyring.open_slot(paths.keyring(home), passphrase)
    keyring.add(paths.keyring(home), opened.key, author, theirs())
    return author


def change(home: Path, passphrase: str, new: Secret) -> str:
    """Replace the passphrase of whoever opens the profile with it; gives their slug."""
    opened = keyring.open_slot(paths.keyring(home), passphrase)
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
    opened = keyring.open_slot(paths.keyring(home), passphrase)
    keyring.renew(paths.keyring(home), opened.key, author, theirs())
    return author


def remove(home: Path, passphrase: str, user: str, now: Now = system_now) -> str:
    """Take a volunteer's slot and short code away; whoever asks must be able to open the profile.

    Gives the slug.
    """
    author = profiles.slug_of("user", user)
    opened = keyring.open_slot(paths.keyring(home), passphrase)
    keyring.remove(paths.keyring(home), author)
    with closing(Store(home, opened.key, opened.user, now)) as store:
        store.write_local(lambda connection: pin.forget(connection, author)).result()
    return author


def new_sheet(home: Path, passphrase: str, now: Now = system_now) -> str:
    """Make a new recovery sheet; the old one opens nothing any more."""
    opened = keyring.open_slot(paths.keyring(home), passphrase)
    with closing(Store(home, opened.key, opened.user, now)) as store:
        profile = store.profile
    words = keyring.new_sheet(paths.keyring(home), opened.key)
    return sheet.sheet(words, profile.organisation_name, profile.team_name, now().date())
