"""A row's fields as the bytes by which laptop and server compare what they hold."""

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec

DIGEST_BITS = 61
"""Sums of two digests stay below 2^63, which PostgreSQL and SQLite both add exactly."""


def canonical(fields: Mapping[str, Any]) -> bytes:
    """Give fields as JSON with keys in order."""
    return msgspec.json.encode(fields, order="sorted")


def digest(type_name: str, row: str, fields: bytes | msgspec.Raw) -> int:
    """Give the number of a row's ``canonical`` fields; a feed's ``sum`` adds them modulo 2^61."""
    hashed = hashlib.sha256(b"\n".join((type_name.encode(), row.encode(), fields))).digest()
    return int.from_bytes(hashed[:8], "big") >> (64 - DIGEST_BITS)
