"""``maraude purge``: what is kept of people ends two years after they were last met."""

from argparse import Namespace

from maraude.cli import access
from maraude.cli.output import Answer
from maraude.usecases import purge, purge_words
from maraude.usecases.purge import Ending, Endings
from maraude.usecases.session import Session


def run(arguments: Namespace) -> Answer:
    """Erase whoever's two years are over, or list them and those that come next."""
    with access.session(arguments) as session:
        found = purge.look(session)
        if arguments.dry_run:
            return _listed(session, found)
        gone = purge.run(session, found, many=arguments.yes)
        return Answer(
            {
                "at": found.at.isoformat() if found.at else None,
                "purged": [_document(session, one) for one in gone],
                "waiting": len(found.over) - len(found.ready),
                "files": found.files,
            },
            [
                purge_words.erased(len(gone)) if found.at else purge_words.unknown(),
                *(_line(session, one) for one in gone),
            ],
        )


def _listed(session: Session, found: Endings) -> Answer:
    lines = [purge_words.over(len(found.over)) if found.at else purge_words.unknown()]
    lines += [_line(session, one) for one in found.over]
    if found.soon:
        lines += [purge_words.soon(len(found.soon))]
        lines += [_line(session, one) for one in found.soon]
    document = {
        "at": found.at.isoformat() if found.at else None,
        "over": [_document(session, one) for one in found.over],
        "soon": [_document(session, one) for one in found.soon],
        "files": found.files,
    }
    return Answer(document, lines)


def _document(session: Session, one: Ending) -> dict[str, object]:
    return {
        "code": one.person.code,
        "called": "" if one.person.forget_at else one.person.called,
        "met": one.met.isoformat() if one.met else None,
        "since": one.since.isoformat(),
        "ends": one.end.isoformat(),
        "why": purge_words.why(one, session.zone),
        "waiting": one.waits,
    }


def _line(session: Session, one: Ending) -> str:
    said = (
        purge_words.who(one),
        purge_words.why(one, session.zone),
        purge_words.end(one, session.zone),
    )
    return " · ".join(said)
