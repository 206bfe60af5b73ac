"""Whom a place of Soliguide takes, and how one gets in: facet by facet."""

from typing import Any

import pytest

from maraude.directory.importers import soliguide
from maraude.directory.service import Access, Facet, Service
from tests.directory.importers.files import TODAY, only
from tests.directory.importers.soliguide import checked, modalities, place, publics

YES, PREFERENTIAL, NO, UNKNOWN = Facet.YES, Facet.PREFERENTIAL, Facet.NO, Facet.UNKNOWN
OPEN_TO_ALL, SOME_FIRST, NOBODY_ELSE = 0, 1, 2


def kept(**changed: Any) -> Service:
    return only(soliguide.read([place(**changed)], TODAY))


@pytest.mark.parametrize(
    ("accueil", "narrowed", "facet", "answer"),
    [
        # Nobody is turned away, whatever the lists say.
        (OPEN_TO_ALL, {}, "woman", YES),
        (OPEN_TO_ALL, {"gender": ["women"]}, "man", YES),
        (OPEN_TO_ALL, {"administrative": []}, "no_papers", YES),
        (OPEN_TO_ALL, {}, "minor", YES),
        (OPEN_TO_ALL, {"age": None}, "minor", UNKNOWN),
        (OPEN_TO_ALL, {"age": {"min": 18, "max": 99}}, "minor", UNKNOWN),
        # Some come first; of the others nobody says that they do not come.
        (SOME_FIRST, {"gender": ["women"]}, "woman", PREFERENTIAL),
        (SOME_FIRST, {"gender": ["women"]}, "man", UNKNOWN),
        (SOME_FIRST, {"gender": ["women"]}, "couple", YES),
        (SOME_FIRST, {"familialle": ["family", "couple"]}, "family", PREFERENTIAL),
        (SOME_FIRST, {"familialle": ["family", "couple"]}, "couple", PREFERENTIAL),
        (SOME_FIRST, {"familialle": ["isolated"]}, "family", UNKNOWN),
        (SOME_FIRST, {"administrative": ["undocumented"]}, "no_papers", PREFERENTIAL),
        (SOME_FIRST, {"administrative": ["regular"]}, "no_papers", UNKNOWN),
        (SOME_FIRST, {"age": {"min": 0, "max": 25}}, "minor", PREFERENTIAL),
        (SOME_FIRST, {"age": {"min": 18, "max": 25}}, "minor", UNKNOWN),
        (SOME_FIRST, {"gender": []}, "woman", UNKNOWN),
        # Nobody else comes.
        (NOBODY_ELSE, {"gender": ["women"]}, "woman", YES),
        (NOBODY_ELSE, {"gender": ["women"]}, "man", NO),
        (NOBODY_ELSE, {"gender": ["men"]}, "woman", NO),
        (NOBODY_ELSE, {"gender": ["all"]}, "woman", YES),
        (NOBODY_ELSE, {"familialle": ["isolated"]}, "couple", NO),
        (NOBODY_ELSE, {"familialle": ["isolated"]}, "family", NO),
        (NOBODY_ELSE, {"familialle": ["family", "isolated"]}, "family", YES),
        (NOBODY_ELSE, {"familialle": ["couple", "isolated"]}, "couple", YES),
        (NOBODY_ELSE, {"administrative": ["regular", "refugee"]}, "no_papers", NO),
        (NOBODY_ELSE, {"administrative": ["undocumented"]}, "no_papers", YES),
        (NOBODY_ELSE, {"age": {"min": 18, "max": 99}}, "minor", NO),
        (NOBODY_ELSE, {"age": {"min": 0, "max": 17}}, "minor", YES),
        (NOBODY_ELSE, {"age": {"min": 16, "max": 25}}, "minor", UNKNOWN),
        (NOBODY_ELSE, {"age": {"min": 0, "max": 3}}, "minor", UNKNOWN),
        (NOBODY_ELSE, {"age": {"min": 30, "max": 20}}, "minor", UNKNOWN),
        (NOBODY_ELSE, {"gender": None}, "woman", UNKNOWN),
        (NOBODY_ELSE, {"gender": ["autre"]}, "woman", UNKNOWN),
        # Nobody is asked about these, so that nobody is sent there as if it were sure.
        (NOBODY_ELSE, {"gender": ["women"], "other": ["violence"]}, "woman", UNKNOWN),
        (NOBODY_ELSE, {"gender": ["women"], "other": ["violence"]}, "man", NO),
        (NOBODY_ELSE, {"other": ["addiction"]}, "no_papers", UNKNOWN),
        (NOBODY_ELSE, {"administrative": ["asylum"]}, "man", UNKNOWN),
        (NOBODY_ELSE, {"familialle": ["pregnant"]}, "woman", UNKNOWN),
        (NOBODY_ELSE, {"familialle": ["couple"]}, "man", UNKNOWN),
        # What ``accueil`` means is not known.
        (None, {"gender": ["women"]}, "woman", UNKNOWN),
        (3, {}, "woman", UNKNOWN),
        (True, {}, "man", UNKNOWN),
        ("0", {}, "couple", UNKNOWN),
        (1.0, {}, "family", UNKNOWN),
        (None, {}, "minor", UNKNOWN),
        ([], {}, "no_papers", UNKNOWN),
    ],
)
def test_a_facet_is_what_publics_say(
    accueil: object, narrowed: dict[str, Any], facet: str, answer: Facet
) -> None:
    found = kept(publics=publics(accueil, **narrowed))
    assert getattr(found.eligibility, facet) is answer


def test_a_list_from_before_two_values_were_added_leaves_nobody_out() -> None:
    older = ["violence", "addiction", "handicap", "lgbt+", "hiv", "prostitution", "prison"]
    found = kept(publics=publics(2, gender=["women"], other=older))
    assert found.eligibility.woman is YES
    assert found.conditions == "Accueil exclusif : femmes."


@pytest.mark.parametrize(
    ("accueil", "age", "bounds"),
    [
        (2, {"min": 18, "max": 25}, (18, 25)),
        (2, {"min": 18, "max": 99}, (18, None)),
        (2, {"min": 0, "max": 17}, (None, 17)),
        (2, {"min": 0, "max": 99}, (None, None)),
        (2, {"min": 60, "max": 120}, (60, None)),
        (2, {"min": "18", "max": 25}, (None, None)),
        (2, {"min": True, "max": 25}, (None, None)),
        (2, {"min": -1, "max": 25}, (None, None)),
        (1, {"min": 18, "max": 25}, (None, None)),
        (0, {"min": 18, "max": 25}, (None, None)),
    ],
)
def test_ages_are_bounds_only_where_nobody_else_comes(
    accueil: int, age: dict[str, Any], bounds: tuple[int | None, int | None]
) -> None:
    taken = kept(publics=publics(accueil, age=age)).eligibility
    assert (taken.min_age, taken.max_age) == bounds


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (publics(), ""),
        (publics(0, age={"min": 18, "max": 99}), "Âges : à partir de 18 ans."),
        (publics(1, age={"min": 18, "max": 25}), "Accueil préférentiel : de 18 à 25 ans."),
        (publics(1, age={"min": 0, "max": 17}), "Accueil préférentiel : jusqu'à 17 ans."),
        (
            publics(2, gender=["women"], other=["violence", "hiv"]),
            "Accueil exclusif : femmes ; victimes de violences, personnes vivant avec le VIH.",
        ),
        (
            publics(2, administrative=["asylum", "refugee"], description="Sur <b>preuve</b>"),
            "Accueil exclusif : demandeurs d'asile, réfugiés. · Sur preuve",
        ),
        (publics(None, gender=["women"], description="Femmes"), "Femmes"),
    ],
)
def test_conditions_say_whom_it_is_for(changed: dict[str, Any], said: str) -> None:
    assert kept(publics=changed).conditions == said


@pytest.mark.parametrize(
    ("changed", "access"),
    [
        (modalities(inconditionnel=True), Access.WALK_IN),
        (modalities(inconditionnel=True, appointment=checked()), Access.WALK_IN),
        (modalities(appointment=checked()), Access.APPOINTMENT),
        (modalities(inscription=checked()), Access.REGISTRATION),
        (modalities(orientation=checked()), Access.REFERRAL),
        (modalities(appointment=checked(), orientation=checked()), Access.REFERRAL),
        (modalities(), Access.UNKNOWN),
        ({"inconditionnel": "true", "appointment": True}, Access.UNKNOWN),
        (None, Access.UNKNOWN),
    ],
)
def test_how_one_gets_in(changed: Any, access: Access) -> None:
    assert kept(modalities=changed).access is access


@pytest.mark.parametrize(
    ("price", "cost"),
    [
        ({"checked": True, "precisions": "2 € &agrave; 5 €"}, "2 € à 5 €"),
        ({"checked": True, "precisions": None}, "payant"),
        ({"checked": False, "precisions": None}, "gratuit"),
        ({"precisions": None}, ""),
        ({"checked": "false"}, ""),
        (None, ""),
    ],
)
def test_a_price_that_nobody_told_is_not_free(price: Any, cost: str) -> None:
    assert kept(modalities=modalities(price=price)).cost == cost


@pytest.mark.parametrize(("field", "facet"), [("animal", "pets"), ("pmr", "wheelchair")])
@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ({"checked": True}, YES),
        ({"checked": False}, NO),
        ({}, UNKNOWN),
        ({"checked": None}, UNKNOWN),
        ({"checked": 1}, UNKNOWN),
        (None, UNKNOWN),
    ],
)
def test_animals_and_wheelchairs_are_what_somebody_answered(
    field: str, facet: str, written: Any, answer: Facet
) -> None:
    found = kept(modalities=modalities(**{field: written}))
    assert getattr(found.eligibility, facet) is answer


def test_conditions_hold_the_sentences_of_each_way_in() -> None:
    told = modalities(
        appointment=checked("Par t&eacute;l&eacute;phone"),
        inscription={"checked": False, "precisions": "Ancien texte"},
        orientation=checked("115"),
        other="<p>Se pr&eacute;senter à 9 h</p>",
    )
    assert kept(modalities=told).conditions == (
        "Sur orientation : 115 · Sur rendez-vous : Par téléphone · Se présenter à 9 h"
    )
