"""What a volunteer chose for a word of the line that could mean several things."""

from dataclasses import dataclass
from enum import StrEnum

from maraude.domain.person import Informed


class ChoiceKind(StrEnum):
    """What the word stands for."""

    PERSON = "person"
    SPOT = "spot"
    SAFETY = "safety"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Choice:
    """The record chosen for ``word``, as typed after its sign.

    Without a record, a new one called ``name`` is made when the line is saved; a person was then
    ``informed`` of it or not. A SAFETY choice names the person whom a safety note is about, a
    SERVICE choice a service of the directory, by id and name.
    """

    kind: ChoiceKind
    word: str
    record: str = ""
    name: str = ""
    informed: Informed = Informed.NO
