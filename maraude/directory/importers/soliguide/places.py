"""Places of Soliguide: each of their services, and each stop of a mobile round, is one of ours."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from maraude.directory import categories
from maraude.directory.importers import records
from maraude.directory.importers.batch import Batch, RefusedRecord, collect
from maraude.directory.importers.records import MAX_TEXT, RecordError
from maraude.directory.importers.soliguide import announcements, publics, week
from maraude.directory.importers.soliguide.announcements import MAX_NOTICE, Announced
from maraude.directory.importers.soliguide.fields import (
    block,
    blocks,
    day,
    joined,
    shortened,
    values,
    words,
    zone_of,
)
from maraude.directory.service import Hours, Load, Service
from maraude.domain.spot import Position
from maraude.i18n import _

FORMAT = "soliguide"
SOURCE = "soliguide"
ATTRIBUTION = "Soliguide (Solinum)"
MAX_CONDITIONS = 2_000
_ID = "lieu_id"
_MOBILE = ("PARCOURS_MOBILE", "ITINERARY")
_KEPT = (
    _ID, "name", "description", "placeType", "status", "visibility", "position", "entity",
    "newhours", "publics", "modalities", "languages", "tempInfos", "updatedAt", "updatedByUserAt",
)  # fmt: skip
"""Fields of a place that are kept with each of its services."""
_OWN = {
    "differentHours": "hours",
    "differentPublics": "publics",
    "differentModalities": "modalities",
}
"""What a service has of its own where it says so, and takes from its place elsewhere."""
_MOST_NAMED = 12

Make = Callable[[], Service]


def recognises(document: object) -> bool:
    """Tell whether ``document`` is an answer of Soliguide, or a list of its places."""
    if isinstance(document, dict) and "nbResults" in document:
        return isinstance(document.get("places"), list)
    return any(isinstance(place, dict) and _ID in place for place in _written(document))


def read(document: object, copied_on: date) -> Batch:
    """Read the places of a document that ``recognises`` knows."""
    written = _written(document)
    places = _newest(written)
    left_out: Counter[str] = Counter()
    entries = (entry for place in places for entry in _entries(place, copied_on, left_out))
    batch = collect(SOURCE, ATTRIBUTION, entries, lambda make: make())
    notes = (
        _incomplete(document, len(places)),
        _repeated(len(written) - len(places)),
        _of_other_kinds(left_out),
    )
    return replace(batch, notes=tuple(filter(None, notes)))


def _written(document: object) -> list[Any]:
    if isinstance(document, dict):
        document = document.get("places")
    return document if isinstance(document, list) else []


def _newest(written: list[Any]) -> list[Any]:
    """Give each place once, as it was changed last: pages of an answer may overlap."""
    found: dict[object, Any] = {}
    for number, place in enumerate(written):
        identifier = _identifier(place) if isinstance(place, dict) else ""
        key = identifier or number
        if key not in found or _changed(place) > _changed(found[key]):
            found[key] = place
    return list(found.values())


def _identifier(place: Mapping[str, Any]) -> str:
    """Give the id of a place as text; nothing where it has none."""
    written = place.get(_ID)
    if isinstance(written, bool) or not isinstance(written, int | str):
        return ""
    text = str(written).strip()
    return text if text.isascii() and text.isdecimal() and len(text) <= MAX_TEXT else ""


def _changed(place: Mapping[str, Any]) -> str:
    written = place.get("updatedAt")
    return written if isinstance(written, str) else ""


@dataclass(frozen=True, slots=True)
class _Place:
    """What the services of one place share."""

    fields: Mapping[str, Any]
    identifier: str
    zone: ZoneInfo
    copied_on: date
    announced: Announced

    @property
    def name(self) -> str:
        return words(self.fields, "name", MAX_TEXT)


@dataclass(frozen=True, slots=True)
class _Stop:
    """Where a service is, and when: at its place, or at a stop of its round."""

    at: Mapping[str, Any]
    hours: Mapping[str, Any]
    name: str
    round: str = ""

    @property
    def position(self) -> Position:
        """The point; RecordError where there is none."""
        point = block(self.at, "location").get("coordinates")
        lon, lat = point if isinstance(point, list) and len(point) == 2 else (None, None)
        return records.position(lat, lon)

    @property
    def postcode(self) -> str:
        return words(self.at, "postalCode", MAX_TEXT) or words(self.at, "codePostal", MAX_TEXT)

    @property
    def address(self) -> str:
        """Street, what helps to find it, and city, each once."""
        street = words(self.at, "address", MAX_TEXT) or words(self.at, "adresse", MAX_TEXT)
        more = words(self.at, "additionalInformation") or words(self.at, "complementAdresse")
        city = words(self.at, "city", MAX_TEXT) or words(self.at, "ville", MAX_TEXT)
        known = "" if city and city.lower() in street.lower() else city
        return joined((street, more, known), ", ", MAX_TEXT)


def _entries(place: object, copied_on: date, left_out: Counter[str]) -> Iterator[tuple[str, Make]]:
    """Give what makes each service of a place, or says why it makes none, with a label."""
    if not isinstance(place, dict):
        yield "?", _refusing(_("La fiche n'a pas la forme attendue."))
        return
    identifier = _identifier(place)
    label = " ".join(filter(None, (identifier or "?", words(place, "name", MAX_TEXT))))
    try:
        _refuse_unpublished(place, identifier)
        stops = _stops(place)
    except RecordError as error:
        yield label, _refusing(str(error))
        return
    zone = zone_of(block(place, "position"))
    shared = _Place(place, identifier, zone, copied_on, Announced.of(place, zone, copied_on))
    ids: Counter[str] = Counter()
    for category, service in _services(place, left_out):
        for stop in stops:
            yield label, _making(shared, service, category, stop, ids)


def _refusing(reason: str) -> Make:
    def make() -> Service:
        raise RecordError(reason)

    return make


def _making(
    place: _Place, service: Mapping[str, Any], category: str, stop: _Stop, ids: Counter[str]
) -> Make:
    return lambda: _service(place, service, category, stop, ids)


def _refuse_unpublished(place: Mapping[str, Any], identifier: str) -> None:
    """Refuse a place that Soliguide does not show."""
    match place.get("status"):
        case "ONLINE":
            pass
        case "PERMANENTLY_CLOSED":
            raise RecordError(_("Soliguide dit que ce lieu est fermé définitivement."))
        case "DRAFT":
            raise RecordError(_("Soliguide n'a pas encore publié ce lieu : c'est un brouillon."))
        case "OFFLINE":
            raise RecordError(_("Soliguide ne publie plus ce lieu."))
        case _:
            raise RecordError(_("Soliguide ne dit pas si ce lieu est publié."))
    if not identifier or not words(place, "name"):
        raise RecordError(_("La fiche n'a pas la forme attendue."))
    if not blocks(place, "services_all"):
        raise RecordError(_("La fiche n'a pas de service."))


def _stops(place: Mapping[str, Any]) -> list[_Stop]:
    """Give where the services of a place are; RecordError for a round that stops nowhere."""
    name = words(place, "name", MAX_TEXT)
    if place.get("placeType") not in _MOBILE:
        return [_Stop(block(place, "position"), block(place, "newhours"), name)]
    stops = blocks(place, "parcours")
    if not stops:
        raise RecordError(_("Cette maraude n'a pas d'arrêt."))
    return [
        _Stop(at, block(stop, "hours"), _stop_name(name, at, number), name)
        for number, stop in enumerate(stops, start=1)
        for at in (block(stop, "position"),)
    ]


def _stop_name(name: str, at: Mapping[str, Any], number: int) -> str:
    street = words(at, "address", MAX_TEXT) or words(at, "adresse", MAX_TEXT)
    return shortened(f"{name}, {street.partition(',')[0] or f'arrêt {number}'}", MAX_TEXT)


def _services(
    place: Mapping[str, Any], left_out: Counter[str]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give the services that are of our categories; the others are counted as ``left_out``.

    Two of Soliguide's categories may be one of ours: without a word of its own, the second of
    them says nothing new.
    """
    said = set()
    for service in blocks(place, "services_all"):
        slug = words(service, "category", MAX_TEXT)
        category = _categories().get(slug)
        if category is None:
            left_out[slug or "?"] += 1
        elif (own := (category, _own_words(service))) not in said:
            said.add(own)
            yield category, service


@cache
def _categories() -> dict[str, str]:
    """Give our categories by Soliguide's."""
    return {slug: c.code for c in categories.load().values() for slug in c.soliguide}


def _own(service: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a service says that its place does not."""
    names = [own for different, own in _OWN.items() if service.get(different) is True]
    return {
        name: service[name]
        for name in (*names, "description", "saturated", "close")
        if name in service
    }


def _own_words(service: Mapping[str, Any]) -> str:
    """Give what is a service's own as text; its category where that cannot be written."""
    try:
        return records.as_json(_own(service))
    except RecordError:
        return words(service, "category", MAX_TEXT)


def _service(
    place: _Place, written: Mapping[str, Any], category: str, stop: _Stop, ids: Counter[str]
) -> Service:
    own = _own(written)
    fields = place.fields
    taken, modalities = (
        block(own if name in own else fields, name) for name in ("publics", "modalities")
    )
    position = stop.position
    closure, closed_too = announcements.closures(_closed(place, own))
    source_id = _source_id(place, written, stop, position, ids)
    entity = block(fields, "entity")
    return Service(
        id=f"{SOURCE}:{source_id}",
        source=SOURCE,
        source_id=source_id,
        category=category,
        name=stop.name,
        position=position,
        copied_on=place.copied_on,
        attribution=ATTRIBUTION,
        organisation=words(entity, "name", MAX_TEXT),
        address=stop.address,
        postcode=stop.postcode,
        hours=_hours(place, own, stop),
        closure=closure,
        eligibility=publics.eligibility(taken, modalities, values(fields, "languages")),
        access=publics.access(modalities),
        documents=publics.documents(modalities),
        cost=publics.cost(modalities),
        contact=_contact(entity),
        verified_on=_verified_on(place),
        conditions=_conditions(place, own, taken, modalities, stop),
        notice=joined(
            (*announcements.notices(place.announced), *closed_too, _room(own)), " · ", MAX_NOTICE
        ),
        load=Load.FULL if _is_full(own) else Load.UNKNOWN,
        round=stop.round,
        # What is for professionals only is not open to whoever finds a paper.
        confidential=fields.get("visibility", "ALL") != "ALL",
        raw=_raw(place, written, own, stop),
    )


def _source_id(
    place: _Place,
    written: Mapping[str, Any],
    stop: _Stop,
    position: Position,
    ids: Counter[str],
) -> str:
    """Give an id that another file gives too, whatever its order."""
    service = words(written, "serviceObjectId", MAX_TEXT) or words(written, "category", MAX_TEXT)
    at = f"/{position.lat:.5f},{position.lon:.5f}" if stop.round else ""
    identifier = f"{place.identifier}/{service}{at}"
    ids[identifier] += 1
    return identifier if ids[identifier] == 1 else f"{identifier}/{ids[identifier]}"


def _closed(place: _Place, own: Mapping[str, Any]) -> tuple[announcements.Announcement | None, ...]:
    of_service = announcements.announcement(block(own, "close"), place.zone, place.copied_on)
    return place.announced.closure, of_service


def _hours(place: _Place, own: Mapping[str, Any], stop: _Stop) -> Hours:
    """Give when a service is open; what is for a while changes the hours of the place alone.

    Of a service with other hours, and of a round, nothing is then known.
    """
    of_place = not stop.round and "hours" not in own
    written = block(own, "hours") if "hours" in own and not stop.round else stop.hours
    period = place.announced.period
    if period and not of_place:
        period = replace(period, week=None)
    return week.as_hours(written, week.read(written), (period,) if period else ())


def _is_full(own: Mapping[str, Any]) -> bool:
    return block(own, "saturated").get("status") == "HIGH"


def _room(own: Mapping[str, Any]) -> str:
    """Give what a service says of how full it is."""
    return words(block(own, "saturated"), "precision")


def _contact(entity: Mapping[str, Any]) -> str:
    phones = (
        f"{number} ({label})" if label else number
        for phone in blocks(entity, "phones")
        if (number := words(phone, "phoneNumber", MAX_TEXT))
        for label in (words(phone, "label", MAX_TEXT),)
    )
    return joined((*phones, words(entity, "mail"), words(entity, "website")), " · ", MAX_TEXT)


def _verified_on(place: _Place) -> date | None:
    """Give the day on which somebody last saw to the place, else that of its last change."""
    days = (day(place.fields, name, place.zone) for name in ("updatedByUserAt", "updatedAt"))
    return next((d for d in days if d and d <= place.copied_on), None)


def _conditions(
    place: _Place,
    own: Mapping[str, Any],
    taken: Mapping[str, Any],
    modalities: Mapping[str, Any],
    stop: _Stop,
) -> str:
    """Give the source's own words, those on whom it takes first."""
    hours = words(block(own, "hours") if "hours" in own else stop.hours, "description")
    return joined(
        (
            *publics.conditions(taken, modalities),
            f"Horaires : {hours}" if hours else "",
            words(own, "description"),
            words(place.fields, "description"),
        ),
        " · ",
        MAX_CONDITIONS,
    )


def _raw(place: _Place, written: Mapping[str, Any], own: Mapping[str, Any], stop: _Stop) -> str:
    """Give what of the place is about this service alone, so that it can be read anew."""
    service = {"category": written.get("category"), **own}
    service |= {name: True for name, of_own in _OWN.items() if of_own in own}
    kept = {name: place.fields[name] for name in _KEPT if name in place.fields}
    kept["services_all"] = [service]
    if stop.round:
        kept["parcours"] = [{"position": stop.at, "hours": stop.hours}]
    return records.as_json(kept)


def _incomplete(document: object, found: int) -> RefusedRecord | None:
    told = document.get("nbResults") if isinstance(document, dict) else None
    if type(told) is not int or told <= found:
        return None
    return RefusedRecord(
        _("liste incomplète"),
        _("Soliguide annonce {told} lieux, le fichier en contient {found}.").format(
            told=told, found=found
        ),
    )


def _repeated(count: int) -> RefusedRecord | None:
    if not count:
        return None
    return RefusedRecord(
        _("lieux répétés"),
        _("{n} fois, la version la plus récente d'un lieu a été gardée.").format(n=count),
    )


def _of_other_kinds(left_out: Counter[str]) -> RefusedRecord | None:
    if not left_out:
        return None
    named = [f"{slug[:MAX_TEXT]} ({n})" for slug, n in left_out.most_common(_MOST_NAMED)]
    named += ["…"] if len(left_out) > _MOST_NAMED else []
    return RefusedRecord(
        _("services d'autres sortes"),
        _("{n} services n'ont pas été lus, faute de catégorie ici : {kinds}.").format(
            n=left_out.total(), kinds=", ".join(named)
        ),
    )
