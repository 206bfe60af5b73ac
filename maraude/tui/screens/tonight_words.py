"""What the screen of the evening says."""

from maraude.domain.entry import Entry
from maraude.domain.evening import Evening, long_date
from maraude.domain.tour import Tour
from maraude.i18n import _
from maraude.tui.safe import fit
from maraude.tui.widgets.line_list import Spans
from maraude.usecases import history
from maraude.usecases.listing import Row
from maraude.usecases.session import Session

SPOT_WIDTH = 15


def heading(team: str, evening: Evening, time: str) -> str:
    """Say whose evening it is, and what time where it is tonight's."""
    said = _("Maraude {team} · {evening}").format(team=team, evening=long_date(evening.date))
    return f"{said} · {time}" if time else said


def line(row: Row) -> Spans:
    """Give one line of the list: time, place, people, who and when again, what was done."""
    return (
        (row.time, "bold"),
        (f" {fit(row.spot, SPOT_WIDTH)} ", ""),
        (f"{row.summary.people:<8} ", ""),
        (f"{row.summary.again} · " if row.summary.again else "", "bold"),
        (row.summary.words, ""),
    )


def empty(session: Session, tour: Tour | None) -> str:
    """Say what to do where there is nothing to show yet; nothing where it is gone from here."""
    if tour is None:
        return _("Aucune maraude en cours ce soir.\n\ns  partir     ?  aide")
    if history.sentence(session, tour.evening):
        return ""
    return _("La maraude a commencé. Rien n'est encore noté.\n\nn  noter une rencontre     ?  aide")


def saved(entry: Entry | None, *, corrected: bool) -> str:
    """Say what has just reached the disk."""
    if corrected:
        return _("Correction enregistrée · Ctrl+Z annule")
    if entry is None:
        return _("Lieu changé · Ctrl+Z annule")
    return _("Enregistré · Ctrl+Z annule")
