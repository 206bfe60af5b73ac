"""``maraude enrol`` and ``maraude sync``: join a server, exchange with it."""

import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from maraude.cli import access
from maraude.cli.output import Answer
from maraude.usecases import enrolment, sync, sync_words

if TYPE_CHECKING:
    from maraude.sync.session import Progress


def enrol(arguments: Namespace) -> Answer:
    """Make this laptop one of a server's."""
    with access.session(arguments) as session:
        server = enrolment.enrol(session, arguments.code, arguments.name)
    document = {
        "device": server.device,
        "organisation": server.organisation,
        "role": server.role,
        "feeds": list(server.feeds),
        "outside": list(server.outside),
    }
    return Answer(document, enrolment.told(server))


def run(arguments: Namespace) -> Answer:
    """Exchange with the server until both have the same."""
    with access.session(arguments) as session:
        done = sync.run(
            session,
            allow_removals=arguments.accept_removals,
            progress=_progress if sys.stderr and sys.stderr.isatty() else lambda _done: None,
        )
        standing = sync.standing(session)
    return Answer(sync_words.document(done, standing), sync_words.done(done, standing))


def _progress(done: "Progress") -> None:
    """Show on one line of the terminal how far the exchange is."""
    sys.stderr.write(f"\r{done.pushed} ↑ {done.pulled} ↓\033[K")
    sys.stderr.flush()
