"""``maraude demo``: a fictional evening, in a folder of its own."""

import sys
from argparse import Namespace
from functools import partial
from pathlib import Path

from maraude import paths, preferences, process, tui
from maraude.cli import folder, output
from maraude.cli.output import Answer
from maraude.demo import demo
from maraude.demo.clock import demo_clock
from maraude.domain.evening import long_date
from maraude.i18n import _
from maraude.tui.terminal_check import refuse_unfit_terminal
from maraude.tui.workplace import DemoDoor


def run(arguments: Namespace) -> Answer | int:
    """Make the evening, and open it or say what it holds."""
    home = paths.demo_home(folder.home(arguments))
    if not arguments.headless:
        refuse_unfit_terminal()
    file = paths.preferences(home)
    chosen = preferences.read(file)
    demo.prepare(home, arguments.seed, progress=_show_progress)
    preferences.write(file, chosen)  # A demonstration made anew forgets all else.
    return _summary(home) if arguments.headless else show(home)


def show(home: Path) -> int:
    """Open the application on a demonstration; it never locks, its folder is its key."""
    clock = demo_clock()
    door = DemoDoor(home, lambda: demo.open_session(home, clock))
    file = paths.preferences(home)
    return tui.run(
        door,
        restart=process.restart,
        limits=None,
        theme=preferences.read(file).theme,
        keep_theme=partial(preferences.keep_theme, file),
        mark=_("démonstration · tout est fictif"),
    )


def _show_progress(done: int, total: int) -> None:
    """Count the evenings written on one line of the terminal, if there is one."""
    if sys.stderr and sys.stderr.isatty():
        told = _("Préparation d'une équipe fictive : soirée {done} sur {total}")
        output.show_progress(told.format(done=done, total=total), last=done == total)


def _summary(home: Path) -> Answer:
    made = demo.summary(home)
    document = {
        "home": str(home),
        "evening": str(made.evening),
        "evenings": made.evenings,
        "encounters": made.encounters,
        "people": made.people,
        "spots": made.spots,
        "services": made.services,
    }
    told = _(
        "Démonstration prête, soirée du {evening} : {evenings} soirées, {encounters} rencontres,"
        " {people} personnes, {spots} lieux, {services} services. Tout y est fictif."
    ).format(
        evening=long_date(made.evening.date),
        evenings=made.evenings,
        encounters=made.encounters,
        people=made.people,
        spots=made.spots,
        services=made.services,
    )
    return Answer(document, (told,))
