"""What only the coordination does: without a server, whoever opened the profile coordinates."""

from maraude.domain.feeds import Role
from maraude.domain.refusal import Refusal
from maraude.usecases import enrolment
from maraude.usecases.session import Session


def coordinates(session: Session) -> bool:
    """Tell whether who works here coordinates."""
    server = enrolment.server(session)
    return server is None or server.role == Role.COORDINATOR


def refuse_others(session: Session, sentence: str) -> None:
    """Refuse, with ``not-coordinator`` and a sentence, whoever does not coordinate."""
    if not coordinates(session):
        raise Refusal("not-coordinator", sentence)
