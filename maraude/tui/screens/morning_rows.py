"""The coordinator's morning as the lines of a list; a team's unfold below it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from maraude.domain.encounter import Encounter
from maraude.domain.incident import Incident
from maraude.domain.shorthand.labels import entry
from maraude.i18n import _
from maraude.tui.safe import fit
from maraude.tui.widgets.line_list import Spans
from maraude.usecases import listing, morning_words, purge_words
from maraude.usecases.briefing import About, RaisedAlert
from maraude.usecases.listing import Row
from maraude.usecases.morning import Morning, Night, Server
from maraude.usecases.session import Session

WHO_WIDTH = 22
FOLDED, UNFOLDED = "+", "-"


class Place(Enum):
    """Where a line that is no team's leads."""

    CONFLICTS = auto()
    ENDINGS = auto()
    QUARANTINE = auto()


@dataclass(frozen=True, slots=True)
class MorningRow:
    """One line; ``what`` is whole in the pane below the list.

    Enter folds the ``team``, opens the file of the ``person``, or the ``place``, which may be of
    one ``laptop`` and one ``reason``.
    """

    who: str
    what: str
    team: str = ""
    person: str | None = None
    place: Place | None = None
    laptop: str = ""
    reason: str = ""

    @property
    def leads(self) -> bool:
        """Whether Enter does anything."""
        return bool(self.team or self.person or self.place)

    @property
    def detail(self) -> str:
        """The whole line."""
        return "\n".join(filter(None, (self.who.strip(), self.what)))


def line(row: MorningRow) -> Spans:
    """Give a row as a line of the list."""
    if row.team or not row.what:
        return ((row.who, "bold"), (f"  {row.what}", ""))
    return ((f"  {fit(row.who, WHO_WIDTH)} ", ""), (row.what, ""))


def rows(session: Session, found: Morning, unfolded: Collection[str]) -> tuple[MorningRow, ...]:
    """Give every line; the teams of ``unfolded`` with what they did."""
    teams = [row for night in found.teams for row in _team(session, night, unfolded)]
    dispute = morning_words.conflicts(found.conflicts) if found.conflicts else _("aucun désaccord")
    return (
        *_audit(found),
        *((MorningRow(found.missing, ""),) if found.missing else ()),
        *(teams or [MorningRow(morning_words.nobody(), "")]),
        MorningRow(dispute, "", place=Place.CONFLICTS if found.conflicts else None),
        *_endings(found),
        *_server(session, found.server),
    )


def _endings(found: Morning) -> Iterator[MorningRow]:
    if found.over or found.soon:
        yield MorningRow(purge_words.summary(found.over, found.soon), "", place=Place.ENDINGS)


def _audit(found: Morning) -> Iterator[MorningRow]:
    if found.audit:
        yield MorningRow(_("! journal du serveur"), " ".join(found.audit))


def _team(session: Session, night: Night, unfolded: Collection[str]) -> Iterator[MorningRow]:
    is_open = night.team in unfolded
    sign = UNFOLDED if is_open else FOLDED
    yield MorningRow(f"{sign} {night.name}", morning_words.night(night), team=night.team)
    if is_open:
        yield from map(_alert, night.alerts)
        yield from (_incident(session, incident) for incident in night.incidents)
        yield from map(_new, night.new)
        yield from map(_entry, listing.rows(session, night.entries))


def _alert(raised: RaisedAlert) -> MorningRow:
    alert, about = raised.alert, raised.about
    said = " · ".join(filter(None, (entry("alerts", alert.code).label, alert.what_to_do)))
    name = about.name or _("sans fiche ni lieu")
    return MorningRow(f"! {name}", said, person=about.person)


def _incident(session: Session, incident: Incident) -> MorningRow:
    at = f"{incident.at.astimezone(session.zone):%H:%M}"
    told = _("dit à {name}").format(name=incident.told) if incident.told else ""
    what = " · ".join(filter(None, (incident.text or _("texte effacé"), told)))
    return MorningRow(_("{time} incident").format(time=at), what)


def _new(about: About) -> MorningRow:
    return MorningRow(about.name, _("nouvelle fiche"), person=about.person)


def _entry(row: Row) -> MorningRow:
    encounter = row.entry.encounter
    persons = encounter.people.persons if isinstance(encounter, Encounter) else ()
    said = " · ".join(filter(None, (row.summary.people, row.summary.words, row.summary.again)))
    who = " ".join(filter(None, (row.time, row.spot)))
    return MorningRow(who, said, person=persons[0] if len(persons) == 1 else None)


def _server(session: Session, said: Server | None) -> Iterator[MorningRow]:
    """Say what only the server knows; a volunteer is told none of it."""
    if said is None:
        yield MorningRow(
            _("Ce que seul le serveur sait est dit à la coordination, après un échange."), ""
        )
        return
    yield MorningRow(morning_words.server(said, session.zone), "")
    if said.apart:
        yield MorningRow(morning_words.apart(said.apart), "", place=Place.QUARANTINE)
    for one in said.reasons:
        yield MorningRow(
            f"{one.n} · {one.name}",
            morning_words.reason(one.reason),
            place=Place.QUARANTINE,
            laptop=one.name,
            reason=one.reason,
        )
    for silent in said.silent:
        yield MorningRow(morning_words.silent(silent, session.zone), "")
    if not (said.apart or said.silent):
        yield MorningRow(morning_words.nothing(), "")
