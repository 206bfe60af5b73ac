"""One act of the line: a letter or a code word, its mark and its numbers."""

from dataclasses import replace

from maraude.domain.shorthand import codewords, digits
from maraude.domain.shorthand.draft import (
    Act,
    Call,
    Cause,
    Contact,
    Item,
    Mark,
    ProblemKind,
    SeeAgain,
    Target,
    UnreadError,
)
from maraude.domain.shorthand.letters import Letters

MAX_QUANTITY = 999
MAX_WAIT = 999
MAX_EVENINGS = 365
SAFETY = frozenset({"VIO", "EXP"})
"""Codes that go to a safety note; they take no mark, what is to say of them is its text."""

_ITEM_MARKS = (Mark.REFUSED, Mark.UNAVAILABLE, Mark.GIVEN)
_CALL_MARKS = (Mark.REFUSED, Mark.UNREACHED, Mark.UNAVAILABLE, Mark.GIVEN)


def read_act(word: str, start: int, letters: Letters) -> tuple[Act, int]:
    """Read the longest act at ``start``, and give where it ends; UnreadError if there is none."""
    if word[start] == ".":
        about, at = _code_word(word, start)
    else:
        letter = letters.act(word[start])
        if letter is None:
            raise UnreadError(ProblemKind.UNKNOWN)
        about, at = letter, start + 1
    match about:
        case Item():
            return _item(about, word, at)
        case Call():
            return _call(word, at)
        case Target(code):
            mark, at = (Mark.ASKED, at) if code in SAFETY else _mark(word, at, _ITEM_MARKS)
            return Target(code, mark), at
        case SeeAgain():
            return _see_again(word, at)
        case _:
            return about, at


def render_act(act: Act, letters: Letters) -> str:
    """Write an act as ``read_act`` reads it."""
    name = letters.letter(act)
    match act:
        case Item(_need, item, mark, quantity):
            done_once = codewords.is_done(item) and quantity is None
            states = "" if done_once else f"{mark}{'' if quantity is None else quantity}"
            return (name or codewords.word(act)) + states
        case Call(mark, waited):
            return f"{name}{'' if waited is None else waited}{mark}"
        case SeeAgain(evenings):
            return name if evenings == 1 else f"{name}{evenings}"
        case Target(_code, mark):
            return f"{codewords.word(act)}{mark}"
        case Contact():
            return name or codewords.word(act)
        case _:
            return f"*{act.code.lower()}"


def _code_word(word: str, start: int) -> tuple[Act, int]:
    """Read ``.sou`` or ``..dom``: what it is about, and where its letters end."""
    sign = ".." if word.startswith("..", start) else "."
    known = codewords.targets() if sign == ".." else codewords.dotted()
    end = begin = start + len(sign)
    while end < len(word) and word[end].isalnum():
        end += 1
    found = codewords.matching(word[begin:end], known)
    if begin == end:
        raise UnreadError(ProblemKind.INCOMPLETE, candidates=found)
    if len(found) > 1:
        raise UnreadError(ProblemKind.AMBIGUOUS, candidates=found)
    if not found:
        raise UnreadError(ProblemKind.UNKNOWN)
    return known[found[0]], end


def _mark(word: str, at: int, marks: tuple[Mark, ...]) -> tuple[Mark, int]:
    """Read one of ``marks``, given longest first; none means asked."""
    for mark in marks:
        if word.startswith(mark, at):
            return mark, at + len(mark)
    return Mark.ASKED, at


def _number(word: str, at: int) -> tuple[int | None, int]:
    end = digits.end(word, at)
    return (digits.value(word[at:end]) if end > at else None), end


def _item(item: Item, word: str, at: int) -> tuple[Act, int]:
    if item.need in SAFETY:
        return item, at
    done = codewords.is_done(item.item)
    mark, at = _mark(word, at, (Mark.GIVEN,) if done else _ITEM_MARKS)
    quantity = None
    if mark is Mark.GIVEN and item.item:
        quantity, at = _number(word, at)
        if quantity is not None and not 1 <= quantity <= MAX_QUANTITY:
            raise UnreadError(ProblemKind.REFUSED, Cause.QUANTITY)
    return replace(item, mark=Mark.GIVEN if done else mark, quantity=quantity), at


def _call(word: str, at: int) -> tuple[Act, int]:
    waited, at = _number(word, at)
    if waited is not None and waited > MAX_WAIT:
        raise UnreadError(ProblemKind.REFUSED, Cause.WAIT)
    mark, at = _mark(word, at, _CALL_MARKS)
    return Call(mark, waited), at


def _see_again(word: str, at: int) -> tuple[Act, int]:
    evenings, at = _number(word, at)
    if evenings is None:
        return SeeAgain(), at
    if not 1 <= evenings <= MAX_EVENINGS:
        raise UnreadError(ProblemKind.REFUSED, Cause.EVENINGS)
    return SeeAgain(evenings), at
