from datetime import timedelta

from maraude.directory.experience import Experience, Outcome
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
        ),
    )


def test_a_service_to_which_nobody_was_directed_taught_nothing(work: Session) -> None:
    assert experiences.at(work, ["demo:halte"]) == ()
    assert experiences.at(work, []) == ()
