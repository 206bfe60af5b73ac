import pytest

from maraude.domain.refusal import Refusal
from maraude.usecases import calls, log
from maraude.usecases.session import Session
from tests.team import Clock
from tests.usecases.conftest import Note


def test_the_answer_to_a_call_says_how_long_it_took(
    work: Session, note: Note, clock: Clock
) -> None:
    (call,) = note("hu").referrals
    clock.pass_time(minutes=32)
    answered = calls.answer(work, call, "NPA")

    assert (answered.result, answered.waited, answered.closed_at) == ("NPA", 32, clock.moment)
    assert calls.by_id(work, call.id) == answered


def test_minutes_already_waited_when_noted_count_too(
    work: Session, note: Note, clock: Clock
) -> None:
    (call,) = note("hu25").referrals
    clock.pass_time(minutes=10)

    assert calls.answer(work, call, "PLA").waited == 35


def test_the_call_that_waits_longest_is_answered_first(
    work: Session, note: Note, clock: Clock
) -> None:
    (first,) = note("hu").referrals
    clock.pass_time(minutes=5)
    note("éhu")
    tour = log.tour_for(work, None)

    assert calls.oldest_open(work, tour) == first
    calls.answer(work, first, "NDC")
    assert calls.oldest_open(work, tour) != first


def test_a_call_is_answered_once(work: Session, note: Note) -> None:
    (call,) = note("hu").referrals
    answered = calls.answer(work, call, "NPA")

    with pytest.raises(Refusal, match="déjà sa réponse"):
        calls.answer(work, answered, "PLA")


def test_a_clock_set_back_makes_no_negative_wait(work: Session, note: Note, clock: Clock) -> None:
    (call,) = note("hu").referrals
    clock.pass_time(hours=-1)

    assert calls.answer(work, call, "NPA").waited == 0


def test_a_call_that_is_not_there_is_a_sentence(work: Session) -> None:
    with pytest.raises(Refusal, match="n'est plus"):
        calls.by_id(work, "nothing")
