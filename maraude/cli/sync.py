"""``maraude enrol`` and ``maraude sync``: join a server, exchange with it."""

import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from maraude.cli import access
from maraude.cli.output import Answer
from maraude.i18n import _
from maraude.usecases import conflicts as disagreements
from maraude.usecases import enrolment, sync, sync_words
from maraude.usecases.conflicts import Disagreement

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


def conflicts(arguments: Namespace) -> Answer:
    """List the fields on which two people disagree, with every value."""
    with access.session(arguments) as session:
        found = disagreements.listed(session)
        zone = session.zone
    document = {"conflicts": [_document(one) for one in found]}
    lines = [f"{one.about} · {disagreements.told(one, zone)}" for one in found]
    return Answer(document, lines or [_("Aucun désaccord : chacun a écrit la même chose.")])


def _document(found: Disagreement) -> dict[str, object]:
    """Give a disagreement with its values as they are kept, or the episodes that last."""
    one = found.conflict
    about = {"about": found.about, "person": found.person}
    if one is None:
        values = [
            {"value": value.words, "author": episode.author, "at": value.at.isoformat()}
            for value, episode in zip(found.values, found.episodes, strict=True)
        ]
        return {"type": "situation", "record": None, "field": None, **about, "values": values}
    rivals = [
        {"value": rival.value, "author": rival.author, "at": rival.at.isoformat()}
        for rival in one.rivals
    ]
    named = {"type": one.type, "record": one.record, "field": one.field}
    return {**named, **about, "values": rivals}


def _progress(done: "Progress") -> None:
    """Show on one line of the terminal how far the exchange is."""
    sys.stderr.write(f"\r{done.pushed} ↑ {done.pulled} ↓\033[K")
    sys.stderr.flush()
