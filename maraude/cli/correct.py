"""``maraude directory correct``: what is not as the source of a service says."""

from argparse import Namespace

from maraude.cli import access, service_words
from maraude.cli.output import Answer
from maraude.directory import corrections
from maraude.domain.service_note import Correction
from maraude.i18n import _
from maraude.usecases import service_notes


def correct(arguments: Namespace) -> Answer:
    """Correct a service for every team, or take back all that is corrected of it."""
    position = access.position(arguments.at) if arguments.at else None
    with access.session(arguments) as session:
        if arguments.withdraw:
            taken = service_notes.of_service(session, arguments.service)
            service_notes.withdraw(session, taken)
            told = _("Ce que dit la source vaut de nouveau, sur tous les ordinateurs à leur tour.")
            return Answer({"withdrawn": len(taken)}, (told,))
        until = access.evening(session, arguments.until) if arguments.until else None
        note = service_notes.correct(
            session,
            arguments.service,
            Correction.REFUSES if arguments.refuses else Correction(arguments.what),
            facet=arguments.refuses or "",
            text=arguments.note,
            position=position,
            until=until,
        )
        said = corrections.signed(note, session.zone)
    return Answer(service_words.document(note), (said,))
