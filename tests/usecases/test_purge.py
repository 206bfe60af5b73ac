"""Two years after the last contact, on a laptop that no server knows."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from maraude.domain.encounter import Encounter
from maraude.domain.person import Informed, Person
from maraude.domain.refusal import Refusal
from maraude.store.records import select
from maraude.usecases import find, notes, people, purge, restriction, undo
from maraude.usecases.session import Session
from tests.readable import readable
from tests.team import Clock
from tests.usecases.conftest import Note


def called(endings: tuple[purge.Ending, ...]) -> list[str]:
    return sorted(one.person.called for one in endings)


def purged(session: Session) -> list[str]:
    return called(purge.run(session, purge.look(session), many=True))


@pytest.fixture
def marta(work: Session, note: Note) -> Person:
    note("hs= ,marta /aime le thé", "marta")
    note("2h ,marta ,idris /fatigués", "idris")
    note("2h ,marta ,idris /Marta va mieux")
    (person,) = select(work.store.reader, Person, "called = 'marta'")
    notes.write(work, "tricote au square", person=person.id)
    return person


def test_who_goes_is_announced_thirty_days_ahead(
    work: Session, marta: Person, clock: Clock
) -> None:
    met = clock()
    clock.moment = met.replace(year=2028) - timedelta(days=31)
    assert (purge.look(work).soon, purge.look(work).over) == ((), ())
    clock.pass_time(days=1)
    assert called(purge.look(work).soon) == ["idris", "marta"]
    assert purged(work) == []
    clock.moment = met.replace(year=2028)
    assert (called(purge.look(work).over), purge.look(work).soon) == (["idris", "marta"], ())


def test_what_is_contested_is_kept_until_that_is_settled(
    work: Session, marta: Person, clock: Clock
) -> None:
    restriction.freeze(work, marta)
    clock.pass_time(days=731)
    assert purged(work) == ["idris"]
    restriction.lift(work, marta)
    assert purged(work) == ["marta"]


def test_a_contact_keeps_who_was_about_to_go_and_an_absence_does_not(
    work: Session, marta: Person, note: Note, clock: Clock
) -> None:
    clock.pass_time(days=720)
    note("h ,marta")
    note("y ,idris")
    clock.pass_time(days=20)
    assert called(purge.look(work).over) == ["idris"]


def test_nobody_is_left_in_any_file_and_the_counts_stay(
    work: Session, marta: Person, note: Note, clock: Clock
) -> None:
    work.store.back_up()
    clock.pass_time(days=700)
    note("h ,idris")
    clock.pass_time(days=40)
    before = tuple(select(work.store.reader, Encounter, "1 ORDER BY rowid"))
    assert b"aime le th" in readable(work.store.home)

    assert purged(work) == ["marta"]

    kept = readable(work.store.home)
    for word in ("aime le thé", "Marta va mieux", "tricote", "marta"):
        assert word.encode() not in kept
    assert "fatigués".encode() in kept
    after = tuple(select(work.store.reader, Encounter, "1 ORDER BY rowid"))
    assert [one.people.total for one in after] == [one.people.total for one in before]
    assert [one.given for one in after] == [one.given for one in before]
    assert [one.note for one in after] == ["", "fatigués", "", ""]
    assert find.one(work, marta.code) is None
    assert purge.look(work).over == ()


def test_no_undo_brings_a_note_back(work: Session, marta: Person, clock: Clock) -> None:
    clock.pass_time(days=731)
    assert purged(work) == ["idris", "marta"]
    with suppress(Refusal):
        while True:
            undo.undo_latest(work)
    assert {one.note for one in select(work.store.reader, Encounter, "1")} <= {""}


def test_all_files_of_somebody_go_together(
    work: Session, marta: Person, note: Note, clock: Clock
) -> None:
    other = people.open_file(work, "Marthe", Informed.YES)
    people.merge(work, marta, other)
    clock.pass_time(days=10)
    note("h ,marthe")
    clock.pass_time(days=725)
    assert called(purge.look(work).over) == ["idris"]
    assert purged(work) == ["idris"]
    clock.pass_time(days=10)
    assert purged(work) == ["marta"]
    assert tuple(select(work.store.reader, Person, "1")) == ()


def test_whom_nobody_met_goes_two_years_after_the_file_was_begun(
    work: Session, clock: Clock
) -> None:
    people.open_file(work, "Noé", Informed.NO)
    clock.pass_time(days=730)
    assert called(purge.look(work).soon) == ["Noé"]
    clock.pass_time(days=1)
    (ending,) = purge.look(work).over
    assert ending.met is None
    assert purged(work) == ["Noé"]


def test_many_at_once_have_to_be_confirmed(work: Session, clock: Clock) -> None:
    for number in range(6):
        people.open_file(work, f"Noé {number}", Informed.NO)
    clock.pass_time(days=3650)
    with pytest.raises(Refusal, match="une fiche sur cinq"):
        purge.run(work, purge.look(work))
    assert len(purge.look(work).over) == 6


def test_who_is_marked_deleted_goes_too(work: Session, marta: Person, clock: Clock) -> None:
    work.store.write(lambda t: t.save(replace(marta, deleted=True))).result()
    clock.pass_time(days=731)
    assert "marta" in purged(work)
