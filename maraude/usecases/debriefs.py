"""The end of an evening: its figures, what is still open, and the text while it is written."""

from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from maraude.domain.encounter import Encounter
from maraude.domain.entry import Entry
from maraude.domain.followup import FollowUp
from maraude.domain.incident import Incident
from maraude.domain.referral import Referral
from maraude.domain.text import clean
from maraude.domain.tour import Tour
from maraude.store import alerts, encounters, follow_ups, meta
from maraude.usecases import briefing, incidents, stock
from maraude.usecases.briefing import About, Names, PassedOn, RaisedAlert
from maraude.usecases.crews import Crews
from maraude.usecases.session import Session
from maraude.usecases.stock import Shelf


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
    def uncounted(self) -> tuple[Shelf, ...]:
        """What was loaded or given and was not counted."""
        return tuple(s for s in self.shelves if s.is_used and s.counted is None)


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
    return Remaining(
        calls=encounters.open_calls(reader, tour.id),
        alerts=tuple(raised for raised in held if _concerns(raised, tour, entries)),
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


def keep(session: Session, debrief: WrittenDebrief) -> Future[None]:
    """Keep what is typed; done when it would survive the end of the process."""
    values = {
        "debrief.text": clean(debrief.text),
        "debrief.kilometres": clean(debrief.kilometres),
    }
    return session.store.write_local(lambda connection: meta.keep(connection, values))


def read(session: Session) -> WrittenDebrief:
    """Give what was kept, empty where there is nothing."""
    kept = meta.kept(session.store.reader, "debrief.")
    return WrittenDebrief(kept.get("debrief.text", ""), kept.get("debrief.kilometres", ""))


def drop(session: Session) -> Future[None]:
    """Forget it: the tour has ended."""
    return keep(session, WrittenDebrief())


def _concerns(raised: RaisedAlert, tour: Tour, entries: Sequence[Entry]) -> bool:
    """Tell whether a tour has to say what becomes of an alert."""
    seen = [entry.encounter for entry in entries if isinstance(entry.encounter, Encounter)]
    if raised.about.person:
        return raised.alert.tour == tour.id or any(
            {raised.alert.person, raised.about.person} & set(encounter.people.persons)
            for encounter in seen
        )
    return raised.alert.tour == tour.id or any(
        raised.alert.spot is not None and encounter.spot == raised.alert.spot for encounter in seen
    )


def _planned(found: Iterable[FollowUp], names: Names) -> tuple[Planned, ...]:
    return tuple(
        Planned(follow_up, about)
        for follow_up in found
        if (about := names.of(follow_up.person, follow_up.spot))
    )
