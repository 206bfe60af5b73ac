"""Which folder a command is about."""

from argparse import Namespace
from pathlib import Path

from maraude import paths


def home(arguments: Namespace) -> Path:
    """Give the profile's folder."""
    return Path(arguments.home).expanduser().absolute() if arguments.home else paths.home()
