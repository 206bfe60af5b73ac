"""Who is sent a row: feeds, and the roles that read what has a narrower audience."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    """What somebody is to the organisation; a trainer's is a fictional one."""

    VOLUNTEER = "volunteer"
    PROFESSIONAL = "professional"
    COORDINATOR = "coordinator"
    TRAINER = "trainer"
    ADMINISTRATOR = "administrator"


_TEAM_ONLY = frozenset({"spot_position", "stock_move", "incident", "person_identity"})
_PROTECTED = frozenset({"safety_note"})
_DECIDED = frozenset({"service_note"})
_PROTECTED_MARK = "/protected"

DECIDE = frozenset({Role.PROFESSIONAL, Role.COORDINATOR})
"""Roles that read what is protected, settle disagreements and correct the directory."""
_WITHOUT_PEOPLE = frozenset({Role.TRAINER, Role.ADMINISTRATOR})
SCOPE = TERRITORY, TEAM = "territory", "team"
"""Fields of every synced row that say where it belongs: slugs like ``territory:paris``."""


def feeds(type_name: str, document: Mapping[str, Any]) -> frozenset[str]:
    """Give the feeds in which a row is; none where it does not say where it belongs."""
    feed = str(document.get(TEAM if type_name in _TEAM_ONLY else TERRITORY) or "")
    if type_name in _PROTECTED and feed:
        feed += _PROTECTED_MARK
    return frozenset((feed,)) if feed else frozenset()


def readable(role: Role, granted: Iterable[str]) -> frozenset[str]:
    """Give the feeds that a role is sent of the territories and teams granted to it."""
    if role in _WITHOUT_PEOPLE:
        return frozenset()
    plain = frozenset(granted)
    if role not in DECIDE:
        return plain
    return plain | {f"{feed}{_PROTECTED_MARK}" for feed in plain}


def may_write(role: Role, type_name: str) -> bool:
    """Tell whether a role writes records of a type at all, wherever they are."""
    return type_name not in _DECIDED or role in DECIDE


def writable(role: Role, granted: Iterable[str]) -> frozenset[str]:
    """Give the feeds in which a role may write: who notes violence may not read others' notes."""
    if role in _WITHOUT_PEOPLE:
        return frozenset()
    plain = frozenset(granted)
    return plain | {f"{feed}{_PROTECTED_MARK}" for feed in plain}
