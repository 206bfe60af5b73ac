"""Places of Soliguide: each of their services, and each stop of a mobile round, is one of ours."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from maraude.directory import categories
from maraude.directory.importers import records
from maraude.directory.importers.batch import Batch, RefusedRecord, collect
from maraude.directory.importers.records import MAX_TEXT, RecordError
from maraude.directory.importers.soliguide.announcements import Announced
from maraude.directory.importers.soliguide.fields import block, blocks, shortened, words, zone_of
from maraude.directory.importers.soliguide.services import (
    ATTRIBUTION,
    ID,
    SOURCE,
    Offer,
    Place,
    Stop,
    is_confidential,
    own,
    street,
)
from maraude.directory.service import Service
from maraude.i18n import _, ngettext

FORMAT = "soliguide"
LIST = "places"
_MOBILE = ("PARCOURS_MOBILE", "ITINERARY")
_MOST_NAMED = 12

Make = Callable[[], Service]


def recognises(document: object) -> bool:
    """Tell whether ``document`` is an answer of Soliguide, or a list of its places."""
    if isinstance(document, dict) and "nbResults" in document:
        return isinstance(document.get(LIST), list)
    return any(isinstance(place, dict) and ID in place for place in _written(document))


def read(document: object, copied_on: date) -> Batch:
    """Read the places of a document that ``recognises`` knows."""
    places, older = _newest(_written(document))
    left_out: Counter[str] = Counter()
    entries = (entry for place in places for entry in _entries(place, copied_on, left_out))
    batch = collect(SOURCE, ATTRIBUTION, entries, lambda make: make())
    notes = (_incomplete(document, len(places)), _repeated(older), _of_other_kinds(left_out))
    return replace(batch, notes=tuple(filter(None, notes)))


def _written(document: object) -> list[Any]:
    if isinstance(document, dict):
        document = document.get(LIST)
    return document if isinstance(document, list) else []


def _newest(written: list[Any]) -> tuple[list[Any], int]:
    """Give each place once, as it was changed last, and how many older ones there were.

    Pages of an answer may overlap. Parts of one place, as they are kept with its services, come
    together again.
    """
    found: dict[object, Any] = {}
    older = 0
    for number, place in enumerate(written):
        key = (_identifier(place) if isinstance(place, dict) else "") or number
        if key not in found:
            found[key] = place
        elif _changed(place) == _changed(found[key]):
            found[key] = _together(found[key], place)
        else:
            found[key] = max(found[key], place, key=_changed)
            older += 1
    return list(found.values()), older


def _together(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Give a place with the services and the stops of both."""
    merged = {
        name: {_mark(entry): entry for entry in (*blocks(one, name), *blocks(other, name))}
        for name in ("services_all", "parcours")
    }
    return {**one, **{name: list(entries.values()) for name, entries in merged.items()}}


def _mark(fields: Mapping[str, Any]) -> str:
    """Give fields as text, so that they can be compared."""
    try:
        return records.as_json(fields)
    except RecordError:
        return f"{id(fields)}"


def _identifier(place: Mapping[str, Any]) -> str:
    """Give the id of a place as text; nothing where it has none."""
    written = place.get(ID)
    if isinstance(written, bool) or not isinstance(written, int | str):
        return ""
    text = str(written).strip()
    return text if text.isascii() and text.isdecimal() and len(text) <= MAX_TEXT else ""


def _changed(place: Mapping[str, Any]) -> str:
    written = place.get("updatedAt")
    return written if isinstance(written, str) else ""


def _entries(place: object, copied_on: date, left_out: Counter[str]) -> Iterator[tuple[str, Make]]:
    """Give what makes each service of a place, or says why it makes none, with a label."""
    if not isinstance(place, dict):
        yield "?", _refusing(_("La fiche n'a pas la forme attendue."))
        return
    identifier = _identifier(place)
    # Reports of an import are printed and passed on.
    name = "" if is_confidential(place) else words(place, "name", MAX_TEXT)
    label = " ".join(filter(None, (identifier or "?", name)))
    try:
        _refuse_unpublished(place, identifier)
        stops = _stops(place)
    except RecordError as error:
        yield label, _refusing(str(error))
        return
    zone = zone_of(block(place, "position"))
    shared = Place(place, identifier, zone, copied_on, Announced.of(place, zone, copied_on))
    for category, service in _services(place, left_out):
        for stop in stops:
            yield label, Offer(shared, stop, category, service, own(service)).service


def _refusing(reason: str) -> Make:
    def make() -> Service:
        raise RecordError(reason)

    return make


def _refuse_unpublished(place: Mapping[str, Any], identifier: str) -> None:
    """Refuse a place that Soliguide does not show, or that says nothing."""
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


def _stops(place: Mapping[str, Any]) -> list[Stop]:
    """Give where the services of a place are; RecordError for a round that stops nowhere."""
    name = words(place, "name", MAX_TEXT)
    if place.get("placeType") not in _MOBILE:
        return [Stop(block(place, "position"), block(place, "newhours"), name)]
    stops = [(block(stop, "position"), block(stop, "hours")) for stop in blocks(place, "parcours")]
    if not stops:
        raise RecordError(_("Cette maraude n'a pas d'arrêt."))
    return [
        Stop(at, hours, _stop_name(name, at, number), name)
        for number, (at, hours) in enumerate(stops, start=1)
    ]


def _stop_name(name: str, at: Mapping[str, Any], number: int) -> str:
    return shortened(f"{name}, {street(at).partition(',')[0] or f'arrêt {number}'}", MAX_TEXT)


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
        elif (known := (category, _mark(own(service)))) not in said:
            said.add(known)
            yield category, service


@cache
def _categories() -> dict[str, str]:
    """Give our categories by Soliguide's."""
    return {slug: c.code for c in categories.load().values() for slug in c.soliguide}


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
    named = [f"{slug} ({n})" for slug, n in left_out.most_common(_MOST_NAMED)]
    named += ["…"] if len(left_out) > _MOST_NAMED else []
    return RefusedRecord(
        _("services d'autres sortes"),
        ngettext(
            "{n} service n'a pas été lu, faute de catégorie ici : {kinds}.",
            "{n} services n'ont pas été lus, faute de catégorie ici : {kinds}.",
            left_out.total(),
        ).format(n=left_out.total(), kinds=", ".join(named)),
    )
