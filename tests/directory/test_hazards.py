"""What opening hours libraries get wrong (directory.md, hazards), with the true answers."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from maraude.directory import hours
from maraude.directory.hours import Schedule, expand, read
from maraude.directory.opening import Opening, State
from tests.directory.services import SERVICE

PARIS = ZoneInfo("Europe/Paris")
STRINGS = Path(__file__).parents[2] / "../shared/data/hours/opening_hours_strings.json"
OPEN_ENDS = re.compile(r"(?:[A-Z][-A-Za-z]+ \d\d:\d\d\+;? ?)+(?:Su off)?")
OPEN, CLOSED, UNKNOWN = State.OPEN, State.CLOSED, State.UNKNOWN
DAILY = "Mo-Su 10:00-18:00"

HAZARDS = {
    # School holidays: a state where the zone's calendar is held, unknown elsewhere.
    f"{DAILY}; SH off": {
        ("75011", "2026-08-04 12:00"): CLOSED,
        ("75011", "2026-09-01 12:00"): OPEN,
        ("75011", "2027-02-06 12:00"): CLOSED,
        ("69003", "2027-02-06 12:00"): OPEN,
        ("69003", "2027-02-13 12:00"): CLOSED,
        ("13001", "2027-02-13 12:00"): OPEN,
        ("13001", "2027-02-20 12:00"): CLOSED,
        ("75011", "2027-02-21 12:00"): CLOSED,
        ("75011", "2027-02-22 12:00"): OPEN,
        ("75011", "2026-05-15 12:00"): UNKNOWN,
        ("75011", "2026-05-17 12:00"): OPEN,
        ("75011", "2025-08-31 12:00"): UNKNOWN,
        ("75011", "2025-09-01 12:00"): OPEN,
        ("75011", "2027-07-31 12:00"): CLOSED,
        ("75011", "2027-08-01 12:00"): UNKNOWN,
        ("20000", "2026-08-04 12:00"): UNKNOWN,
        ("97110", "2026-08-04 12:00"): UNKNOWN,
        ("", "2026-08-04 12:00"): UNKNOWN,
        ("", "2026-11-24 03:00"): UNKNOWN,
    },
    "Mo-Fr 08:00-12:00; SH Mo-We 14:00-16:00": {
        ("75011", "2026-10-19 15:00"): OPEN,
        ("75011", "2026-10-19 10:00"): CLOSED,
        ("75011", "2026-10-22 10:00"): OPEN,
        ("75011", "2026-11-23 10:00"): OPEN,
        ("75011", "2026-11-23 15:00"): CLOSED,
    },
    "Sa-Su,SH 14:00-16:00": {
        ("75011", "2026-10-19 15:00"): OPEN,
        ("75011", "2026-11-23 15:00"): CLOSED,
        ("75011", "2026-11-28 15:00"): OPEN,
    },
    "Mo-Su 10:00-18:00; PH,SH off": {
        ("75011", "2026-11-11 12:00"): CLOSED,
        ("75011", "2026-10-20 12:00"): CLOSED,
        ("67000", "2026-04-03 12:00"): CLOSED,
        ("75011", "2026-11-12 12:00"): OPEN,
    },
    "SH 20:00-02:00": {
        ("75011", "2026-11-02 01:00"): OPEN,
        ("75011", "2026-11-02 21:00"): CLOSED,
    },
    "Jul-Aug SH 10:00-12:00": {("75011", "2026-07-14 11:00"): UNKNOWN},
    "Mo-Fr 10:00-12:00 || SH 10:00-11:00": {("75011", "2026-11-24 10:30"): UNKNOWN},
    "SH,PH Mo-Fr 10:00-12:00": {("75011", "2026-11-24 10:30"): UNKNOWN},
    f'{DAILY} ; Su off "SH"': {("", "2026-11-24 12:00"): OPEN},
    # Public holidays: those of France, of Alsace-Moselle and of each part overseas.
    f"{DAILY}; PH off": {
        ("75011", "2026-07-14 12:00"): CLOSED,
        ("", "2026-07-14 12:00"): CLOSED,
        ("75011", "2026-07-15 12:00"): OPEN,
        ("67000", "2026-04-03 12:00"): CLOSED,
        ("57000", "2026-12-26 12:00"): CLOSED,
        ("75011", "2026-04-03 12:00"): OPEN,
        ("75011", "2026-12-26 12:00"): OPEN,
        ("97110", "2026-05-27 12:00"): CLOSED,
        ("97200", "2026-05-22 12:00"): CLOSED,
        ("97300", "2026-06-10 12:00"): CLOSED,
        ("97400", "2026-12-20 12:00"): CLOSED,
        ("97600", "2026-04-27 12:00"): CLOSED,
        ("97400", "2026-04-27 12:00"): OPEN,
    },
    "Mo-Sa 10:00-18:00; PH 14:00-16:00": {
        ("67000", "2026-12-26 15:00"): UNKNOWN,
        ("75011", "2026-12-26 15:00"): OPEN,
        ("75011", "2026-11-11 11:00"): CLOSED,
        ("75011", "2026-11-11 15:00"): OPEN,
    },
    # "PH Mo-Fr" is a holiday that falls on these days; the library takes it for either.
    "Mo-Fr 08:00-18:00; PH Mo-Fr 10:00-12:00": {("75011", "2026-11-24 11:00"): UNKNOWN},
    "Mo-Fr PH 10:00-12:00": {("75011", "2026-11-24 11:00"): UNKNOWN},
    # Clocks: 02:30 is skipped in March, and comes twice in October.
    "Mo-Su 01:00-04:00": {("", "2026-03-29 02:30"): OPEN},
    "02:15-02:45": {
        ("", "2026-03-29 02:30"): CLOSED,
        ("", "2026-10-25 02:30"): CLOSED,
        ("", "2026-10-25T01:30Z"): OPEN,
    },
    # The last minute of the day.
    "00:00-23:59": {
        ("", "2026-11-24 23:59"): OPEN,
        ("", "2026-11-25 00:00"): OPEN,
    },
    "Mo 08:00-23:59": {
        ("", "2026-11-23 23:59"): OPEN,
        ("", "2026-11-24 00:00"): CLOSED,
    },
    # A condition is no opening.
    'Mo-Fr 10:00-12:00 "sur rendez-vous"': {
        ("", "2026-11-24 11:00"): UNKNOWN,
        ("", "2026-11-24 13:00"): CLOSED,
    },
    '24/7 "sur rendez-vous"': {("", "2026-11-24 11:00"): UNKNOWN},
    'Mo-Fr 10:00-12:00 || "sur rendez-vous"': {
        ("", "2026-11-24 11:00"): OPEN,
        ("", "2026-11-28 11:00"): UNKNOWN,
    },
    # Days without times, times without an end.
    "Mo-Fr": {
        ("", "2026-11-24 23:40"): UNKNOWN,
        ("", "2026-11-28 12:00"): CLOSED,
    },
    "Mo-Fr 10:00-12:00; Sa": {
        ("", "2026-11-24 11:00"): OPEN,
        ("", "2026-11-28 11:00"): UNKNOWN,
    },
    "20:00+": {
        ("", "2026-11-24 20:30"): OPEN,
        ("", "2026-11-24 21:00"): UNKNOWN,
        ("", "2026-11-24 23:40"): UNKNOWN,
    },
    "20:00-22:00+": {
        ("", "2026-11-24 21:00"): OPEN,
        ("", "2026-11-24 22:30"): UNKNOWN,
    },
    "sunset+": {
        ("", "2026-11-24 17:20"): OPEN,
        ("", "2026-11-24 18:20"): UNKNOWN,
    },
    "Mo-Fr 10:00-12:00; SH": {
        ("75011", "2026-11-24 11:00"): OPEN,
        ("75011", "2026-10-20 11:00"): UNKNOWN,
    },
    "SH Mo-Fr": {
        ("75011", "2026-10-20 11:00"): UNKNOWN,
        ("75011", "2026-11-24 11:00"): CLOSED,
    },
    f"{'Mo,' * 200}Mo 10:00-12:00": {("", "2026-11-23 11:00"): OPEN},
    "23:30+": {("", "2026-11-25 00:15"): OPEN},
    # Seasons and nights.
    "Apr-Oct": {("", "2026-08-02 23:40"): OPEN, ("", "2026-11-24 12:00"): CLOSED},
    "Sa 22:00-06:00": {("", "2026-08-02 05:59"): OPEN, ("", "2026-08-02 06:00"): CLOSED},
    # What people type.
    "Mo - Fr 10:00 - 12:00": {("", "2026-11-24 11:00"): OPEN},
    "Mo-Fr 10:00-12:00,Sa 14:00-16:00": {
        ("", "2026-11-24 11:00"): OPEN,
        ("", "2026-11-28 15:00"): OPEN,
    },
    "Mo 10:00-12:00;\nTu 14:00-16:00": {("", "2026-11-24 15:00"): OPEN},
    f"{DAILY}; Ph off": {("75011", "2026-07-14 12:00"): CLOSED},
    f"{DAILY}; sh off": {("", "2026-08-04 12:00"): UNKNOWN},
    "Mon-Fri 10:00–12:00": {("", "2026-11-24 11:00"): OPEN},
    "08:00 à 19:30": {("", "2026-11-24 19:29"): OPEN, ("", "2026-11-24 19:30"): CLOSED},
    "24 h / 24": {("", "2026-11-24 03:00"): OPEN},
    "6 h - 1 h": {("", "2026-11-24 00:59"): OPEN, ("", "2026-11-24 01:00"): CLOSED},
    "Voir fiche équipement": {("", "2026-11-24 12:00"): UNKNOWN},
    "fermé le lundi": {
        ("", "2026-11-23 12:00"): CLOSED,
        ("", "2026-11-24 12:00"): UNKNOWN,
    },
    "off": {("", "2026-11-23 12:00"): CLOSED},
    "lundi au vendredi 9h-12h et 14h-17h30 ; fermé les jours fériés": {
        ("", "2026-11-24 17:29"): OPEN,
        ("", "2026-11-24 13:00"): CLOSED,
        ("", "2026-11-28 10:00"): CLOSED,
        ("", "2026-11-11 10:00"): CLOSED,
    },
    "Lundi : 9h-12h\nMardi : 14h-17h": {
        ("", "2026-11-23 11:00"): OPEN,
        ("", "2026-11-24 15:00"): OPEN,
        ("", "2026-11-24 11:00"): CLOSED,
    },
    "tous les jours 20h-7h": {("", "2026-08-02 23:40"): OPEN, ("", "2026-08-02 12:00"): CLOSED},
    "mardi 9h-12h sur rdv": {("", "2026-11-24 11:00"): UNKNOWN},
    "lundi au vendredi 9h-17h sauf mercredi": {("", "2026-11-25 11:00"): UNKNOWN},
    "1er et 3e mardi 10h-12h": {("", "2026-11-24 11:00"): UNKNOWN},
    "lundi matin": {("", "2026-11-23 11:00"): UNKNOWN},
    "du lundi au vendredi": {("", "2026-11-24 11:00"): UNKNOWN},
}


@pytest.mark.parametrize(
    ("raw", "postcode", "when", "expected"),
    [
        pytest.param(raw, postcode, when, expected, id=f"{raw[:40]!r} in {postcode} on {when}")
        for raw, answers in HAZARDS.items()
        for (postcode, when), expected in answers.items()
    ],
)
def test_at_an_exact_moment_hours_say_what_is_true(
    raw: str, postcode: str, when: str, expected: State
) -> None:
    moment = datetime.fromisoformat(when)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=PARIS)
    service = replace(SERVICE, hours=read(raw), postcode=postcode)
    schedule = hours.schedule(service)
    opening = hours.opening(schedule, PARIS, aware) if schedule else Opening()
    assert opening.state is expected


def test_the_next_change_is_looked_for_no_further_than_two_weeks() -> None:
    # Unbounded, the library walks to the year 9999: a second on this string.
    far = Schedule("2099 Mo-Su 06:00-06:00")
    assert hours.opening(far, PARIS, datetime(2026, 11, 24, tzinfo=UTC)) == Opening(CLOSED)


def test_a_condition_is_shown_as_the_source_says_it() -> None:
    conditional = Schedule('Mo-Fr 10:00-12:00 "sur rendez-vous"')
    asked = datetime(2026, 11, 24, 11, tzinfo=PARIS)
    assert hours.opening(conditional, PARIS, asked) == Opening(UNKNOWN, comment="sur rendez-vous")


def test_real_hours_give_a_state_or_are_honestly_unknown() -> None:
    strings = real_hours()
    assert len(strings) == 732
    understood = [read(string) for string in strings]
    assert sum(bool(found.osm) for found in understood) / len(strings) >= 0.99


def test_no_real_hours_are_called_open_when_that_cannot_be_decided() -> None:
    for raw in set(real_hours()):
        schedule = hours.schedule(replace(SERVICE, hours=read(raw)))
        if schedule is None:
            continue
        for interval in expand(schedule, PARIS, date(2026, 11, 23)):
            if interval.state is not OPEN:
                continue
            assert not interval.comment, raw
            assert "SH" not in schedule.osm, raw
            # What is open has an hour in its own words, or never closes.
            assert re.search(r"\d:\d\d|24/7", schedule.osm), raw
            if OPEN_ENDS.fullmatch(schedule.osm):
                assert interval.end - interval.start == timedelta(hours=1), raw


def real_hours() -> list[str]:
    if not STRINGS.exists():
        pytest.skip("../shared/data is not here")
    cities: dict[str, list[str]] = json.loads(STRINGS.read_text("utf-8"))
    return [string for city in cities.values() for string in city]
