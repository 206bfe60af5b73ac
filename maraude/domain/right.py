"""A right of a person, where it stands and what comes next."""

from dataclasses import dataclass

from maraude.domain.evening import Evening


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """``code`` is of list 11, ``state`` of the right states; ``next_step`` is due on ``due``."""

    id: str
    person: str
    code: str
    state: str
    next_step: str = ""
    due: Evening | None = None
    deleted: bool = False
