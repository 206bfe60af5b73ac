import pytest
from hypothesis import given
from hypothesis import strategies as st

from maraude.directory.addresses import plus_codes
from maraude.domain.spot import Position

EIFFEL = Position(48.8583, 2.2945)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("8FW4V75V+8Q", ("8FW4V75V+8Q", "")),
        ("8fw4v75v+8q", ("8FW4V75V+8Q", "")),
        ("V75V+8Q Paris", ("V75V+8Q", "Paris")),
        ("pont, V75V+8Q", ("V75V+8Q", "pont")),
        ("12 rue des Lilas", None),
        ("+", None),
        ("C++", None),
        ("V75V+8", None),
        ("AAAA+AA", None),
    ],
)
def test_a_code_is_found_in_what_is_typed(text: str, found: tuple[str, str] | None) -> None:
    assert plus_codes.find(text) == found


def test_a_full_code_says_where_it_is_and_a_short_one_beside_what() -> None:
    full = plus_codes.position("8FW4V75V+8Q")
    assert (round(full.lat, 3), round(full.lon, 3)) == (48.858, 2.294)
    assert plus_codes.position("V75V+8Q", EIFFEL) == full
    with pytest.raises(ValueError, match="near"):
        plus_codes.position("V75V+8Q")


@given(st.text(alphabet="23456789CFGHJMPQRVWX0+ ax,", max_size=20))
def test_whatever_is_typed_is_a_code_that_can_be_placed_or_none(text: str) -> None:
    found = plus_codes.find(text)
    if found:
        assert isinstance(plus_codes.position(found[0], EIFFEL), Position)
