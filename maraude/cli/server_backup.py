"""``maraude server backup`` and ``restore``: the whole server in one file, and back."""

from argparse import Namespace

from maraude import paths
from maraude.cli.output import Answer
from maraude.cli.server import opened, server_home
from maraude.domain.clock import system_now
from maraude.i18n import _, ngettext
from maraude.server import backup as backups
from maraude.server import restore as restoring


def backup(arguments: Namespace) -> Answer:
    """Back the server up into a folder, and verify that by restoring it."""
    folder = paths.typed(arguments.folder).absolute()
    with opened(arguments) as database:
        database.shred()
        made = backups.write(database, folder, system_now(), off_site=arguments.off_site)
        with database.read() as connection:
            restoring.drop_asides(server_home(arguments), connection, system_now())
    lines = [_("Sauvegarde faite et restaurée pour vérifier : {file}").format(file=made.file)]
    if arguments.off_site:
        lines.append(_("Les ordinateurs apprendront que ce qu'ils ont envoyé est en sécurité."))
    document = {
        "file": str(made.file),
        "bytes": made.file.stat().st_size,
        "rows": made.rows,
        "digest": made.digest,
        "off_site": arguments.off_site,
    }
    return Answer(document, lines)


def restore(arguments: Namespace) -> Answer:
    """Put a backup in the place of the server's database, which is set aside."""
    file = paths.typed(arguments.file).absolute()
    erased = restoring.restore(server_home(arguments), file, system_now())
    lines = [
        _("{file} est en place. La base d'avant est gardée à côté.").format(file=file),
        _("Chaque ordinateur renverra tout ce qu'il garde encore, à son prochain échange."),
    ]
    if erased:
        lines.append(
            ngettext(
                "{n} personne effacée depuis le reste.",
                "{n} personnes effacées depuis le restent.",
                erased,
            ).format(n=erased)
        )
    return Answer({"file": str(file), "erased_again": erased}, lines)
