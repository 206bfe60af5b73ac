"""From an encounter to the services that are near, and back with one of them."""

from textual.app import App

from maraude.domain.choice import Choice
from maraude.domain.entry import Entry
from maraude.domain.tour import Tour
from maraude.tui.screens.nearby import NearbyScreen
from maraude.usecases import needs
from maraude.usecases.log import Reading
from maraude.usecases.session import Session


async def for_line(
    app: App[object], session: Session, tour: Tour, reading: Reading
) -> Choice | None:
    """Let a service be chosen for what is being typed."""
    spot = reading.spot.chosen.record if reading.spot and reading.spot.chosen else tour.spot
    screen = NearbyScreen(session, spot, needs.of_reading(session, reading))
    return await app.push_screen_wait(screen)


async def for_entry(
    app: App[object], session: Session, tour: Tour, entry: Entry | None
) -> Choice | None:
    """Let a service be chosen for an entry that is kept, or for nobody in particular."""
    if entry is not None:
        return await from_entry(app, session, entry, tour.spot)
    return await app.push_screen_wait(NearbyScreen(session, tour.spot))


async def from_entry(
    app: App[object],
    session: Session,
    entry: Entry,
    spot: str | None = None,
    *,
    person: str | None = None,
) -> Choice | None:
    """Let a service be chosen for an entry, or for one ``person`` of it, by id.

    It is looked for near its place, else near ``spot``.
    """
    asked = needs.of_entry(session, entry, person)
    return await app.push_screen_wait(NearbyScreen(session, entry.encounter.spot or spot, asked))
