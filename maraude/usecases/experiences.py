"""What the teams of this laptop learnt at the services of the directory."""

from collections.abc import Sequence

from maraude.directory.experience import Experience
from maraude.store import referrals
from maraude.usecases.session import Session


def at(session: Session, services: Sequence[str]) -> tuple[Experience, ...]:
    """Give what came of the referrals to ``services`` (ids), for those that had any."""
    return referrals.experience(session.store.reader, services)
