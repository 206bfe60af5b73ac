from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from maraude.directory import timetable
from maraude.directory.hours import read
from tests.directory.services import SERVICE

PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime(2026, 11, 23, 22, 10, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("raw", "monday", "tuesday"),
    [
        ("24/7", "toute la journée", "toute la journée"),
        (
            "Mo 08:30-12:00,14:00-17:00",
            "de 08:30 à 12:00, puis de 14:00 à 17:00",
            "fermé",
        ),
        (
            "Mo-Su 20:00-07:00",
            "de 20:00 à 07:00 le lendemain",
            "de 20:00 à 07:00 le lendemain",
        ),
        ("Mo 20:00-07:00", "de 20:00 à 07:00 le lendemain", "jusqu'à 07:00"),
        ("Mo 18:00-24:00", "de 18:00 à minuit", "fermé"),
        ("Mo 00:00-06:00", "de 00:00 à 06:00", "fermé"),
        ("Mo 18:00-24:00; Tu-We 00:00-24:00", "à partir de 18:00", "toute la journée"),
        (
            'Tu 09:00-12:00 "sur rendez-vous"',
            "fermé",
            "de 09:00 à 12:00 (« sur rendez-vous »)",
        ),
        (
            "Mo 09:00+",
            "à partir de 09:00",
            "toute la journée (à vérifier)",
        ),
    ],
)
def test_two_days_are_said_in_words(raw: str, monday: str, tuesday: str) -> None:
    table = timetable.of(replace(SERVICE, hours=read(raw)), PARIS, MONDAY)
    assert timetable.words(table) == (
        f"lundi 23 nov. : {monday}",
        f"mardi 24 nov. : {tuesday}",
    )


@pytest.mark.parametrize("raw", ["", "Voir fiche équipement", "SH 09:00-12:00"])
def test_hours_that_are_not_known_are_not_made_up(raw: str) -> None:
    table = timetable.of(replace(SERVICE, hours=read(raw)), PARIS, MONDAY)
    assert timetable.words(table) == ()


def test_the_day_on_which_clocks_change_is_said_by_the_clock() -> None:
    table = timetable.of(
        replace(SERVICE, hours=read("22:00-06:00")), PARIS, datetime(2026, 10, 24, 4, tzinfo=PARIS)
    )
    assert timetable.words(table, days=1) == (
        "samedi 24 oct. : jusqu'à 06:00, puis de 22:00 à 06:00 le lendemain",
    )


def test_a_night_is_said_to_its_end_while_it_lasts() -> None:
    night = replace(SERVICE, hours=read("20:00-07:00"))
    before, after = (MONDAY.replace(hour=hour) for hour in (6, 7))

    assert timetable.words(timetable.of(night, PARIS, before), days=1) == (
        "lundi 23 nov. : jusqu'à 07:00, puis de 20:00 à 07:00 le lendemain",
    )
    assert timetable.words(timetable.of(night, PARIS, after), days=1) == (
        "lundi 23 nov. : de 20:00 à 07:00 le lendemain",
    )
