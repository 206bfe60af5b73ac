import json
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maraude.directory import categories
from maraude.directory.vocabulary import meaning
from maraude.domain import codes
from maraude.domain.text import searchable


@pytest.mark.parametrize(
    ("text", "category", "rest"),
    [
        ("douche", "shower", ()),
        ("DOUCHES", "shower", ()),
        ("duoche", "shower", ()),
        ("prendre une douche", "shower", ("prendre",)),
        ("papiers", "domiciliation", ()),
        ("115", "night_shelter", ()),
        ("où dormir ce soir ?", "night_shelter", ()),
        ("pieu", "night_shelter", ()),
        ("where can I sleep tonight", "night_shelter", ()),
        ("bouffe gratos", "meal", ()),
        ("un toubib", "health", ()),
        ("medcin", "health", ()),
        ("point d’eau", "fountain", ()),
        ("hébergement d'urgence", "night_shelter", ()),
        ("soupe pop", "soup", ("pop",)),
        ("laundr", "laundry", ()),
        ("dog food", "pet_help", ()),
        ("halte Jeanne", "night_stop", ("jeanne",)),
    ],
)
def test_words_of_every_kind_are_understood(
    text: str, category: str, rest: tuple[str, ...]
) -> None:
    found = meaning(text)
    assert category in found.categories
    assert found.rest == rest


@pytest.mark.parametrize("text", ["Lucioles", "canal", "soir", "zzz", "", "12"])
def test_a_name_is_no_kind_of_help(text: str) -> None:
    assert meaning(text).categories == ()


def test_a_shower_is_no_toilet() -> None:
    assert "toilets" not in meaning("douche").categories
    assert "shower" not in meaning("wc").categories


@pytest.mark.parametrize("category", categories.load().values(), ids=lambda c: c.code)
def test_every_category_is_found_by_its_labels(category: categories.Category) -> None:
    assert category.code in meaning(category.fr).categories
    assert category.code in meaning(category.en).categories


def test_each_synonym_means_something_and_is_written_once() -> None:
    listed = json.loads(files("maraude.directory").joinpath("synonyms.json").read_text("utf-8"))[
        "synonyms"
    ]
    for entry in listed:
        for meant in entry["means"]:
            assert meant in categories.load() or meant in codes.load("needs"), meant
        for word in entry["words"]:
            assert word == searchable(word), word
    words = [word for entry in listed for word in entry["words"]]
    assert sorted(words) == sorted(set(words))


@given(st.text(max_size=200))
def test_whatever_is_typed_has_a_meaning(text: str) -> None:
    found = meaning(text)
    assert set(found.categories) <= categories.load().keys()
    assert set(found.rest) <= set(found.words)
