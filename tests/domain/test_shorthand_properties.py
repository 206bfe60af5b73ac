from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maraude.domain.shorthand.codewords import is_done
from maraude.domain.shorthand.draft import Call, Contact, Draft, Item, SeeAgain
from maraude.domain.shorthand.explain import explain, problem_words
from maraude.domain.shorthand.letters import Letters
from maraude.domain.shorthand.parse import parse, rewritten
from maraude.domain.shorthand.render import render
from maraude.domain.shorthand.reopen import reopen
from maraude.domain.text import clean_line
from tests.domain.shorthand_support import EN, EVENING, FR, drafts, meant

BOTH = pytest.mark.parametrize("letters", [FR, EN], ids=["fr", "en"])
FEW = settings(deadline=None, max_examples=150)

LINES = st.text(
    st.sampled_from(" ,;!*@/:.=-+0123456789éèçàÉ&\"'(_%abcdefghijklmnopqrstuvwxyzSOU")
    | st.characters(),
    max_size=60,
)
"""What hands in the cold may type, and what may be pasted."""


def tokens(letters: Letters) -> list[str]:
    """Give every letter with every mark, and numbers of both rows."""
    found: list[str] = []
    for letter, act in letters.acts.items():
        marks = [""]
        match act:
            case Item(_, item) if is_done(item):
                marks += ["=", "=3", "=é"]
            case Item(_, item):
                marks += ["=", "-", "---", *(["=3", "=12", "=é"] if item else [])]
            case Call():
                marks = [w + m for w in ("", "7", "25", "é") for m in ("", "=", "-", "--", "---")]
            case SeeAgain():
                marks += ["3", "12", "é"]
        found += [letter + mark for mark in marks]
    return found


@BOTH
def test_acts_written_together_mean_what_they_mean_apart(letters: Letters) -> None:
    apart = {token: parse(token, letters) for token in tokens(letters)}
    for first, second in product(apart, repeat=2):
        together = parse(first + second, letters)
        expected = apart[first].acts + apart[second].acts
        if len({act for act in expected if isinstance(act, Contact)}) > 1:
            assert [problem.text for problem in together.problems] == [second]
        else:
            assert together == Draft(acts=expected), first + second


@BOTH
@FEW
@given(draft=drafts())
def test_a_draft_written_as_a_line_reads_as_the_same_draft(letters: Letters, draft: Draft) -> None:
    assert parse(render(draft, letters), letters) == draft


@FEW
@given(line=LINES)
def test_a_line_written_again_from_its_draft_says_the_same(line: str) -> None:
    draft = parse(line, FR)
    understood = Draft(
        draft.head,
        draft.acts,
        draft.persons,
        draft.spot,
        draft.alerts,
        draft.at,
        draft.note,
    )
    assert parse(render(draft, FR), FR) == understood
    assert parse(render(draft, EN), EN) == understood


@settings(deadline=None, max_examples=400)
@given(line=LINES)
def test_what_is_not_understood_is_pointed_out_where_it_stands(line: str) -> None:
    end = 0
    for problem in parse(line, FR).problems:
        assert problem.text
        assert line[problem.start :].startswith(problem.text)
        assert problem.start >= end
        end = problem.start + len(problem.text)


@settings(deadline=None, max_examples=400)
@given(line=LINES)
def test_without_what_is_not_understood_the_line_says_the_same(line: str) -> None:
    draft = parse(line, FR)
    rest = line
    for problem in reversed(draft.problems):
        rest = f"{rest[: problem.start]} {rest[problem.start + len(problem.text) :]}"
    understood = parse(rest, FR)
    assert understood.problems == ()
    assert render(understood, FR) == render(draft, FR)


@settings(deadline=None, max_examples=400)
@given(draft=drafts(), line=LINES)
def test_each_word_of_a_line_says_something(draft: Draft, line: str) -> None:
    for text in (render(draft, FR), line.removeprefix("n").removeprefix("N")):
        before_note = text.partition("/")[0].partition(":")[0]
        for word in before_note.split():
            assert not parse(f" {word}", FR).is_empty, word


@FEW
@given(note=st.text(max_size=80))
def test_a_note_is_kept_whatever_it_says(note: str) -> None:
    assert parse(f"s= /{note}", FR).note == clean_line(note)
    assert parse(f"s= :{note}", FR).note == clean_line(note)


@FEW
@given(draft=drafts())
def test_what_was_stored_reopens_as_a_line_that_means_the_same(draft: Draft) -> None:
    stored = meant(draft)
    again = reopen(stored, EVENING, draft.persons)
    assert parse(render(again, FR), FR) == again
    assert meant(again) == stored


@FEW
@given(line=LINES)
def test_every_line_has_its_words(line: str) -> None:
    draft = parse(line, FR)
    words = explain(draft, persons=draft.persons, spot=draft.spot, evening=EVENING)
    words += tuple(problem_words(problem, FR) for problem in draft.problems)
    assert all(words)
    assert bool(words) != draft.is_empty


@FEW
@given(draft=drafts())
def test_a_line_says_the_same_in_the_letters_of_the_other_language(draft: Draft) -> None:
    french = render(draft, FR)
    assert parse(rewritten(french, FR, EN), EN) == parse(french, FR)


@FEW
@given(line=LINES)
def test_a_line_comes_back_from_the_other_language_with_all_that_was_typed(line: str) -> None:
    there = rewritten(line, FR, EN)
    assert len(there) == len(line)
    assert rewritten(there, EN, FR).lower() == line.lower()
    assert len(parse(there, EN).problems) == len(parse(line, FR).problems)
