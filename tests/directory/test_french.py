import pytest
from hypothesis import given
from hypothesis import strategies as st

from maraude.directory.french import translate

DAYS = {
    "lundi": "Mo", "mardi": "Tu", "mercredi": "We", "jeudi": "Th",
    "vendredi": "Fr", "samedi": "Sa", "dimanche": "Su",
}  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "osm"),
    [
        ("Lun-Ven : 9h - 12h30 / 14h - 17h", "Mo-Fr 09:00-12:30,14:00-17:00"),
        ("du lundi au samedi de 8h à 12h", "Mo-Sa 08:00-12:00"),
        ("lundi, mardi et jeudi de 9h à midi", "Mo,Tu,Th 09:00-12:00"),
        ("7j/7 20h à minuit", "Mo-Su 20:00-24:00"),
        ("Samedis et dimanches 10h-12h 14h-16h", "Sa,Su 10:00-12:00,14:00-16:00"),
        ("lun. au ven. 9h00–17h30", "Mo-Fr 09:00-17:30"),
        (
            "lundi 9h-12h, mardi 14h-17h ; fermé le dimanche",
            "Mo 09:00-12:00, Tu 14:00-17:00;Su off",
        ),
        ("lundi 9h-12h, fermé les jours fériés", "Mo 09:00-12:00;PH off"),
        ("fermé le lundi", "Mo off"),
        ("jeudi 14h-18h ; vacances scolaires fermé", "Th 14:00-18:00;SH off"),
        ("mardi 9h-12h sur RDV", 'Tu 09:00-12:00 "sur rendez-vous"'),
    ],
)
def test_hours_as_a_team_types_them_are_understood(typed: str, osm: str) -> None:
    assert translate(typed) == osm


@pytest.mark.parametrize(
    "typed",
    ["", "lundi matin", "lundi 9h-12h sauf fériés l'été", "1er mardi 9h-12h", "fin à 18h", "Mo-Fr"],
)
def test_one_unknown_word_leaves_the_whole_to_a_person(typed: str) -> None:
    assert translate(typed) == ""


@given(day=st.sampled_from(list(DAYS)), start=st.integers(0, 23), end=st.integers(0, 23))
def test_any_day_and_hours_are_read_as_they_are(day: str, start: int, end: int) -> None:
    assert translate(f"{day} {start}h-{end}h") == f"{DAYS[day]} {start:02}:00-{end:02}:00"
