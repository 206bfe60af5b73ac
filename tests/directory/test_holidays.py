from datetime import date

import pytest

from maraude.directory.holidays import region, regional


@pytest.mark.parametrize(
    ("postcode", "expected"),
    [("67000", "67"), ("97411", "974"), ("75011", ""), ("", ""), ("57", "57")],
)
def test_only_regions_with_holidays_of_their_own_are_named(postcode: str, expected: str) -> None:
    assert region(postcode) == expected


@pytest.mark.parametrize(
    ("year", "good_friday"),
    [
        (2024, date(2024, 3, 29)),
        (2025, date(2025, 4, 18)),
        (2026, date(2026, 4, 3)),
        (2027, date(2027, 3, 26)),
        (2038, date(2038, 4, 23)),
    ],
)
def test_alsace_and_moselle_have_good_friday_and_saint_stephen(
    year: int, good_friday: date
) -> None:
    assert regional("68", year) == (good_friday, date(year, 12, 26))


def test_la_reunion_remembers_the_abolition_of_slavery() -> None:
    assert regional("974", 2026) == (date(2026, 12, 20),)


def test_elsewhere_there_is_nothing_to_add() -> None:
    assert regional("", 2026) == ()
