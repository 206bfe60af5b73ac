"""Exports of an Opendatasoft portal: Explore v2.1 GeoJSON, and the older v1 JSON.

v2.1 is a FeatureCollection whose features hold ``properties``; v1 is a list of records that hold
``fields``, with points as ``[lat, lon]``. What a record means is up to its data set: ``paris``.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from maraude.directory.importers import paris
from maraude.directory.importers.batch import Batch, RecordError, RefusedRecord, unrepeated
from maraude.directory.importers.paris import Dataset
from maraude.domain.spot import Position
from maraude.i18n import _

if TYPE_CHECKING:
    from maraude.directory.service import Service

FORMAT = "opendatasoft"
MAX_RECORD = 32 * 1024


@dataclass(frozen=True, slots=True)
class _Record:
    """One record of either shape: its fields, its GeoJSON geometry, and itself as text."""

    fields: Mapping[str, Any]
    geometry: object
    raw: str


def recognises(document: object) -> bool:
    """Tell whether ``document`` is an export of a data set that is known here."""
    return _dataset(document) is not None


def read(document: object, copied_on: date) -> Batch:
    """Read the records of an export that ``recognises`` knows."""
    dataset = _dataset(document)
    if dataset is None:
        raise ValueError("not an export of a known data set")
    numbered: list[tuple[int, Service]] = []
    refused: list[RefusedRecord] = []
    written = _written(document)
    for number, entry in enumerate(written, start=1):
        try:
            record = _record(entry)
            position = _position(record)
            service = dataset.service(record.fields, position, copied_on, record.raw)
            numbered.append((number, service))
        except RecordError as error:
            refused.append(RefusedRecord(str(number), str(error)))
    services, repeated = unrepeated(numbered)
    return Batch(dataset.source, paris.ATTRIBUTION, len(written), services, (*refused, *repeated))


def _dataset(document: object) -> Dataset | None:
    found = (
        dataset
        for entry in _written(document)
        for dataset in paris.DATASETS
        if _fields(entry).keys() >= dataset.own_fields
    )
    return next(found, None)


def _written(document: object) -> list[Any]:
    """Give what stands where the records are."""
    if isinstance(document, dict) and document.get("type") == "FeatureCollection":
        features = document.get("features")
        return features if isinstance(features, list) else []
    return document if isinstance(document, list) else []


def _fields(entry: object) -> dict[str, Any]:
    fields = entry.get("properties", entry.get("fields")) if isinstance(entry, dict) else None
    return fields if isinstance(fields, dict) else {}


def _record(entry: object) -> _Record:
    """Give a record; RecordError where it is none, or too long."""
    fields = _fields(entry)
    if not isinstance(entry, dict) or not fields:
        raise RecordError(_("La fiche n'a pas la forme attendue."))
    try:
        raw = json.dumps(entry, sort_keys=True, allow_nan=False)
    except (RecursionError, ValueError) as error:
        raise RecordError(_("La fiche n'a pas la forme attendue.")) from error
    if len(raw) > MAX_RECORD:
        raise RecordError(_("La fiche est trop longue."))
    return _Record(fields, entry.get("geometry"), raw)


def _position(record: _Record) -> Position:
    """Give the first point that the record has."""
    for numbers in _points(record):
        return _point(numbers)
    raise RecordError(_("La fiche n'a pas de position."))


def _points(record: _Record) -> Iterator[list[Any]]:
    """Give latitude and longitude of the geometry, then of the field beside it."""
    geometry = record.geometry
    if isinstance(geometry, dict):
        coordinates = geometry.get("coordinates")
        if geometry.get("type") == "MultiPoint" and isinstance(coordinates, list):
            coordinates = coordinates[0] if coordinates else None
        if geometry.get("type") in ("Point", "MultiPoint") and isinstance(coordinates, list):
            yield coordinates[1::-1]
    point = record.fields.get("geo_point_2d")
    if isinstance(point, dict):
        yield [point.get("lat"), point.get("lon")]
    elif isinstance(point, list):
        yield point


def _point(lat_lon: list[Any]) -> Position:
    numbers = [value for value in lat_lon if isinstance(value, int | float)]
    # Latitude and longitude 0 stand for a place that nobody filled in.
    if len(numbers) != 2 or numbers == [0, 0]:
        raise RecordError(_("La fiche n'a pas de position."))
    try:
        return Position(*map(float, numbers))
    except (ValueError, OverflowError) as error:
        raise RecordError(_("La position de la fiche n'existe pas.")) from error
