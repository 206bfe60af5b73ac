from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from maraude.domain.encounter import Encounter
from maraude.domain.person import Informed, Person
from maraude.domain.refusal import Refusal
from maraude.store import backup, engine, outbox, removal
from maraude.store.records import select
from maraude.usecases import erase, find, notes, people, profiles, recovery, undo
from maraude.usecases.session import Session
from tests.damage import damage_table
from tests.readable import readable
from tests.team import KEY, Clock, make_profile
from tests.usecases.conftest import Note

MARK = "Martaquelqueparticulier"


@pytest.fixture
def marta(work: Session, note: Note) -> Person:
    """Someone with an alert, a note, a follow-up, and a file that was merged into theirs."""
    note("2hs= ,marta !pla r", "marta")
    (person,) = select(work.store.reader, Person, "1")
    person = people.describe(work, replace(person, called=MARK, referent=f"{MARK} elle-même"))
    notes.write(work, f"{MARK} tricote", person=person.id)
    other = people.open_file(work, f"{MARK}bis", person.informed)
    people.merge(work, person, other)
    work.store.back_up()
    return person


def rows_about(session: Session, person: Person) -> list[str]:
    reader = session.store.reader
    return [*removal.about(reader, person.id), *(p.id for p in select(reader, Person, "1"))]


def test_no_byte_of_any_file_is_left_and_the_encounter_still_counts(
    work: Session, marta: Person
) -> None:
    assert MARK.encode() in readable(work.store.home)
    (before,) = select(work.store.reader, Encounter, "1")

    done = erase.erase(work, marta)

    assert rows_about(work, marta) == []
    assert MARK.encode() not in readable(work.store.home)
    (after,) = select(work.store.reader, Encounter, "1")
    assert after.people.total == before.people.total == 2
    assert (after.people.persons, after.given) == ((), before.given)
    assert done == erase.Erased((), waits=False)


def test_by_a_file_that_was_merged_the_whole_person_is_erased(work: Session, marta: Person) -> None:
    (other,) = select(work.store.reader, Person, "merged_into = ?", marta.id)
    erase.erase(work, other)

    assert rows_about(work, marta) == []


def test_the_server_is_told_once_for_each_file_and_nothing_else_of_them(
    work: Session, marta: Person
) -> None:
    ids = {person.id for person in select(work.store.reader, Person, "1")}
    erase.erase(work, marta)
    kinds = work.store.reader.execute(
        "SELECT kind FROM change WHERE record = ? ORDER BY n", (marta.id,)
    ).fetchall()
    told = work.store.reader.execute("SELECT record FROM change WHERE kind = 'erase'").fetchall()

    assert len(ids) == 2
    assert {record for (record,) in told} == ids
    assert [kind for (kind,) in kinds][-1] == "erase"
    assert {kind for (kind,) in kinds[:-1]} == {"void"}
    assert outbox.waiting(work.store.reader) > 0


def test_notes_with_the_name_in_them_are_given_to_be_read_again(
    work: Session, note: Note, marta: Person
) -> None:
    note(f"h ,{MARK.lower()} /{MARK.upper()} va mieux")
    note(f"h ,{MARK.lower()} /rien à dire")

    done = erase.erase(work, marta)

    assert [one.note for one in done.mentions] == [f"{MARK.upper()} va mieux"]
    assert any("va mieux" in line for line in erase.told(work, done))


def test_what_a_damaged_database_knew_of_it_is_salvaged(tmp_path: Path, clock: Clock) -> None:
    make_profile(tmp_path)
    with closing(profiles.open_with(tmp_path, KEY, "user:ines", clock)) as session:
        person = people.open_file(session, MARK, Informed.YES)
        session.store.back_up()
        session.store.write(lambda transaction: transaction.erase(person.id)).result()
    damage_table(tmp_path, KEY, "undo")
    recovery.diagnose(tmp_path, engine.DatabaseError("malformed"))
    with closing(profiles.open_with(tmp_path, KEY, "user:ines", clock)) as again:
        told = again.store.reader.execute("SELECT record FROM change WHERE kind = 'erase'")
        assert told.fetchall() == [(person.id,)]
        assert rows_about(again, person) == []


def test_a_backup_put_back_says_that_they_are_erased_again(
    tmp_path: Path, clock: Clock, note: Note
) -> None:
    make_profile(home := tmp_path / "laptop")
    with closing(profiles.open_with(home, KEY, "user:ines", clock)) as session:
        person = people.open_file(session, MARK, Informed.YES)
        backup.backup(session.store.reader, tmp_path / "old.db")
        erase.erase(session, person)
    backup.restore(home, KEY, tmp_path / "old.db", clock())
    with closing(profiles.open_with(home, KEY, "user:ines", clock)) as again:
        assert "refaits" in again.notice
        assert rows_about(again, person) == []
    with closing(profiles.open_with(home, KEY, "user:ines", clock)) as once_more:
        assert once_more.notice == ""


def test_nothing_brings_them_back(work: Session, marta: Person) -> None:
    erase.erase(work, marta)
    with suppress(Refusal):
        while True:
            undo.undo_latest(work)

    assert rows_about(work, marta) == []
    assert find.one(work, marta.code) is None
