"""Which folder and files a command is about."""

from argparse import Namespace
from pathlib import Path

from maraude import paths


def home(arguments: Namespace) -> Path:
    """Give the profile's folder."""
    return path(arguments.home).absolute() if arguments.home else paths.home()


def path(text: str) -> Path:
    """Give a path as typed, with the user's folder for ``~`` where there is such a user."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)
