"""What the things on the line are called, through the code lists."""

from maraude.domain.codes import Code, load
from maraude.domain.encounter import Given
from maraude.domain.shorthand.codewords import is_answer, is_stock
from maraude.domain.shorthand.draft import Act, Call, Contact, Item, SeeAgain, Target, Why
from maraude.i18n import _

_SAID_BY_THE_NEED = frozenset({"PSP", "DEM", "TEL"})
"""What the team does for a need: who asks for care does not ask for first aid."""


def entry(name: str, code: str) -> Code:
    """Give an entry of a list; the code stands for its label where a newer list had it."""
    codes = load(name)
    return codes[code] if code in codes else Code(code, code, code)


def named(need: str, item: str) -> Code:
    """Give the entry that names a need, or what would answer it (a tent)."""
    if item and not (need and item in _SAID_BY_THE_NEED):
        return entry("given", item)
    return entry("needs", need)


def short(act: Act) -> str:
    """Give the short label of an act, for a list."""
    return _own(act) or _code(act).short


def cell(act: Act) -> str:
    """Give the label of an act for a cell of the board, of ten characters at most."""
    return _own(act) or _code(act).cell


def why(code: str) -> Code:
    """Give the entry of an answer of the 115, or of a reason (list 8)."""
    return entry("call_results" if is_answer(code) else "refusal_reasons", code)


def because(text: str, reason: str) -> str:
    """Say ``text`` with a reason (list 8) after it, if there is one."""
    if not reason:
        return text
    return _("{what} ({why})").format(what=text, why=why(reason).label)


def given_words(given: Given) -> str:
    """Say what was given and how many, or what was done."""
    label = entry("given", given.code).short
    if given.quantity == 1 and not is_stock(given.code):
        return label
    return _("{thing} ×{n}").format(thing=label, n=given.quantity)


def _own(act: Act) -> str:
    """Give the label of what no code names, nothing for the rest."""
    match act:
        case Item("", "ANI"):
            return _("animal")
        case SeeAgain():
            return _("à revoir")
        case _:
            return ""


def _code(act: Act) -> Code:
    """Give the entry that names an act."""
    match act:
        case Item(need, item):
            return named(need, item)
        case Contact(code):
            return entry("contacts", code)
        case Target(code):
            return entry("targets", code)
        case Call():
            return entry("targets", "115")
        case Why(code):
            return why(code)
        case SeeAgain():
            raise ValueError("a follow-up has no code")
