"""The line being typed, as it is kept at each key."""

from dataclasses import dataclass, field
from datetime import datetime

from maraude import i18n
from maraude.domain.choice import Choice


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A line, when it was opened (UTC), the choices made for its words, and what it corrects.

    ``editing`` is the id of an encounter, or nothing. ``language`` is that of its letters.
    """

    line: str
    opened_at: datetime
    choices: tuple[Choice, ...] = ()
    editing: str = ""
    language: str = field(default_factory=i18n.language)
