"""The terminal application over the profile."""

from argparse import Namespace

from maraude import paths, process, tui
from maraude.cli import folder
from maraude.domain.clock import system_now
from maraude.tui.workplace import ProfileDoor


def run(arguments: Namespace) -> int:
    """Open the application."""
    home = folder.home(arguments)
    if paths.demo_key(home).exists():
        from maraude.cli.demo import show

        return show(home)
    return tui.run(ProfileDoor(home, system_now), restart=process.restart)
