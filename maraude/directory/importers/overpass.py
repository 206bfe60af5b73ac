"""OpenStreetMap elements as JSON: answers of Overpass, and GeoJSON made of them.

An Overpass answer gives ways and relations a ``center`` (``out center``). In GeoJSON (Overpass
turbo, osmtogeojson) the tags are the properties, and ``@id`` is ``way/12``. Sources:
https://wiki.openstreetmap.org/wiki/Overpass_API, https://github.com/tyrasd/osmtogeojson.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from maraude.directory.importers import openstreetmap, records
from maraude.directory.importers.batch import Batch
from maraude.directory.importers.openstreetmap import Element

FORMAT = "overpass"
LIST = "elements"


def recognises(document: object) -> bool:
    """Tell whether ``document`` holds elements of OpenStreetMap."""
    if not isinstance(document, dict):
        return False
    features = _listed(document, "features")
    return isinstance(document.get("elements"), list) or any(map(_is_feature, features))


def read(document: object, copied_on: date) -> Batch:
    """Read the elements of a document that ``recognises`` knows."""
    found = _elements(document, copied_on) if isinstance(document, dict) else ()
    return openstreetmap.batch(found, copied_on)


def _elements(document: dict[str, Any], copied_on: date) -> Iterator[Element]:
    for entry in _listed(document, "elements"):
        if isinstance(entry, dict) and isinstance(entry.get("tags"), dict):
            yield _element(entry, copied_on)
    for feature in filter(_is_feature, _listed(document, "features")):
        yield _of_feature(feature, copied_on)


def _element(entry: dict[str, Any], copied_on: date) -> Element:
    center = entry.get("center")
    place = center if isinstance(center, dict) else entry
    return Element(
        str(entry.get("type")),
        _number(entry.get("id")),
        entry["tags"],
        lambda: records.position(place.get("lat"), place.get("lon")),
        records.past_day(records.text(entry, "timestamp"), copied_on),
    )


def _listed(document: dict[str, Any], name: str) -> list[Any]:
    found = document.get(name)
    return found if isinstance(found, list) else []


def _is_feature(feature: object) -> bool:
    if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
        return False
    return "@id" in feature["properties"]


def _of_feature(feature: dict[str, Any], copied_on: date) -> Element:
    properties = feature["properties"]
    kind, _slash, number = records.text(properties, "@id").partition("/")
    return Element(
        kind,
        int(number) if number.isdecimal() else 0,
        {key: value for key, value in properties.items() if not key.startswith("@")},
        lambda: records.middle(list(_points(feature.get("geometry")))),
        records.past_day(records.text(properties, "@timestamp"), copied_on),
    )


def _number(written: object) -> int:
    return written if isinstance(written, int) and not isinstance(written, bool) else 0


def _points(geometry: object) -> Iterator[tuple[object, object]]:
    """Give latitude and longitude of the points of a GeoJSON geometry, however deep they lie."""
    pending = [geometry.get("coordinates")] if isinstance(geometry, dict) else []
    while pending:
        match pending.pop():
            case [int() | float() as lon, int() | float() as lat, *_rest]:
                yield lat, lon
            case list() as nested:
                pending.extend(nested)
