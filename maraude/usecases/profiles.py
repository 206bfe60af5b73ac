"""Make a profile, and open it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from maraude import paths, preferences
from maraude.domain.clock import Now, system_now
from maraude.domain.identifiers import slug
from maraude.domain.profile import Profile
from maraude.domain.refusal import Refusal
from maraude.domain.text import clean_line
from maraude.i18n import _
from maraude.preferences import Preferences
from maraude.store import instance, keyring, rekey, sheet, wipe
from maraude.store import passphrase as phrases
from maraude.store.keyring import Opened
from maraude.store.store import Store
from maraude.usecases import departure, recovery, rescue
from maraude.usecases.session import Session


@dataclass(frozen=True, slots=True)
class Created:
    """A new profile, and the sheet to print that opens it when every passphrase is forgotten."""

    profile: Profile
    user: str
    sheet: str = field(repr=False)


def exists(home: Path) -> bool:
    """Tell whether ``home`` holds a profile, or what is left of one."""
    return (
        keyring.exists(paths.keyring(home))
        or paths.database(home).exists()
        or paths.rekeying(home).exists()
    )


def refuse_if_taken(home: Path) -> None:
    """Refuse a folder that holds a profile or a demonstration already."""
    refuse_demo(home)
    departure.settle(home)
    if exists(home):
        raise Refusal(
            "profile-exists",
            _(
                "Il y a déjà un profil dans ce dossier. Ouvrez-le, ou choisissez un autre dossier."
                " Si sa feuille de secours n'a pas été notée : maraude key sheet en refait une."
            ),
        )


def refuse_demo(home: Path) -> None:
    """Refuse a demonstration's folder: real work must not be mixed with what is fictional."""
    if paths.demo_key(home).exists():
        raise Refusal("is-demo", _("Ce dossier est celui de la démonstration."))


def refuse_to_leave(profile: Profile) -> None:
    """Refuse that anything of a demonstration leaves it: elsewhere it would be taken for real."""
    if profile.demo:
        raise Refusal(
            "is-demo",
            _("Tout est fictif dans une démonstration : rien n'en sort, rien ne s'envoie."),
        )


def create(
    home: Path,
    *,
    organisation: str,
    team: str,
    user: str,
    passphrase: str,
    territory: str = "paris",
    language: str = "fr",
    on_call: str = "",
    now: Now = system_now,
) -> Created:
    """Make a profile in ``home``: its first key slot, its recovery slot and its database.

    Killed at any moment, it is whole or not there. Refusal as ``refuse_if_taken``;
    ``weak-passphrase``, ``empty-name``.
    """
    refuse_if_taken(home)
    phrases.form(passphrase)
    wipe.forget(home)
    profile = Profile(
        organisation=slug_of("org", organisation),
        team=slug_of("team", team),
        territory=slug_of("territory", territory),
        organisation_name=clean_line(organisation),
        team_name=clean_line(team),
        on_call=clean_line(on_call),
    )
    author = slug_of("user", user)
    with rekey.founded(home) as begun:
        key, words = keyring.create(paths.keyring(begun), author, passphrase)
        Store.create(begun, key, profile, author, now).close()
        preferences.write(paths.preferences(begun), Preferences(language=language))
    text = sheet.sheet(words, profile.organisation_name, profile.team_name, now().date())
    return Created(profile, author, text)


def unlock(home: Path, passphrase: str, now: Now = system_now) -> Session:
    """Open the profile in ``home`` with a volunteer's passphrase or the recovery words."""
    departure.refuse_emptied(home)
    opened = open_slot(home, passphrase)
    session = open_with(home, opened.key, opened.user, now)
    rescue.entrust(session)
    return replace(session, notice=" ".join(filter(None, (opened.notice, session.notice))))


def key(home: Path, passphrase: str) -> bytes:
    """Give the key that a passphrase or the recovery words open, and open nothing with it."""
    return open_slot(home, passphrase).key


def open_with(home: Path, key: bytes, author: str, now: Now) -> Session:
    """Open the stores in ``home`` with their key."""
    return recovery.open_session(home, key, author, now)


def hold(home: Path) -> Callable[[], None]:
    """Hold the profile in ``home`` for one application; gives what lets it go.

    Refusal where another application has it open.
    """
    return instance.hold(home)


def slug_of(kind: str, name: str) -> str:
    """Make the slug of a name; Refusal ``empty-name`` where nothing of it is left."""
    try:
        return slug(kind, name)
    except ValueError:
        raise Refusal(
            "empty-name", _("« {name} » n'a ni lettre ni chiffre.").format(name=clean_line(name))
        ) from None


def open_slot(home: Path, passphrase: str) -> Opened:
    """Give the database key for a volunteer's passphrase or the recovery words.

    A change of key that was cut off is finished first. Refusal as ``keyring.open_slot``.
    """
    rekey.settle(home)
    try:
        return keyring.open_slot(paths.keyring(home), passphrase)
    except Refusal as refused:
        if refused.code == "wrong-passphrase" and rescue.is_possible(home):
            way = _(
                "Si plus personne n'en a, ni la feuille de secours, l'association peut ouvrir cet"
                " ordinateur : maraude key recover request FICHIER."
            )
            raise Refusal(refused.code, f"{refused.message} {way}") from refused
        if refused.code != "no-profile" or not paths.database(home).exists():
            raise
        raise Refusal(
            "missing-keyring",
            _(
                "Le trousseau de clés a disparu : sans lui, la base de travail ne s'ouvre pas."
                " Reprenez une sauvegarde, qui le contient : maraude restore FICHIER."
            ),
        ) from refused
