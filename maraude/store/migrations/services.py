"""What a team keeps of services beside the directory, which is a file of its own."""

from sqlite_utils import Database

from maraude.store.migrations.evenings import create_synced
from maraude.store.migrations.registry import migrations


@migrations(name="0011_service_note")
def _service_note(db: Database) -> None:
    """Keep what the coordination corrects of services."""
    columns = {
        "service": str,
        "at": str,
        "what": str,
        "author": str,
        "text": str,
        "facet": str,
        "lat": float,
        "lon": float,
        "until": str,
    }
    create_synced(db, "service_note", columns, "service", "at", "what", "author", "text", "facet")
