from dataclasses import replace

import pytest

from maraude.domain.choice import Choice, ChoiceKind
from maraude.domain.encounter import Encounter, People
from maraude.domain.entry import Entry
from maraude.domain.person import Person
from maraude.store.records import select
from maraude.usecases import correct, log, opposition, people, tours
from maraude.usecases.log import Reading
from maraude.usecases.session import Session
from tests.team import Clock
from tests.usecases.conftest import Note


@pytest.fixture(autouse=True)
def marta(work: Session, note: Note, clock: Clock) -> str:
    """Marta has a file; Noël does not want the one that he has."""
    note("s= ,marta ,noël", "marta", "noël")
    marta, noel = sorted(select(work.store.reader, Person, "1"), key=lambda file: file.called)
    people.describe(work, replace(noel, opposed=True))
    clock.pass_time(hours=1)
    return marta.id


def read(session: Session, line: str, *choices: Choice) -> Reading:
    tour = tours.open_at(session, None)
    return log.read(session, tour, line, choices, at=session.now())


def saved(session: Session, line: str, *choices: Choice) -> Entry:
    kept = log.save(session, read(session, line, *choices))
    assert kept is not None
    return kept


def counted(entry: Entry | None) -> People:
    assert entry is not None
    assert isinstance(entry.encounter, Encounter)
    return entry.encounter.people


def test_who_opposes_is_told_of_before_and_counted_like_anybody(work: Session) -> None:
    assert read(work, "b= ,noël").words == (
        "noël s'oppose au suivi : la rencontre est comptée sans sa fiche.",
        "1 personne",
        "Remis : boisson chaude ×1",
    )
    assert counted(saved(work, "b= ,noël")) == People(unknown=1)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (",marta ,noël b=", People(unknown=2)),
        ("1,1 ,marta ,noël b=", People(men=1, women=1)),
        ("1,0 ,marta ,noël b=", People(men=1, unknown=1)),
        ("4 ,noël ,marta b=", People(unknown=4)),
        (",marta ,noël y", People()),
    ],
)
def test_those_named_beside_them_keep_their_file(
    work: Session, marta: str, line: str, expected: People
) -> None:
    assert counted(saved(work, line)) == replace(expected, persons=(marta,))


def test_nothing_that_follows_goes_to_their_file(work: Session) -> None:
    entry = saved(work, "hu- r !pla ,noël")

    assert [r.persons for r in entry.referrals] == [()]
    assert [f.person for f in entry.follow_ups] == [None]
    assert [a.person for a in entry.alerts] == [None]


def test_a_safety_note_about_them_is_in_nobodys_file(work: Session, marta: str) -> None:
    line = "2 ,marta ,noël !vio"
    about = {word: Choice(ChoiceKind.SAFETY, word) for word in ("marta", "noël")}

    assert read(work, line).asks_whom
    assert read(work, line, about["noël"]).words[-1] == "Note à part, protégée : violences"
    assert saved(work, line, about["noël"]).safety_notes[0].person is None
    assert saved(work, line, about["marta"]).safety_notes[0].person == marta


def test_an_earlier_encounter_corrected_leaves_their_file(work: Session, marta: str) -> None:
    tour = tours.open_at(work, None)
    (before,) = tours.entries(work, tour)
    again = correct.line_of(work, tour, before)
    reading = log.read(work, tour, again.line + "b=", again.choices, at=before.at)

    assert any("s'oppose au suivi" in words for words in reading.words)
    after = log.save(work, reading, correcting=before)
    assert counted(after) == People(unknown=2, persons=(marta,))


@pytest.mark.parametrize(("kept", "other"), [("noël", "marta"), ("marta", "noël")])
def test_of_two_files_of_one_person_the_opposition_of_either_holds(
    work: Session, marta: str, kept: str, other: str
) -> None:
    files = {file.called: file for file in select(work.store.reader, Person, "1")}
    people.merge(work, files[kept], files[other])

    reading = read(work, "b= ,mar", Choice(ChoiceKind.PERSON, "mar", record=marta))
    assert opposition.filed(reading.persons) == ()
