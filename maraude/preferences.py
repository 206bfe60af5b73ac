"""What is chosen for the program before any profile is open: its language and its colours.

The file is not encrypted, because the unlock screen needs it; it says nothing about anyone.
"""

import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from maraude import i18n

NIGHT, DAY = "night", "day"
THEMES = (NIGHT, DAY)


@dataclass(frozen=True, slots=True)
class Preferences:
    """``language`` is one of ``i18n.LANGUAGES``, or nothing where none was chosen yet."""

    language: str = ""
    theme: str = NIGHT


def read(file: Path) -> Preferences:
    """Give what ``file`` keeps; what is missing or makes no sense is as if not chosen."""
    try:
        found = json.loads(file.read_text("utf-8"))
        language, theme = found["language"], found["theme"]
    except (OSError, ValueError, RecursionError, LookupError, TypeError):
        return Preferences()
    return Preferences(
        language if language in i18n.LANGUAGES else "", theme if theme in THEMES else NIGHT
    )


def write(file: Path, chosen: Preferences) -> None:
    """Keep ``chosen`` in ``file``, wholly or not at all; OSError where it cannot be."""
    unfinished = file.with_name(f"{file.name}.tmp")
    with unfinished.open("w", encoding="utf-8") as stream:
        json.dump(asdict(chosen), stream)
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.replace(file)


def keep_theme(file: Path, theme: str) -> None:
    """Keep another theme in ``file``; OSError as ``write``."""
    write(file, replace(read(file), theme=theme))
