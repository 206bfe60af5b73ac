"""A file that its person contests: kept as it is, hidden from volunteers, filled by nobody."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from maraude.domain.encounter import Encounter, People
from maraude.domain.entry import Entry
from maraude.domain.person import Informed, Person
from maraude.domain.refusal import Refusal
from maraude.store.records import select
from maraude.usecases import (
    alerts,
    briefing,
    correct,
    find,
    follow_ups,
    listing,
    log,
    notes,
    people,
    restriction,
    rights,
    situations,
    tours,
    undo,
)
from maraude.usecases.session import Session
from tests.joined import become
from tests.team import Clock
from tests.usecases.conftest import Note


@pytest.fixture
def marta(work: Session, note: Note, clock: Clock) -> Person:
    """Someone with an alert, who was met with Momo."""
    note("s= ,marta ,momo !pla r", "marta", "momo")
    clock.pass_time(hours=1)
    return next(select(work.store.reader, Person, "called = 'marta'"))


@pytest.fixture
def frozen(work: Session, marta: Person) -> Person:
    """The same, whose file a volunteer has frozen."""
    become(work, "volunteer")
    restriction.freeze(work, marta)
    return people.by_id(work, marta.id)


def test_the_line_says_so_and_the_encounter_is_kept_without_the_file(
    work: Session, frozen: Person
) -> None:
    tour = tours.open_at(work, None)
    reading = log.read(work, tour, "b= ,marta /a besoin de chaussures", at=work.now())
    said = reading.words[0]
    entry = log.save(work, reading)

    assert said == "La fiche de marta est gelée : la rencontre est comptée sans elle."
    assert entry
    assert isinstance(entry.encounter, Encounter)
    assert entry.encounter.people == People(unknown=1)
    assert entry.encounter.note == "a besoin de chaussures"


WRITES: dict[str, Callable[[Session, Person], object]] = {
    "describe": lambda s, p: people.describe(s, replace(p, animals="un chat")),
    "call": lambda s, p: people.call(s, p, "Martha", ()),
    "identify": lambda s, p: people.identify(
        s, p, first_name="M", last_name="", birth_year=None, phone=""
    ),
    "note": lambda s, p: notes.write(s, "tricote", person=p.id),
    "alert": lambda s, p: alerts.put_up(s, "VIT", person=p.id),
    "follow_up": lambda s, p: follow_ups.plan(s, person=p.id),
    "right": lambda s, p: rights.put(s, p, "DOM", "E"),
    "situation": lambda s, p: situations.begin(s, p, "GAR"),
    "merge": lambda s, p: people.merge(s, p, people.open_file(s, "Marthe", Informed.YES)),
    "merged": lambda s, p: people.merge(s, people.open_file(s, "Marthe", Informed.YES), p),
    "undo": lambda s, p: undo.undo_latest(s),
    "correct": lambda s, p: correct.line_of(s, tours.open_at(s, None), met(s)),
}


def met(session: Session) -> Entry:
    (entry,) = tours.entries(session, tours.open_at(session, None))
    return entry


@pytest.mark.parametrize("role", ["volunteer", "coordinator"])
@pytest.mark.parametrize("write", WRITES)
def test_nothing_goes_into_it_whoever_writes(
    work: Session, frozen: Person, write: str, role: str
) -> None:
    become(work, role)
    with pytest.raises(Refusal) as refused:
        WRITES[write](work, frozen)
    assert refused.value.code == "restricted"
    assert people.by_id(work, frozen.id) == frozen
    assert notes.of_person(work, frozen.id) == ()


def test_a_volunteer_is_shown_nothing_of_it(work: Session, frozen: Person) -> None:
    (found,) = find.people(work, "marta")
    read = briefing.read(work)
    rows = listing.rows(work, [met(work)])

    assert found.hidden
    assert found.last_met is None
    assert [alert.about.name for alert in read.alerts] == ["momo"]
    assert "marta" not in repr(rows[0].summary)
    assert "momo" in repr(rows[0].summary)
    assert people.called(work, [frozen.id]) == ()


def test_the_coordination_sees_it_and_lifts_it(work: Session, frozen: Person) -> None:
    with pytest.raises(Refusal) as refused:
        restriction.lift(work, frozen)
    assert refused.value.code == "not-coordinator"
    become(work, "coordinator")
    assert not find.people(work, "marta")[0].hidden

    restriction.lift(work, frozen)
    become(work, "volunteer")
    assert not find.people(work, "marta")[0].hidden
    notes.write(work, "tricote", person=frozen.id)


def test_with_one_file_of_a_person_all_are_frozen(work: Session, marta: Person) -> None:
    other = people.open_file(work, "Marthe", Informed.YES)
    people.merge(work, other, marta)
    # The freeze of the file that was merged came from a laptop that did not know of the other.
    become(work, "volunteer")
    restriction.freeze(work, replace(marta, merged_into=other.id))

    assert restriction.hidden(work) == {marta.id, other.id}
    with pytest.raises(Refusal):
        notes.write(work, "tricote", person=other.id)
    become(work, "coordinator")
    restriction.lift(work, other)
    assert restriction.hidden(work) == frozenset()


def test_who_contests_may_still_oppose_or_be_forgotten(work: Session, frozen: Person) -> None:
    asked = people.ask_to_forget(work, frozen)
    assert asked.forget_at
    people.describe(work, replace(asked, opposed=True))
    assert people.by_id(work, frozen.id).restricted
