from dataclasses import replace
from datetime import datetime

import pytest

from maraude.domain.person import Person
from maraude.store.records import get
from maraude.usecases import alerts, follow_ups, lost
from maraude.usecases.session import Session
from tests.team import Clock
from tests.usecases.conftest import Note


@pytest.fixture
def tonight(clock: Clock) -> datetime:
    return clock.moment


@pytest.fixture
def seen(note: Note, clock: Clock, tonight: datetime) -> "Seen":
    return Seen(note, clock, tonight)


class Seen:
    """Writes that someone was seen so many days ago."""

    def __init__(self, note: Note, clock: Clock, tonight: datetime) -> None:
        self._note = note
        self._clock = clock
        self._tonight = tonight
        self._known: set[str] = set()

    def __call__(self, name: str, *days: int, line: str = "s=") -> str:
        for ago in sorted(days, reverse=True):
            self._clock.moment = self._tonight
            self._clock.pass_time(days=-ago)
            new = () if name in self._known else (name,)
            kept = self._note(f"{line} ,{name}", *new)
            self._known.add(name)
        self._clock.moment = self._tonight
        (person,) = kept.encounter.people.persons  # type: ignore[union-attr]  # a met person
        return str(person)


def suggested(session: Session) -> list[tuple[str, int]]:
    return [(found.called, found.evenings) for found in lost.suggestions(session)]


def test_seen_on_three_evenings_then_not_for_three_weeks_is_suggested(
    work: Session, seen: Seen
) -> None:
    seen("momo", 30, 40, 50)

    assert suggested(work) == [("momo", 3)]


@pytest.mark.parametrize(
    "days",
    [(30, 40), (30, 40, 50, 20), (30, 40, 82), (0, 30, 40, 50)],
    ids=["twice only", "seen since", "too long ago", "seen tonight"],
)
def test_nobody_else_is(work: Session, seen: Seen, days: tuple[int, ...]) -> None:
    seen("momo", *days)

    assert suggested(work) == []


@pytest.mark.parametrize("days", [(21, 40, 50), (30, 40, 80)])
def test_the_edges_of_the_definition_count(
    work: Session, seen: Seen, days: tuple[int, ...]
) -> None:
    seen("momo", *days)

    assert suggested(work) == [("momo", 3)]


def test_three_times_in_one_evening_are_one_evening(work: Session, seen: Seen) -> None:
    seen("momo", 30, 30, 30)

    assert suggested(work) == []


def test_to_be_looked_for_and_not_found_is_not_to_be_seen(work: Session, seen: Seen) -> None:
    seen("momo", 30, 40, 50)
    seen("momo", 5, line="y")
    seen("anna", 30, 40)
    seen("anna", 50, line="y")

    assert suggested(work) == [("momo", 3)]


def test_those_seen_most_often_come_first(work: Session, seen: Seen) -> None:
    seen("anna", 30, 40, 50)
    seen("momo", 30, 40, 50, 60)

    assert suggested(work) == [("momo", 4), ("anna", 3)]


def test_two_files_of_one_person_count_together(work: Session, seen: Seen) -> None:
    kept, merged = seen("momo", 30, 40), seen("mohamed", 50)
    change(work, merged, merged_into=kept)
    assert suggested(work) == [("momo", 3)]
    seen("mohamed", 2)

    assert suggested(work) == []


@pytest.mark.parametrize("opposed", [True, False])
def test_who_wants_no_file_is_not_looked_for(work: Session, seen: Seen, opposed: bool) -> None:  # noqa: FBT001 - a case
    momo = seen("momo", 30, 40, 50)
    change(work, momo, opposed=opposed, forget_at=None if opposed else work.now())

    assert suggested(work) == []


def test_what_is_planned_already_and_a_death_are_left_out(work: Session, seen: Seen) -> None:
    follow_ups.plan(work, person=seen("momo", 30, 40, 50), due=work.evening.later(3))
    alerts.put_up(work, "DEC", person=seen("anna", 30, 40, 50))

    assert suggested(work) == []


def test_the_definition_is_printed_with_its_numbers() -> None:
    assert lost.definition() == "vus au moins 3 soirées en 60 jours, puis plus pendant 21 jours"


def change(session: Session, person: str, **fields: object) -> None:
    known = get(session.store.reader, Person, person)
    assert known is not None
    changed = replace(known, **fields)  # type: ignore[arg-type]  # checked by the records
    session.store.write(lambda t: t.save(changed)).result()
