"""``maraude backup`` and ``maraude restore``: the profile in one encrypted file."""

from argparse import Namespace

from maraude import paths
from maraude.cli import access, folder
from maraude.cli.output import Answer
from maraude.i18n import _
from maraude.usecases import backups


def backup(arguments: Namespace) -> Answer:
    """Write the profile into one file."""
    file = paths.typed(arguments.file).absolute()
    with access.session(arguments) as session:
        backups.pack(session, file)
    return Answer(
        {"file": str(file), "bytes": file.stat().st_size},
        (_("Sauvegarde faite et relue : {file}").format(file=file),),
    )


def restore(arguments: Namespace) -> Answer:
    """Put a saved profile in the place of the present one, which is set aside."""
    home = folder.home(arguments)
    file = paths.typed(arguments.file).absolute()
    backups.unpack(home, file, access.passphrase(arguments))
    return Answer(
        {"home": str(home)},
        (_("Le profil de {file} est en place. Celui d'avant est gardé à côté.").format(file=file),),
    )
