"""A person whom teams know: a random code and what to call them, nothing more by default."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Informed(StrEnum):
    """Whether the person was told that a file exists and what it is for."""

    YES = "yes"
    NO = "no"
    NOT_POSSIBLE = "not_possible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A pseudonymous file; what nobody said is empty.

    ``called`` is a nickname or a first name, whichever they go by; ``also_called`` are others.
    ``age``, ``gender`` and ``languages`` are of list 5, ``household`` of list 4. ``outside_since``
    is ``2024`` or ``2024-03``. ``referent`` is who accompanies them, ``opposed`` that they do not
    want a file to be kept, ``restricted`` that they contest what it says: it is frozen until the
    coordination has looked into that. ``forget_at`` is when (UTC) they asked to be forgotten.
    ``merged_into`` is the file that goes on where two were of one person; this one is then only
    read through it.
    """

    id: str
    code: str
    called: str
    team: str
    informed: Informed = Informed.NO
    also_called: tuple[str, ...] = ()
    age: str = ""
    age_estimated: bool = False
    gender: str = ""
    languages: tuple[str, ...] = ()
    interpreter: bool = False
    household: str = ""
    outside_since: str = ""
    animals: str = ""
    referent: str = ""
    vulnerable: bool = False
    opposed: bool = False
    restricted: bool = False
    forget_at: datetime | None = None
    merged_into: str | None = None
    deleted: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that they go by, the usual one first."""
        return (self.called, *self.also_called)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonIdentity:
    """Who a person is on paper: a record of its own, which fewer may see than their file."""

    id: str
    person: str
    first_name: str = ""
    last_name: str = ""
    birth_year: int | None = None
    phone: str = ""
    deleted: bool = False
