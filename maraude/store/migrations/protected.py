"""What has a narrower audience than the file of whom it is about."""

from sqlite_utils import Database

from maraude.store.migrations.evenings import create_synced
from maraude.store.migrations.registry import migrations


@migrations(name="0011_guard_protected")
def _protected(db: Database) -> None:
    """Keep what a nurse notes, that there is such a note, and what every team sees of a right."""
    health = {"person": str, "at": str, "text": str}
    create_synced(db, "health_note", health, "person", "at", "text")
    mark = {"person": str, "health_note": str, "at": str}
    create_synced(db, "health_mark", mark, "person", "health_note", "at")
    step = {"person": str, "text": str, "due": str, "right": str}
    create_synced(db, "right_step", step, "person", "text", "right")
    for table in ("health_note", "health_mark", "right_step", "safety_note"):
        db.table(table).create_index(["person"])
