"""Hours of Soliguide, and what is announced for a while: the true state at each moment."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from maraude.directory import hours
from maraude.directory.closure import Closure
from maraude.directory.importers import soliguide
from maraude.directory.opening import State
from maraude.directory.service import Service
from tests.directory.importers.files import TODAY, only
from tests.directory.importers.soliguide import (
    announced,
    place,
    position,
    service,
    slot,
    temporary,
    week,
)

PARIS = ZoneInfo("Europe/Paris")


def kept(**changed: Any) -> Service:
    return only(soliguide.read([place(**changed)], TODAY))


def monday(*slots: Any, **told: Any) -> str:
    """Give what is understood of a place that opens on Mondays alone."""
    hours = week("OPEN")
    hours["monday"] = {"open": True, "timeslot": list(slots), **told}
    return kept(newhours=hours).hours.osm


@pytest.mark.parametrize(
    ("start", "end", "times"),
    [
        (930, 1200, "09:30-12:00"),
        (0, 2359, "00:00-24:00"),
        (0, 2400, "00:00-24:00"),
        (5, 30, "00:05-00:30"),
        (2000, 0, "20:00-24:00"),
        (2000, 700, "20:00-07:00"),
        ("0930", "1200", "09:30-12:00"),
        ("930", "1200", "09:30-12:00"),
        ("09:30", "12:00", "09:30-12:00"),
        ("9h30", "12h", "09:30-12:00"),
        (" 9 h 30 ", "23h59", "09:30-24:00"),
        ("00h00", 2359, "00:00-24:00"),
    ],
)
def test_times_are_numbers_or_texts(start: object, end: object, times: str) -> None:
    assert monday(slot(start, end)) == f"Mo {times}"


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (None, 1200),
        (930, None),
        (970, 1200),
        (930, 2500),
        (2400, 2500),
        (2400, 700),
        (-30, 1200),
        (930, 930),
        (0, 0),
        (True, 1200),
        (9.5, 12),
        ("midi", "soir"),
        ("9h3", "12h"),
        ("99999", "1200"),
        ([], {}),
    ],
)
def test_a_day_with_a_time_that_is_none_is_unknown(start: object, end: object) -> None:
    whole = week("OPEN", tuesday=[slot(900, 1000)])
    whole["monday"] = {"open": True, "timeslot": [slot(800, 900), slot(start, end)]}
    assert kept(newhours=whole).hours.osm == "Mo unknown; Tu 09:00-10:00"


def test_several_times_a_day_and_days_that_are_alike_are_told_once() -> None:
    two = [slot(930, 1200), slot(1400, 1800)]
    whole = week("OPEN", monday=two, tuesday=two, wednesday=[slot(900, 1000)], sunday=two)
    assert kept(newhours=whole).hours.osm == (
        "Mo-Tu 09:30-12:00,14:00-18:00; We 09:00-10:00; Su 09:30-12:00,14:00-18:00"
    )


@pytest.mark.parametrize(
    ("day", "rule"),
    [
        ({"open": False, "timeslot": []}, "Tu 09:00-10:00"),
        ({"timeslot": []}, "Tu 09:00-10:00"),
        ({"timeslot": [slot(800, 900)]}, "Mo 08:00-09:00; Tu 09:00-10:00"),
        ({"open": False, "timeslot": [slot(800, 900)]}, "Mo unknown; Tu 09:00-10:00"),
        ({"open": True, "timeslot": []}, "Mo unknown; Tu 09:00-10:00"),
        ({"open": "oui", "timeslot": [slot(800, 900)]}, "Mo unknown; Tu 09:00-10:00"),
        ({}, "Mo unknown; Tu 09:00-10:00"),
        (None, "Mo unknown; Tu 09:00-10:00"),
    ],
)
def test_a_day_is_closed_only_where_the_source_says_so(day: object, rule: str) -> None:
    whole = {**week("OPEN", tuesday=[slot(900, 1000)]), "monday": day}
    assert kept(newhours=whole).hours.osm == rule


@pytest.mark.parametrize("written", [week(), week(monday=[slot(9, "x")]), {}, None, 3])
def test_a_week_that_nobody_filled_in_is_not_closed_but_unknown(written: object) -> None:
    found = kept(newhours=written)
    assert found.hours.osm == ""
    assert hours.schedule(found) is None


def test_the_words_on_hours_are_kept_beside_them() -> None:
    said = "Le <b>1er</b> et le 3e lundi"
    found = kept(newhours=week(description=said, monday=[slot(900, 1000)]))
    assert found.hours.raw == "Le 1er et le 3e lundi"
    assert found.hours.normalised
    assert found.conditions == "Horaires : Le 1er et le 3e lundi"
    assert kept(newhours=week(description=said)).hours.raw == "Le 1er et le 3e lundi"


def state(found: Service, moment: str) -> State:
    """Give the state at a moment of Paris, by all that the directory does with hours."""
    schedule = hours.schedule(found)
    assert schedule is not None
    when = datetime.fromisoformat(moment).replace(tzinfo=PARIS)
    return hours.opening(schedule, PARIS, when).state


ALL_WEEK: dict[str, Any] = {
    day: [slot(900, 1800)]
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
}
ON_HOLIDAY, AFTER = "2026-12-25T10:00", "2026-12-26T10:00"


@pytest.mark.parametrize(
    ("holidays", "on_holiday"),
    [
        ("CLOSED", State.CLOSED),
        ("OPEN", State.OPEN),
        ("UNKNOWN", State.UNKNOWN),
        (None, State.UNKNOWN),
        ({}, State.UNKNOWN),
    ],
)
def test_on_public_holidays_it_is_as_the_source_says(holidays: Any, on_holiday: State) -> None:
    found = kept(newhours=week(holidays, **ALL_WEEK))
    assert (state(found, ON_HOLIDAY), state(found, AFTER)) == (on_holiday, State.OPEN)


def test_regional_holidays_are_holidays_too() -> None:
    colmar = position(address="1 rue de l'Exemple", city="Colmar", postalCode="68000")
    closed = kept(newhours=week("CLOSED", **ALL_WEEK), position=colmar)
    unknown = kept(newhours=week("UNKNOWN", **ALL_WEEK), position=colmar)
    assert (state(closed, AFTER), state(unknown, AFTER)) == (State.CLOSED, State.UNKNOWN)


# 30 November to 6 December 2026 is a week from Monday to Sunday. Midnight of Paris is 23:00 UTC.

FIRST, LAST = "2026-11-29T23:00:00.000Z", "2026-12-05T23:00:00.000Z"


def otherwise(other: dict[str, Any], until: str | None = LAST, **changed: Any) -> Service:
    """Give a place open every day that announces other hours for that week."""
    hours = announced(FIRST, until, "Travaux", hours=other)
    told = {"newhours": week("OPEN", **ALL_WEEK), "tempInfos": temporary(hours=hours)}
    return kept(**{**told, **changed})


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-29T10:00", State.OPEN),
        ("2026-11-30T10:00", State.CLOSED),
        ("2026-11-30T14:30", State.OPEN),
        ("2026-12-01T10:00", State.CLOSED),
        ("2026-12-06T10:00", State.CLOSED),
        ("2026-12-07T10:00", State.OPEN),
    ],
)
def test_temporary_hours_hold_while_they_are_announced(moment: str, expected: State) -> None:
    found = otherwise(week(monday=[slot("14h00", "16h00")]))
    assert state(found, moment) is expected
    assert found.notice == ("Horaires temporaires : Travaux (du 30/11/2026 au 06/12/2026)")


def test_temporary_hours_without_an_end_hold_on() -> None:
    found = otherwise(week(monday=[slot(1400, 1600)]), until=None)
    assert state(found, "2028-02-07T10:00") is State.CLOSED
    assert state(found, "2028-02-07T14:30") is State.OPEN
    assert found.notice.endswith("(depuis le 30/11/2026)")


@pytest.mark.parametrize("other", [week(), {}, None])
def test_temporary_hours_that_nobody_filled_in_are_unknown(other: Any) -> None:
    found = otherwise(other)
    assert state(found, "2026-12-01T10:00") is State.UNKNOWN
    assert state(found, "2026-12-07T10:00") is State.OPEN


def test_usual_hours_stay_unknown_around_temporary_ones() -> None:
    found = otherwise(week(monday=[slot(1400, 1600)]), newhours=week("OPEN"))
    assert state(found, "2026-11-30T14:30") is State.OPEN
    assert state(found, "2026-11-30T10:00") is State.CLOSED
    assert state(found, "2026-12-07T14:30") is State.UNKNOWN


def test_temporary_hours_of_a_place_leave_other_hours_of_a_service_unknown() -> None:
    own = service(differentHours=True, hours=week("OPEN", **ALL_WEEK))
    found = otherwise(week(monday=[slot(1400, 1600)]), services_all=[own])
    assert state(found, "2026-11-30T14:30") is State.UNKNOWN
    assert state(found, "2026-12-07T14:30") is State.OPEN


def closed(**changed: Any) -> Closure | None:
    return kept(tempInfos=temporary(closure=announced(**changed))).closure


@pytest.mark.parametrize(
    ("since", "until", "closure"),
    [
        (FIRST, LAST, Closure(date(2026, 11, 30), date(2026, 12, 6), "Travaux")),
        (
            FIRST,
            "2026-12-06T22:59:59.999Z",
            Closure(date(2026, 11, 30), date(2026, 12, 6), "Travaux"),
        ),
        ("2026-07-31T22:00:00.000Z", None, Closure(date(2026, 8, 1), None, "Travaux")),
        (None, None, Closure(None, None, "Travaux")),
        (LAST, FIRST, Closure(date(2026, 12, 6), None, "Travaux")),
        ("2026-11-01T23:00:00.000Z", "2026-11-21T23:00:00.000Z", None),
        (None, "2026-11-22T23:00:00.000Z", Closure(None, TODAY, "Travaux")),
        ("demain", 3, Closure(None, None, "Travaux")),
    ],
)
def test_a_closure_holds_on_local_days(since: Any, until: Any, closure: Closure | None) -> None:
    assert closed(since=since, until=until, said="<p>Travaux</p>") == closure


def test_days_are_those_of_the_place() -> None:
    # Midnight of Saint-Denis is 20:00 UTC of the day before.
    told = announced("2026-11-30T20:00:00.000Z", "2026-12-24T20:00:00.000Z")
    found = kept(position=position(timeZone="Indian/Reunion"), tempInfos=temporary(closure=told))
    assert found.closure == Closure(date(2026, 12, 1), date(2026, 12, 25))
    nowhere = kept(position=position(timeZone="../etc"), tempInfos=temporary(closure=told))
    assert nowhere.closure == Closure(date(2026, 11, 30), date(2026, 12, 24))


@pytest.mark.parametrize(
    "told",
    [
        {"actif": False, "dateDebut": FIRST, "dateFin": LAST},
        {"dateDebut": None, "dateFin": None},
        {"actif": "true", "dateDebut": FIRST},
        None,
        [],
    ],
)
def test_a_closure_that_is_not_in_force_is_none(told: Any) -> None:
    assert kept(tempInfos={"closure": told}).closure is None


def test_a_service_may_be_closed_alone() -> None:
    close = {"actif": True, "dateDebut": FIRST, "dateFin": LAST}
    batch = soliguide.read([place(1, service(close=close), service("laundry"))], TODAY)
    first, second = batch.services
    assert first.closure == Closure(date(2026, 11, 30), date(2026, 12, 6))
    assert second.closure is None
    assert state(first, "2026-11-30T10:00") is State.CLOSED


@pytest.mark.parametrize(
    ("since", "closure", "notice"),
    [
        (
            FIRST,
            Closure(date(2026, 11, 30), date(2026, 12, 6), "Travaux"),
            "Fermeture (depuis le 24/12/2026)",
        ),
        (None, Closure(None, date(2026, 12, 6), "Travaux"), "Fermeture (depuis le 24/12/2026)"),
        (
            "2026-12-31T23:00:00.000Z",
            Closure(date(2026, 12, 24)),
            "Fermeture : Travaux (depuis le 01/01/2027)",
        ),
    ],
)
def test_of_two_closures_the_first_holds_and_the_other_is_told(
    since: Any, closure: Closure, notice: str
) -> None:
    close = {"actif": True, "dateDebut": "2026-12-23T23:00:00.000Z", "dateFin": None}
    found = kept(
        services_all=[service(close=close)],
        tempInfos=temporary(closure=announced(since, LAST, "Travaux")),
    )
    assert found.closure == closure
    assert found.notice == notice


def test_a_message_is_told_with_its_days() -> None:
    message = announced(FIRST, LAST, "Repas <i>chaud</i> le soir", name="Grand froid")
    assert kept(tempInfos=temporary(message=message)).notice == (
        "Grand froid : Repas chaud le soir (du 30/11/2026 au 06/12/2026)"
    )
    over = announced("2026-10-01T22:00:00.000Z", "2026-10-08T22:00:00.000Z", "Fini")
    assert kept(tempInfos=temporary(message=over)).notice == ""
