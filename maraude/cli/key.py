"""``maraude key``: who can open the profile."""

from argparse import Namespace

from maraude.cli import access, folder
from maraude.cli.output import Answer
from maraude.i18n import _
from maraude.usecases import profiles


def add(arguments: Namespace) -> Answer:
    """Let one more volunteer open the profile."""
    user = profiles.add_user(
        folder.home(arguments),
        access.passphrase(arguments),
        arguments.user,
        lambda: access.new_passphrase(arguments.new_passphrase_file),
    )
    return Answer({"added": user}, (_("{user} peut ouvrir le profil.").format(user=user),))


def change(arguments: Namespace) -> Answer:
    """Replace the passphrase of whoever opens the profile with the one given."""
    user = profiles.change_passphrase(
        folder.home(arguments),
        access.passphrase(arguments),
        lambda: access.new_passphrase(arguments.new_passphrase_file),
    )
    return Answer(
        {"changed": user}, (_("La phrase de passe de {user} est changée.").format(user=user),)
    )


def remove(arguments: Namespace) -> Answer:
    """Take a volunteer's slot away."""
    user = profiles.remove_user(
        folder.home(arguments), access.passphrase(arguments), arguments.user
    )
    return Answer(
        {"removed": user},
        (
            _("{user} ne peut plus ouvrir ce profil.").format(user=user),
            _("Les sauvegardes faites avant s'ouvrent encore avec son ancienne phrase."),
        ),
    )


def sheet(arguments: Namespace) -> Answer:
    """Make a new recovery sheet; the old one opens nothing any more."""
    text = profiles.new_sheet(folder.home(arguments), access.passphrase(arguments))
    return Answer({"recovery_sheet": text}, (text,))
