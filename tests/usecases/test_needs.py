from dataclasses import replace

import pytest

from maraude.domain.choice import Choice, ChoiceKind
from maraude.domain.person import Informed, Person
from maraude.usecases import log, needs, people
from maraude.usecases.needs import Asked
from maraude.usecases.session import Session
from tests.usecases.conftest import Note


@pytest.fixture
def marta(work: Session) -> Person:
    person = people.open_file(work, "Marta", Informed.YES)
    known = replace(person, gender="F", household="MF", animals="chien", languages=("ar", "en"))
    return people.describe(work, known)


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("0,1h", Asked(("HEB",), ("woman",))),
        ("2,0h", Asked(("HEB",), ("man",))),
        ("4,2h", Asked(("HEB",))),
        ("2h", Asked(("HEB",))),
        ("0,1+2h", Asked(("HEB",), ("woman", "family"))),
        ("1,1+2h", Asked(("HEB",), ("family",))),
        ("0+1h", Asked(("HEB",), ("minor",))),
        ("hg", Asked(("HEB",), ("pets",))),
        ("hg=", Asked(("HEB",), ("pets",))),
        ("h=p", Asked(("DRO",))),
    ],
)
def test_counts_and_animals_say_for_whom_one_looks(
    work: Session, note: Note, line: str, asked: Asked
) -> None:
    entry = note(line)
    reading = log.read(work, log.tour_for(work, None), line, at=work.now())

    assert needs.of_entry(work, entry) == asked
    assert needs.of_reading(work, reading) == asked


def test_the_file_of_someone_alone_says_more(work: Session, marta: Person) -> None:
    chosen = (Choice(ChoiceKind.PERSON, "marta", record=marta.id),)
    tour = log.tour_for(work, None)
    alone = log.read(work, tour, "h ,marta", chosen, at=work.now())
    with_others = log.read(work, tour, "3h ,marta", chosen, at=work.now())

    assert needs.of_reading(work, alone).for_ == ("woman", "family", "pets", "lang:ar")
    assert needs.of_reading(work, with_others).for_ == ()


def test_from_a_file_one_looks_for_that_person_whoever_was_there(
    work: Session, note: Note, marta: Person
) -> None:
    entry = note("4,2h")

    assert needs.of_entry(work, entry, marta.id).for_ == ("woman", "family", "pets", "lang:ar")


def test_a_language_matters_where_french_is_not_spoken_or_hard(
    work: Session, note: Note, marta: Person
) -> None:
    entry = note("h")
    french = people.describe(work, replace(marta, languages=("fr", "ar")))
    asked = needs.of_entry(work, entry, french.id).for_
    people.describe(work, replace(french, interpreter=True))

    assert "lang:ar" not in asked
    assert "lang:ar" in needs.of_entry(work, entry, french.id).for_


def test_who_is_under_18_is_looked_for_as_a_minor(work: Session, note: Note, marta: Person) -> None:
    young = people.describe(work, replace(marta, age="M18", household="MNA"))

    assert needs.of_entry(work, note("h"), young.id).for_ == ("woman", "minor", "pets", "lang:ar")


def test_a_closed_file_says_nothing(work: Session, note: Note, marta: Person) -> None:
    people.ask_to_forget(work, marta)

    assert needs.of_entry(work, note("h"), marta.id).for_ == ()


def test_things_left_without_an_encounter_ask_nothing(work: Session, note: Note) -> None:
    assert needs.of_entry(work, note("0s=5")) == Asked()
