"""The words that name a code by its first letters: ``.sou``, ``..dom``, ``!pla``, ``*nco``."""

from collections.abc import Iterable, Mapping
from functools import cache

from maraude.domain.codes import load
from maraude.domain.referral import CALL
from maraude.domain.shorthand.draft import Act, Call, Contact, Item, Target
from maraude.domain.text import fold


@cache
def dotted() -> Mapping[str, Act]:
    """Give what each code after ``.`` is about: needs, things given, contact results, targets.

    A target with the name of a need is reached with ``..`` only.
    """
    given = load("given")
    acts: dict[str, Act] = {need.code: Item(need.code, "") for need in load("needs")}
    for entry in given:
        both = entry.code in acts and not is_done(entry.code)
        acts[entry.code] = Item(entry.code if both else entry.need, entry.code)
    acts |= {contact.code: Contact(contact.code) for contact in load("contacts")}
    return acts | {code: act for code, act in targets().items() if code not in acts}


@cache
def targets() -> Mapping[str, Target | Call]:
    """Give what each code after ``..`` is about: the targets (list 7)."""
    return {
        target.code: Call() if target.code == CALL else Target(target.code)
        for target in load("targets")
    }


def word(act: Act) -> str:
    """Give the code word of an act, whatever its mark: ``.sou``, ``..dom``."""
    match act:
        case Item(need, item):
            return f".{(item or need).lower()}"
        case Contact(code):
            return f".{code.lower()}"
        case Target(code):
            sign = "." if isinstance(dotted().get(code), Target) else ".."
            return f"{sign}{code.lower()}"
        case _:
            raise ValueError(f"no code word for {type(act).__name__}")


def matching(prefix: str, codes: Iterable[str]) -> tuple[str, ...]:
    """Give the codes that start with ``prefix``, an equal one alone."""
    wanted = fold(prefix).upper()
    found = tuple(code for code in codes if code.startswith(wanted))
    return (wanted,) if wanted in found else found


def alerts() -> tuple[str, ...]:
    """Give the codes after ``!``: list 6."""
    return tuple(alert.code for alert in load("alerts"))


def whys() -> tuple[str, ...]:
    """Give the codes after ``*``: the answers of the 115, and the reasons (list 8)."""
    return tuple(entry.code for name in ("call_results", "refusal_reasons") for entry in load(name))


def is_answer(why: str) -> bool:
    """Tell whether a code after ``*`` is an answer of the 115 rather than a reason."""
    return why in load("call_results")


def is_done(item: str) -> bool:
    """Tell whether a code of list 2 is an act done, which nobody asks for and no need names."""
    given = load("given")
    return item in given and not given[item].need and not given[item].stock


def is_stock(item: str) -> bool:
    """Tell whether a code of list 2 comes out of the van."""
    given = load("given")
    return item in given and given[item].stock
