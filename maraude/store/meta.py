"""What the laptop knows of itself: a few keys and values beside the records."""

from dataclasses import asdict, fields
from typing import Any

from maraude.domain.profile import Profile
from maraude.store.engine import Connection


def write(connection: Connection, profile: Profile) -> None:
    """Keep the profile."""
    connection.executemany(
        "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        [(f"profile.{name}", str(value)) for name, value in asdict(profile).items()],
    )


def read(connection: Connection) -> Profile:
    """Give the profile that ``write`` kept."""
    kept = dict(connection.execute("SELECT key, value FROM meta WHERE key LIKE 'profile.%'"))
    values: dict[str, Any] = {
        field.name: kept[f"profile.{field.name}"]
        for field in fields(Profile)
        if f"profile.{field.name}" in kept
    }
    if "speed" in values:
        values["speed"] = float(values["speed"])
    if "demo" in values:
        values["demo"] = values["demo"] == "True"
    return Profile(**values)
