"""Which folder and files a command is about."""

from argparse import Namespace
from pathlib import Path

from maraude import paths


def home(arguments: Namespace) -> Path:
    """Give the profile's folder."""
    return paths.typed(arguments.home).absolute() if arguments.home else paths.home()
