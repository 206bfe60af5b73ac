"""Who is sent a row: feeds, and the roles that read and write what has a narrower audience."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    """What somebody is to the organisation; a trainer's is a fictional one.

    HEALTH is a nurse or another carer, bound to professional secrecy.
    """

    VOLUNTEER = "volunteer"
    HEALTH = "health"
    PROFESSIONAL = "professional"
    COORDINATOR = "coordinator"
    TRAINER = "trainer"
    ADMINISTRATOR = "administrator"


DECIDE = frozenset({Role.PROFESSIONAL, Role.COORDINATOR})
"""Roles that read what is protected, settle disagreements and correct the directory."""
CARE = frozenset({Role.HEALTH})
"""Roles of the care team. Source: Code de la santé publique, article L1110-4."""
_WITHOUT_PEOPLE = frozenset({Role.TRAINER, Role.ADMINISTRATOR})
"""Roles that neither read nor write of people."""
SCOPE = TERRITORY, TEAM = "territory", "team"
"""Fields of every synced row that say where it belongs: slugs like ``territory:paris``."""

_TEAM_ONLY = frozenset(
    {"spot_position", "stock_move", "incident", "person_identity", "health_note", "health_mark"}
)
_PROTECTED, _HEALTH = "/protected", "/health"
_NARROWER = {
    "safety_note": _PROTECTED,
    "right": _PROTECTED,
    "health_mark": _PROTECTED,
    "health_note": _HEALTH,
}
"""Types that are in a feed of their own beside that of their place."""
NARROW = frozenset({*_NARROWER, "person_identity", "spot_position"})
"""Types that fewer may read than the rest: what leaves in clear holds them only when asked for."""
_READERS = {_PROTECTED: DECIDE, _HEALTH: CARE}
_WRITERS = {"service_note": DECIDE, "health_note": CARE, "health_mark": CARE}


def feeds(type_name: str, document: Mapping[str, Any]) -> frozenset[str]:
    """Give the feeds in which a row is; none where it does not say where it belongs."""
    feed = str(document.get(TEAM if type_name in _TEAM_ONLY else TERRITORY) or "")
    return frozenset((feed + _NARROWER.get(type_name, ""),)) if feed else frozenset()


def readable(role: Role, granted: Iterable[str]) -> frozenset[str]:
    """Give the feeds that a role is sent of the territories and teams granted to it."""
    return _beside(role, granted, (mark for mark, roles in _READERS.items() if role in roles))


def may_patch(
    role: Role, type_name: str, document: Mapping[str, Any], fields: Mapping[str, Any]
) -> bool:
    """Tell whether a role writes fields over a row's: only the coordination unfreezes a file."""
    lifts = type_name == "person" and bool(document.get("restricted")) and "restricted" in fields
    return not lifts or bool(fields["restricted"]) or role is Role.COORDINATOR


def writable(role: Role, granted: Iterable[str]) -> frozenset[str]:
    """Give the feeds in which a role may write: who notes violence may not read others' notes."""
    return _beside(role, granted, {m for name, m in _NARROWER.items() if may_write(role, name)})


def may_read(role: Role, type_name: str) -> bool:
    """Tell whether a role is sent records of a type, those of its own places."""
    mark = _NARROWER.get(type_name)
    return role not in _WITHOUT_PEOPLE and (mark is None or role in _READERS[mark])


def may_write(role: Role, type_name: str) -> bool:
    """Tell whether a role writes records of a type at all, wherever they are."""
    return role not in _WITHOUT_PEOPLE and role in _WRITERS.get(type_name, Role)


def may_redact(role: Role, type_name: str) -> bool:
    """Tell whether a role voids for ever what others wrote: the coordination, or carers theirs."""
    coordinates = may_write(Role.COORDINATOR, type_name)
    return may_write(role, type_name) and (role is Role.COORDINATOR or not coordinates)


def _beside(role: Role, granted: Iterable[str], marks: Iterable[str]) -> frozenset[str]:
    """Give the feeds granted, and those beside them with ``marks``."""
    if role in _WITHOUT_PEOPLE:
        return frozenset()
    plain = frozenset(granted)
    return plain.union(f"{feed}{mark}" for mark in marks for feed in plain)
