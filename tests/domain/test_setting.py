from zoneinfo import ZoneInfo

import pytest

from maraude import i18n
from maraude.domain import setting as settings
from maraude.domain.refusal import Refusal
from maraude.domain.setting import Setting


@pytest.mark.parametrize(
    ("setting", "typed", "kept"),
    [
        (Setting.LANGUAGE, "en", "en"),
        (Setting.LANGUAGE, " Français ", "fr"),
        (Setting.LANGUAGE, "ENGLISH", "en"),
        (Setting.THEME, "Day", "day"),
        (Setting.SPEED, "4,8", "4.8"),
        (Setting.SPEED, "5", "5.0"),
        (Setting.SPEED, "1", "1.0"),
        (Setting.SPEED, "10", "10.0"),
        (Setting.TIME_ZONE, "europe/paris", "Europe/Paris"),
        (Setting.TIME_ZONE, "America/New York", "America/New_York"),
        (Setting.TIME_ZONE, "utc", "UTC"),
        (Setting.TEAM, "  Nord \n Est ", "Nord Est"),
        (Setting.ON_CALL, "01 99 00 12 34", "01 99 00 12 34"),
        (Setting.ON_CALL, "+33 1-99-00", "+33 1-99-00"),
        (Setting.ON_CALL, "115", "115"),
        (Setting.ON_CALL, "", ""),
    ],
)
def test_what_is_typed_is_kept_in_one_way(setting: Setting, typed: str, kept: str) -> None:
    assert settings.checked(setting, typed) == kept


@pytest.mark.parametrize(
    ("setting", "typed", "said"),
    [
        (Setting.LANGUAGE, "de", "fr"),
        (Setting.THEME, "rose", "day"),
        (Setting.SPEED, "vite", "1 à 10"),
        (Setting.SPEED, "nan", "1 à 10"),
        (Setting.SPEED, "0,9", "1 à 10"),
        (Setting.SPEED, "10,1", "1 à 10"),
        (Setting.TIME_ZONE, "", "Europe/Paris"),
        (Setting.TIME_ZONE, "Europe/Londre", "Europe/Paris"),
        (Setting.TIME_ZONE, "paris", "Europe/Paris"),
        (Setting.TIME_ZONE, "../../etc/passwd", "Europe/Paris"),
        (Setting.TEAM, "  ", "1 à 40"),
        (Setting.TEAM, "N" * 41, "1 à 40"),
        (Setting.ON_CALL, "le bureau", "chiffres"),
        (Setting.ON_CALL, "1" * 31, "chiffres"),
        (Setting.TERRITORY, "lyon", "ne change plus"),
    ],
)
def test_what_is_wrong_is_refused_with_what_would_be_right(
    setting: Setting, typed: str, said: str
) -> None:
    with pytest.raises(Refusal, match=said):
        settings.checked(setting, typed)


def test_every_time_zone_offered_exists() -> None:
    assert all(ZoneInfo(zone) for zone in settings.zones())
    assert len(settings.zones()) > 400


def test_a_time_zone_is_found_by_a_part_of_its_name() -> None:
    assert settings.zones_like("  PÀRIS") == ("Europe/Paris",)
    assert settings.zones_like("new york") == ("America/New_York",)
    assert settings.zones_like("xyz") == ()


def test_a_speed_is_written_as_the_language_writes_numbers() -> None:
    assert settings.words(Setting.SPEED, "4.8") == "4,8 km/h"
    i18n.use("en")
    assert settings.words(Setting.SPEED, "4.8") == "4.8 km/h"
    assert settings.words(Setting.ON_CALL, "") == "none"
