"""The stories of an evening in keys and seconds, through a terminal, beside what they may take.

A seconds' figure is the machine's: the keys are sent one after another, each once the one before
is painted. Run: python -m tests.benchmarks.stories
"""

import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.table import show
from tests.terminal.pseudo_terminal import PseudoTerminal

NOW = "2026-11-23T22:40"
COMMAND = [sys.executable, "-m", "maraude", "demo", "--lang", "fr"]
SAVED = r"Enregistré · Ctrl\+Z annule"


@dataclass(frozen=True)
class Story:
    """Keys, each with what the screen must show before the next; ``most`` keys may be needed."""

    name: str
    keys: tuple[tuple[str, str], ...]
    most: int
    seconds: float


STORIES = (
    Story(
        "1 known person, from the briefing",
        (
            ("b", "Avant de partir"),
            ("n", "1 personne : Youssef"),
            ("s", "soupe"),
            ("=", "soupe ×1"),
            ("x", "chaussettes"),
            ("=", "x chaussette  ="),
            ("<enter>", SAVED),
        ),
        8,
        10,
    ),
    Story(
        "2 unknown group of six, in tents",
        (
            ("n", "> "),
            ("4", "4 personnes"),
            (",", "> 4,"),
            ("2", "4 hommes"),
            ("s", "soupe"),
            ("=", "soupe ×6"),
            ("c", "couverture"),
            ("=", "c couverture  ="),
            ("<enter>", SAVED),
        ),
        14,
        25,
    ),
    Story(
        "3 a call to the 115 begins",
        (("n", "> "), ("u", "115 : appel"), ("<enter>", SAVED)),
        3,
        10,
    ),
    Story("3 the 115 has no place", (("u", "quelle réponse"), ("-", "Réponse du 115")), 2, 10),
    Story("4 where to sleep, from the encounter", (("p", "Où \\? hébergement"),), 4, 10),
)


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        rows = [_told(story, Path(folder) / str(n)) for n, story in enumerate(STORIES)]
    show("Stories", ("", "keys", "of", "seconds", "of"), rows)


def _told(story: Story, home: Path) -> tuple[str, ...]:
    """Play a story in a demonstration of its own."""
    environ = {"MARAUDE_HOME": str(home), "MARAUDE_NOW": NOW}
    with PseudoTerminal(COMMAND, environ=environ) as terminal:
        terminal.until("n noter", 60)
        terminal.settle(1.0)
        if "range ce guide" in terminal.text:
            terminal.type("<ctrl+g>")
            terminal.settle(1.0)
        began = time.perf_counter()
        for key, expected in story.keys:
            terminal.type(key)
            terminal.until(expected)
        seconds = terminal.arrived - began
    return (
        story.name,
        str(len(story.keys)),
        str(story.most),
        f"{seconds:.2f}",
        f"{story.seconds:.0f}",
    )


if __name__ == "__main__":
    main()
