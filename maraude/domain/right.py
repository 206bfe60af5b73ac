"""A right of a person, where it stands and what comes next, and what every team sees of it."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class RightStep:
    """What comes next with someone's papers, in words: it does not say which right it is for.

    ``right`` is the id of the right whose next step it is, empty where somebody noted it alone.
    """

    id: str
    person: str
    text: str
    due: Evening | None = None
    right: str = ""
    deleted: bool = False
