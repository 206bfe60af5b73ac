"""One way to a screen: what to press."""

from dataclasses import dataclass
from typing import Any

from textual.screen import Screen


def typed(text: str) -> tuple[str, ...]:
    """Give the keys that type a text."""
    return tuple(text)


@dataclass(frozen=True)
class Way:
    """What to press, in steps of which each is over before the next begins, to see ``screen``.

    ``locked`` asks for a passphrase, ``absent`` is a laptop without a profile, ``idle`` a team
    that has not left yet.
    """

    name: str
    screen: type[Screen[Any]]
    steps: tuple[tuple[str, ...], ...] = ()
    locked: bool = False
    absent: bool = False
    idle: bool = False

    @property
    def typed(self) -> str:
        """What is typed on the way, which is shown as it is."""
        return " ".join("".join(key for key in step if len(key) == 1) for step in self.steps)


def to(name: str, screen: type[Screen[Any]], *steps: str | tuple[str, ...]) -> Way:
    """Give the way to a screen of a team that is out."""
    pressed = tuple((step,) if isinstance(step, str) else step for step in steps)
    return Way(name, screen, pressed)
