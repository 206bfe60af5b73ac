"""Where a record's fields name persons: whom it is about, and whom it lists."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

_ABOUT = "person"
_LIST = "persons"
_COUNTED = "people"
"""The field of an encounter that counts people, and lists those of them who have a file."""


def about(fields: Mapping[str, Any]) -> str | None:
    """Give whom the record is about alone."""
    named = fields.get(_ABOUT)
    return named if isinstance(named, str) else None


def listed(fields: Mapping[str, Any]) -> Iterator[str]:
    """Give whom the record lists among others."""
    counted = fields.get(_COUNTED)
    for holder in (fields, counted if isinstance(counted, dict) else {}):
        names = holder.get(_LIST)
        if isinstance(names, list):
            yield from (name for name in names if isinstance(name, str))


def names(fields: Mapping[str, Any], person: str) -> bool:
    """Tell whether the fields are about a person or list them."""
    return about(fields) == person or person in listed(fields)


def without(fields: Mapping[str, Any], persons: Collection[str]) -> dict[str, Any]:
    """Give the fields with nobody of ``persons`` in a list; who was counted still is."""
    return {name: _stripped(name, value, persons) for name, value in fields.items()}


def _stripped(name: str, value: Any, persons: Collection[str]) -> Any:
    if name == _COUNTED and isinstance(value, dict):
        return without(value, persons)
    if name == _LIST and isinstance(value, list):
        return [named for named in value if named not in persons]
    return value
