import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, get_args, get_type_hints

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maraude.domain.encounter import Encounter, Given, Need, NeedState, People, StockMove
from maraude.domain.evening import Evening
from maraude.domain.followup import FollowUp, FollowUpState
from maraude.domain.person import Informed, Person
from maraude.domain.referral import Referral
from maraude.domain.spot import SpotPosition
from maraude.domain.tour import Member, Tour
from maraude.protocol.documents import (
    TYPES,
    changed,
    from_document,
    instant,
    read,
    to_document,
    type_name,
)
from tests.drawn import JUNK, moments, records, values

QUICK = settings(deadline=None, max_examples=150)

AT = datetime(2026, 11, 23, 20, 40, 0, 125_000, tzinfo=UTC)


def as_stored(record: Any) -> dict[str, Any]:
    """Give the record's document after a passage through JSON text."""
    document: dict[str, Any] = json.loads(json.dumps(to_document(record)))
    return document


@QUICK
@given(records)
def test_a_record_comes_back_as_it_went(record: Any) -> None:
    assert from_document(type_name(record), record.id, as_stored(record)) == record


@QUICK
@given(records)
def test_a_document_is_read_as_the_record_that_it_was(record: Any) -> None:
    name = type_name(record)
    found = read(name, json.dumps(as_stored(record)).encode())
    assert from_document(name, record.id, msgspec.to_builtins(found)) == record


@QUICK
@given(st.data(), records)
def test_what_no_record_can_hold_is_not_read(data: st.DataObject, record: Any) -> None:
    name, document = type_name(record), as_stored(record)
    document[data.draw(st.sampled_from(sorted(document)))] = data.draw(JUNK)
    if data.draw(st.booleans()):
        del document[data.draw(st.sampled_from(sorted(document)))]
    assert _reads(lambda: read(name, json.dumps(document).encode())) == _reads(
        lambda: from_document(name, record.id, document)
    )


def _reads(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except (KeyError, ValueError, TypeError, msgspec.MsgspecError):
        return False
    return True


@QUICK
@given(records)
def test_a_document_holds_every_field_but_the_id_as_json_knows_it(record: Any) -> None:
    document = to_document(record)
    assert set(document) == {field.name for field in fields(record)} - {"id"}
    assert json.loads(json.dumps(document)) == document


@QUICK
@given(st.data(), st.sampled_from(sorted(TYPES)))
def test_the_changed_fields_lead_from_one_state_to_the_other(
    data: st.DataObject, name: str
) -> None:
    before = data.draw(values(TYPES[name]))
    after = replace(data.draw(values(TYPES[name])), id=before.id)
    difference = changed(before, after)
    assert from_document(name, before.id, to_document(before) | difference) == after
    assert not [field for field in difference if getattr(before, field) == getattr(after, field)]


def test_an_encounter_as_a_document() -> None:
    encounter = Encounter(
        id="e1",
        tour="t1",
        at=AT,
        contact="CON",
        people=People(unknown=1, persons=("p1",)),
        needs=(Need("COU", NeedState.UNMET, item="TEN"),),
        given=(Given("SOU", 2),),
        alerts=("PLA",),
        note="près du canal",
    )
    assert to_document(encounter) == {
        "tour": "t1",
        "at": "2026-11-23T20:40:00.125Z",
        "contact": "CON",
        "people": {"men": 0, "women": 0, "unknown": 1, "minors": 0, "persons": ["p1"]},
        "spot": None,
        "needs": [{"code": "COU", "state": "unmet", "item": "TEN", "reason": ""}],
        "given": [{"code": "SOU", "quantity": 2}],
        "alerts": ["PLA"],
        "reason": "",
        "animal": False,
        "note": "près du canal",
        "deleted": False,
    }


def test_evenings_are_dates_and_moments_are_in_utc() -> None:
    tour = Tour(
        id="t1",
        evening=Evening(date(2026, 11, 23)),
        team="team:nord",
        started_at=datetime(2026, 11, 23, 21, 40, tzinfo=timezone(timedelta(hours=1))),
        members=(Member("Inès", "driver"),),
    )
    document = to_document(tour)
    assert document["evening"] == "2026-11-23"
    assert document["started_at"] == "2026-11-23T20:40:00.000Z"
    assert document["ended_at"] is None
    assert document["members"] == [{"name": "Inès", "role": "driver"}]


def test_only_the_fields_that_differ_are_a_change() -> None:
    before = Person(id="p1", code="ABCDEF2", called="Momo", team="team:nord")
    after = replace(before, called="Mohamed", informed=Informed.YES)
    assert changed(before, after) == {"called": "Mohamed", "informed": "yes"}
    assert changed(before, before) == {}


def test_a_moment_within_the_same_millisecond_is_no_change() -> None:
    before = StockMove(id="s1", tour="t1", at=AT, items=(Given("SOU", 5),))
    assert changed(before, replace(before, at=AT + timedelta(microseconds=999))) == {}


def test_a_document_of_an_older_version_takes_the_defaults() -> None:
    follow_up = from_document("follow_up", "f1", {"due": "2026-11-24", "tour": "t1"})
    assert follow_up == FollowUp(
        id="f1", due=Evening(date(2026, 11, 24)), tour="t1", state=FollowUpState.OPEN
    )


def test_a_field_of_a_newer_version_is_left_aside() -> None:
    document = {"spot": "s1", "lat": 48.87, "lon": 2.36, "floor": 2}
    assert from_document("spot_position", "x1", document) == SpotPosition(
        id="x1", spot="s1", lat=48.87, lon=2.36
    )


def test_an_unknown_type_of_record_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        from_document("horoscope", "x1", {})


@pytest.mark.parametrize(
    "field",
    [
        {"at": "2026-11-23T20:40:00"},
        {"at": "hier"},
        {"at": None},
        {"waited": "vingt"},
        {"persons": "p1"},
        {"deleted": 1},
    ],
)
def test_a_value_that_the_record_cannot_hold_is_refused(field: dict[str, Any]) -> None:
    call = Referral(id="r1", tour="t1", target="115", at=AT, result="ATT")
    with pytest.raises(ValueError, match=r"."):
        from_document("referral", "r1", to_document(call) | field)


def test_a_moment_without_time_zone_is_not_written() -> None:
    with pytest.raises(ValueError, match="time zone"):
        instant(datetime(2026, 11, 23, 20, 40))


@QUICK
@given(moments, moments)
def test_written_moments_sort_as_moments_do(one: datetime, other: datetime) -> None:
    assert (instant(one) < instant(other)) == (one < other)


@pytest.mark.parametrize("name", sorted(TYPES))
def test_what_json_has_no_type_for_stands_at_the_top_of_a_record(name: str) -> None:
    parts = {
        part
        for hint in get_type_hints(TYPES[name]).values()
        for part in (hint, *get_args(hint))
        if isinstance(part, type) and is_dataclass(part) and part is not Evening
    }
    for part in parts:
        hints = get_type_hints(part).values()
        assert not {Evening, datetime} & {
            item for hint in hints for item in (hint, *get_args(hint))
        }
