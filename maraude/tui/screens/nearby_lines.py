"""How a service near reads: its line, its line among those set aside, and in full."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from textual.content import Content

from maraude.directory import corrections, experience, links, reasons
from maraude.directory.links import Link
from maraude.directory.opening import State
from maraude.directory.service import Access, Hours, Load
from maraude.directory.walking import Basis
from maraude.i18n import _
from maraude.tui.safe import fit, safe
from maraude.tui.widgets.line_list import Spans
from maraude.usecases.orient import Nearby

Row = Nearby | str
"""A service, or the kind of help that those below it give."""
CURSOR = 2
"""Columns that the list keeps for its cursor."""
STATE, WALK = 18, 9
NAME_SHARE = 0.45
"""Share of what is left of a line that the name has; the rest says why."""
NAME_SET_ASIDE = 24
_MARKS = {State.OPEN: "●", State.CLOSED: "○", State.UNKNOWN: "?"}
_SOON = "◐"


def titles(width: int) -> str:
    """Name the columns of ``proposed``."""
    state, walk = fit(_("État"), STATE), _("À pied").rjust(WALK)
    return " " * CURSOR + " ".join((state, walk, fit(_("Lieu"), _name_width(width)), _("Pourquoi")))


def heading(kind: str) -> Spans:
    """Give the line above the services of one kind."""
    return ((kind, "bold"),)


def few(kind: str, n: int) -> str:
    """Name a kind of help of which only the ``n`` best are shown."""
    return _("{kind} · {n} premiers choix ; c : tous").format(kind=kind, n=n)


def nothing_of(kinds: Sequence[str]) -> str:
    """Say of which kinds of help the directory has nothing anywhere near."""
    return _("Rien dans l'annuaire autour : {kinds}").format(kinds=", ".join(kinds))


def proposed(found: Nearby, width: int) -> Spans:
    """Give one line: state, minutes on foot, name, and why in a few words, the gravest first."""
    has_room = found.state is State.OPEN and not corrections.is_full(found.corrected)
    return (
        (fit(f"{_mark(found)} {_state(found)}", STATE), "bold" if has_room else ""),
        (f" {found.walk.phrase:>{WALK}} ", ""),
        (f"{fit(found.name, _name_width(width))} ", ""),
        (found.brief, ""),
    )


def set_aside(found: Nearby, width: int) -> Spans:
    """Give one line: minutes on foot, name, what speaks against it."""
    return (
        (f"{found.walk.phrase:>{WALK}} ", ""),
        (fit(found.name, NAME_SET_ASIDE), ""),
        (f" {' '.join(found.against)}", ""),
    )


def detail(found: Nearby, zone: tzinfo, linked: tuple[Link, ...] = ()) -> Content:
    """Say everything about one service: where, why it fits or not, who says so, who else does."""
    service = found.service
    by_streets = found.walk.basis is Basis.GRAPH
    walk = (
        _("À {minutes} à pied, par les rues ({metres} m à vol d'oiseau).")
        if by_streets
        else _("À {minutes} à pied, estimés ({metres} m à vol d'oiseau).")
    ).format(minutes=found.walk.words, metres=found.metres)
    lines = (
        (" — ".join(part for part in (service.name, service.address) if part), "bold"),
        (service.contact, ""),
        (reasons.provenance(service, found.freshness), ""),
        (walk if found.within else _("{walk} Plus d'un quart d'heure.").format(walk=walk), ""),
        (experience.summary(found.experience, zone), ""),
        (found.why, ""),
        (_as_written(service.hours), ""),
        *((links.sentence(link), "") for link in linked),
    )
    return Content("\n").join(safe(text, style) for text, style in lines if text)


def _as_written(hours: Hours) -> str:
    """Quote hours that were not read letter for letter, so that a person can check."""
    if not hours.normalised:
        return ""
    return _("Horaires, tels que la source les donne : « {raw} ».").format(raw=hours.raw)


def _name_width(width: int) -> int:
    return round((width - CURSOR - STATE - WALK - len("   ")) * NAME_SHARE)


def _mark(found: Nearby) -> str:
    if corrections.is_full(found.corrected):
        return _MARKS[State.CLOSED]
    return _SOON if found.state is State.CLOSED and found.opens_soon else _MARKS[found.state]


def _state(found: Nearby) -> str:
    """Say the state in a few words, with the time until which it holds."""
    is_closed = found.state is State.CLOSED and not found.opens_soon
    if corrections.is_full(found.corrected) and not is_closed:
        return _("complet ce soir")
    is_full = found.service.load is Load.FULL
    match found.state:
        case State.OPEN if is_full:
            return _("ouvert, complet")
        case State.OPEN if found.service.access is Access.APPOINTMENT:
            return _("ouvert, sur RDV")
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


def _time(moment: datetime) -> str:
    return f"{moment:%H:%M}"
