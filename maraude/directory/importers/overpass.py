"""The JSON that an Overpass server answers: OpenStreetMap elements, ways with their centre."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from maraude.directory.importers import openstreetmap
from maraude.directory.importers.batch import Batch, RecordError, RefusedRecord, unrepeated
from maraude.directory.service import Service
from maraude.domain.spot import Position
from maraude.i18n import _

FORMAT = "overpass"


def recognises(document: object) -> bool:
    """Tell whether ``document`` is an answer of Overpass."""
    return isinstance(document, dict) and isinstance(document.get("elements"), list)


def read(document: object, copied_on: date) -> Batch:
    """Read the elements that are of use; those of other kinds are neither kept nor refused."""
    elements = document.get("elements", []) if isinstance(document, dict) else []
    numbered: list[tuple[int, Service]] = []
    refused: list[RefusedRecord] = []
    for number, element in enumerate(elements, start=1):
        try:
            service = _service(element, copied_on)
            if service is not None:
                numbered.append((number, service))
        except RecordError as error:
            refused.append(RefusedRecord(str(number), str(error)))
    services, repeated = unrepeated(numbered)
    return Batch(
        openstreetmap.SOURCE,
        openstreetmap.ATTRIBUTION,
        len(elements),
        services,
        (*refused, *repeated),
    )


def _service(element: object, copied_on: date) -> Service | None:
    if not isinstance(element, dict):
        raise RecordError(_("La fiche n'a pas la forme attendue."))
    tags, kind, number = element.get("tags"), element.get("type"), element.get("id")
    if not isinstance(tags, dict):
        return None
    if openstreetmap.category(tags) is None:
        return None
    if kind not in ("node", "way", "relation") or not isinstance(number, int):
        raise RecordError(_("La fiche n'a pas la forme attendue."))
    return openstreetmap.service(kind, number, tags, _position(element), copied_on)


def _position(element: dict[str, Any]) -> Position:
    for place in _places(element):
        lat, lon = place.get("lat"), place.get("lon")
        if isinstance(lat, int | float) and isinstance(lon, int | float):
            try:
                return Position(float(lat), float(lon))
            except (ValueError, OverflowError) as error:
                raise RecordError(_("La position de la fiche n'existe pas.")) from error
    raise RecordError(_("La fiche n'a pas de position."))


def _places(element: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield element
    if isinstance(element.get("center"), dict):
        yield element["center"]
