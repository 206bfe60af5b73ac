"""Where a person sleeps and spends the day, as dated episodes."""

from dataclasses import dataclass

from maraude.domain.evening import Evening


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """``night`` is of list 3; ``place`` and ``day`` are words; it lasts until ``until``."""

    id: str
    person: str
    night: str
    since: Evening
    until: Evening | None = None
    place: str = ""
    day: str = ""
    deleted: bool = False
