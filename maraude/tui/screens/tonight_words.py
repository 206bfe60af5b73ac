"""What the screen of the evening says: its lines, what to do first, how the evening ended."""

from collections.abc import Sequence
from datetime import tzinfo

from maraude.domain.entry import Entry
from maraude.domain.evening import long_date
from maraude.domain.shorthand.labels import entry as labelled
from maraude.domain.tour import Tour
from maraude.i18n import _, ngettext
from maraude.tui.safe import fit
from maraude.tui.widgets.line_list import Spans
from maraude.usecases.debriefs import Figures, figures
from maraude.usecases.listing import Row
from maraude.usecases.undo import Undone

SPOT_WIDTH = 15


def line(row: Row) -> Spans:
    """Give one line of the list: time, place, people, who and when again, what was done."""
    return (
        (row.time, "bold"),
        (f" {fit(row.spot, SPOT_WIDTH)} ", ""),
        (f"{row.summary.people:<8} ", ""),
        (f"{row.summary.again} · " if row.summary.again else "", "bold"),
        (row.summary.words, ""),
    )


def above(tour: Tour | None, entries: Sequence[Entry], zone: tzinfo) -> str:
    """Say what to do where nothing is noted yet, or how the evening ended; else nothing."""
    if tour is None:
        return _("Aucune maraude en cours ce soir.\n\ns  partir     b  avant de partir     ?  aide")
    if tour.ended_at:
        return closing(tour, entries, zone)
    if entries:
        return ""
    return _("La maraude a commencé. Rien n'est encore noté.\n\nn  noter une rencontre     ?  aide")


def closing(tour: Tour, entries: Sequence[Entry], zone: tzinfo) -> str:
    """Say what the evening came to, and that it can still be read and corrected."""
    ended = f"{tour.ended_at.astimezone(zone):%H:%M}" if tour.ended_at else ""
    figures_said = counted(figures(entries))
    if tour.kilometres is not None:
        figures_said = _("{figures} · {kilometres} km").format(
            figures=figures_said, kilometres=f"{tour.kilometres:g}".replace(".", _(","))
        )
    return _(
        "Maraude terminée à {time} · {figures}.\n"
        "Tout reste lisible ; Entrée rouvre une ligne pour la corriger. Bonne fin de nuit."
    ).format(time=ended, figures=figures_said)


def counted(found: Figures) -> str:
    """Say figures: "14 rencontres · 31 personnes · 2 appels au 115"."""
    return " · ".join(
        (
            ngettext("{n} rencontre", "{n} rencontres", found.encounters).format(
                n=found.encounters
            ),
            ngettext("{n} personne", "{n} personnes", found.people).format(n=found.people),
            ngettext("{n} appel au 115", "{n} appels au 115", found.calls).format(n=found.calls),
        )
    )


def closed_at_noon(closed: Sequence[Tour]) -> str:
    """Say which evenings nobody had ended."""
    dates = ", ".join(long_date(tour.evening.date) for tour in closed)
    return _("Maraude restée ouverte, close à midi : {dates}.").format(dates=dates)


def saved(entry: Entry | None, *, corrected: bool) -> str:
    """Say what has just reached the disk."""
    if corrected:
        return _("Correction enregistrée · Ctrl+Z annule")
    if entry is None:
        return _("Lieu changé · Ctrl+Z annule")
    return _("Enregistré · Ctrl+Z annule")


def undone(done: Undone, zone: tzinfo) -> str:
    """Say what was taken back."""
    if done.at and done.removed:
        time = f"{done.at.astimezone(zone):%H:%M}"
        return _("Annulé : ce qui a été noté à {time}.").format(time=time)
    return _("Annulé : la dernière modification.")


def beyond_stock(codes: Sequence[str]) -> str:
    """Say of which things more is given than should be left."""
    things = ", ".join(labelled("given", code).label for code in codes)
    return _("Plus assez dans le stock : {things}").format(things=things)
