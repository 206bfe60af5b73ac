"""What fewer read than a person's file, as each role works with it."""

import json

import pytest

from maraude.domain.evening import Evening
from maraude.domain.feeds import Role
from maraude.domain.person import Informed, Person
from maraude.domain.refusal import Refusal
from maraude.domain.tour import Member
from maraude.usecases import log, people, person_file, protected, rights, tours, undo
from maraude.usecases.session import Session
from tests.joined import become
from tests.team import Clock
from tests.usecases.conftest import Note


@pytest.fixture
def marta(work: Session) -> Person:
    return people.open_file(work, "Marta", Informed.YES)


def lines(work: Session) -> list[tuple[str, dict[str, object]]]:
    """Give the changes that were written: type and fields."""
    found = work.store.reader.execute("SELECT type, line FROM change ORDER BY n").fetchall()
    return [(kind, json.loads(line)["f"]) for kind, line in found]


def test_a_safety_note_is_written_by_anyone_and_read_by_who_decides(
    work: Session, marta: Person
) -> None:
    become(work, Role.VOLUNTEER)
    note = protected.note_safety(work, marta, "VIO", "dit avoir peur de rentrer")
    assert protected.safety(work, marta.id) == ()
    assert person_file.read(work, marta.id).safety == ()

    become(work, Role.COORDINATOR)
    assert protected.safety(work, marta.id) == (note,)
    protected.withdraw(work, marta, note)
    assert protected.safety(work, marta.id) == ()


def test_a_laptop_of_no_server_reads_its_own_safety_notes_and_has_no_care_team(
    work: Session, marta: Person
) -> None:
    note = protected.note_safety(work, marta, "EXP", "doit de l'argent à quelqu'un")

    assert protected.safety(work, marta.id) == (note,)
    with pytest.raises(Refusal, match="à voir par l'infirmier") as refused:
        protected.note_health(work, marta, "pansement")
    assert refused.value.code == "not-care"


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.HEALTH}))
def test_nobody_but_a_carer_writes_or_reads_a_health_note(
    work: Session, marta: Person, role: Role
) -> None:
    become(work, Role.HEALTH)
    note = protected.note_health(work, marta, "pansement à refaire jeudi")
    assert protected.health(work, marta.id) == (note,)
    assert protected.health_marks(work, marta.id) == ()

    become(work, role)
    assert protected.health(work, marta.id) == ()
    assert person_file.read(work, marta.id).health == ()
    with pytest.raises(Refusal):
        protected.note_health(work, marta, "autre")


def test_who_decides_learns_that_a_health_note_exists_until_it_is_withdrawn(
    work: Session, marta: Person
) -> None:
    become(work, Role.HEALTH)
    note = protected.note_health(work, marta, "pansement à refaire jeudi")
    become(work, Role.COORDINATOR)
    (mark,) = protected.health_marks(work, marta.id)
    assert mark.health_note == note.id

    become(work, Role.HEALTH)
    protected.withdraw(work, marta, note)
    become(work, Role.COORDINATOR)
    assert protected.health_marks(work, marta.id) == ()
    undo.undo_last(work, marta.id)
    assert protected.health_marks(work, marta.id) == (mark,)


def test_a_role_that_only_newer_programs_know_reads_what_everyone_reads(
    work: Session, marta: Person
) -> None:
    protected.note_safety(work, marta, "VIO", "dit avoir peur")
    become(work, "chaplain")

    assert protected.safety(work, marta.id) == ()
    assert protected.health(work, marta.id) == ()


def test_a_mark_says_nothing_of_what_the_note_says(work: Session, marta: Person) -> None:
    become(work, Role.HEALTH)
    protected.note_health(work, marta, "SECRET")

    assert [kind for kind, fields in lines(work) if "SECRET" in str(fields)] == ["health_note"]


def test_notes_without_words_or_of_another_kind_are_refused(work: Session, marta: Person) -> None:
    for code, text in (("VIO", " "), ("PLA", "plaie")):
        with pytest.raises(Refusal):
            protected.note_safety(work, marta, code, text)


def test_every_team_reads_the_next_step_and_who_decides_for_which_right(
    work: Session, marta: Person
) -> None:
    tuesday = Evening.parse("2026-11-24")
    become(work, Role.COORDINATOR)
    rights.put(work, marta, "AME", "E", next_step="RDV mardi 10 h", due=tuesday)
    assert [right.code for right in rights.of(work, marta.id)] == ["AME"]
    assert rights.steps(work, marta.id) == ()

    become(work, Role.VOLUNTEER)
    (step,) = rights.steps(work, marta.id)
    assert (step.text, step.due) == ("RDV mardi 10 h", tuesday)
    assert rights.of(work, marta.id) == ()
    assert [kind for kind, fields in lines(work) if "AME" in str(fields)] == ["right"]


def test_the_step_follows_its_right(work: Session, marta: Person) -> None:
    become(work, Role.COORDINATOR)
    rights.put(work, marta, "DOM", "E", next_step="RDV mardi 10 h")
    rights.put(work, marta, "DOM", "E", next_step="apporter une photo")
    become(work, Role.VOLUNTEER)
    assert [step.text for step in rights.steps(work, marta.id)] == ["apporter une photo"]
    become(work, Role.COORDINATOR)
    rights.put(work, marta, "DOM", "O")
    become(work, Role.VOLUNTEER)
    assert rights.steps(work, marta.id) == ()


def test_a_volunteer_notes_a_step_and_who_decides_reads_it(work: Session, marta: Person) -> None:
    become(work, Role.VOLUNTEER)
    step = rights.put_step(work, marta, "apporter  l'acte de naissance")
    become(work, Role.COORDINATOR)
    assert [one.text for one in rights.steps(work, marta.id)] == ["apporter l'acte de naissance"]
    rights.put_step(work, marta, "", known=step)
    assert rights.steps(work, marta.id) == ()
    with pytest.raises(Refusal):
        rights.put_step(work, marta, " ")


@pytest.mark.parametrize("role", ["infirmière", "Infirmier", "nurse"])
def test_a_nurse_s_act_is_noted_where_the_crew_has_one(work: Session, role: str) -> None:
    tour = tours.start(work, members=(Member("Inès"), Member("Agathe", role)))
    kept = log.save(work, log.read(work, tour, ".soi=", at=work.now()))

    assert kept is not None
    assert [given.code for given in kept.encounter.given] == ["SOI"]  # type: ignore[union-attr] # an encounter


def test_a_nurse_s_act_is_refused_without_one_and_noted_by_a_carer(
    work: Session, note: Note
) -> None:
    with pytest.raises(Refusal, match="m=") as refused:
        note(".soi=")
    assert refused.value.code == "not-nurse"
    become(work, Role.HEALTH)
    kept = note(".soi=")
    become(work, Role.VOLUNTEER)
    again = note(".soi=s=", correcting=kept)

    assert [given.code for given in again.encounter.given] == ["SOI", "SOU"]  # type: ignore[union-attr] # an encounter


def test_notes_of_files_that_were_made_one_are_read_together(
    work: Session, marta: Person, clock: Clock
) -> None:
    other = people.open_file(work, "Martha", Informed.YES)
    become(work, Role.HEALTH)
    protected.note_health(work, other, "première")
    clock.pass_time(minutes=1)
    protected.note_health(work, marta, "seconde")
    people.merge(work, marta, other)

    assert [note.text for note in protected.health(work, marta.id)] == ["seconde", "première"]
