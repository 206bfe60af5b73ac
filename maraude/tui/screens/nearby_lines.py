"""How a service near reads: its line, its line among those set aside, and in full."""

from datetime import date, datetime, tzinfo

from textual.content import Content

from maraude.directory import experience, reasons, walking
from maraude.directory.matching import Accepts
from maraude.directory.opening import State
from maraude.directory.service import Load
from maraude.i18n import N_, _
from maraude.tui.safe import fit, safe
from maraude.tui.widgets.line_list import Spans
from maraude.usecases.orient import Nearby

CURSOR = 2
"""Columns that the list keeps for its cursor."""
STATE, WALK, ACCEPTS, AGE, OURS = 18, 9, 10, 7, 7
OTHERS = CURSOR + STATE + WALK + ACCEPTS + AGE + OURS + 5
"""Columns beside those of the name."""
SHORTEST_NAME = 20
NAME_SET_ASIDE = 24
_MARKS = {State.OPEN: "●", State.CLOSED: "○", State.UNKNOWN: "?"}
_SOON = "◐"
_ACCEPTS = {Accepts.YES: N_("accepte"), Accepts.CHECK: N_("à vérifier"), Accepts.NO: N_("refuse")}


def titles(width: int, *, asked: bool) -> str:
    """Name the columns of ``proposed``."""
    state, walk = fit(_("État"), STATE), _("À pied").rjust(WALK)
    name = fit(_("Lieu"), _name_width(width, asked=asked))
    accepts = (fit(_("Accueil"), ACCEPTS),) if asked else ()
    age, ours = fit(_("Vérifié"), AGE), fit(_("Suites"), OURS)
    return " " * CURSOR + " ".join((state, walk, name, *accepts, age, ours))


def proposed(found: Nearby, width: int, today: date, *, asked: bool) -> Spans:
    """Give one line: state, minutes on foot, name, whether it takes the person, age, our results.

    Where nothing was ``asked`` about the person, nothing is said of it.
    """
    mark = _SOON if found.state is State.CLOSED and found.opens_soon else _MARKS[found.state]
    accepts = f"{fit(_(_ACCEPTS[found.accepts]), ACCEPTS)} " if asked else ""
    return (
        (fit(f"{mark} {_state(found)}", STATE), "bold" if found.state is State.OPEN else ""),
        (f" {walking.phrase(found.minutes):>{WALK}} ", ""),
        (f"{fit(found.name, _name_width(width, asked=asked))} {accepts}", ""),
        (f"{fit(_age(found.verified_on, today), AGE)} ", ""),
        (experience.mark(found.experience), ""),
    )


def set_aside(found: Nearby, width: int) -> Spans:
    """Give one line: minutes on foot, name, what speaks against it."""
    return (
        (f"{walking.phrase(found.minutes):>{WALK}} ", ""),
        (fit(found.name, NAME_SET_ASIDE), ""),
        (f" {' '.join(found.against)}", ""),
    )


def detail(found: Nearby, zone: tzinfo) -> Content:
    """Say everything about one service: where, why it fits or not, and who says so."""
    service = found.service
    walk = _("À {minutes} à pied, estimés ({metres} m à vol d'oiseau).").format(
        minutes=walking.phrase(found.minutes), metres=found.metres
    )
    lines = (
        (" — ".join(part for part in (service.name, service.address) if part), "bold"),
        (service.contact, ""),
        (reasons.provenance(service, found.freshness), ""),
        (found.why, ""),
        (experience.summary(found.experience, zone), ""),
        (walk if found.within else _("{walk} Plus d'un quart d'heure.").format(walk=walk), ""),
    )
    return Content("\n").join(safe(text, style) for text, style in lines if text)


def _name_width(width: int, *, asked: bool) -> int:
    return max(width - OTHERS + (0 if asked else ACCEPTS + 1), SHORTEST_NAME)


def _state(found: Nearby) -> str:
    """Say the state in a few words, with the time until which it holds."""
    is_full = found.service.load is Load.FULL
    match found.state:
        case State.OPEN if is_full:
            return _("ouvert, complet")
        case State.OPEN if found.closes_at:
            return _("ouvert → {time}").format(time=_time(found.closes_at))
        case State.OPEN:
            return _("ouvert")
        case State.CLOSED if found.opens_soon and found.opens_at:
            return _("ouvre {time}").format(time=_time(found.opens_at))
        case State.CLOSED:
            return _("fermé")
        case _ if is_full:
            return _("complet")
        case _:
            return _("sous condition") if found.comment else _("heures inconnues")


def _age(verified_on: date | None, today: date) -> str:
    """Say how long ago the source verified a record: days, then months, then years."""
    if verified_on is None:
        return "?"
    days = max((today - verified_on).days, 0)
    if days < 60:
        return _("{n} j").format(n=days)
    if days < 730:
        return _("{n} mois").format(n=days // 30)
    return _("{n} ans").format(n=days // 365)


def _time(moment: datetime) -> str:
    return f"{moment:%H:%M}"
