"""``maraude bundle``: exchange by a file that somebody carries, with the server or a team."""

from argparse import Namespace

from maraude import paths
from maraude.cli import access
from maraude.cli.output import Answer
from maraude.usecases import bundles, sync, sync_words


def write(arguments: Namespace) -> Answer:
    """Write what waits into a file for the server and the other laptops."""
    file = paths.typed(arguments.file).absolute()
    with access.session(arguments) as session:
        written = bundles.write(session, file)
    document = {
        "file": str(file),
        "changes": written.changes,
        "left": written.left,
        "shared": written.shared,
    }
    return Answer(document, bundles.told_written(written, file))


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
