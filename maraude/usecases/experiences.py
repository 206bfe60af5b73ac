"""What the teams that this laptop hears of learnt at the services of the directory."""

from collections.abc import Sequence
from datetime import datetime, time

from maraude.directory.experience import Experience
from maraude.store import referrals
from maraude.usecases.session import Session


def at(session: Session, services: Sequence[str]) -> tuple[Experience, ...]:
    """Give what came of the referrals to ``services`` (ids), for those that had any.

    Refusals are those of this month, by the calendar.
    """
    today = session.now().astimezone(session.zone).date()
    month = datetime.combine(today.replace(day=1), time(), session.zone)
    return referrals.experience(session.store.reader, services, month)
