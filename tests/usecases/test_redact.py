"""A text voided for ever by who works here: what is shown of it, who may, and what goes with it."""

import pytest

from maraude.domain.encounter import Encounter
from maraude.domain.feeds import Role
from maraude.domain.health_note import HealthMark, HealthNote
from maraude.domain.incident import Incident
from maraude.domain.note import Note as Words
from maraude.domain.person import Person
from maraude.domain.refusal import Refusal
from maraude.domain.right import Right
from maraude.protocol.documents import Record
from maraude.store import removal
from maraude.store.records import select
from maraude.usecases import incidents, notes, protected, redact, restriction, rights, tours, undo
from maraude.usecases.session import Session
from tests.joined import become
from tests.readable import readable
from tests.usecases.conftest import Note

MARK = "Quelquesmotsdetrop"


@pytest.fixture
def marta(work: Session, note: Note) -> Person:
    note(f"2hs= ,marta /{MARK}", "marta")
    return next(select(work.store.reader, Person, "1"))


def one(work: Session, record_type: type[Record]) -> Record:
    (found,) = select(work.store.reader, record_type, "1")
    return found


def void(work: Session, record: Record) -> None:
    redact.redact(work, redact.texts(record)[0])


def refusal(work: Session, record: Record) -> str:
    with pytest.raises(Refusal) as refused:
        void(work, record)
    return refused.value.code


def test_the_text_goes_from_every_file_and_the_encounter_stays(
    work: Session, marta: Person
) -> None:
    work.store.back_up()
    before = one(work, Encounter)
    assert MARK.encode() in readable(work.store.home)
    void(work, before)
    after = one(work, Encounter)
    assert isinstance(before, Encounter)
    assert isinstance(after, Encounter)
    assert MARK.encode() not in readable(work.store.home)
    assert (after.note, after.given, after.people) == ("", before.given, before.people)
    assert after.people.persons == (marta.id,)
    assert redact.told(work) == ["Texte effacé sur cet ordinateur."]


def test_it_is_read_again_before_it_goes(work: Session, marta: Person) -> None:
    (text,) = redact.texts(one(work, Encounter))
    asked = redact.question(text)
    assert f"« {MARK} »" in asked
    assert "rencontre, note" in asked
    assert "Rien ne le fera revenir" in asked
    assert removal.about(work.store.reader, marta.id) == []


def test_what_stood_there_before_may_go_where_nothing_does_any_more(
    work: Session, marta: Person, note: Note
) -> None:
    entry = tours.entries(work, tours.open_at(work, None))[0]
    note("2hs= ,marta", correcting=entry)
    assert MARK.encode() in readable(work.store.home)
    (text,) = redact.texts(one(work, Encounter))
    assert text.words == ""
    assert MARK not in redact.question(text)
    redact.redact(work, text)
    assert MARK.encode() not in readable(work.store.home)
    undo.undo_latest(work)
    assert MARK.encode() not in readable(work.store.home)
    assert marta.id


def test_a_note_that_is_nothing_else_is_withdrawn(work: Session, marta: Person) -> None:
    void(work, notes.write(work, MARK, person=marta.id))
    assert notes.of_person(work, marta.id) == ()
    found = one(work, Words)
    assert isinstance(found, Words)
    assert (found.text, found.deleted) == ("", True)


def test_an_incident_stays_without_its_words(work: Session, marta: Person) -> None:
    tour = tours.open_at(work, None)
    void(work, incidents.write(work, tour, MARK, told="la coordination"))
    found = one(work, Incident)
    assert isinstance(found, Incident)
    assert (found.text, found.told, found.deleted) == ("", "la coordination", False)
    assert marta.id


def test_what_every_team_reads_of_a_right_goes_with_its_next_step(
    work: Session, marta: Person
) -> None:
    void(work, rights.put(work, marta, "DOM", "E", next_step="Guichetquelconque"))
    assert b"Guichetquelconque" not in readable(work.store.home)
    assert rights.steps(work, marta.id) == ()
    found = one(work, Right)
    assert isinstance(found, Right)
    assert (found.next_step, found.state, found.deleted) == ("", "E", False)


def test_what_tells_of_a_health_note_goes_with_it(work: Session, marta: Person) -> None:
    become(work, Role.HEALTH)
    void(work, protected.note_health(work, marta, MARK))
    become(work, Role.COORDINATOR)
    assert protected.health_marks(work, marta.id) == ()
    marks = [mark.deleted for mark in select(work.store.reader, HealthMark, "1")]
    assert [*marks, *(n.deleted for n in select(work.store.reader, HealthNote, "1"))] == [True] * 2


@pytest.mark.parametrize(
    ("role", "whose", "code"),
    [
        (Role.VOLUNTEER, "own", ""),
        (Role.VOLUNTEER, "others", "not-yours"),
        (Role.PROFESSIONAL, "others", "not-yours"),
        (Role.COORDINATOR, "others", ""),
    ],
)
def test_who_voids_a_text(work: Session, marta: Person, role: Role, whose: str, code: str) -> None:
    become(work, role)
    if whose == "others":
        work.store.write_local(lambda c: c.execute("DELETE FROM change")).result()
    record = one(work, Encounter)
    if code:
        assert refusal(work, record) == code
        assert MARK.encode() in readable(work.store.home)
    else:
        void(work, record)
        assert redact.told(work) == [
            "Texte effacé sur cet ordinateur ; partira à la prochaine synchronisation."
        ]
        assert MARK.encode() not in readable(work.store.home)
    assert marta.id


def test_nothing_of_a_frozen_file_goes(work: Session, marta: Person) -> None:
    restriction.freeze(work, marta)
    assert refusal(work, one(work, Encounter)) == "restricted"
    assert MARK.encode() in readable(work.store.home)


def test_a_text_is_named_by_its_record_and_its_field(work: Session, marta: Person) -> None:
    record = one(work, Encounter)
    incident = incidents.write(work, tours.open_at(work, None), MARK, told="la police")
    assert redact.named(work, record.id).words == MARK
    assert redact.named(work, incident.id, "told").words == "la police"
    for identifier, field, code in (
        (marta.id, "", "unknown-record"),
        ("nope", "", "unknown-record"),
        (record.id, "reason", "unknown-field"),
        (incident.id, "", "which-field"),
    ):
        with pytest.raises(Refusal) as refused:
            redact.named(work, identifier, field)
        assert refused.value.code == code
