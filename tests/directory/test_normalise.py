import pytest

from maraude.directory.normalise import rewrite, syntax


@pytest.mark.parametrize(
    ("raw", "osm"),
    [
        ("6 h - 22 h", "06:00-22:00"),
        ("6 h - 1 h", "06:00-01:00"),
        ("19 h - 7 h", "19:00-07:00"),
        ("10h/18h", "10:00-18:00"),
        ("10h à 22h", "10:00-22:00"),
        ("De 9h30 à 12h", "09:30-12:00"),
        ("24 h / 24", "24/7"),
        ("24h/24", "24/7"),
        ("24h/24, 7j/7", "24/7"),
    ],
)
def test_french_hours_become_openstreetmap_hours(raw: str, osm: str) -> None:
    assert rewrite(raw) == osm


@pytest.mark.parametrize(
    ("raw", "osm"),
    [
        ("Mo - Fr 10:00 - 12:00", "Mo-Fr 10:00-12:00"),
        ("Mo-Fr 10:00–12:00", "Mo-Fr 10:00-12:00"),
        ("Mo-Th 12:00-15:00,Fr 12:00-16:00", "Mo-Th 12:00-15:00, Fr 12:00-16:00"),
        ("Mo 10:00-20:00;\nSu 11:00-19:00", "Mo 10:00-20:00; Su 11:00-19:00"),
        ("10:00-12:00; Ph off", "10:00-12:00; PH off"),
        ("; Mon 10:00-12:00;", "Mo 10:00-12:00"),
        ("Fr 12:00-15, 19:00-22:00", "Fr 12:00-15:00, 19:00-22:00"),
        ("00:00-23:59", "00:00-24:00"),
    ],
)
def test_slips_of_the_hand_are_put_right(raw: str, osm: str) -> None:
    assert rewrite(raw) == osm


@pytest.mark.parametrize(
    "right",
    [
        "Mo-Fr 08:30-12:00,14:00-17:30; Sa 09:00-12:00; PH off",
        "PH -1 day 10:00-12:00",
        "10:00-16:00/01:00",
        "Apr 07-Oct 30: 09:00-02:00",
        'Mo-Fr 10:00-12:00 "ph - sonner, demander Fr"',
    ],
)
def test_what_is_right_stays_as_it_is(right: str) -> None:
    assert rewrite(right) == right


def test_a_range_that_ends_when_it_starts_is_not_guessed() -> None:
    assert rewrite("6 h - 6 h") == ""


def test_quoted_comments_are_not_syntax() -> None:
    assert syntax('Mo 10:00-12:00 "SH"; Tu off').split() == ["Mo", "10:00-12:00", ";", "Tu", "off"]
