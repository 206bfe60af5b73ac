"""Records as JSON documents: what a change carries and what a row stores."""

from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime
from functools import cache, reduce
from operator import or_
from types import GenericAlias, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

from maraude.domain.alert import Alert
from maraude.domain.encounter import Encounter, SafetyNote, StockMove
from maraude.domain.evening import Evening
from maraude.domain.followup import FollowUp
from maraude.domain.health_note import HealthMark, HealthNote
from maraude.domain.incident import Incident
from maraude.domain.note import Note
from maraude.domain.person import Person, PersonIdentity
from maraude.domain.referral import Referral
from maraude.domain.right import Right, RightStep
from maraude.domain.service_note import ServiceNote
from maraude.domain.situation import Situation
from maraude.domain.spot import Spot, SpotPosition
from maraude.domain.tour import Tour

Record = (
    Tour
    | Spot
    | SpotPosition
    | Person
    | PersonIdentity
    | Encounter
    | Referral
    | FollowUp
    | StockMove
    | SafetyNote
    | Alert
    | Situation
    | Right
    | RightStep
    | HealthNote
    | HealthMark
    | Note
    | Incident
    | ServiceNote
)

TYPES: dict[str, type[Any]] = {
    "tour": Tour,
    "spot": Spot,
    "spot_position": SpotPosition,
    "person": Person,
    "person_identity": PersonIdentity,
    "encounter": Encounter,
    "referral": Referral,
    "follow_up": FollowUp,
    "stock_move": StockMove,
    "safety_note": SafetyNote,
    "alert": Alert,
    "situation": Situation,
    "right": Right,
    "right_step": RightStep,
    "health_note": HealthNote,
    "health_mark": HealthMark,
    "note": Note,
    "incident": Incident,
    "service_note": ServiceNote,
}
"""The record types by their names on the wire and in the store."""

_NAMES = {record_type: name for name, record_type in TYPES.items()}


def type_name(record: Record) -> str:
    """Give the name of the record's type."""
    return _NAMES[type(record)]


def to_document(record: Record) -> dict[str, Any]:
    """Give all fields but the id, as JSON knows them.

    Tuples are lists, an evening is its date, a moment is as ``instant`` writes it.
    """
    document: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(record))
    del document["id"]
    shape = _shape(type_name(record))
    for name in shape.evenings:
        document[name] = document[name] and document[name]["date"]
    for name in shape.moments:
        document[name] = document[name] and instant(getattr(record, name))
    return document


def from_document(type_name: str, id: str, document: dict[str, Any]) -> Any:  # noqa: A002 - the record's own word
    """Give the ``Record`` of a document; fields that it lacks take their defaults.

    KeyError for an unknown type, ValueError for a value that the record cannot hold.
    """
    values = {**document, "id": id}
    for name in _shape(type_name).evenings:
        if values.get(name) is not None:
            values[name] = {"date": values[name]}
    return _bounded(type_name, msgspec.convert(values, TYPES[type_name]))


def read(type_name: str, encoded: bytes) -> Any:
    """Give a document's values by the names of its record's fields, at less cost than the record.

    Evenings are dates, and there is no id. KeyError and ValueError as ``from_document``.
    """
    return _bounded(type_name, _decoder(type_name).decode(encoded))


def _bounded(type_name: str, record: Any) -> Any:
    """Give a record of moments and numbers that it can hold; ValueError for others."""
    shape = _shape(type_name)
    for name in shape.moments:
        moment = getattr(record, name)
        if moment is not None and moment.tzinfo is None:
            raise ValueError(f"{name} of {type_name} has no time zone")
        if moment is not None and not MINYEAR < moment.year < MAXYEAR:
            raise ValueError(f"{name} of {type_name} is a moment in no other time zone")
    for name in shape.numbers:
        if abs(getattr(record, name) or 0) >= 2**53:
            raise ValueError(f"{name} of {type_name} is a number that no database holds")
    return record


@cache
def defaults(type_name: str) -> dict[str, Any]:
    """Give the fields that a document may lack, as they are then."""
    written = {
        field.name: field.default
        for field in fields(TYPES[type_name])
        if field.default is not MISSING
    }
    encoded: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(written))
    return encoded


def changed(before: Record, after: Record) -> dict[str, Any]:
    """Give the fields of ``after`` that differ from ``before``, an earlier state of the record."""
    old = to_document(before)
    return {name: value for name, value in to_document(after).items() if value != old[name]}


def instant(moment: datetime) -> str:
    """Write an aware moment in UTC, to the millisecond: ``2026-11-23T20:40:00.000Z``.

    The length never varies, so that texts sort as moments do. ValueError without a time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment without time zone")
    written = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return written.removesuffix("+00:00") + "Z"


@dataclass(frozen=True, slots=True)
class _Shape:
    """The fields of a record type that JSON has no type for, or no bounds."""

    evenings: tuple[str, ...]
    moments: tuple[str, ...]
    numbers: tuple[str, ...]


@cache
def _shape(type_name: str) -> _Shape:
    hints = get_type_hints(TYPES[type_name])
    return _Shape(
        tuple(name for name, hint in hints.items() if Evening in (hint, *get_args(hint))),
        tuple(name for name, hint in hints.items() if datetime in (hint, *get_args(hint))),
        tuple(name for name, hint in hints.items() if int in (hint, *get_args(hint))),
    )


@cache
def _decoder(type_name: str) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(_structure(TYPES[type_name]))


def _structure(record_type: type[Any]) -> type[msgspec.Struct]:
    """Give a dataclass as the structure that msgspec makes soonest, without its id."""
    hints = get_type_hints(record_type)
    shape = [
        (field.name, _structured(hints[field.name]), msgspec.field(default=_default(field)))
        for field in fields(record_type)
        if field.name != "id"
    ]
    return msgspec.defstruct(record_type.__name__, shape, kw_only=True)


def _structured(hint: Any) -> Any:
    """Give a type with structures in place of its dataclasses."""
    if hint is Evening:
        return date
    if isinstance(hint, type) and is_dataclass(hint):
        return _structure(hint)
    within = tuple(_structured(one) for one in get_args(hint))
    if get_origin(hint) is tuple:
        return GenericAlias(tuple, within)
    return reduce(or_, within) if get_origin(hint) is UnionType else hint


def _default(field: Field[Any]) -> Any:
    return msgspec.NODEFAULT if field.default is MISSING else field.default
