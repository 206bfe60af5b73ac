"""What OpenStreetMap tags say of a place that helps; most places are none.

Source of the tags: https://wiki.openstreetmap.org, pages of the keys named here.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime

from maraude.directory import categories, hours
from maraude.directory.importers.batch import RecordError
from maraude.directory.service import Access, Eligibility, Facet, Service, identify
from maraude.domain.spot import Position
from maraude.domain.text import clean_line
from maraude.i18n import _

SOURCE = "openstreetmap"
ATTRIBUTION = "© les contributeurs d'OpenStreetMap (ODbL)"
MAX_TEXT = 200

SERVED = frozenset(
    (
        "homeless",
        "underprivileged",
        "displaced",
        "refugee",
        "migrant",
        "migrants",
        "abused",
        "woman",
        "women",
        "drug_addicted",
        "unemployed",
        "everyone",
    )
)
"""Values of ``social_facility:for`` that are for people outside; most places are for others."""
NOT_FOR_ALL = frozenset(("private", "no", "customers", "employees", "members", "residents"))

_FACETS = {
    "yes": Facet.YES,
    "designated": Facet.YES,
    "only": Facet.YES,
    "no": Facet.NO,
    "limited": Facet.PREFERENTIAL,
}
_TAGS = ("amenity", "social_facility")
_ADDRESS = ("addr:housenumber", "addr:street")


def category(tags: Mapping[str, str]) -> str | None:
    """Give the category that tags stand for; None for a place that is none of ours."""
    written = {f"{key}={value}" for key in _TAGS for value in _values(tags, key)}
    return next((c.code for c in categories.load().values() if written & set(c.osm)), None)


def service(
    kind: str, number: int, tags: Mapping[str, str], position: Position, copied_on: date
) -> Service | None:
    """Give the service of an element, None for what is none of ours.

    ``kind`` is node, way or relation. RecordError where it is not for people outside.
    """
    code = category(tags)
    if code is None:
        return None
    _refuse_others(tags)
    raw = json.dumps({"type": kind, "id": number, "tags": dict(tags)}, sort_keys=True)
    if len(raw) > 32 * 1024:
        raise RecordError(_("La fiche est trop longue."))
    label = categories.load()[code].fr.capitalize()
    source_id = f"{kind}/{number}"
    street = " ".join(filter(None, (_text(tags, key) for key in _ADDRESS)))
    address = ", ".join(filter(None, (street, _text(tags, "addr:postcode"))))
    name = _text(tags, "name") or (f"{label}, {street}" if street else label)
    return Service(
        id=identify(SOURCE, source_id, name, position, address),
        source=SOURCE,
        source_id=source_id,
        category=code,
        name=name,
        position=position,
        copied_on=copied_on,
        attribution=ATTRIBUTION,
        organisation=_text(tags, "operator"),
        address=address,
        postcode=_text(tags, "addr:postcode"),
        hours=hours.read(_text(tags, "opening_hours")),
        eligibility=_eligibility(tags),
        access=_access(tags),
        cost=_cost(tags),
        contact=_text(tags, "phone") or _text(tags, "contact:phone") or _text(tags, "website"),
        verified_on=_verified_on(tags),
        raw=raw,
    )


def _refuse_others(tags: Mapping[str, str]) -> None:
    """Refuse a place that is not for people outside."""
    if "social_facility" in tags and not SERVED & set(_values(tags, "social_facility:for")):
        raise RecordError(_("Ce lieu n'est pas pour les personnes à la rue."))
    if _text(tags, "access") in NOT_FOR_ALL:
        raise RecordError(_("L'accès à ce lieu est réservé."))


def _eligibility(tags: Mapping[str, str]) -> Eligibility:
    served = set(_values(tags, "social_facility:for"))
    women_only = served and served <= {"woman", "women"}
    return Eligibility(
        woman=Facet.YES if women_only else _facet(tags, "female"),
        man=Facet.NO if women_only else _facet(tags, "male"),
        pets=_facet(tags, "dog"),
        wheelchair=_facet(tags, "wheelchair"),
    )


def _facet(tags: Mapping[str, str], key: str) -> Facet:
    return _FACETS.get(_text(tags, key), Facet.UNKNOWN)


def _access(tags: Mapping[str, str]) -> Access:
    if _text(tags, "reservation") in ("required", "yes", "members_only"):
        return Access.APPOINTMENT
    return Access.WALK_IN if _text(tags, "reservation") == "no" else Access.UNKNOWN


def _cost(tags: Mapping[str, str]) -> str:
    match _text(tags, "fee"):
        case "no":
            return "gratuit"
        case "yes":
            return _text(tags, "charge") or "payant"
        case _:
            return ""


def _verified_on(tags: Mapping[str, str]) -> date | None:
    for key in ("check_date", "check_date:opening_hours", "survey:date"):
        try:
            return datetime.fromisoformat(_text(tags, key)).date()
        except ValueError:
            continue
    return None


def _values(tags: Mapping[str, str], key: str) -> list[str]:
    """Give the values of a tag, which are parted by semicolons."""
    return [value.strip().lower() for value in _text(tags, key).split(";") if value.strip()]


def _text(tags: Mapping[str, str], key: str) -> str:
    value = tags.get(key)
    return clean_line(value)[:MAX_TEXT].strip() if isinstance(value, str) else ""
