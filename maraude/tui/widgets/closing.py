"""What an evening came to, and what was taken back of it, in words."""

from collections.abc import Sequence
from datetime import tzinfo

from textual.widgets import Static

from maraude import i18n
from maraude.domain.entry import Entry
from maraude.domain.evening import long_date
from maraude.domain.tour import Tour
from maraude.i18n import _, ngettext
from maraude.tui.safe import safe
from maraude.usecases import history
from maraude.usecases.debriefs import Figures, figures
from maraude.usecases.session import Session
from maraude.usecases.undo import Undone


class Closing(Static):
    """Says how a tour ended; out of sight while it goes on."""

    def __init__(self) -> None:
        super().__init__("", markup=False)

    def show(self, session: Session, tour: Tour | None, entries: Sequence[Entry]) -> None:
        """Show what became of a tour."""
        missing = history.sentence(session, tour.evening) if tour else ""
        told = closing(tour, entries, session.zone, missing)
        self.display = bool(told)
        self.update(safe(told))


def closing(tour: Tour | None, entries: Sequence[Entry], zone: tzinfo, missing: str = "") -> str:
    """Say how a tour ended and that it can be read, else what is ``missing``; nothing while out.

    Of what is missing there are no figures: they would count what is left of an evening.
    """
    if tour is None or tour.ended_at is None:
        return ""
    if missing:
        return missing
    told = [counted(figures(entries))]
    if tour.kilometres is not None:
        told.append(_("{n} km").format(n=_number(tour.kilometres)))
    return _(
        "Maraude terminée à {time} · {figures}.\n"
        "Tout reste lisible ; Entrée rouvre une ligne pour la corriger."
    ).format(time=f"{tour.ended_at.astimezone(zone):%H:%M}", figures=" · ".join(told))


def closed_at_noon(closed: Sequence[Tour]) -> str:
    """Say which evenings nobody had ended."""
    dates = ", ".join(long_date(tour.evening.date) for tour in closed)
    return _("Maraude restée ouverte, close à midi : {dates}.").format(dates=dates)


def undone(done: Undone, zone: tzinfo) -> str:
    """Say what was taken back."""
    if not (done.at and done.removed):
        return _("Annulé : la dernière modification.")
    time = f"{done.at.astimezone(zone):%H:%M}"
    return _("Annulé : ce qui a été noté à {time}.").format(time=time)


def counted(found: Figures) -> str:
    """Say figures: "14 rencontres · 31 personnes · 2 appels au 115"."""
    met = ngettext("{n} rencontre", "{n} rencontres", found.encounters)
    people = ngettext("{n} personne", "{n} personnes", found.people)
    calls = ngettext("{n} appel au 115", "{n} appels au 115", found.calls)
    return " · ".join(
        (
            met.format(n=found.encounters),
            people.format(n=found.people),
            calls.format(n=found.calls),
        )
    )


def _number(number: float) -> str:
    """Write a number with the decimal sign of the language in use."""
    written = f"{number:g}"
    return written.replace(".", ",") if i18n.language() == "fr" else written
