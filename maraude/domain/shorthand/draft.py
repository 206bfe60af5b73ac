"""What a line says, in stable codes: nothing here depends on letters or on a language."""

from dataclasses import dataclass
from datetime import time
from enum import Enum, StrEnum


class Mark(StrEnum):
    """The state written after an act."""

    ASKED = ""
    GIVEN = "="
    UNAVAILABLE = "-"
    UNREACHED = "--"
    REFUSED = "---"


@dataclass(frozen=True, slots=True)
class Item:
    """A need (list 1) and what answers it (list 2); either may be missing.

    ``Item("COU", "TEN")`` is the letter for a tent: asked, it is a need for bedding that names
    a tent; given, it is a tent. ``Item("", "ECO", GIVEN)`` is an act done.
    ``Item("", "ANI")`` says that there is an animal. ``quantity`` goes with GIVEN only; None
    means one for each person of what comes out of the van, else once.
    """

    need: str
    item: str
    mark: Mark = Mark.ASKED
    quantity: int | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A call to the 115; ``waited`` counts minutes."""

    mark: Mark = Mark.ASKED
    waited: int | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A referral to a target (list 7) other than the 115."""

    code: str
    mark: Mark = Mark.ASKED


@dataclass(frozen=True, slots=True)
class SeeAgain:
    """A follow-up in so many evenings."""

    evenings: int = 1


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact result (list 10)."""

    code: str


@dataclass(frozen=True, slots=True)
class Why:
    """An answer of the 115 or a reason (list 8), said of the last act before it that takes one."""

    code: str


Act = Item | Call | Target | SeeAgain | Contact | Why


def thing(act: Act) -> Act:
    """Give what an act is about, without its mark and its numbers."""
    match act:
        case Item(need, item):
            return Item(need, item)
        case Call():
            return Call()
        case Target(code):
            return Target(code)
        case SeeAgain():
            return SeeAgain()
        case _:
            return act


@dataclass(frozen=True, slots=True)
class Head:
    """How many people, by what is known of them; minors come besides."""

    men: int = 0
    women: int = 0
    unknown: int = 0
    minors: int = 0

    @property
    def total(self) -> int:
        """How many people the head counts."""
        return self.men + self.women + self.unknown + self.minors


class ProblemKind(Enum):
    """Why a word is not understood; only UNKNOWN text may be kept as note."""

    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"
    INCOMPLETE = "incomplete"
    REFUSED = "refused"


class Cause(Enum):
    """What is wrong with a REFUSED piece."""

    COUNT = "count"
    QUANTITY = "quantity"
    WAIT = "wait"
    EVENINGS = "evenings"
    NAME = "name"
    ALERT = "alert"
    WHY = "why"
    TIME = "time"
    ANSWERS_NOTHING = "answers nothing"
    SAID_BEFORE = "said before"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Problem:
    """A piece of the line that means nothing yet.

    ``candidates`` are the codes that it could become; ``start`` is its place in the line.
    ``cause`` goes with REFUSED only.
    """

    text: str
    kind: ProblemKind
    start: int
    candidates: tuple[str, ...] = ()
    cause: Cause | None = None


class UnreadError(Exception):
    """From here on a word means nothing; ``parse`` makes it a ``Problem``."""

    def __init__(
        self, kind: ProblemKind, cause: Cause | None = None, candidates: tuple[str, ...] = ()
    ) -> None:
        super().__init__(kind, cause)
        self.kind = kind
        self.cause = cause
        self.candidates = candidates


@dataclass(frozen=True, slots=True)
class Draft:
    """A line understood. ``persons`` and ``spot`` are prefixes as typed, for a use case to resolve.

    ``alerts`` are codes of list 6. ``problems`` hold what was not understood, in the order typed.
    """

    head: Head | None = None
    acts: tuple[Act, ...] = ()
    persons: tuple[str, ...] = ()
    spot: str = ""
    alerts: tuple[str, ...] = ()
    at: time | None = None
    note: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def people(self) -> int:
        """How many people: the greater of the head and the persons named, 1 if neither."""
        named = len(self.persons)
        if self.head is None:
            return max(named, 1)
        return max(self.head.total, named)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said yet."""
        return self == Draft()
