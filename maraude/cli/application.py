"""The terminal application over the profile."""

from argparse import Namespace
from functools import partial

from maraude import paths, preferences, process, tui
from maraude.cli import folder
from maraude.domain.clock import system_now
from maraude.tui.workplace import ProfileDoor


def run(arguments: Namespace) -> int:
    """Open the application."""
    home = folder.home(arguments)
    if paths.demo_key(home).exists():
        from maraude.cli.demo import show

        return show(home)
    file = paths.preferences(home)
    return tui.run(
        ProfileDoor(home, system_now),
        restart=process.restart,
        theme=preferences.read(file).theme,
        keep_theme=partial(preferences.keep_theme, file),
    )
