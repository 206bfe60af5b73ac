"""What the team carries: loaded at the start, counted down by what is given, counted at the end."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from maraude.domain import codes
from maraude.domain.encounter import Encounter, Given
from maraude.domain.entry import Entry
from maraude.domain.refusal import Refusal
from maraude.domain.tour import Tour
from maraude.i18n import _
from maraude.store import meta, tours
from maraude.store.records import get
from maraude.store.transaction import Transaction
from maraude.usecases.session import Session

MOST = 9999
_PREPARED = "stock.prepared"


@dataclass(frozen=True, slots=True)
class Shelf:
    """One thing of the van: how many were loaded and given, and how many came back, if counted."""

    code: str
    loaded: int
    given: int
    counted: int | None

    @property
    def left(self) -> int:
        """How many should be left; what was given beyond what was loaded is not below nothing."""
        return max(self.loaded - self.given, 0)

    @property
    def difference(self) -> int:
        """How many more, or fewer, were counted than should be left; 0 where none were."""
        return 0 if self.counted is None else self.counted - self.left

    @property
    def is_used(self) -> bool:
        """Whether it was loaded, given or counted at all."""
        return bool(self.loaded or self.given or self.counted is not None)

    @property
    def is_to_count(self) -> bool:
        """Whether it was loaded and is not counted yet."""
        return bool(self.loaded) and self.counted is None


def shelves(tour: Tour, entries: Sequence[Entry]) -> tuple[Shelf, ...]:
    """Give each thing that comes out of the van, in the order of the list."""
    loaded = {item.code: item.quantity for item in tour.stock_out}
    counted = {item.code: item.quantity for item in tour.stock_in}
    given = Counter[str]()
    for entry in entries:
        for item in _items(entry):
            given[item.code] += item.quantity
    return tuple(
        Shelf(code, loaded.get(code, 0), given[code], counted.get(code)) for code in _codes()
    )


def prepared(session: Session) -> tuple[Shelf, ...]:
    """Give what was loaded before the tour began."""
    loaded = {item.code: item.quantity for item in loaded_before(session)}
    return tuple(Shelf(code, loaded.get(code, 0), 0, None) for code in _codes())


def loaded_before(session: Session) -> tuple[Given, ...]:
    """Give what is to be the next tour's stock, as ``Tour`` holds it."""
    kept = json.loads(meta.kept(session.store.reader, _PREPARED).get(_PREPARED, "{}"))
    return tuple(Given(code, quantity) for code, quantity in kept.items())


def forget_prepared(transaction: Transaction) -> None:
    """Drop what was loaded before the tour: the tour holds it now."""
    meta.keep(transaction.connection, {_PREPARED: "{}"})


def load(session: Session, tour: Tour | None, code: str, quantity: int) -> None:
    """Say how many of a thing are loaded, on a tour or before it began; Refusal for too many."""
    _check(quantity)
    if tour is None:
        _prepare(session, _with(loaded_before(session), code, quantity or None))
    else:
        _save(session, tour, lambda now: _loaded(now, code, quantity))


def load_as_last_time(session: Session, tour: Tour | None) -> None:
    """Load what the team's last tour with a stock had loaded; Refusal where there is none."""
    but = tour.id if tour else ""
    team = session.profile.team
    last = tours.last_of_team(session.store.reader, team, loaded=True, but=but)
    if last is None:
        raise Refusal("no-stock", _("Aucune maraude d'avant n'a de stock noté."))
    if tour is None:
        _prepare(session, last.stock_out)
    else:
        _save(session, tour, lambda now: replace(now, stock_out=last.stock_out))


def count(session: Session, tour: Tour, code: str, quantity: int | None) -> None:
    """Say how many of a thing came back; None takes the count away. Refusal for too many."""
    _check(quantity or 0)
    _save(session, tour, lambda now: replace(now, stock_in=_with(now.stock_in, code, quantity)))


def count_what_is_left(session: Session, tour: Tour, entries: Sequence[Entry]) -> None:
    """Count as it should be all that was loaded and is not counted yet."""

    def counted(now: Tour) -> Tour:
        rest = (shelf for shelf in shelves(now, entries) if shelf.is_to_count)
        items = tuple(Given(shelf.code, shelf.left) for shelf in rest)
        return replace(now, stock_in=(*now.stock_in, *items))

    _save(session, tour, counted)


def run_out(tour: Tour, entries: Sequence[Entry], given: Iterable[Given]) -> tuple[str, ...]:
    """Give the codes of those things, loaded tonight, of which fewer are left than ``given``."""
    known = {shelf.code: shelf for shelf in shelves(tour, entries)}
    return tuple(
        item.code
        for item in given
        if (shelf := known.get(item.code)) and shelf.loaded and item.quantity > shelf.left
    )


def _items(entry: Entry) -> tuple[Given, ...]:
    encounter = entry.encounter
    return encounter.given if isinstance(encounter, Encounter) else encounter.items


def _codes() -> tuple[str, ...]:
    return tuple(code.code for code in codes.load("given") if code.stock)


def _check(quantity: int) -> None:
    if not 0 <= quantity <= MOST:
        raise Refusal("bad-number", _("Un nombre va de 0 à 9999."))


def _with(items: Iterable[Given], code: str, quantity: int | None) -> tuple[Given, ...]:
    """Give items with another quantity of one thing, without it where that is None."""
    others = tuple(item for item in items if item.code != code)
    return others if quantity is None else (*others, Given(code, quantity))


def _loaded(tour: Tour, code: str, quantity: int) -> Tour:
    return replace(tour, stock_out=_with(tour.stock_out, code, quantity or None))


def _prepare(session: Session, items: Iterable[Given]) -> None:
    kept = json.dumps({item.code: item.quantity for item in items})
    session.store.write_local(lambda db: meta.keep(db, {_PREPARED: kept})).result()


def _save(session: Session, tour: Tour, change: Callable[[Tour], Tour]) -> None:
    """Change the tour as it is stored by now: another screen may have written to it meanwhile."""

    def job(transaction: Transaction) -> None:
        transaction.save(change(get(transaction.connection, Tour, tour.id) or tour))

    session.store.write(job, undoable_in=tour.id).result()
