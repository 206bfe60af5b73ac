"""A service as one JSON document: what the base publishes of it, and what two states differ in."""

import hashlib
from datetime import date
from typing import Any

import msgspec

from maraude.directory.service import Eligibility, Service
from maraude.domain.spot import Position

_TOLD_APART = ("id", "source", "copied_on", "attribution", "raw")
"""What goes before a document, once for all of a source, or stays where it was imported."""
_encode = msgspec.json.Encoder(order="deterministic").encode


def encode(service: Service) -> bytes:
    """Give a service's document: its fields but those that are as by default, in a fixed order."""
    document = msgspec.to_builtins(service)
    eligibility = _unlike(document["eligibility"], _ELIGIBILITY)
    document = _unlike(document, _SERVICE)
    if eligibility:
        document["eligibility"] = eligibility
    for name in _TOLD_APART:
        document.pop(name, None)
    return _encode(document)


def decode(
    content: bytes, identifier: str, source: str, copied_on: date, attribution: str
) -> Service:
    """Give the service of a document; what a newer program wrote besides is left out.

    ValueError for what is no service.
    """
    document = msgspec.json.decode(content, type=dict[str, Any])
    told = {"id": identifier, "source": source, "attribution": attribution}
    read: Service = msgspec.convert({**document, **told, "copied_on": copied_on}, Service)
    return read


def digest(service: Service) -> str:
    """Give a mark that changes when anything but the day of the copy or its raw record does."""
    return digest_of(encode(service))


def digest_of(content: bytes) -> str:
    """Give the mark of a document as it came."""
    return hashlib.sha256(content).hexdigest()


def mark(service: Service) -> str:
    """Give a mark that changes with the service's raw record, too."""
    raw = service.raw.encode("utf-8", "surrogatepass")
    return hashlib.sha256(encode(service) + raw).hexdigest() if raw else digest(service)


def _unlike(document: dict[str, Any], defaults: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value
        for name, value in document.items()
        if name not in defaults or value != defaults[name]
    }


_ELIGIBILITY: dict[str, Any] = msgspec.to_builtins(Eligibility())
_SERVICE: dict[str, Any] = {
    name: value
    for name, value in msgspec.to_builtins(
        Service(
            id="", source="", source_id="", category="", name="", position=Position(0, 0),
            copied_on=date.min, attribution="",
        )
    ).items()
    if name not in ("category", "name", "position", "source_id")
}  # fmt: skip
