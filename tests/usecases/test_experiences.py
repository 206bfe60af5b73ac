from datetime import timedelta

from maraude.directory.experience import Experience, Outcome, Refusals
from maraude.domain.choice import Choice, ChoiceKind
from maraude.usecases import experiences, refer, referrals
from maraude.usecases.session import Session
from tests.team import Clock
from tests.usecases.conftest import Note


def test_what_came_of_our_referrals_is_known_by_service(
    work: Session, note: Note, clock: Clock
) -> None:
    first = clock()
    results = [("demo:halte", "REA"), ("demo:halte", "NON"), ("demo:bains", "PRO")]
    for service, result in results:
        chosen = Choice(ChoiceKind.SERVICE, "HAN", record=service, name="Halte")
        made = refer.propose(work, note("h"), chosen)
        if result != "PRO":
            referrals.conclude(work, made, result, person="")
        clock.pass_time(hours=1)

    assert experiences.at(work, ["demo:halte", "demo:bains", "demo:autre"]) == (
        Experience("demo:bains", (Outcome("PRO", 1, first + timedelta(hours=2)),)),
        Experience(
            "demo:halte",
            (Outcome("NON", 1, first + timedelta(hours=1)), Outcome("REA", 1, first)),
            Refusals(1, 2),
        ),
    )


def test_a_service_to_which_nobody_was_directed_taught_nothing(work: Session) -> None:
    assert experiences.at(work, ["demo:halte"]) == ()
    assert experiences.at(work, []) == ()


def test_refusals_are_those_of_this_month_with_the_commonest_reason(
    work: Session, note: Note, clock: Clock
) -> None:
    def came_back(result: str, reason: str = "") -> None:
        chosen = Choice(ChoiceKind.SERVICE, "HAN", record="demo:halte", name="Halte")
        made = refer.propose(work, note("h"), chosen)
        referrals.conclude(work, made, result, person="", reason=reason)

    came_back("NON", "HYG")
    clock.pass_time(days=7, hours=1)  # the last of November, 23:10
    came_back("NON", "HYG")
    clock.pass_time(hours=1)  # the first of December in Paris, not yet in UTC
    for result, reason in (("REF", "ANI"), ("NON", "ANI"), ("NON", "HYG"), ("REA", "")):
        came_back(result, reason)
    came_back("PDV")

    (found,) = experiences.at(work, ["demo:halte"])
    assert found.refusals == Refusals(3, 4, "ANI")
