"""What the screens that follow sticks have in common."""

from collections.abc import Sequence
from pathlib import Path

from textual.screen import Screen
from textual.widgets import Static

from maraude.i18n import _
from maraude.tui.safe import safe

EVERY = 2.0
"""Seconds after which it is looked again whether a stick was plugged in or pulled out."""


def say_none(screen: Screen[None], folders: Sequence[Path]) -> None:
    """Say in the pane ``#empty`` that no stick is plugged in, where none is."""
    empty = screen.query_one("#empty", Static)
    empty.display = not folders
    empty.update(safe(_("Aucune clé n'est branchée : branchez-la, elle apparaît ici.")))
