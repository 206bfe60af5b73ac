"""Change one act of a draft by pressing it again and again: what the board does."""

from dataclasses import replace

from maraude.domain.shorthand.acts import SAFETY
from maraude.domain.shorthand.codewords import is_done
from maraude.domain.shorthand.draft import Act, Call, Contact, Draft, Item, Mark, SeeAgain, thing

_ITEM = (Mark.ASKED, Mark.GIVEN, Mark.UNAVAILABLE, Mark.REFUSED)
_CALL = (Mark.ASKED, Mark.GIVEN, Mark.UNAVAILABLE, Mark.UNREACHED, Mark.REFUSED)
_EVENINGS = 3


def toggle(draft: Draft, about: Act) -> Draft:
    """Give the draft with the next state of what ``about`` is about; after the last one, without.

    An absent act comes in as asked (or done); then given, not available, refused, and gone. A
    contact result takes the place of another one.
    """
    present = [act for act in draft.acts if thing(act) == thing(about)]
    if not present:
        others = (act for act in draft.acts if not _excludes(about, act))
        return replace(draft, acts=(*others, _first(about)))
    last = present[-1]
    following = _next(last)
    acts = list(draft.acts)
    place = len(acts) - 1 - acts[::-1].index(last)
    acts[place : place + 1] = [following] if following else []
    return replace(draft, acts=tuple(acts))


def state(draft: Draft, about: Act) -> str:
    """Give the state of an act as the board shows it: nothing, ``·`` for asked, or its mark."""
    present = [act for act in draft.acts if thing(act) == thing(about)]
    if not present:
        return ""
    match present[-1]:
        case SeeAgain(evenings):
            return f"+{evenings}"
        case Item(mark=Mark.GIVEN, quantity=int(quantity)):
            return f"={quantity}"
        case Contact():
            return "x"
        case Item(mark=mark) | Call(mark=mark):
            return mark or "·"
        case _:
            return "x"


def _excludes(about: Act, act: Act) -> bool:
    """Tell whether a line cannot say both: it has one contact result."""
    return isinstance(about, Contact) and isinstance(act, Contact)


def _first(about: Act) -> Act:
    """Give an act as it comes in: what nobody asks for is done."""
    if isinstance(about, Item) and is_done(about.item):
        return replace(about, mark=Mark.GIVEN)
    return about


def _next(act: Act) -> Act | None:
    match act:
        case Item(need=need, item=item) if is_done(item) or need in SAFETY:
            return None
        case Item(mark=mark):
            return _marked(act, _ITEM, mark)
        case Call(mark=mark):
            return _marked(act, _CALL, mark)
        case SeeAgain(evenings):
            return SeeAgain(evenings + 1) if evenings < _EVENINGS else None
        case _:
            return None


def _marked(act: Item | Call, marks: tuple[Mark, ...], mark: Mark) -> Act | None:
    following = marks.index(mark) + 1
    if following == len(marks):
        return None
    if isinstance(act, Item):
        return replace(act, mark=marks[following], quantity=None)
    return replace(act, mark=marks[following])
