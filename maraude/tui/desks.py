"""What the screen for places asks of a session."""

from collections.abc import Sequence
from pathlib import Path

from maraude.domain.refusal import Refusal
from maraude.domain.spot import Position, Spot
from maraude.domain.tour import Tour
from maraude.i18n import _
from maraude.tui.screens.spots import SpotRow
from maraude.usecases import addresses, spots, tours
from maraude.usecases.addresses import Candidate
from maraude.usecases.session import Session


def current(session: Session) -> Tour:
    """Give tonight's tour; Refusal where none is open."""
    tour = tours.current(session)
    if tour is None:
        raise Refusal("no-tour", _("Aucune maraude n'est en cours ce soir."))
    return tour


class SpotsDesk:
    """The team's places."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def rows(self, prefix: str) -> Sequence[SpotRow]:
        """Give the spots of which a word starts with ``prefix``, by name."""
        tour = tours.current(self._session)
        here = tour.spot if tour else None
        return tuple(
            SpotRow(
                found.spot.id,
                found.spot.name,
                found.spot.sector,
                found.position,
                found.spot.id == here,
            )
            for found in spots.find(self._session, prefix)
        )

    def places(self, text: str) -> Sequence[Candidate]:
        """Give the places that an address, a plus code or degrees may mean."""
        return addresses.find(self._session, text)

    def add(self, name: str, position: Position | None) -> Spot:
        """Create a spot."""
        return spots.add(self._session, name, position)

    def choose(self, spot: str) -> Tour:
        """Make a spot the tour's current one."""
        return spots.go(self._session, current(self._session), spot)

    def import_csv(self, path: Path) -> str:
        """Create the spots of a file, and say what came of it."""
        done = spots.import_csv(self._session, path)
        told = _("Lieux ajoutés : {kept}, déjà connus : {known}.").format(
            kept=done.kept, known=done.known
        )
        for column in done.unknown_columns:
            told += " " + _(
                "La colonne « {name} » n'est pas connue : elle n'a pas été lue."
            ).format(name=column)
        if not done.refused:
            return told
        first = done.refused[0]
        return _("{told} Refusés : {n}, dont la ligne {row} : {reason}").format(
            told=told, n=len(done.refused), row=first.row, reason=first.reason
        )
