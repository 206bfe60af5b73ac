"""What an evening leaves, as the lines of a list."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from maraude.domain.alert import Alert
from maraude.domain.evening import short_date
from maraude.domain.followup import FollowUp
from maraude.domain.incident import Incident
from maraude.domain.note import Note
from maraude.domain.referral import Referral
from maraude.domain.shorthand.labels import entry
from maraude.i18n import _
from maraude.tui.safe import fit
from maraude.tui.widgets.line_list import Spans
from maraude.usecases import backups, people
from maraude.usecases.briefing import PassedOn, RaisedAlert
from maraude.usecases.debriefs import Planned, Remaining
from maraude.usecases.session import Session
from maraude.usecases.stock import Shelf

SECTION_WIDTH = 11
WHO_WIDTH = 24

About = Referral | Alert | FollowUp | Note | Incident
"""What a line is about, where something can be done about it."""


@dataclass(frozen=True, slots=True)
class DebriefRow:
    """One line; ``opens`` names the command that adds to its section."""

    who: str
    what: str
    section: str = ""
    about: About | None = None
    person: str | None = None
    opens: str = ""


def line(row: DebriefRow) -> Spans:
    """Give a row as a line of the list."""
    return (
        (f"{fit(row.section, SECTION_WIDTH)} ", "bold"),
        (f"{fit(row.who, WHO_WIDTH)} " if row.what else row.who, ""),
        (row.what, ""),
    )


def rows(session: Session, left: Remaining) -> tuple[DebriefRow, ...]:
    """Give every line, section after section."""
    calls = (_call(session, call) for call in left.calls)
    words = map(_passed_on, left.transmissions)
    happened = (_incident(session, incident) for incident in left.incidents)
    return (
        *_section(_("115"), calls, _("aucun appel sans réponse")),
        *_section(_("ALERTES"), map(_alert, left.alerts), _("rien d'ouvert ce soir")),
        *_section(_("À REVOIR"), map(_planned, left.tonight), _("tout le monde a été vu")),
        *_section(_("SANS DATE"), map(_planned, left.undated), _("rien")),
        *_section(_("TRANSMIS"), words, _("rien : m pour transmettre"), "transmissions"),
        *_section(_("INCIDENTS"), happened, _("aucun : i pour en noter un"), "incident"),
        DebriefRow(_stock(left), "", _("STOCK"), opens="stock"),
        *_disk(session),
    )


def _disk(session: Session) -> Iterator[DebriefRow]:
    if warning := backups.space_warning(session):
        yield DebriefRow(warning, "", _("DISQUE"))


def _section(
    title: str, found: Iterable[DebriefRow], nothing: str, opens: str = ""
) -> Iterator[DebriefRow]:
    """Give rows under a title, or the one that says that there is nothing."""
    lines = list(found) or [DebriefRow(nothing, "", opens=opens)]
    yield replace(lines[0], section=title)
    yield from lines[1:]


def _call(session: Session, call: Referral) -> DebriefRow:
    names = ", ".join(people.called(session, call.persons)) or _("sans nom")
    since = _("appelé à {time}, réponse attendue").format(
        time=f"{call.at.astimezone(session.zone):%H:%M}"
    )
    return DebriefRow(names, since, about=call)


def _alert(raised: RaisedAlert) -> DebriefRow:
    alert = raised.alert
    what_to_do = alert.what_to_do or _("que faire ?")
    said = _("{alert} · {what}").format(alert=entry("alerts", alert.code).label, what=what_to_do)
    return DebriefRow(_name(raised.about.name), said, about=alert, person=raised.about.person)


def _planned(planned: Planned) -> DebriefRow:
    follow_up, about = planned.follow_up, planned.about
    needs = ", ".join(entry("needs", code).label for code in follow_up.what_for)
    said = " — ".join(filter(None, (needs, follow_up.note))) or _("à revoir")
    return DebriefRow(_name(about.name), said, about=follow_up, person=about.person)


def _passed_on(passed: PassedOn) -> DebriefRow:
    note = passed.note
    to = note.to or _("à toutes")
    until = (
        _("{to}, → {date}").format(to=to, date=short_date(note.until.date)) if note.until else to
    )
    return DebriefRow(until, _("« {text} »").format(text=note.text), about=note)


def _incident(session: Session, incident: Incident) -> DebriefRow:
    at = f"{incident.at.astimezone(session.zone):%H:%M}"
    told = _("dit à {who}").format(who=incident.told) if incident.told else _("dit à personne")
    words = incident.text or _("texte effacé")
    return DebriefRow(f"{at} {told}", words, about=incident)


def _stock(left: Remaining) -> str:
    """Say what is still to be counted, else what differs."""
    if left.uncounted:
        things = _things(left.uncounted, lambda shelf: f"{shelf.left}")
        return _("à compter (k) : {things}").format(things=things)
    if differing := [shelf for shelf in left.shelves if shelf.difference]:
        things = _things(differing, lambda shelf: f"{shelf.difference:+}")
        return _("compté ; écart : {things}").format(things=things)
    if any(shelf.counted is not None for shelf in left.shelves):
        return _("compté : tout y est")
    return _("rien de chargé : k pour le noter")


def _things(shelves: Iterable[Shelf], number: Callable[[Shelf], str]) -> str:
    return ", ".join(f"{entry('given', shelf.code).short} {number(shelf)}" for shelf in shelves)


def _name(name: str) -> str:
    return name or _("sans fiche ni lieu")
