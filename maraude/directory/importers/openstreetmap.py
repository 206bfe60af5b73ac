"""What OpenStreetMap tags say of a place that helps; most places are none.

Source of the tags: https://wiki.openstreetmap.org, pages of the keys named here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from maraude.directory import categories, hours
from maraude.directory.hours import MAX_CHARACTERS
from maraude.directory.importers.batch import Batch, collect
from maraude.directory.importers.records import RecordError, as_json, past_day, text
from maraude.directory.service import Access, Eligibility, Facet, Service, identify
from maraude.domain.spot import Position
from maraude.i18n import _

SOURCE = "openstreetmap"
ATTRIBUTION = "© les contributeurs d'OpenStreetMap (ODbL)"
KEYS = ("amenity", "social_facility")
"""The keys of which a value may name one of our categories."""

SERVED = frozenset(
    (
        "abused", "displaced", "drug_addicted", "everyone", "homeless", "migrant", "migrants",
        "refugee", "refugees", "underprivileged", "unemployed", "woman", "women",
    )
)  # fmt: skip
"""Values of ``social_facility:for`` that are for people outside; most places are for others."""
OPEN_TO_ALL = frozenset(("yes", "public", "permissive", "designated", "unknown"))
"""Values of ``access`` under which nobody is turned away at the door."""

_KINDS = ("node", "way", "relation")
_WOMEN = {"woman", "women"}
_ADULT = 18
# ``limited`` may be a step too high: it is for the person to judge, so it stays unknown.
_FACETS = {
    "yes": Facet.YES,
    "designated": Facet.YES,
    "only": Facet.YES,
    "leashed": Facet.YES,
    "no": Facet.NO,
}
_RESERVATION = {
    "required": Access.APPOINTMENT,
    "yes": Access.APPOINTMENT,
    "members_only": Access.REGISTRATION,
    "no": Access.WALK_IN,
}


@dataclass(frozen=True, slots=True)
class Element:
    """A node, way or relation. ``edited_on`` is the day of its last change, where that is known.

    ``position`` is asked for only where the element is a place of ours; RecordError where it
    has none.
    """

    kind: str
    number: int
    tags: Mapping[str, object]
    position: Callable[[], Position]
    edited_on: date | None = None

    @property
    def label(self) -> str:
        """The element as a person or a program finds it again."""
        return " ".join(filter(None, (f"{self.kind}/{self.number}", text(self.tags, "name"))))


def batch(elements: Iterable[Element], copied_on: date) -> Batch:
    """Read elements as they come; those of other kinds are not counted."""
    return collect(
        SOURCE,
        ATTRIBUTION,
        ((element.label, element) for element in elements if category(element.tags)),
        lambda element: _service(element, copied_on),
    )


def category(tags: Mapping[str, object]) -> str | None:
    """Give the category that tags stand for; None for a place that is none of ours."""
    written = {f"{key}={value}" for key in KEYS for value in _values(tags, key)}
    return next((c.code for c in categories.load().values() if written & set(c.osm)), None)


def _service(element: Element, copied_on: date) -> Service | None:
    """Give the service of an element; RecordError where it is not for people outside."""
    tags = element.tags
    code = category(tags)
    if code is None:
        return None
    if element.kind not in _KINDS or not element.number:
        raise RecordError(_("La fiche n'a pas la forme attendue."))
    _refuse_others(tags)
    position = element.position()
    source_id = f"{element.kind}/{element.number}"
    street = " ".join(
        part for key in ("addr:housenumber", "addr:street") if (part := text(tags, key))
    )
    postcode = text(tags, "addr:postcode")
    address = ", ".join(filter(None, (street, postcode)))
    label = categories.load()[code].fr.capitalize()
    name = text(tags, "name") or (f"{label}, {street}" if street else label)
    return Service(
        id=identify(SOURCE, source_id, name, position, address),
        source=SOURCE,
        source_id=source_id,
        category=code,
        name=name,
        position=position,
        copied_on=copied_on,
        attribution=ATTRIBUTION,
        organisation=text(tags, "operator"),
        address=address,
        postcode=postcode,
        hours=hours.read(text(tags, "opening_hours", MAX_CHARACTERS + 1)),
        eligibility=_eligibility(tags),
        access=_RESERVATION.get(text(tags, "reservation"), Access.UNKNOWN),
        cost=_cost(tags),
        contact=text(tags, "phone") or text(tags, "contact:phone") or text(tags, "website"),
        verified_on=_verified_on(element, copied_on),
        raw=as_json(_record(element, position)),
    )


def _record(element: Element, position: Position) -> dict[str, object]:
    """Give an element as Overpass would, so that it can be read again."""
    written = {
        "type": element.kind,
        "id": element.number,
        "lat": position.lat,
        "lon": position.lon,
        "tags": dict(element.tags),
    }
    edited_on = element.edited_on
    return {**written, "timestamp": edited_on.isoformat()} if edited_on else written


def _refuse_others(tags: Mapping[str, object]) -> None:
    """Refuse a place that is not for people outside."""
    if "social_facility" in tags:
        served = _values(tags, "social_facility:for")
        if not served:
            raise RecordError(_("OpenStreetMap ne dit pas qui ce lieu accueille."))
        if not SERVED & set(served):
            raise RecordError(
                _("Ce lieu en accueille d'autres : {served}.").format(served=", ".join(served))
            )
    reserved = [value for value in _values(tags, "access") if value not in OPEN_TO_ALL]
    if reserved:
        raise RecordError(_("L'accès est réservé : {access}.").format(access=", ".join(reserved)))


def _eligibility(tags: Mapping[str, object]) -> Eligibility:
    served = set(_values(tags, "social_facility:for"))
    women_only = bool(served) and served <= _WOMEN
    both = "yes" in (text(tags, "unisex"), text(tags, "gender_segregated"))
    woman, man = (Facet.YES if both else _facet(tags, key) for key in ("female", "male"))
    min_age = text(tags, "min_age")
    adults_only = min_age.isdecimal() and int(min_age) >= _ADULT
    return Eligibility(
        woman=Facet.YES if women_only else woman,
        man=Facet.NO if women_only else man,
        minor=Facet.NO if adults_only else Facet.UNKNOWN,
        pets=_facet(tags, "dog"),
        wheelchair=_facet(tags, "wheelchair"),
    )


def _facet(tags: Mapping[str, object], key: str) -> Facet:
    return _FACETS.get(text(tags, key), Facet.UNKNOWN)


def _cost(tags: Mapping[str, object]) -> str:
    match text(tags, "fee"):
        case "no":
            return "gratuit"
        case "yes":
            return text(tags, "charge") or "payant"
        case _:
            return ""


def _verified_on(element: Element, copied_on: date) -> date | None:
    """Give the day on which someone was there, else that of the last change."""
    written = (
        text(element.tags, key) for key in ("check_date", "check_date:opening_hours", "survey:date")
    )
    seen = (past_day(value, copied_on) for value in written)
    return next(filter(None, seen), element.edited_on)


def _values(tags: Mapping[str, object], key: str) -> list[str]:
    """Give the values of a tag, which are parted by semicolons."""
    return [value.strip().lower() for value in text(tags, key).split(";") if value.strip()]
