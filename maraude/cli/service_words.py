"""Corrections of services, for programs."""

from maraude.domain.service_note import ServiceNote


def document(note: ServiceNote) -> dict[str, object]:
    """Give a correction as JSON knows it."""
    return {
        "id": note.id,
        "service": note.service,
        "what": note.what,
        "facet": note.facet,
        "text": note.text,
        "lat": note.lat,
        "lon": note.lon,
        "until": str(note.until) if note.until else None,
        "author": note.author.partition(":")[2],
        "at": note.at.isoformat(),
    }
