"""By whom something was seen or written: a tour's team, and who was out with it."""

from dataclasses import dataclass

from maraude.domain.evening import Evening
from maraude.domain.tour import Tour
from maraude.store.records import get
from maraude.usecases.session import Session


@dataclass(frozen=True, slots=True)
class Crew:
    """A tour's team by its name, the names of its members, and its evening."""

    team: str
    members: tuple[str, ...]
    evening: Evening


class Crews:
    """The crews of tours, each read once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[str, Crew | None] = {}

    def of(self, tour: str) -> Crew | None:
        """Give the crew of a tour by its id; None for what was written on no tour."""
        if tour not in self._known:
            found = get(self._session.store.reader, Tour, tour) if tour else None
            self._known[tour] = crew(self._session, found) if found else None
        return self._known[tour]


def crew(session: Session, tour: Tour) -> Crew:
    """Give the crew of a tour."""
    return Crew(team_name(session, tour.team), tuple(m.name for m in tour.members), tour.evening)


def team_name(session: Session, team: str) -> str:
    """Give what to call a team, of which other laptops only tell the slug (``team:est``)."""
    if team == session.profile.team:
        return session.profile.team_name
    return team.removeprefix("team:").replace("-", " ").capitalize()
