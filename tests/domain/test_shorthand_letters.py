from string import ascii_lowercase

import pytest

from maraude import i18n
from maraude.domain.codes import load
from maraude.domain.shorthand.codewords import dotted, targets
from maraude.domain.shorthand.draft import Act, Call, Contact, Item, Mark, SeeAgain, Target
from maraude.domain.shorthand.letters import Letters, board, letters, second_page
from tests.domain.shorthand_support import EN, FR

BOTH = pytest.mark.parametrize("table", [FR, EN], ids=["fr", "en"])
CELL = 10


@BOTH
def test_every_letter_but_n_means_something(table: Letters) -> None:
    assert "".join(table.acts) == ascii_lowercase.replace("n", "")


@BOTH
def test_no_two_letters_mean_the_same(table: Letters) -> None:
    assert len(set(table.acts.values())) == len(table.acts)
    assert all(table.letter(act) == letter for letter, act in table.acts.items())


def test_both_languages_reach_the_same_codes() -> None:
    assert set(FR.acts.values()) == set(EN.acts.values())


@BOTH
def test_every_letter_stands_for_codes_of_the_lists(table: Letters) -> None:
    for act in table.acts.values():
        match act:
            case Item(need, item):
                assert not need or need in load("needs")
                assert not item or item in load("given")
            case Contact(code):
                assert code in load("contacts")
            case _:
                assert act in (Call(), SeeAgain())


def test_a_letter_is_found_whatever_the_mark() -> None:
    assert FR.letter(Item("ALI", "SOU", Mark.GIVEN, 4)) == "s"
    assert FR.letter(Call(Mark.REFUSED, 20)) == "u"
    assert FR.letter(SeeAgain(3)) == "r"
    assert FR.letter(Target("SIAO")) == ""


def test_there_is_no_table_for_another_language() -> None:
    with pytest.raises(KeyError):
        letters("de")


def test_the_board_shows_each_letter_with_a_short_label() -> None:
    keys = board(FR)
    assert [key.key for key in keys] == list(FR.acts)
    labels = {key.key: key.label for key in keys}
    assert labels["h"] == "hébergement"
    assert labels["m"] == "santé (soins)"
    assert labels["t"] == "tente"
    assert labels["g"] == "animal"
    assert labels["r"] == "à revoir"
    assert labels["u"] == "115"
    assert all(len(label) <= 16 for label in labels.values())


@BOTH
def test_a_cell_of_the_board_holds_its_label_beside_three_signs(table: Letters) -> None:
    i18n.use(table.language)

    assert [key.cell for key in board(table) if len(key.cell) > CELL] == []


def test_no_two_letters_of_the_board_share_a_label() -> None:
    labels = [key.label for key in board(FR)]
    assert len(set(labels)) == len(labels)


@BOTH
def test_the_two_pages_hold_every_code_once(table: Letters) -> None:
    reached: list[Act] = [key.act for key in (*board(table), *second_page(table))]
    assert len(set(reached)) == len(reached)
    assert {*dotted().values(), *targets().values()} <= set(reached)


def test_the_second_page_shows_what_to_type() -> None:
    labels = {key.key: key.label for key in second_page(FR)}
    assert labels[".log"] == "logement"
    assert labels[".soi"] == "soin infirmier"
    assert labels["..vet"] == "vétérinaire"
    assert ".heb" not in labels


def test_only_targets_named_like_a_need_take_two_dots() -> None:
    doubled = [key.key for key in second_page(FR) if key.key.startswith("..")]
    assert doubled == ["..dom", "..vio", "..vet", "..aut"]
