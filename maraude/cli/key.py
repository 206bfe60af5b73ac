"""``maraude key``: who can open the profile."""

from argparse import Namespace
from functools import partial

from maraude.cli import access, folder
from maraude.cli.output import Answer
from maraude.cli.secret_file import first_line
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.usecases import key_words, keys, pin


def list_users(arguments: Namespace) -> Answer:
    """Say who can open the profile, which needs no passphrase."""
    users = keys.users(folder.home(arguments))
    return Answer({"users": users}, tuple(map(keys.name_of, users)))


def add(arguments: Namespace) -> Answer:
    """Let one more volunteer open the profile."""
    user = keys.add(
        folder.home(arguments),
        access.passphrase(arguments),
        arguments.user,
        lambda: access.new_passphrase(arguments.new_passphrase_file),
    )
    return Answer({"added": user}, (_("{user} peut ouvrir le profil.").format(user=user),))


def change(arguments: Namespace) -> Answer:
    """Replace the passphrase of whoever opens the profile, or the forgotten one of another."""
    home, mine = folder.home(arguments), access.passphrase(arguments)
    theirs = partial(access.new_passphrase, arguments.new_passphrase_file)
    if arguments.user:
        user = keys.renew(home, mine, arguments.user, theirs)
    else:
        user = keys.change(home, mine, theirs)
    return Answer(
        {"changed": user}, (_("La phrase de passe de {user} est changée.").format(user=user),)
    )


def remove(arguments: Namespace) -> Answer:
    """Take a volunteer's slot away."""
    user = keys.remove(folder.home(arguments), access.passphrase(arguments), arguments.user)
    return Answer(
        {"removed": user},
        (
            _("{user} ne peut plus ouvrir ce profil.").format(user=user),
            _("Les sauvegardes faites avant s'ouvrent encore avec son ancienne phrase."),
        ),
    )


def sheet(arguments: Namespace) -> Answer:
    """Make a new recovery sheet; the old one opens nothing any more."""
    text = keys.new_sheet(folder.home(arguments), access.passphrase(arguments))
    return Answer({"recovery_sheet": text}, (text,))


def change_pin(arguments: Namespace) -> Answer:
    """Choose the short code of whoever opens the profile, or do without."""
    with access.session(arguments) as session:
        if arguments.remove:
            pin.forget(session)
            return Answer({"pin": False}, (_("Vous n'avez plus de code court."),))
        file = arguments.pin_file
        pin.change(session, first_line(file) if file else access.ask(_("Code court : ")))
    return Answer({"pin": True}, (_("Ce code court reprend après une pause."),))


def change_key(arguments: Namespace) -> Answer:
    """Encrypt the profile anew with another key; explain it where that is not confirmed."""
    home = folder.home(arguments)
    if not arguments.confirm:
        explained = key_words.change_of_key(keys.rekeying(home))
        how = _("Pour le faire : maraude key rekey --confirm.")
        raise Refusal("not-confirmed", f"{explained}\n\n{how}")
    sheet = keys.change_key(home, access.passphrase(arguments))
    told = _("La clé est changée. Les phrases de passe restent les mêmes.")
    return Answer({"recovery_sheet": sheet or None}, (told, sheet) if sheet else (told,))
