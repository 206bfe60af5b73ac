"""Every text of a record is either one that somebody can void for ever, or is no free text."""

from typing import get_args, get_type_hints

import pytest

from maraude.domain import free_text
from maraude.domain.feeds import Role, may_redact
from maraude.protocol import documents

CODES = {
    *("id", "code", "tour", "encounter", "person", "spot", "health_note", "right", "service"),
    *("contact", "reason", "target", "result", "state", "night", "kind", "what", "facet", "team"),
    *("age", "gender", "household", "outside_since", "merged_into", "author"),
}
"""Ids, codes and what a program writes by itself."""
NAMES = {
    ("person", "called"),
    ("person", "also_called"),
    ("person", "referent"),
    ("person", "animals"),
    ("person", "languages"),
    ("spot", "name"),
    ("spot", "sector"),
    ("tour", "sector"),
    ("note", "to"),
    ("referral", "service_name"),
    ("referral", "persons"),
    ("follow_up", "what_for"),
    ("encounter", "alerts"),
}
"""What persons, places, teams and services are called, and lists of codes."""


def test_every_text_of_a_record_is_known() -> None:
    found = {
        (name, field)
        for name, record_type in documents.TYPES.items()
        for field, hint in get_type_hints(record_type).items()
        if hint is str or str in get_args(hint)
    }
    voidable = {(name, field) for name in documents.TYPES for field in free_text.of(name)}

    assert voidable <= found
    assert {one for one in found - voidable if one[1] not in CODES} == NAMES


@pytest.mark.parametrize(
    ("type_name", "roles"),
    [
        ("encounter", {Role.COORDINATOR}),
        ("health_note", {Role.HEALTH}),
        ("right", {Role.COORDINATOR}),
    ],
)
def test_who_voids_what_others_wrote(type_name: str, roles: set[Role]) -> None:
    assert {role for role in Role if may_redact(role, type_name)} == roles
