import pytest

from maraude import i18n
from maraude.directory import categories
from maraude.domain import codes
from maraude.domain.text import fold


def test_every_category_answers_known_needs() -> None:
    needs = codes.load("needs")
    assert {n for c in categories.load().values() for n in c.needs if n not in needs} == set()


def test_every_soliguide_code_of_list_1_leads_to_one_category_of_the_same_need() -> None:
    for need in codes.load("needs"):
        for slug in need.crosswalk.get("soliguide", ()):
            (found,) = [c for c in categories.load().values() if slug in c.soliguide]
            assert need.code in found.needs


@pytest.mark.parametrize("crosswalk", ["soliguide", "data_inclusion", "osm", "hsds"])
def test_a_counterpart_leads_to_one_category(crosswalk: str) -> None:
    slugs = [slug for c in categories.load().values() for slug in getattr(c, crosswalk)]
    assert sorted(slugs) == sorted(set(slugs))


def test_the_terms_of_hsds_are_written_folded() -> None:
    terms = [term for c in categories.load().values() for term in c.hsds]
    assert terms == [fold(term) for term in terms]


def test_a_term_leads_to_its_category_under_its_crosswalk_only() -> None:
    found = categories.counterpart("hsds", "food banks")
    assert found is not None
    assert found.code == "food_parcel"
    assert categories.counterpart("soliguide", "food banks") is None


def test_needs_with_services_are_answered_and_listening_is_not() -> None:
    unanswered = {need.code for need in codes.load("needs") if not categories.answering(need.code)}
    assert unanswered == {"COU", "ECO", "AUT"}


def test_hygiene_opens_onto_several_categories_and_a_shower_is_not_a_toilet() -> None:
    assert {c.code for c in categories.answering("HYG")} >= {"toilets", "shower", "public_bath"}
    assert categories.find("douche") is not categories.find("toilettes")


@pytest.mark.parametrize("name", ["public_bath", "Bains-Douches", "public baths"])
def test_a_category_is_found_by_code_and_by_both_labels(name: str) -> None:
    found = categories.find(name)
    assert found is not None
    assert found.code == "public_bath"


def test_an_unknown_category_is_not_found() -> None:
    assert categories.find("palace") is None


def test_a_label_is_in_the_language_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    assert categories.load()["luggage"].label == "bagagerie"
    monkeypatch.setattr(i18n, "_language", "en")
    assert categories.load()["luggage"].label == "luggage storage"
