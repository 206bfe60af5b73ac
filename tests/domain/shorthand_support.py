"""An evening on which lines are said, and drafts of every kind."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from hypothesis import strategies as st

from maraude.domain.encounter import Encounter
from maraude.domain.entry import Entry
from maraude.domain.evening import Evening
from maraude.domain.shorthand.codewords import alerts, dotted, is_answer, is_done, targets, whys
from maraude.domain.shorthand.draft import (
    Act,
    Call,
    Contact,
    Draft,
    Head,
    Item,
    Mark,
    SeeAgain,
    Target,
    Why,
)
from maraude.domain.shorthand.letters import letters
from maraude.domain.shorthand.meaning import Context, meaning
from maraude.domain.shorthand.parse import parse
from maraude.domain.text import clean_line, fold
from maraude.domain.tour import Tour

FR = letters("fr")
EN = letters("en")
EVENING = Evening(date(2026, 11, 23))
TUESDAY = Evening(date(2026, 11, 24))
THURSDAY = Evening(date(2026, 11, 26))
AT = datetime(2026, 11, 23, 20, 40, tzinfo=UTC)
TOUR = Tour(id="tour", evening=EVENING, team="team:nord", started_at=AT)

NO = (Mark.UNAVAILABLE, Mark.REFUSED)
ANSWERS = tuple(code for code in whys() if is_answer(code))
REASONS = tuple(code for code in whys() if not is_answer(code))


def meant(draft: Draft, safety_person: str | None = None) -> Entry:
    """Give the records of a draft; each person's id is the word that names them."""
    only = draft.persons[0] if len(draft.persons) == 1 else None
    context = Context(
        tour=TOUR, at=AT, spot="spot", persons=draft.persons, safety_person=safety_person or only
    )
    return meaning(draft, context, lambda: "id")


def said(line: str) -> Entry:
    """Give the records of a French line that has no problem."""
    draft = parse(line, FR)
    assert draft.problems == ()
    return meant(draft)


def met(line: str) -> Encounter:
    """Give the encounter of a French line."""
    encounter = said(line).encounter
    assert isinstance(encounter, Encounter)
    return encounter


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    """Draw a draft that a line can say: any acts, each reason after an act that takes it."""
    head = draw(st.none() | _heads().filter(lambda head: head.total > 0))
    acts = tuple(_with_reasons(draw, draw(st.lists(_acts(), max_size=8))))
    names = draw(st.lists(st.sampled_from(NAMES), max_size=3, unique_by=fold))
    return Draft(
        head,
        acts,
        tuple(names),
        draw(st.sampled_from(("", "est", "gare-de-l'Est", "Nº7"))),
        tuple(draw(st.lists(st.sampled_from(alerts()), max_size=3, unique=True))),
        draw(st.none() | st.times(timezones=st.none()).map(_to_the_minute)),
        draw(st.text(max_size=40).map(clean_line)),
    )


NAMES = ("mar", "Éric", "d'Artagnan", "marie-lou", "momo2", "يوسف", "Ольга", "ไม้", "sofía")


def _to_the_minute(moment: time) -> time:
    return moment.replace(second=0, microsecond=0)


def _heads() -> st.SearchStrategy[Head]:
    count = st.integers(0, 999)
    return st.builds(Head, count, count, count, count) | st.builds(Head, unknown=count)


def _acts() -> st.SearchStrategy[Act]:
    abouts = {*dotted().values(), *targets().values(), *FR.acts.values(), *EN.acts.values()}
    return st.sampled_from(sorted(abouts, key=repr)).flatmap(_marked)


def _marked(about: Act) -> st.SearchStrategy[Act]:
    """Give the acts that a thing can be said as."""
    match about:
        case Item("VIO", _) | Target("VIO"):
            return st.just(about)
        case Item(need, item) if is_done(item):
            return st.builds(Item, *map(st.just, (need, item, Mark.GIVEN)), _quantities())
        case Item(need, item):
            quantities = _quantities() if item else st.none()
            given = st.builds(Item, *map(st.just, (need, item, Mark.GIVEN)), quantities)
            return given | st.builds(
                Item, st.just(need), st.just(item), st.sampled_from((Mark.ASKED, *NO))
            )
        case Target(code):
            marks = st.sampled_from((Mark.ASKED, Mark.GIVEN, *NO))
            return st.builds(Target, st.just(code), marks)
        case Call():
            return st.builds(Call, st.sampled_from(Mark), st.none() | st.integers(0, 999))
        case SeeAgain():
            return st.builds(SeeAgain, st.integers(1, 365))
        case _:
            return st.just(about)


def _quantities() -> st.SearchStrategy[int | None]:
    return st.none() | st.integers(1, 99)


def _with_reasons(draw: st.DrawFn, acts: list[Act]) -> Iterator[Act]:
    """Give the acts with one contact result at most, and answers and reasons right after."""
    contact: Act | None = None
    takes_all = False
    for act in acts:
        if isinstance(act, Contact):
            contact = contact or act
            act = contact
        yield act
        if isinstance(act, Call) and draw(st.booleans()):
            yield Why(draw(st.sampled_from(ANSWERS)))
        referral = isinstance(act, Call) or (isinstance(act, Target) and act.mark in NO)
        need = isinstance(act, Item) and act.mark in NO
        takes_all = takes_all or referral
        if (referral or (need and not takes_all)) and draw(st.booleans()):
            yield Why(draw(st.sampled_from(REASONS)))
