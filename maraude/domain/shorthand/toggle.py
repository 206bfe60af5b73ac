"""Change one act of a draft by pressing it again and again: what the board does."""

from dataclasses import replace

from maraude.domain.shorthand.codewords import is_done
from maraude.domain.shorthand.draft import Act, Call, Contact, Draft, Item, Mark, SeeAgain, thing

_ITEM = (Mark.ASKED, Mark.GIVEN, Mark.UNAVAILABLE, Mark.REFUSED)
_CALL = (Mark.ASKED, Mark.GIVEN, Mark.UNAVAILABLE, Mark.UNREACHED, Mark.REFUSED)
_EVENINGS = 3


def toggle(draft: Draft, about: Act) -> Draft:
    """Give the draft with the next state of what ``about`` is about; after the last one, without.

    An absent act comes in as asked (or done); then given, not available, refused, and gone.
    """
    present = [act for act in draft.acts if thing(act) == thing(about)]
    if not present:
        first = replace(about, mark=Mark.GIVEN) if _only_done(about) else about
        return replace(draft, acts=(*draft.acts, first))
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


def _only_done(act: Act) -> bool:
    return isinstance(act, Item) and is_done(act.item)


def _next(act: Act) -> Act | None:
    match act:
        case Item(item=item) if is_done(item):
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
