from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maraude.directory.hours import read
from maraude.directory.importers.batch import Batch
from maraude.domain.spot import Position
from maraude.usecases import search
from maraude.usecases.orient import Question
from maraude.usecases.session import Session
from tests.directory.services import REPUBLIQUE, SERVICE, TODAY


def north(metres: float) -> Position:
    return Position(REPUBLIQUE.lat + metres / 111_195, REPUBLIQUE.lon)


@pytest.fixture(autouse=True)
def directory(work: Session) -> None:
    """Three showers, a place to sleep, toilets in a street of another name, a fridge far away."""
    found = (
        replace(SERVICE, category="shower", name="Bains du Canal", position=north(100)),
        replace(SERVICE, category="shower", name="Espace Valmy", position=north(300)),
        replace(SERVICE, category="toilets", name="Sanisette, rue Bouche", position=north(50)),
        replace(SERVICE, category="night_stop", name="Halte Jeanne", position=north(200)),
        replace(
            SERVICE,
            category="solidarity_fridge",
            name="Frigo des Lilas",
            organisation="Les Lucioles",
            position=north(20_000),
            hours=read("24/7"),
        ),
        replace(SERVICE, category="toilets", name="Sanisette, rue Bouche", position=north(900)),
    )
    kept = tuple(replace(s, id=f"essai:{n}", source_id=f"{n}") for n, s in enumerate(found))
    batch = Batch("essai", "Les Lucioles", len(kept), kept, ())
    work.services.replace(batch, TODAY, work.profile.zone)


def question(work: Session) -> Question:
    return Question(position=REPUBLIQUE, when=work.now(), zone=work.zone, categories=("vet",))


def named(work: Session, text: str) -> list[str]:
    return [one.name for one in search.near(work, text, question(work)).services]


@pytest.mark.parametrize("text", ["douche", "une duoche", "shower", "se laver"])
def test_a_need_gives_what_is_near_and_no_street_of_that_sound(work: Session, text: str) -> None:
    assert named(work, text) == ["Bains du Canal", "Espace Valmy"]
    assert search.near(work, text, question(work)).understood[0].code == "shower"


@pytest.mark.parametrize("text", ["frigo lilas", "LILAS", "frgo des lials", "lucioles"])
def test_a_name_is_found_misspelt_and_however_far(work: Session, text: str) -> None:
    assert named(work, text)[0] == "Frigo des Lilas"


def test_a_name_beside_a_need_comes_first(work: Session) -> None:
    assert named(work, "douche valmy") == ["Espace Valmy", "Bains du Canal"]


def test_of_the_same_name_the_nearest_comes_first(work: Session) -> None:
    found = search.near(work, "bouche", question(work)).services
    assert [(one.category, one.metres) for one in found[:2]] == [("toilets", 50), ("toilets", 900)]


def test_each_is_given_once_and_says_how_it_is(work: Session) -> None:
    found = search.near(work, "bains", question(work)).services
    assert [one.name for one in found] == ["Bains du Canal", "Espace Valmy"]
    (frigo, *_others) = search.near(work, "frigo lilas", question(work)).services
    assert not frigo.within
    assert frigo.why


def test_from_nowhere_in_particular_names_are_given_in_order(work: Session) -> None:
    found = search.anywhere(work, "douche")
    assert [one.name for one in found.services] == ["Bains du Canal", "Espace Valmy"]
    assert [one.name for one in search.anywhere(work, "halte jane").services] == ["Halte Jeanne"]
    assert len(search.anywhere(work, "toilettes", limit=1).services) == 1


@pytest.mark.parametrize("text", ["", "zzzzz", "de la", "*", '"OR"', "x" * 9_000])
def test_what_asks_for_nothing_gives_nothing(work: Session, text: str) -> None:
    assert search.near(work, text, question(work)) == search.Found((), ())
    assert search.anywhere(work, text) == search.FoundAnywhere((), ())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=60))
def test_whatever_is_typed_is_answered(work: Session, text: str) -> None:
    assert isinstance(search.near(work, text, question(work)), search.Found)
