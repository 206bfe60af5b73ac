"""A person whom teams know: a random code and what to call them, nothing more by default."""

from dataclasses import dataclass
from enum import StrEnum


class Informed(StrEnum):
    """Whether the person was told that a file exists and what it is for."""

    YES = "yes"
    NO = "no"
    NOT_POSSIBLE = "not_possible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A pseudonymous file. ``called`` is a nickname or a first name, whichever they go by."""

    id: str
    code: str
    called: str
    team: str
    informed: Informed = Informed.NO
    deleted: bool = False
