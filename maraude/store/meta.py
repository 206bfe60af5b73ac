"""What the laptop knows of itself: a few keys and values beside the records."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from maraude.domain.profile import Profile
from maraude.store.engine import Connection

_PROFILE = "profile."


def write(connection: Connection, profile: Profile) -> None:
    """Keep the profile."""
    keep(connection, {f"{_PROFILE}{k}": str(v) for k, v in asdict(profile).items()})


def read(connection: Connection) -> Profile:
    """Give the profile that ``write`` kept; what another version kept besides is left alone."""
    found = kept(connection, _PROFILE)
    values: dict[str, Any] = {
        field.name: found[key]
        for field in fields(Profile)
        if (key := f"{_PROFILE}{field.name}") in found
    }
    values["speed"] = float(values["speed"])
    values["demo"] = values["demo"] == str(True)
    return Profile(**values)


def keep(connection: Connection, values: Mapping[str, str]) -> None:
    """Keep texts under their keys."""
    connection.executemany(
        "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        " WHERE value != excluded.value",  # what changes nothing is not written to the disk again
        list(values.items()),
    )


def kept(connection: Connection, prefix: str) -> dict[str, str]:
    """Give the texts whose keys start with ``prefix``, an ASCII word and a dot."""
    return dict(
        connection.execute(
            "SELECT key, value FROM meta WHERE key >= ? AND key < ?", (prefix, f"{prefix}\x7f")
        )
    )


def forget(connection: Connection, key: str) -> None:
    """Forget the text under a key, if there is one."""
    connection.execute("DELETE FROM meta WHERE key = ?", (key,))
