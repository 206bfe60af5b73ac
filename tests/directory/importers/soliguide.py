"""A place as Soliguide describes one, whole and fictional, to be changed by a test."""

from typing import Any

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
GENDERS = ("men", "women")
FAMILIES = ("isolated", "family", "couple", "pregnant")
PAPERS = ("regular", "asylum", "refugee", "undocumented")
OTHERS = (
    "violence", "addiction", "handicap", "lgbt", "hiv", "prostitution", "prison", "student",
    "mentalHealth",
)  # fmt: skip


def week(holidays: str = "CLOSED", description: str = "", **slots: Any) -> dict[str, Any]:
    """Give the hours of a week; days that are not named are closed."""
    days = {day: {"open": bool(slots.get(day)), "timeslot": slots.get(day, [])} for day in DAYS}
    return {**days, "closedHolidays": holidays, "description": description}


def slot(start: object, end: object) -> dict[str, object]:
    return {"start": start, "end": end}


def publics(accueil: object = 0, **changed: Any) -> dict[str, Any]:
    """Give whom a place takes; lists that are not named hold everybody."""
    return {
        "accueil": accueil,
        "age": {"min": 0, "max": 99},
        "gender": list(GENDERS),
        "familialle": list(FAMILIES),
        "administrative": list(PAPERS),
        "other": list(OTHERS),
        "description": None,
        **changed,
    }


def modalities(**changed: Any) -> dict[str, Any]:
    """Give how one gets in: nothing is said, but what is named."""
    closed = {"checked": False, "precisions": None}
    return {
        "inconditionnel": False,
        "appointment": closed,
        "inscription": closed,
        "orientation": closed,
        "price": {"precisions": None},
        "animal": {},
        "pmr": {},
        "docs": [],
        "other": None,
        **changed,
    }


def checked(precisions: str | None = None) -> dict[str, Any]:
    return {"checked": True, "precisions": precisions}


def service(category: str = "shower", **changed: Any) -> dict[str, Any]:
    """Give a service that takes everything from its place."""
    return {
        "category": category,
        "serviceObjectId": f"objet-{category}",
        "description": "",
        "differentHours": False,
        "differentPublics": False,
        "differentModalities": False,
        "hours": week(),
        "publics": publics(),
        "modalities": modalities(inconditionnel=True),
        "saturated": {"status": "LOW", "precision": None},
        "close": {"actif": False, "dateDebut": None, "dateFin": None},
        **changed,
    }


def position(lon: float = 2.3636, lat: float = 48.8676, **changed: Any) -> dict[str, Any]:
    return {
        "address": "3 quai de l'Exemple, 75010 Paris",
        "additionalInformation": None,
        "location": {"type": "Point", "coordinates": [lon, lat]},
        "city": "Paris",
        "postalCode": "75010",
        "cityCode": "75010",
        "timeZone": "Europe/Paris",
        **changed,
    }


def temporary(**changed: Any) -> dict[str, Any]:
    """Give what a place announces: nothing, but what is named."""
    nothing = {"actif": False, "dateDebut": None, "dateFin": None, "description": None}
    return {"closure": nothing, "hours": nothing, "message": nothing, **changed}


def announced(since: str | None, until: str | None, said: str = "", **more: Any) -> dict[str, Any]:
    return {"actif": True, "dateDebut": since, "dateFin": until, "description": said, **more}


def place(number: int = 42, *services: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """Give a place with the services named, a shower where none is."""
    return {
        "lieu_id": number,
        "name": "Accueil du Canal",
        "description": "",
        "placeType": "LIEU",
        "status": "ONLINE",
        "visibility": "ALL",
        "position": position(),
        "entity": {"name": "Les Lucioles", "phones": [], "mail": None, "website": None},
        "newhours": week(monday=[slot(930, 1200)]),
        "publics": publics(),
        "modalities": modalities(),
        "languages": ["fr"],
        "tempInfos": temporary(),
        "services_all": list(services) or [service()],
        "parcours": [],
        "updatedAt": "2026-10-01T09:30:00.000Z",
        "updatedByUserAt": "2026-09-15T08:00:00.000Z",
        **changed,
    }


def answer(*places: Any, told: int | None = None) -> dict[str, Any]:
    """Give an answer of the interface."""
    return {"nbResults": len(places) if told is None else told, "places": list(places)}
