"""Take back the last thing written in a tour."""

from dataclasses import dataclass
from datetime import datetime

from maraude.domain.encounter import Encounter, StockMove
from maraude.domain.refusal import Refusal
from maraude.domain.tour import Tour
from maraude.i18n import _
from maraude.store import undo
from maraude.store.records import get
from maraude.store.transaction import Transaction
from maraude.usecases.session import Session


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back: an entry as a whole, or else a correction, a move or an answer.

    ``at`` is the time of the encounter, UTC; ``removed`` tells that it is no longer in the list.
    """

    encounter: str | None
    at: datetime | None
    removed: bool


def undo_latest(session: Session) -> Undone:
    """Undo the last write of whichever tour it was made in."""
    tour = undo.latest_tour(session.store.reader)
    found = get(session.store.reader, Tour, tour) if tour else None
    if found is None:
        raise Refusal("nothing-to-undo", _("Rien à annuler : aucune maraude n'est en cours."))
    return undo_last(session, found)


def undo_last(session: Session, tour: Tour) -> Undone:
    """Undo the tour's last write, as a compensating change; it works after a restart too."""

    def job(transaction: Transaction) -> tuple[object, ...]:
        return undo.apply(transaction, tour.id)

    records = session.store.write(job).result()
    if not records:
        raise Refusal("nothing-to-undo", _("Rien à annuler dans cette maraude."))
    entry = next((r for r in records if isinstance(r, Encounter | StockMove)), None)
    if entry is None:
        return Undone(None, None, removed=False)
    return Undone(entry.id, entry.at, removed=entry.deleted)
