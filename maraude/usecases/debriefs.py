"""The end of an evening: its figures, what is still open, and the text while it is written."""

from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from maraude.domain.encounter import Encounter
from maraude.domain.entry import Entry
from maraude.domain.followup import FollowUp
from maraude.domain.incident import Incident
from maraude.domain.referral import Referral
from maraude.domain.refusal import Refusal
from maraude.domain.text import clean
from maraude.domain.tour import Tour
from maraude.i18n import _
from maraude.store import alerts, encounters, follow_ups, meta
from maraude.store.transaction import Transaction
from maraude.usecases import briefing, incidents, stock
from maraude.usecases.briefing import About, Names, PassedOn, RaisedAlert
from maraude.usecases.crews import Crews
from maraude.usecases.session import Session
from maraude.usecases.stock import Shelf

MOST_KILOMETRES = 10_000


@dataclass(frozen=True, slots=True)
class Figures:
    """What a tour comes to."""

    encounters: int
    people: int
    calls: int


@dataclass(frozen=True, slots=True)
class Planned:
    """A follow-up and whom, or which place, it is about."""

    follow_up: FollowUp
    about: About


@dataclass(frozen=True, slots=True)
class Remaining:
    """What a tour leaves: the first four are open, the others are shown to be completed.

    ``calls`` wait for the 115; ``alerts`` were raised on the tour, or are about someone or some
    place that it saw; ``tonight`` was to be seen on its evening; ``undated`` have no evening.
    """

    calls: tuple[Referral, ...]
    alerts: tuple[RaisedAlert, ...]
    tonight: tuple[Planned, ...]
    undated: tuple[Planned, ...]
    transmissions: tuple[PassedOn, ...]
    incidents: tuple[Incident, ...]
    shelves: tuple[Shelf, ...]

    @property
    def open_count(self) -> int:
        """How many things are still open."""
        return sum(map(len, (self.calls, self.alerts, self.tonight, self.undated)))

    @property
    def uncounted(self) -> tuple[Shelf, ...]:
        """What was loaded and was not counted."""
        return tuple(shelf for shelf in self.shelves if shelf.is_to_count)


def figures(entries: Sequence[Entry]) -> Figures:
    """Count a tour's entries."""
    met = [entry.encounter for entry in entries if isinstance(entry.encounter, Encounter)]
    return Figures(
        len(met),
        sum(encounter.people.total for encounter in met),
        sum(referral.is_call for entry in entries for referral in entry.referrals),
    )


def remaining(session: Session, tour: Tour, entries: Sequence[Entry]) -> Remaining:
    """Give what a tour leaves; ``entries`` are its own."""
    reader = session.store.reader
    names, crews = Names(session), Crews(session)
    held = briefing.raised(alerts.open_now(reader, str(tour.evening)), names, crews)
    passed_on = briefing.transmissions(session, crews)
    saw = _saw(entries)
    return Remaining(
        calls=encounters.open_calls(reader, tour.id),
        alerts=tuple(raised for raised in held if _concerns(raised, tour, saw)),
        tonight=_planned(follow_ups.due_on(reader, str(tour.evening)), names),
        undated=_planned(follow_ups.without_evening(reader), names),
        transmissions=tuple(words for words in passed_on if words.note.tour == tour.id),
        incidents=incidents.of_tour(session, tour),
        shelves=stock.shelves(tour, entries),
    )


@dataclass(frozen=True, slots=True)
class WrittenDebrief:
    """The text, and the kilometres as typed."""

    text: str = ""
    kilometres: str = ""


def read_kilometres(text: str) -> float | None:
    """Read ``12,5``; nothing is None. Refusal for what is no number."""
    try:
        return float(text.replace(",", ".")) if text.strip() else None
    except ValueError:
        raise Refusal(
            "bad-number", _("Les kilomètres s'écrivent en chiffres : 12 ou 12,5")
        ) from None


def kilometres_of(written: WrittenDebrief) -> float | None:
    """Give the kilometres as far as they can be read and are possible."""
    try:
        kilometres = read_kilometres(written.kilometres)
    except Refusal:
        return None
    return kilometres if kilometres is not None and 0 <= kilometres < MOST_KILOMETRES else None


def keep(session: Session, debrief: WrittenDebrief) -> Future[None]:
    """Keep what is typed; done when it would survive the end of the process."""
    return session.store.write_local(lambda connection: meta.keep(connection, _values(debrief)))


def read(session: Session) -> WrittenDebrief:
    """Give what was kept, empty where there is nothing."""
    kept = meta.kept(session.store.reader, "debrief.")
    return WrittenDebrief(kept.get("debrief.text", ""), kept.get("debrief.kilometres", ""))


def forget(transaction: Transaction) -> None:
    """Forget it: the tour that ends holds it."""
    meta.keep(transaction.connection, _values(WrittenDebrief()))


def _values(debrief: WrittenDebrief) -> dict[str, str]:
    return {
        "debrief.text": clean(debrief.text),
        "debrief.kilometres": clean(debrief.kilometres),
    }


def _saw(entries: Sequence[Entry]) -> set[str]:
    """Give the ids of the persons and places that a tour met or looked for."""
    met = [entry.encounter for entry in entries if isinstance(entry.encounter, Encounter)]
    persons = {person for encounter in met for person in encounter.people.persons}
    return persons | {encounter.spot for encounter in met if encounter.spot}


def _concerns(raised: RaisedAlert, tour: Tour, saw: set[str]) -> bool:
    """Tell whether a tour has to say what becomes of an alert."""
    alert = raised.alert
    about = {alert.person, raised.about.person} if alert.person else {alert.spot}
    return alert.tour == tour.id or bool(about & saw)


def _planned(found: Iterable[FollowUp], names: Names) -> tuple[Planned, ...]:
    return tuple(
        Planned(follow_up, about)
        for follow_up in found
        if (about := names.of(follow_up.person, follow_up.spot))
    )
