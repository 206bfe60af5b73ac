"""Take back the last thing written in a tour or a file."""

from dataclasses import dataclass
from datetime import datetime

from maraude.domain.encounter import Encounter, StockMove
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.store import undo
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
    """Undo the last write that can be, wherever it was made."""
    scope = undo.latest_scope(session.store.reader)
    if scope is None:
        raise Refusal("nothing-to-undo", _("Rien à annuler : aucune maraude n'est en cours."))
    return undo_last(session, scope)


def undo_last(session: Session, scope: str) -> Undone:
    """Undo the last write in a tour or a file, by its id; it works after a restart too.

    It is a compensating change: nothing leaves the history.
    """

    def job(transaction: Transaction) -> tuple[object, ...]:
        return undo.apply(transaction, scope)

    records = session.store.write(job).result()
    if not records:
        raise Refusal("nothing-to-undo", _("Il n'y a rien à annuler ici."))
    entry = next((r for r in records if isinstance(r, Encounter | StockMove)), None)
    if entry is None:
        return Undone(None, None, removed=False)
    return Undone(entry.id, entry.at, removed=entry.deleted)
