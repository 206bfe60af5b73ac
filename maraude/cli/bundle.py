"""``maraude bundle``: exchange by a file that somebody carries, with the server or a team."""

from argparse import Namespace

from maraude import paths
from maraude.cli import access
from maraude.cli.output import Answer
from maraude.i18n import _, ngettext
from maraude.usecases import bundles, sync, sync_words


def write(arguments: Namespace) -> Answer:
    """Write what waits into a file for the server and the other laptops."""
    file = paths.typed(arguments.file).absolute()
    with access.session(arguments) as session:
        written = bundles.write(session, file)
    lines = [
        ngettext(
            "{n} changement est dans {file}, que seuls la base et les ordinateurs de vos équipes"
            " peuvent lire.",
            "{n} changements sont dans {file}, que seuls la base et les ordinateurs de vos équipes"
            " peuvent lire.",
            written.changes,
        ).format(n=written.changes, file=file)
        if written.changes
        else _("Rien n'attend ici : {file} demande ce que les autres ont noté.").format(file=file),
        _(
            "Portez-le à la base, et rapportez sa réponse ; une autre équipe peut le lire aussi :"
            " maraude bundle read."
        ),
    ]
    if written.left:
        lines.append(
            ngettext(
                "{n} changement n'y tenait pas : il ira avec le prochain fichier.",
                "{n} changements n'y tenaient pas : ils iront avec le prochain fichier.",
                written.left,
            ).format(n=written.left)
        )
    document = {
        "file": str(file),
        "changes": written.changes,
        "left": written.left,
        "shared": written.shared,
    }
    return Answer(document, lines)


def read(arguments: Namespace) -> Answer:
    """Take what the server answered to such a file, or what another laptop wrote."""
    from maraude.sync.session import Progress

    file = paths.typed(arguments.file).absolute()
    with access.session(arguments) as session:
        done = bundles.read(session, file, allow_removals=arguments.accept_removals)
        if not isinstance(done, Progress):
            document = {
                "team": done.team,
                "written_at": done.at.isoformat() if done.at else None,
                "new": done.new,
            }
            return Answer(document, [bundles.told(session, done)])
        standing = sync.standing(session)
    return Answer(sync_words.document(done, standing), sync_words.done(done, standing))
