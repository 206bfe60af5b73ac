"""The briefing as the lines of a list, each with the whole of it for the pane below."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from maraude.domain.evening import Evening, long_date, short_date
from maraude.domain.followup import FollowUp
from maraude.domain.shorthand.labels import entry
from maraude.domain.tour import Tour
from maraude.domain.when import ago
from maraude.i18n import _, ngettext
from maraude.tui.safe import fit
from maraude.tui.widgets.line_list import Spans
from maraude.usecases import lost
from maraude.usecases.briefing import Briefing, Due, PassedOn, RaisedAlert, Seen
from maraude.usecases.crews import Crew
from maraude.usecases.lost import Lost
from maraude.usecases.session import Session

SECTION_WIDTH = 11
WHO_WIDTH = 24
_SEVERITY = {1: "!!", 2: "!"}
"""What stands before an alert, by its severity: at once, tonight."""


@dataclass(frozen=True, slots=True)
class BriefingRow:
    """One line: whom it is about, and what; ``detail`` is the whole, on a few lines.

    ``section`` is on the first line of its section alone. ``person`` is the id of a file,
    ``follow_up`` what can be moved to tonight, ``is_lost`` tells that the person can be planned
    for tonight. ``leaves`` is the line that starts the tour, ``passes_on`` one about a
    transmission.
    """

    who: str
    what: str
    section: str = ""
    detail: str = ""
    person: str | None = None
    follow_up: FollowUp | None = None
    is_lost: bool = False
    leaves: bool = False
    passes_on: bool = False


def line(row: BriefingRow) -> Spans:
    """Give a row as a line of the list."""
    return (
        (f"{fit(row.section, SECTION_WIDTH)} ", "bold"),
        (f"{fit(row.who, WHO_WIDTH)} " if row.what else row.who, ""),
        (row.what, ""),
    )


class BriefingRows:
    """Says a briefing in the words of its evening and time zone."""

    def __init__(self, session: Session, known: Briefing) -> None:
        self._zone: tzinfo = session.zone
        self._known = known

    def rows(self, last: Tour | None, *, is_out: bool) -> tuple[BriefingRow, ...]:
        """Give every line; the first one leaves, as ``last`` did, unless the team is out."""
        known = self._known
        return (
            *(() if is_out else (_leaving(last),)),
            *_section(_("ALERTES"), map(self._alert, known.alerts), _("aucune alerte ouverte")),
            *_section(_("À REVOIR"), self._again(), _("rien n'est prévu ce soir")),
            *_section(
                _("TRANSMIS"),
                map(self._passed_on, known.transmissions),
                _("aucune transmission en cours"),
                passes_on=True,
            ),
            *_section(_("VUS"), self._seen(), _("aucune maraude n'est notée avant ce soir")),
            *_section(_("PERDUS ?"), self._lost(), _("personne à signaler")),
        )

    def _alert(self, raised: RaisedAlert) -> BriefingRow:
        alert = raised.alert
        said = " · ".join(filter(None, (entry("alerts", alert.code).label, alert.what_to_do)))
        sign = _SEVERITY.get(alert.severity, "")
        since = _("depuis {when}").format(when=self._moment(alert.since))
        return BriefingRow(
            f"{sign:<2} {_name(raised.about.name)}",
            f"{said} ({self._by(alert.since, raised.crew)})",
            detail=f"{said}\n{_sentence(since)}{_crew(raised.crew)}",
            person=raised.about.person,
        )

    def _again(self) -> Iterator[BriefingRow]:
        yield from (self._due(due, late=False) for due in self._known.due)
        yield from (self._due(due, late=True) for due in self._known.overdue)
        if older := self._known.older:
            text = ngettext(
                "et {n} plus ancien, dans sa fiche", "et {n} plus anciens, dans les fiches", older
            )
            yield BriefingRow(text.format(n=older), "")

    def _due(self, due: Due, *, late: bool) -> BriefingRow:
        planned = due.follow_up
        needs = ", ".join(entry("needs", code).label for code in planned.what_for)
        late_since = (
            _("prévu {date}").format(date=short_date(planned.due.date))
            if late and planned.due
            else ""
        )
        what_for = " — ".join(filter(None, (needs, planned.note)))
        seen = ""
        if due.last:
            seen = _("vu {when}").format(when=self._ago(due.last.at))
        last = (
            _("Vu la dernière fois : {when}").format(when=self._place(due.last.at, due.spot))
            + _crew(due.crew)
            if due.last
            else ""
        )
        return BriefingRow(
            _name(due.about.name),
            " · ".join(filter(None, (late_since, what_for, seen))) or _("à revoir"),
            detail="\n".join(filter(None, (what_for, last))),
            person=due.about.person,
            follow_up=planned if late else None,
        )

    def _passed_on(self, passed: PassedOn) -> BriefingRow:
        note = passed.note
        team = passed.crew.team if passed.crew else _("hors maraude")
        who = _("{team} à {to}").format(team=team, to=note.to) if note.to else team
        until = _("jusqu'à {date}").format(date=long_date(note.until.date)) if note.until else ""
        head = " · ".join(filter(None, (self._moment(note.at), until)))
        return BriefingRow(
            who,
            _("« {text} »").format(text=note.text),
            detail=f"{head}{_crew(passed.crew)}\n{note.text}",
            passes_on=True,
        )

    def _seen(self) -> Iterator[BriefingRow]:
        for seen in self._known.seen:
            yield self._tour_seen(seen)
            for about, sighting, spot in seen.persons:
                yield BriefingRow(
                    f"  {about.name}",
                    " ".join(filter(None, (self._clock(sighting.at), spot))),
                    detail=self._place(sighting.at, spot) + _crew(seen.crew),
                    person=about.person,
                )

    def _tour_seen(self, seen: Seen) -> BriefingRow:
        when = ago(seen.crew.evening, self._known.evening)
        met = ngettext("{n} rencontre", "{n} rencontres", seen.encounters)
        people = ngettext("{n} personne", "{n} personnes", seen.people)
        files = ngettext("{n} fiche", "{n} fiches", len(seen.persons))
        counted = " · ".join(
            (
                met.format(n=seen.encounters),
                people.format(n=seen.people),
                files.format(n=len(seen.persons)),
            )
        )
        where = " · ".join(filter(None, (long_date(seen.crew.evening.date), seen.sector)))
        return BriefingRow(
            _("{team}, {when}").format(team=seen.crew.team, when=when),
            counted,
            detail=f"{where}{_crew(seen.crew)}\n{counted}",
        )

    def _lost(self) -> Iterator[BriefingRow]:
        if not self._known.lost:
            return
        said = _sentence(lost.definition())
        yield BriefingRow(said, "", detail=said)
        yield from map(self._lost_one, self._known.lost)

    def _lost_one(self, found: Lost) -> BriefingRow:
        evenings = ngettext("{n} soirée", "{n} soirées", found.evenings).format(n=found.evenings)
        seen = _("vu {when}").format(when=self._ago(found.last.at))
        return BriefingRow(
            found.called,
            f"{evenings}, {seen}",
            detail=_("Vu la dernière fois : {when}").format(when=self._moment(found.last.at)),
            person=found.person,
            is_lost=True,
        )

    def _by(self, at: datetime, by: Crew | None) -> str:
        return ", ".join(filter(None, (self._ago(at), by.team if by else "")))

    def _ago(self, at: datetime) -> str:
        return ago(Evening.at(at, self._zone), self._known.evening)

    def _clock(self, at: datetime) -> str:
        return f"{at.astimezone(self._zone):%H:%M}"

    def _moment(self, at: datetime) -> str:
        date = long_date(Evening.at(at, self._zone).date)
        return _("{date}, {time}").format(date=date, time=self._clock(at))

    def _place(self, at: datetime, spot: str) -> str:
        return " · ".join(filter(None, (self._moment(at), spot)))


def _section(
    title: str, rows: Iterable[BriefingRow], nothing: str, *, passes_on: bool = False
) -> Iterator[BriefingRow]:
    """Give rows under a title, or the one that says that there is nothing."""
    found = list(rows) or [BriefingRow(nothing, "", passes_on=passes_on)]
    yield replace(found[0], section=title)
    yield from found[1:]


def _leaving(last: Tour | None) -> BriefingRow:
    """Give the line that starts the tour."""
    names = ", ".join(member.name for member in last.members) if last else ""
    before = " · ".join(filter(None, (last.sector if last else "", names)))
    said = _("Entrée : dire l'équipage, et partir")
    if before:
        said = _("Entrée : partir. La dernière fois : {before}").format(before=before)
    keys = _("k  stock à charger     m  transmissions     Échap  la maraude de ce soir")
    return BriefingRow(said, "", _("DÉPART"), detail=f"{said}\n\n{keys}", leaves=True)


def _name(name: str) -> str:
    return name or _("sans fiche ni lieu")


def _crew(by: Crew | None) -> str:
    """Give a team and its members, to stand behind something else."""
    if by is None:
        return ""
    if not by.members:
        return f" · {by.team}"
    crew = _("{team} : {members}").format(team=by.team, members=", ".join(by.members))
    return f" · {crew}"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
