"""What the screens for places and for the debrief ask of a session."""

from collections.abc import Sequence
from pathlib import Path

from maraude.domain.encounter import Encounter
from maraude.domain.evening import long_date
from maraude.domain.referral import Referral
from maraude.domain.refusal import Refusal
from maraude.domain.spot import Position, Spot
from maraude.domain.tour import Tour
from maraude.i18n import _, ngettext
from maraude.tui.screens.debrief import Night, OpenCall
from maraude.tui.screens.spots import SpotRow
from maraude.usecases import calls, debriefs, people, spots, tours
from maraude.usecases.debriefs import WrittenDebrief
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

    def add(self, name: str, position: Position | None) -> Spot:
        """Create a spot."""
        return spots.add(self._session, name, position)

    def choose(self, spot: str) -> Tour:
        """Make a spot the tour's current one."""
        return spots.go(self._session, current(self._session), spot)

    def import_csv(self, path: Path) -> str:
        """Create the spots of a file, and say what came of it."""
        done = spots.import_csv(self._session, path)
        told = ngettext(
            "{kept} lieu ajouté, {known} déjà connus.",
            "{kept} lieux ajoutés, {known} déjà connus.",
            done.kept,
        ).format(kept=done.kept, known=done.known)
        if not done.refused:
            return told
        first = done.refused[0]
        return _("{told} Refusés : {n}, dont la ligne {row} : {reason}.").format(
            told=told, n=len(done.refused), row=first.row, reason=first.reason
        )


class DebriefDesk:
    """The end of the evening."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def read(self) -> Night:
        """Give the evening as it is now."""
        tour = current(self._session)
        entries = tours.entries(self._session, tour)
        met = [entry.encounter for entry in entries if isinstance(entry.encounter, Encounter)]
        waiting = tours.open_calls(self._session, tour)
        written = debriefs.read(self._session)
        return Night(
            heading=_("Bilan · {evening}").format(evening=long_date(tour.evening.date)),
            counts=(
                (_("Rencontres"), len(met)),
                (_("Personnes"), sum(encounter.people.total for encounter in met)),
                (_("Appels au 115"), sum(r.is_call for e in entries for r in e.referrals)),
            ),
            calls=tuple(self._call(call) for call in waiting),
            follow_ups=self._follow_ups(tour),
            debrief=written.text,
            kilometres=written.kilometres,
        )

    def keep(self, debrief: str, kilometres: str) -> object:
        """Keep what is typed."""
        return debriefs.keep(self._session, WrittenDebrief(debrief, kilometres))

    def answer(self, call: str, result: str) -> Referral:
        """Write the 115's answer to a call."""
        return calls.answer(self._session, calls.by_id(self._session, call), result)

    def end(self, debrief: str, kilometres: float | None) -> Tour:
        """End the tour."""
        tour = current(self._session)
        ended = tours.end(self._session, tour, kilometres=kilometres, debrief=debrief)
        debriefs.drop(self._session).result()
        return ended

    def _call(self, call: Referral) -> OpenCall:
        at = call.at.astimezone(self._session.zone)
        names = ", ".join(people.called(self._session, call.persons))
        return OpenCall(call.id, f"{at:%H:%M}", names or _("sans nom"))

    def _follow_ups(self, tour: Tour) -> tuple[str, ...]:
        """Say who, or where, is still to be seen again tonight."""
        due = tours.follow_ups_due(self._session, tour.evening)
        names = (
            ", ".join(people.called(self._session, (follow_up.person,)))
            if follow_up.person
            else spots.name(self._session, follow_up.spot)
            for follow_up in due
        )
        return tuple(name or _("lieu non précisé") for name in names)
