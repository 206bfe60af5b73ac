"""Public toilets of Paris, from an Opendatasoft Explore v2.1 GeoJSON export.

Source: https://opendata.paris.fr/explore/dataset/sanisettesparis, licence ODbL. The file gives
records no id, and no date on which they were verified.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from maraude.directory import hours
from maraude.directory.importers.batch import Batch, RecordError, RefusedRecord, unrepeated
from maraude.directory.service import Eligibility, Facet, Service, identify
from maraude.domain.spot import Position
from maraude.domain.text import clean_line
from maraude.i18n import _

FORMAT = "opendatasoft"
SOURCE = "paris-toilettes"
ATTRIBUTION = "Ville de Paris, opendata.paris.fr (ODbL)"
CATEGORY = "toilets"

MAX_TEXT = 200
MAX_RECORD = 32 * 1024

# A toilet in the street has nobody at its door; a urinal is built for some only.
_EVERYONE = Eligibility(
    woman=Facet.YES,
    man=Facet.YES,
    couple=Facet.YES,
    family=Facet.YES,
    minor=Facet.YES,
    no_papers=Facet.YES,
)
_URINALS = {
    "URINOIR": replace(_EVERYONE, woman=Facet.NO, couple=Facet.UNKNOWN, family=Facet.UNKNOWN),
    "URINOIR FEMME": replace(_EVERYONE, man=Facet.NO, couple=Facet.UNKNOWN, family=Facet.UNKNOWN),
}
_OWN_FIELDS = {"horaire", "acces_pmr", "relais_bebe"}
_NAMES = {"WC PUBLICS PERMANENTS": "WC publics permanents"}
_WHEELCHAIR = {"oui": Facet.YES, "non": Facet.NO}
_WORD = re.compile(r"[^\W\d_]+")
_SMALL_WORDS = frozenset(
    ("a", "à", "au", "aux", "d", "de", "des", "du", "en", "et", "face", "l", "la", "le", "les")
)


def recognises(document: object) -> bool:
    """Tell whether ``document`` is a GeoJSON export of this data set."""
    return any(
        isinstance(feature, dict)
        and isinstance(feature.get("properties"), dict)
        and feature["properties"].keys() >= _OWN_FIELDS
        for feature in _features(document)
    )


def read(document: object, copied_on: date) -> Batch:
    """Read the features of an export that ``recognises`` knows."""
    numbered: list[tuple[int, Service]] = []
    refused: list[RefusedRecord] = []
    features = _features(document)
    for number, feature in enumerate(features, start=1):
        try:
            numbered.append((number, _service(feature, copied_on)))
        except RecordError as error:
            refused.append(RefusedRecord(str(number), str(error)))
    services, repeated = unrepeated(numbered)
    return Batch(SOURCE, ATTRIBUTION, len(features), services, (*refused, *repeated))


def _features(document: object) -> list[Any]:
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        return []
    features = document.get("features")
    return features if isinstance(features, list) else []


def _service(feature: object, copied_on: date) -> Service:
    """Give the service of one feature; RecordError where there is none in it."""
    if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
        raise RecordError(_("La fiche n'a pas la forme attendue."))
    properties: dict[str, Any] = feature["properties"]
    raw = _raw(feature)
    position = _position(feature)
    street, postcode = _address(properties)
    kind = _text(properties, "type").upper()
    name = _NAMES.get(kind) or kind.capitalize() or "Toilettes"
    if street:
        name = f"{name}, {street}"
    address = ", ".join(part for part in (street, postcode) if part)
    return Service(
        id=identify(SOURCE, "", name, position, address),
        source=SOURCE,
        source_id="",
        category=CATEGORY,
        name=name,
        position=position,
        copied_on=copied_on,
        attribution=ATTRIBUTION,
        address=address,
        postcode=postcode,
        hours=hours.read(_text(properties, "horaire")),
        eligibility=_eligibility(kind, _text(properties, "acces_pmr")),
        contact=_text(properties, "url_fiche_equipement"),
        raw=raw,
    )


def _raw(feature: dict[str, Any]) -> str:
    try:
        raw = json.dumps(feature, sort_keys=True, allow_nan=False)
    except (RecursionError, ValueError) as error:
        raise RecordError(_("La fiche n'a pas la forme attendue.")) from error
    if len(raw) > MAX_RECORD:
        raise RecordError(_("La fiche est trop longue."))
    return raw


def _position(feature: dict[str, Any]) -> Position:
    """Give the first point of the geometry, else the point of the properties."""
    geometry = feature.get("geometry")
    if isinstance(geometry, dict):
        coordinates = geometry.get("coordinates")
        if geometry.get("type") == "MultiPoint" and isinstance(coordinates, list):
            coordinates = coordinates[0] if coordinates else None
        if geometry.get("type") in ("Point", "MultiPoint") and isinstance(coordinates, list):
            return _point(coordinates[1::-1])
    point = feature["properties"].get("geo_point_2d")
    if isinstance(point, dict):
        return _point([point.get("lat"), point.get("lon")])
    raise RecordError(_("La fiche n'a pas de position."))


def _point(lat_lon: list[Any]) -> Position:
    numbers = [value for value in lat_lon if isinstance(value, int | float)]
    # Latitude and longitude 0 stand for a place that nobody filled in.
    if len(numbers) != 2 or numbers == [0, 0]:
        raise RecordError(_("La fiche n'a pas de position."))
    try:
        return Position(*map(float, numbers))
    except (ValueError, OverflowError) as error:
        raise RecordError(_("La position de la fiche n'existe pas.")) from error


def _address(properties: Mapping[str, Any]) -> tuple[str, str]:
    """Give street and postcode, the street without its capitals."""
    street = _WORD.sub(_small_letters, _text(properties, "adresse"))
    return street[:1].upper() + street[1:], _text(properties, "arrondissement")


def _small_letters(word: re.Match[str]) -> str:
    lower = word[0].lower()
    return lower if lower in _SMALL_WORDS else lower.capitalize()


def _eligibility(kind: str, wheelchair: str) -> Eligibility:
    return replace(
        _URINALS.get(kind, _EVERYONE),
        wheelchair=_WHEELCHAIR.get(wheelchair.lower(), Facet.UNKNOWN),
    )


def _text(properties: Mapping[str, Any], field: str) -> str:
    value = properties.get(field)
    return clean_line(value)[:MAX_TEXT].strip() if isinstance(value, str) else ""
