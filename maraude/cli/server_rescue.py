"""``maraude server recover`` and ``sheet``: the organisation opens a laptop that nobody can."""

from argparse import Namespace

from maraude import paths
from maraude.cli import access
from maraude.cli.output import Answer
from maraude.cli.server import opened
from maraude.domain.clock import system_now
from maraude.i18n import _
from maraude.protocol.rescue import Challenge
from maraude.server import invitations, meta
from maraude.server import rescue as rescues
from maraude.server.database import Database
from maraude.usecases import base_sheet, rescue


def recover(arguments: Namespace) -> Answer:
    """Answer a laptop's request with the words of the organisation's sheet."""
    back = paths.typed(arguments.answer).absolute()
    rescue.refuse_taken(back)
    challenge = rescue.read(paths.typed(arguments.file).absolute(), Challenge)
    private = base_sheet.private(challenge.rescue.public, access.passphrase(arguments))
    with opened(arguments) as database, database.write() as connection:
        device, solution = rescues.solve(connection, challenge, private, system_now)
    rescue.put(back, solution)
    return Answer(
        {"device": device.id, "name": device.name, "answer": str(back)},
        (
            _("Cette demande est de {name} : assurez-vous que c'est bien lui.").format(
                name=device.name
            ),
            _("La réponse est dans {file}. Elle ne sert que là, et une fois.").format(file=back),
        ),
    )


def sheet(arguments: Namespace) -> Answer:
    """Make another sheet of the organisation; laptops follow at their next exchange."""
    with opened(arguments) as database:
        text = draw(database)
    return Answer({"recovery_sheet": text}, (text,))


def draw(database: Database) -> str:
    """Give the organisation a new recovery key; gives the sheet to print, which is shown once."""
    with database.read() as connection:
        organisation = meta.value(connection, invitations.ORGANISATION)
    made = base_sheet.make(organisation, system_now().date())
    with database.write() as connection:
        rescues.keep(connection, made.public, system_now)
    return made.sheet
