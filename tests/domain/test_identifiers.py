import random
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maraude.domain.identifiers import (
    ALPHABET,
    CODE_LENGTH,
    Ids,
    check_sign,
    is_code,
    new_code,
    new_id,
    slug,
)

QUICK = settings(deadline=None, max_examples=200)

bodies = st.text(ALPHABET, min_size=CODE_LENGTH, max_size=CODE_LENGTH)
codes = bodies.map(lambda body: body + check_sign(body))


def test_a_new_id_is_a_random_uuid() -> None:
    assert uuid.UUID(new_id()).version == 4
    assert new_id() != new_id()


def test_a_new_code_is_well_formed() -> None:
    assert all(is_code(new_code()) for _ in range(100))


def test_a_code_has_no_sign_that_is_mistaken_for_another() -> None:
    assert len(set(ALPHABET)) == 32
    assert not set("01IO") & set(ALPHABET)


@QUICK
@given(codes, st.integers(0, CODE_LENGTH))
def test_every_single_wrong_sign_is_noticed(code: str, place: int) -> None:
    wrong = [code[:place] + sign + code[place + 1 :] for sign in ALPHABET if sign != code[place]]
    assert not any(is_code(text) for text in wrong)


@QUICK
@given(codes, st.integers(0, CODE_LENGTH - 1))
def test_two_neighbours_swapped_are_noticed_but_for_first_and_last_sign(
    code: str, place: int
) -> None:
    pair = code[place : place + 2]
    swapped = code[:place] + pair[::-1] + code[place + 2 :]
    # Luhn's blind spot (09 and 90 with ten signs): the two ends of the alphabet.
    unnoticed = pair[0] == pair[1] or set(pair) == {ALPHABET[0], ALPHABET[-1]}
    assert is_code(swapped) == unnoticed


@pytest.mark.parametrize(
    "text", ["", "2345678", "23456", "ABCDEF", "abcdefg", "ABCDEF ", "ABCDEF0"]
)
def test_anything_else_is_no_code(text: str) -> None:
    assert not is_code(text)


def test_the_check_sign_never_changes_between_versions() -> None:
    assert check_sign("234567") == "A"
    assert check_sign("ABCDEF") == "2"


@pytest.mark.parametrize(
    "name", ["Nord", " nord ", "NORD", "team:nord", "Team:Nord", "Nörd", "nord!"]
)
def test_two_laptops_agree_on_a_slug_however_the_name_was_typed(name: str) -> None:
    assert slug("team", name) == "team:nord"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Île-de-France", "team:ile-de-france"),
        ("Les Œuvres du 10e", "team:les-oeuvres-du-10e"),
        ("--Canal / St-Martin--", "team:canal-st-martin"),
    ],
)
def test_a_slug_keeps_letters_and_digits(name: str, expected: str) -> None:
    assert slug("team", name) == expected


@QUICK
@given(
    st.text("abc éÉœ-'_19", min_size=1, max_size=30).filter(lambda t: any(c.isalnum() for c in t))
)
def test_a_slug_of_a_slug_is_the_same(name: str) -> None:
    assert slug("user", slug("user", name)) == slug("user", name)


@pytest.mark.parametrize("name", ["", "  ", "---", "team:", "!?"])
def test_a_name_without_letter_or_digit_has_no_slug(name: str) -> None:
    with pytest.raises(ValueError, match="no letter or digit"):
        slug("team", name)


def test_the_ids_of_fictional_records_come_again_with_their_seed() -> None:
    one, again = (Ids.seeded(random.Random(7)) for _ in range(2))  # noqa: S311 - fictional
    drawn = [one.record(), one.record(), one.code()]

    assert drawn == [again.record(), again.record(), again.code()]
    assert len(set(drawn)) == 3
    assert uuid.UUID(drawn[0]).version == 4
    assert is_code(drawn[2])


def test_nobody_can_foretell_the_ids_of_real_records() -> None:
    state = random.getstate()
    drawn = {Ids().record() for _ in range(2)}
    random.setstate(state)

    assert drawn.isdisjoint({Ids().record() for _ in range(2)})
