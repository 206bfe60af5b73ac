from datetime import timedelta
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maraude.domain.identifiers import new_code, new_id
from maraude.domain.person import Informed, Person
from maraude.usecases import find, people
from maraude.usecases.session import Session
from tests.team import Clock
from tests.usecases.conftest import Note

NAMES = ("Youssef", "Marta", "Émilie", "Jean-Luc", "Anne Marie", "Oksana", "Li")


@pytest.fixture
def known(work: Session) -> dict[str, Person]:
    return {name: people.open_file(work, name, Informed.YES) for name in NAMES}


def names(work: Session, text: str) -> list[str]:
    return [found.person.called for found in find.people(work, text)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("emi", "Émilie"),
        ("EMILIE", "Émilie"),
        ("luc", "Jean-Luc"),
        ("anne-marie", "Anne Marie"),
        ("marie", "Anne Marie"),
        ("yusef", "Youssef"),
        ("yosuef", "Youssef"),
        ("mrta", "Marta"),
        ("oxana", "Oksana"),
        ("oksaan", "Oksana"),
        ("emylie", "Émilie"),
    ],
)
def test_a_name_is_found_without_accents_and_with_slips(
    work: Session, known: dict[str, Person], typed: str, meant: str
) -> None:
    assert names(work, typed)[0] == meant


@pytest.mark.parametrize("typed", ["zz", "li zhang", "xqw", "mo"])
def test_what_nobody_is_called_finds_nobody(
    work: Session, known: dict[str, Person], typed: str
) -> None:
    assert names(work, typed) == []


@settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_two_slips_in_a_long_name_are_forgiven(
    work: Session, known: dict[str, Person], data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(["youssef", "oksana", "emilie"]))
    wrong = name
    for _slip in range(2):
        place = data.draw(st.integers(0, len(wrong) - 1))
        match data.draw(st.sampled_from(["drop", "add", "change", "swap"])):
            case "drop":
                wrong = wrong[:place] + wrong[place + 1 :]
            case "add":
                wrong = wrong[:place] + "q" + wrong[place:]
            case "change":
                wrong = f"{wrong[:place]}q{wrong[place + 1 :]}"
            case _:
                pair = wrong[place : place + 2][::-1]
                wrong = wrong[:place] + pair + wrong[place + 2 :]
    if len(wrong) > find.SHORT:
        assert name in [found.lower().replace("é", "e") for found in names(work, wrong)]


def test_a_nickname_finds_the_person_who_goes_by_it(
    work: Session, known: dict[str, Person]
) -> None:
    people.call(work, known["Youssef"], "Youssef", ["Jo", " Capitaine "])

    assert names(work, "capi") == ["Youssef"]
    assert people.by_id(work, known["Youssef"].id).also_called == ("Jo", "Capitaine")


def test_a_code_finds_its_person_however_it_is_typed(
    work: Session, known: dict[str, Person]
) -> None:
    assert names(work, f" {known['Marta'].code.lower()} ") == ["Marta"]


def test_without_text_those_last_met_come_first(
    work: Session, known: dict[str, Person], note: Note, clock: Clock
) -> None:
    note("e ,marta")
    clock.pass_time(minutes=20)
    note("s= ,oksana")

    found = find.people(work, "")
    assert [one.person.called for one in found[:2]] == ["Oksana", "Marta"]
    assert len(found) == len(NAMES)
    assert found[0].last_met == clock()
    assert found[2].last_met is None


def test_someone_last_met_comes_before_someone_of_the_same_name(
    work: Session, note: Note, clock: Clock
) -> None:
    first = people.open_file(work, "Sam", Informed.NO)
    people.open_file(work, "Samia", Informed.NO)
    note("e ,sam")

    assert find.people(work, "sam")[0].person.id == first.id


def test_a_file_merged_into_another_is_found_through_it(
    work: Session, known: dict[str, Person]
) -> None:
    other = people.open_file(work, "Yussef", Informed.NO)
    people.merge(work, known["Youssef"], other)

    assert names(work, "yussef") == ["Youssef"]


def test_files_called_almost_the_same_are_proposed_as_one_person(
    work: Session, known: dict[str, Person]
) -> None:
    other = people.open_file(work, "Yousef", Informed.NO)

    assert find.alike(work, known["Youssef"]) == (other,)
    assert find.alike(work, known["Li"]) == ()


def test_files_whose_age_differs_are_not_proposed_as_one_person(
    work: Session, known: dict[str, Person]
) -> None:
    other = people.open_file(work, "Yousef", Informed.NO)
    people.describe(work, _aged(known["Youssef"], "A25"))
    people.describe(work, _aged(other, "A55"))

    assert find.alike(work, people.by_id(work, known["Youssef"].id)) == ()


def test_many_people_are_searched(work: Session) -> None:
    syllables = ("ma", "ri", "ko", "ta", "lé", "so", "bi")
    made = [
        Person(id=new_id(), code=new_code(), called="".join(parts).capitalize(), team="team:nord")
        for parts in product(syllables, repeat=4)
    ]
    work.store.write(lambda t: t.save(*made)).result()

    assert "Makolébi" in names(work, "makolebbi")


def test_a_wish_to_be_forgotten_takes_the_name_from_la_ligne(
    work: Session, known: dict[str, Person], note: Note
) -> None:
    people.ask_to_forget(work, known["Marta"])

    with pytest.raises(Exception, match="Personne ne s'appelle"):
        note("e ,marta")


def test_someone_met_long_ago_is_still_found(
    work: Session, known: dict[str, Person], note: Note, clock: Clock
) -> None:
    note("e ,marta")
    clock.moment += timedelta(days=400)

    assert find.people(work, "mart")[0].last_met == clock() - timedelta(days=400)


def _aged(person: Person, age: str) -> Person:
    return Person(
        id=person.id,
        code=person.code,
        called=person.called,
        team=person.team,
        informed=person.informed,
        age=age,
    )


def test_whom_a_team_has_just_seen_is_said_with_what_was_given(
    work: Session, note: Note, clock: Clock
) -> None:
    people.open_file(work, "Marta", Informed.YES)
    note("s=k= ,marta")
    clock.pass_time(minutes=45)

    assert find.people(work, "mar")[0].passed == ("vu il y a 45 min, équipe Nord, soupe, kit")
    clock.pass_time(hours=2)
    assert find.people(work, "mar")[0].passed.startswith("vu il y a 2 h, équipe Nord")


def test_who_was_looked_for_in_vain_or_long_ago_was_not_just_seen(
    work: Session, note: Note, clock: Clock
) -> None:
    people.open_file(work, "Marta", Informed.YES)
    note("s= ,marta")
    clock.pass_time(hours=13)
    note("y ,marta")

    assert find.people(work, "mar")[0].passed == ""


def test_who_was_seen_by_a_team_whose_clock_is_ahead_was_just_seen(
    work: Session, note: Note, clock: Clock
) -> None:
    people.open_file(work, "Marta", Informed.YES)
    note("s= ,marta")
    clock.pass_time(minutes=-3)

    assert find.people(work, "mar")[0].passed == "vu à l'instant, équipe Nord, soupe"
