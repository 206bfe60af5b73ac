"""Exports of an Opendatasoft portal: Explore v2.1, as GeoJSON or JSON, and the older v1 JSON.

In GeoJSON a record is a feature with ``properties``, in v1 it holds ``fields``, in v2.1 JSON it is
its fields; points are ``[lat, lon]`` in v1, ``{lon, lat}`` in v2.1. What a record means is up to
its data set: ``paris``. Source: https://help.opendatasoft.com/apis.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from maraude.directory.importers import paris, records
from maraude.directory.importers.batch import Batch, collect
from maraude.directory.importers.paris import Dataset, Record
from maraude.directory.importers.records import RecordError
from maraude.directory.service import Service
from maraude.domain.spot import Position
from maraude.i18n import _

FORMAT = "opendatasoft"
LIST = "records"
POINT = "geo_point_2d"
"""The field in which a portal writes where a record is."""
_LISTS = ("features", "records", "results")


def recognises(document: object) -> bool:
    """Tell whether ``document`` is an export of a data set that is known here."""
    return _dataset(document) is not None


def read(document: object, copied_on: date) -> Batch:
    """Read the records of an export that ``recognises`` knows."""
    dataset = _dataset(document)
    if dataset is None:
        raise ValueError("not an export of a known data set")

    def service(entry: object) -> Service:
        return dataset.service(_record(entry, copied_on))

    numbered = ((str(number), entry) for number, entry in enumerate(entries(document), start=1))
    return collect(dataset.source, paris.ATTRIBUTION, numbered, service)


def _dataset(document: object) -> Dataset | None:
    found = (
        dataset
        for entry in entries(document)
        for dataset in paris.DATASETS
        if fields(entry).keys() >= dataset.own_fields
    )
    return next(found, None)


def entries(document: object) -> list[Any]:
    """Give what stands where the records are; the rows of a lone table are records too."""
    if isinstance(document, dict) and len(document) == 1:
        document = next(iter(document.values()))
    if isinstance(document, dict):
        document = next((document[name] for name in _LISTS if name in document), None)
    return document if isinstance(document, list) else []


def fields(entry: object) -> dict[str, Any]:
    """Give the fields of a record of any shape; none where it is no record."""
    if not isinstance(entry, dict):
        return {}
    found = entry.get("properties", entry.get("fields", entry))
    return found if isinstance(found, dict) else {}


def _record(entry: object, copied_on: date) -> Record:
    """Give a record; RecordError where it is none, too long or nowhere."""
    known = fields(entry)
    if not isinstance(entry, dict) or not known:
        raise RecordError(_("La fiche n'a pas la forme attendue."))
    raw = records.as_json(entry)
    recorded_on = records.past_day(records.text(entry, "record_timestamp"), copied_on)
    return Record(known, position(entry), copied_on, recorded_on, raw)


def position(entry: Mapping[str, Any], point: str = POINT) -> Position:
    """Give the first point that a record has: its geometry, else its field ``point``.

    RecordError where it has none.
    """
    for lat_lon in _points(entry.get("geometry"), fields(entry).get(point)):
        if len(lat_lon) == 2:
            return records.position(*lat_lon)
    raise RecordError(_("La fiche n'a pas de position."))


def _points(geometry: object, point: object) -> Iterator[list[Any]]:
    """Give latitude and longitude of a GeoJSON geometry, then of the field beside it."""
    if isinstance(geometry, dict):
        coordinates = geometry.get("coordinates")
        if geometry.get("type") == "MultiPoint" and isinstance(coordinates, list):
            coordinates = coordinates[0] if coordinates else None
        if geometry.get("type") in ("Point", "MultiPoint") and isinstance(coordinates, list):
            yield coordinates[1::-1]
    if isinstance(point, dict):
        yield [point.get("lat"), point.get("lon")]
    elif isinstance(point, list):
        yield point
    elif isinstance(point, str):
        written = [{"": part} for part in point.split(",")]
        yield [records.number(part, "") for part in written]
