"""``maraude init``: the team's profile on this laptop."""

import sys
from argparse import Namespace

from maraude import i18n
from maraude.cli import access, folder
from maraude.cli.output import Answer, say
from maraude.cli.secret_file import first_line
from maraude.i18n import _
from maraude.usecases import keys, profiles


def init(arguments: Namespace) -> Answer:
    """Create a profile, its first key slot and the recovery sheet."""
    home = folder.home(arguments)
    profiles.refuse_if_taken(home)
    created = profiles.create(
        home,
        organisation=arguments.organisation,
        team=arguments.team,
        user=arguments.user,
        territory=arguments.territory,
        on_call=arguments.on_call,
        language=i18n.language(),
        passphrase=_passphrase(arguments),
    )
    profile = created.profile
    document = {
        "organisation": profile.organisation,
        "team": profile.team,
        "user": created.user,
        "territory": profile.territory,
        "home": str(home),
        "recovery_sheet": created.sheet,
    }
    lines = (
        created.sheet,
        _("Le profil est prêt. La feuille ci-dessus ne sera plus jamais montrée : imprimez-la."),
        _("Pour commencer : maraude"),
    )
    return Answer(document, lines)


def _passphrase(arguments: Namespace) -> str:
    """Take the passphrase of the file, or let the volunteer choose one after an example."""
    if arguments.passphrase_file:
        return first_line(arguments.passphrase_file)
    if sys.stdin and sys.stdin.isatty():
        say(
            _("Cinq mots tirés au sort, si vous n'avez pas d'idée : {words}").format(
                words=keys.suggested_passphrase()
            )
        )
    return access.new_passphrase(None)
