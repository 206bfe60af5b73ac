"""Who was seen a short while ago, by which team: so that nobody is asked twice in one night."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from maraude.domain.encounter import Encounter
from maraude.domain.shorthand.labels import entry
from maraude.domain.when import ago_in_hours
from maraude.i18n import _
from maraude.store import sightings
from maraude.store.records import get
from maraude.usecases.crews import Crews
from maraude.usecases.session import Session

RECENT = timedelta(hours=12)
MOST_SAID = 2
"""Of what was given; a line has room for no more."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A person was seen at ``at`` (UTC) on a tour, by a team; ``given`` are codes of list 2."""

    at: datetime
    tour: str
    team: str
    given: tuple[str, ...]


def recent(session: Session, persons: Iterable[str]) -> dict[str, Passage]:
    """Give the last passage at each of some persons, of those seen within half a day.

    By a laptop whose clock is ahead of this one's, they may have been seen a little later than now.
    """
    crews, now = Crews(session), session.now()
    return {
        person: _passage(session, crews, seen)
        for person, seen in sightings.last_seen(session.store.reader, persons).items()
        if abs(now - seen.at) < RECENT
    }


def told(session: Session, passage: Passage) -> str:
    """Say how long ago it was, which team's, and what was given first."""
    ago = ago_in_hours(passage.at, session.now())
    given = ", ".join(entry("given", code).cell for code in passage.given[:MOST_SAID])
    if passage.team and given:
        return _("vu {ago}, équipe {team}, {given}").format(ago=ago, team=passage.team, given=given)
    if passage.team:
        return _("vu {ago}, équipe {team}").format(ago=ago, team=passage.team)
    return _("vu {ago}").format(ago=ago)


def _passage(session: Session, crews: Crews, seen: sightings.Sighting) -> Passage:
    encounter = get(session.store.reader, Encounter, seen.encounter)
    given = tuple(one.code for one in encounter.given) if encounter else ()
    crew = crews.of(seen.tour)
    return Passage(seen.at, seen.tour, crew.team if crew else "", given)
