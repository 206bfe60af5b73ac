"""``maraude key recover``: open a laptop again with its organisation's help, by two files."""

from argparse import Namespace

from maraude import paths
from maraude.cli import access, folder
from maraude.cli.output import Answer
from maraude.i18n import _
from maraude.usecases import rescue


def request(arguments: Namespace) -> Answer:
    """Write what the organisation has to answer; nothing is opened."""
    file = paths.typed(arguments.file).absolute()
    rescue.request(folder.home(arguments), file)
    return Answer(
        {"request": str(file)},
        (
            _("La demande est dans {file}. Portez-la à la base.").format(file=file),
            _("Elle ne dit rien de ce qui est noté ici, et seul cet ordinateur lira la réponse."),
            _("Puis, ici : maraude key recover answer RÉPONSE --user PRÉNOM."),
        ),
    )


def answer(arguments: Namespace) -> Answer:
    """Let somebody open the profile again with the organisation's answer."""
    user = rescue.answer(
        folder.home(arguments),
        paths.typed(arguments.file).absolute(),
        arguments.user,
        lambda: access.new_passphrase(arguments.new_passphrase_file),
    )
    return Answer(
        {"opened": user},
        (
            _("{user} ouvre de nouveau ce profil. Cette réponse ne sert plus.").format(user=user),
            _("Faites maintenant une feuille de secours : maraude key sheet."),
        ),
    )
