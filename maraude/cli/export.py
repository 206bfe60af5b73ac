"""``maraude export``: the team's own data in open formats."""

from argparse import Namespace

from maraude import paths
from maraude.cli import access
from maraude.cli.output import Answer
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.usecases import export


def run(arguments: Namespace) -> Answer:
    """Write everything that the team has noted into a new folder, in clear."""
    if not arguments.yes:
        raise Refusal(
            "not-confirmed",
            _(
                "Tout ce que l'équipe a noté serait écrit en clair, lisible par qui ouvre ce"
                " dossier. Pour le confirmer : --yes."
            ),
        )
    folder = paths.typed(arguments.folder).absolute()
    with access.session(arguments) as session:
        done = export.export(session, folder, with_narrow=arguments.with_narrow)
    return Answer(
        {"folder": str(folder), "rows": done.counts},
        (
            _(
                "Exporté en clair dans {folder}. À garder sur un disque chiffré, puis à effacer."
            ).format(folder=folder),
            *(f"{name:<16} {count}" for name, count in done.counts.items() if count),
        ),
    )
