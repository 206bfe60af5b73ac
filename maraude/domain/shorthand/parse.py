"""Read a line: what it says, and what of it means nothing yet."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time

from maraude.domain.shorthand import codewords
from maraude.domain.shorthand.acts import read_act
from maraude.domain.shorthand.draft import (
    Act,
    Cause,
    Contact,
    Draft,
    Head,
    Item,
    Mark,
    Problem,
    ProblemKind,
    SeeAgain,
    UnreadError,
    Why,
)
from maraude.domain.shorthand.head import is_beyond_limits, read_head
from maraude.domain.shorthand.letters import Letters
from maraude.domain.shorthand.names import is_name
from maraude.domain.shorthand.why import Said, anchor, said
from maraude.domain.text import clean_line, fold

_WORD_END = re.compile(r"[\s,;!*@/:]")
_TIME_WORD_END = re.compile(r"[\s,;!*@/]")
_TIME = re.compile(r"([0-9]{1,2})[:hH]?([0-9]{2})|([0-9]{1,2})[hH]")


def parse(line: str, letters: Letters) -> Draft:
    """Read ``line``. Never raises: what means nothing is a problem, and nothing is left out.

    A sign ends the word before it, so that spaces are a convenience; the note goes to the end of
    the line. In an act word, what follows something not understood is not understood either.
    An ``n`` that opens the line is the key that opened it.
    """
    reader = _Reader(line, letters)
    reader.read(start=_first(line))
    return reader.draft()


def rewritten(line: str, before: Letters, after: Letters) -> str:
    """Give ``line`` with the letters of ``after`` in the place of those of ``before``.

    It then says the same, and all but the letters stays as it was typed.
    """
    reader = _Reader(line, before)
    reader.read(start=_first(line))
    signs = list(line)
    for at in reader.starts():
        if act := before.act(line[at]):
            signs[at] = after.letter(act)
    return "".join(signs)


@dataclass(frozen=True, slots=True)
class _Placed:
    """What was read, and where."""

    start: int
    end: int
    act: Act


class _Reader:
    """A line being read, from left to right."""

    def __init__(self, line: str, letters: Letters) -> None:
        self._line = line
        self._letters = letters
        self._head: Head | None = None
        self._head_place: tuple[int, int] | None = None
        self._acts: list[_Placed] = []
        self._persons: list[str] = []
        self._spot = ""
        self._alerts: list[str] = []
        self._time: time | None = None
        self._note = ""
        self._problems: list[Problem] = []

    def read(self, start: int) -> None:
        """Read the line's words from ``start`` on."""
        at = start
        while at < len(self._line):
            sign = self._line[at]
            if sign in "/:":
                self._note = clean_line(self._line[at + 1 :])
                return
            at = at + 1 if sign.isspace() else self._word(sign, at)

    def starts(self) -> tuple[int, ...]:
        """Give where each act begins, and each piece that could not be read."""
        return (*(act.start for act in self._acts), *(p.start for p in self._problems))

    def draft(self) -> Draft:
        """Give what the line says, once what contradicts itself is set apart."""
        self._keep_acts_that_agree()
        self._keep_head_that_counts_somebody()
        return Draft(
            self._head,
            tuple(placed.act for placed in self._acts),
            tuple(self._persons),
            self._spot,
            tuple(self._alerts),
            self._time,
            self._note,
            tuple(sorted(self._problems, key=lambda problem: problem.start)),
        )

    def _word(self, sign: str, start: int) -> int:
        """Read the word at ``start``, and give where it ends."""
        if sign not in ",;!*@":
            return self._act_word(start)
        end = _end(_TIME_WORD_END if sign == "@" else _WORD_END, self._line, start + 1)
        text = clean_line(self._line[start + 1 : end])
        try:
            self._signed(sign, text, (start, end))
        except UnreadError as error:
            self._problem(start, end, error)
        return end

    def _signed(self, sign: str, text: str, place: tuple[int, int]) -> None:
        """Read a word that begins with a sign; ``text`` is what follows it, cleaned."""
        if not fold(text):
            raise UnreadError(ProblemKind.INCOMPLETE, candidates=_all_of(sign))
        match sign:
            case ",":
                self._person(text)
            case ";":
                if self._spot and fold(self._spot) != fold(text):
                    raise UnreadError(ProblemKind.REFUSED, Cause.SAID_BEFORE)
                self._spot = self._spot or text
            case "!":
                alert = _one(text, codewords.alerts(), Cause.ALERT)
                if alert not in self._alerts:
                    self._alerts.append(alert)
            case "*":
                why = Why(_one(text, codewords.whys(), Cause.WHY))
                self._acts.append(_Placed(*place, why))
            case _:
                at = _read_time(text)
                if self._time not in (None, at):
                    raise UnreadError(ProblemKind.REFUSED, Cause.SAID_BEFORE)
                self._time = at

    def _person(self, text: str) -> None:
        """Keep a person's prefix; the same one again is the same person."""
        if not is_name(text):
            raise UnreadError(ProblemKind.REFUSED, Cause.NAME)
        if fold(text) not in map(fold, self._persons):
            self._persons.append(text)

    def _act_word(self, start: int) -> int:
        """Read acts, after the head in the first act word, up to the word's end."""
        at = start
        if self._head_place is None and self._line[start] != ".":
            self._head, at = read_head(self._line, start)
            self._head_place = (start, at)
        end = _end(_WORD_END, self._line, at)
        if self._head is not None and is_beyond_limits(self._head):
            self._head = None
            self._problem(start, end, UnreadError(ProblemKind.REFUSED, Cause.COUNT))
            return end
        word = self._line[:end]
        try:
            while at < end:
                act, after = read_act(word, at, self._letters)
                self._acts.append(_Placed(at, after, act))
                at = after
        except UnreadError as error:
            self._problem(at, end, error)
        return end

    def _keep_acts_that_agree(self) -> None:
        """Set apart a second, different contact result, and what is said of no act."""
        kept: list[_Placed] = []
        before: list[Act] = []
        for placed in self._acts:
            if cause := _disagreement(before, placed.act):
                refused = UnreadError(ProblemKind.REFUSED, cause)
                self._problem(placed.start, placed.end, refused)
            else:
                kept.append(placed)
                before.append(placed.act)
        self._acts = kept

    def _keep_head_that_counts_somebody(self) -> None:
        """Set a head of nobody apart, unless the line says no more than what was left there."""
        if self._head is None or self._head.total or self._persons or self._head_place is None:
            return
        acts = [placed.act for placed in self._acts]
        if Contact("ABS") in acts or (_only_leaves_things(acts) and not self._alerts):
            return
        self._head = None
        self._problem(*self._head_place, UnreadError(ProblemKind.REFUSED, Cause.NOBODY))

    def _problem(self, start: int, end: int, error: UnreadError) -> None:
        text = self._line[start:end]
        self._problems.append(Problem(text, error.kind, start, error.candidates, error.cause))


def _first(line: str) -> int:
    """Give where the line begins, behind the key that opened it."""
    return 1 if line[:1] in ("n", "N") else 0


def _end(pattern: re.Pattern[str], line: str, start: int) -> int:
    """Give where the word that goes on at ``start`` ends."""
    found = pattern.search(line, start)
    return found.start() if found else len(line)


def _all_of(sign: str) -> tuple[str, ...]:
    """Give the codes that a sign alone may still become."""
    return {"!": codewords.alerts, "*": codewords.whys}.get(sign, tuple)()


def _one(text: str, codes: Iterable[str], cause: Cause) -> str:
    """Give the one code that starts with ``text``."""
    found = codewords.matching(text, codes)
    if len(found) == 1:
        return found[0]
    if found:
        raise UnreadError(ProblemKind.AMBIGUOUS, candidates=found)
    raise UnreadError(ProblemKind.REFUSED, cause)


def _read_time(text: str) -> time:
    """Read ``2136``, ``21:36``, ``21h36`` or ``21h``."""
    found = _TIME.fullmatch(text)
    hour, minute = (int(found[1] or found[3]), int(found[2] or 0)) if found else (24, 0)
    if hour > 23 or minute > 59:
        raise UnreadError(ProblemKind.REFUSED, Cause.TIME)
    return time(hour, minute)


def _disagreement(before: Sequence[Act], act: Act) -> Cause | None:
    """Tell why an act cannot stand after those before it, if it cannot."""
    if isinstance(act, Contact):
        differs = any(isinstance(other, Contact) and other != act for other in before)
        return Cause.SAID_BEFORE if differs else None
    if not isinstance(act, Why):
        return None
    of = anchor(before, act)
    if of is None:
        return Cause.ANSWERS_NOTHING
    already = said(before).get(of, Said())
    taken = already.answer if codewords.is_answer(act.code) else already.reason
    return Cause.SAID_BEFORE if taken else None


def _only_leaves_things(acts: list[Act]) -> bool:
    """Tell whether something was left, and nothing else is said but to come back."""
    left = [act for act in acts if not isinstance(act, SeeAgain)]
    return bool(left) and all(
        isinstance(act, Item) and act.mark is Mark.GIVEN and codewords.is_stock(act.item)
        for act in left
    )
