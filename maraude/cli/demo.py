"""``maraude demo``: a fictional evening, in a folder of its own."""

from argparse import Namespace
from functools import partial
from pathlib import Path

from maraude import paths, preferences, process, tui
from maraude.cli import folder
from maraude.cli.output import Answer
from maraude.demo import demo
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
    demo.prepare(home, arguments.seed)
    preferences.write(file, chosen)  # A demonstration made anew forgets all else.
    return _summary(home) if arguments.headless else show(home)


def show(home: Path) -> int:
    """Open the application on a demonstration; it never locks, its folder is its key."""
    door = DemoDoor(home, lambda: demo.open_session(home))
    file = paths.preferences(home)
    return tui.run(
        door,
        restart=process.restart,
        idle_seconds=None,
        theme=preferences.read(file).theme,
        keep_theme=partial(preferences.keep_theme, file),
    )


def _summary(home: Path) -> Answer:
    made = demo.summary(home)
    document = {
        "home": str(home),
        "evening": str(made.evening),
        "encounters": made.encounters,
        "people": made.people,
        "spots": made.spots,
        "services": made.services,
    }
    told = _(
        "Démonstration prête, soirée du {evening} : {encounters} lignes notées, {people} personnes,"
        " {spots} lieux, {services} services. Tout y est fictif."
    ).format(
        evening=long_date(made.evening.date),
        encounters=made.encounters,
        people=made.people,
        spots=made.spots,
        services=made.services,
    )
    return Answer(document, (told,))
