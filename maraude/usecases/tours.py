"""Start the evening's tour, know where it is, end it."""

from dataclasses import replace
from datetime import datetime

from maraude.domain.entry import Entry
from maraude.domain.evening import Evening
from maraude.domain.followup import FollowUp
from maraude.domain.referral import Referral
from maraude.domain.refusal import Refusal
from maraude.domain.text import clean, clean_line
from maraude.domain.tour import Member, Tour
from maraude.i18n import _
from maraude.store import encounters, follow_ups, tours, undo
from maraude.store.records import get
from maraude.store.transaction import Transaction
from maraude.usecases import debriefs, stock
from maraude.usecases.debriefs import MOST_KILOMETRES
from maraude.usecases.session import Session


def of_evening(session: Session, evening: Evening) -> Tour | None:
    """Give the team's tour of an evening, the open one first; None where there is none."""
    return tours.of_evening(session.store.reader, session.profile.team, evening)


def current(session: Session) -> Tour | None:
    """Give tonight's tour if the team is out."""
    tour = of_evening(session, session.evening)
    return tour if tour and tour.is_open else None


def before(session: Session, evening: Evening) -> Tour | None:
    """Give the team's last tour of the evenings before one, None where there is none."""
    return tours.before(session.store.reader, session.profile.team, evening)


def after(session: Session, evening: Evening) -> Tour | None:
    """Give the team's first tour of the evenings after one, None where there is none."""
    return tours.after(session.store.reader, session.profile.team, evening)


def open_at(session: Session, moment: datetime | None) -> Tour:
    """Give the tour that is open at ``moment``, now by default; Refusal where none is."""
    evening = Evening.at(moment or session.now(), session.zone)
    tour = of_evening(session, evening)
    if tour is None or not tour.is_open:
        raise Refusal("no-tour", _("Aucune maraude n'est en cours."))
    return tour


def start(
    session: Session,
    *,
    sector: str = "",
    members: tuple[Member, ...] = (),
    at: datetime | None = None,
) -> Tour:
    """Start a tour at ``at``, now by default, with the stock that was loaded for it.

    Refusal where one is open on that evening.
    """
    tour = new(session, sector=sector, members=members, at=at or session.now())
    tour = replace(tour, stock_out=stock.loaded_before(session))
    known = of_evening(session, tour.evening)
    if known and known.is_open:
        raise Refusal("tour-open", _("La maraude de cette soirée est déjà commencée."))

    def job(transaction: Transaction) -> None:
        undo.forget_but_open_tours(transaction)
        transaction.save(tour)
        stock.forget_prepared(transaction)

    session.store.write(job).result()
    return tour


def new(
    session: Session, *, at: datetime, sector: str = "", members: tuple[Member, ...] = ()
) -> Tour:
    """Give a tour that starts at ``at`` and is not written yet."""
    return Tour(
        id=session.ids.record(),
        evening=Evening.at(at, session.zone),
        team=session.profile.team,
        started_at=at,
        members=tuple(Member(clean_line(m.name), clean_line(m.role)) for m in members),
        sector=clean_line(sector),
    )


def of_moment(session: Session, moment: datetime) -> Tour:
    """Give the tour of the evening of a moment; where there is none, one not written yet."""
    evening = Evening.at(moment, session.zone)
    return of_evening(session, evening) or new(session, at=moment)


def end(
    session: Session,
    tour: Tour,
    *,
    at: datetime | None = None,
    kilometres: float | None = None,
    debrief: str = "",
) -> Tour:
    """End a tour; what was written can no longer be undone, only corrected.

    Where no kilometres or debrief are given, those count that were typed so far.
    """
    if not tour.is_open:
        raise Refusal("tour-ended", _("Cette maraude est déjà terminée."))
    ended_at = at or session.now()
    if ended_at < tour.started_at:
        raise Refusal("bad-time", _("La fin demandée est avant le départ de la maraude."))
    if kilometres is not None and not 0 <= kilometres < MOST_KILOMETRES:
        raise Refusal("bad-number", _("Les kilomètres vont de 0 à 9999."))
    written = debriefs.read(session)

    def job(transaction: Transaction) -> Tour:
        ended = replace(
            get(transaction.connection, Tour, tour.id) or tour,
            ended_at=ended_at,
            kilometres=debriefs.kilometres_of(written) if kilometres is None else kilometres,
            debrief=clean(debrief or written.text).strip(),
        )
        transaction.save(ended)
        undo.forget(transaction, tour.id)
        debriefs.forget(transaction)
        return ended

    return session.store.write(job).result()


def by_id(session: Session, tour: str) -> Tour:
    """Give a tour as it is now; Refusal where it is unknown."""
    found = get(session.store.reader, Tour, tour)
    if found is None:
        raise Refusal("no-tour", _("Cette maraude n'est plus là."))
    return found


def last(session: Session) -> Tour | None:
    """Give the tour that the team began last, None before the first."""
    return tours.last_of_team(session.store.reader, session.profile.team)


def close_left_open(session: Session) -> tuple[Tour, ...]:
    """End, at their noon, the team's tours of earlier evenings that nobody ended; give them."""
    left = tours.left_open(session.store.reader, session.profile.team, session.evening)
    # What was typed for a debrief goes with the latest one, which therefore ends first.
    return tuple(_close_at_noon(session, tour) for tour in reversed(left))[::-1]


def entries(session: Session, tour: Tour) -> tuple[Entry, ...]:
    """Give what was written in a tour, the latest first."""
    return encounters.of_tour(session.store.reader, tour.id)


def open_calls(session: Session, tour: Tour) -> tuple[Referral, ...]:
    """Give the tour's calls to the 115 that wait for an answer, the oldest first."""
    return encounters.open_calls(session.store.reader, tour.id)


def follow_ups_due(session: Session, evening: Evening) -> tuple[FollowUp, ...]:
    """Give what is to be seen again on an evening."""
    return follow_ups.due_on(session.store.reader, str(evening))


def _close_at_noon(session: Session, tour: Tour) -> Tour:
    note = _("Maraude restée ouverte, close d'elle-même à midi.")
    debrief = "\n".join(filter(None, (debriefs.read(session).text, note)))
    return end(session, tour, at=tour.evening.ends(session.zone), debrief=debrief)
