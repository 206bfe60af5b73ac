from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maraude import i18n
from maraude.domain.evening import Evening
from maraude.domain.when import read_evening

TONIGHT = Evening(date(2026, 11, 23))


@pytest.mark.parametrize(
    ("text", "evening"),
    [
        ("ce soir", "2026-11-23"),
        ("demain", "2026-11-24"),
        (" Demain ", "2026-11-24"),
        ("mar", "2026-11-24"),
        ("mardi", "2026-11-24"),
        ("lundi", "2026-11-30"),
        ("dim", "2026-11-29"),
        ("+3", "2026-11-26"),
        ("24", "2026-11-24"),
        ("23", "2026-11-23"),
        ("22", "2026-12-22"),
        ("31", "2026-12-31"),
        ("24/11", "2026-11-24"),
        ("22/11", "2027-11-22"),
        ("3/2", "2027-02-03"),
        ("3.2.2027", "2027-02-03"),
        ("2026-12-01", "2026-12-01"),
    ],
)
def test_an_evening_is_read_as_a_team_says_it(text: str, evening: str) -> None:
    assert read_evening(text, TONIGHT) == Evening.parse(evening)


@pytest.mark.parametrize("text", ["", "m", "hier", "31/2", "32", "0", "24/13", "3/2/2019", "+"])
def test_what_is_no_evening_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_evening(text, TONIGHT)


def test_english_days_are_read_in_english() -> None:
    i18n.use("en")

    assert read_evening("tomorrow", TONIGHT) == TONIGHT.later(1)
    assert read_evening("tue", TONIGHT) == TONIGHT.later(1)


@given(st.text(max_size=12))
def test_any_text_is_an_evening_or_a_value_error(text: str) -> None:
    try:
        read_evening(text, TONIGHT)
    except ValueError:
        return
