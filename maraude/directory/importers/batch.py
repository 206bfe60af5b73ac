"""What reading a file gives: services, and the records that could not become one."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from maraude.directory.service import Service
from maraude.i18n import _


class RecordError(ValueError):
    """A record cannot become a service; the message is a sentence for a human."""


@dataclass(frozen=True, slots=True)
class RefusedRecord:
    """A record left out. ``record`` is its number in the file, from 1, or its own id."""

    record: str
    reason: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Everything of one source. ``read`` counts the records of the file."""

    source: str
    attribution: str
    read: int
    services: tuple[Service, ...]
    refused: tuple[RefusedRecord, ...]


def unrepeated(
    numbered: Iterable[tuple[int, Service]],
) -> tuple[tuple[Service, ...], tuple[RefusedRecord, ...]]:
    """Give every service an id of its own, and refuse records that say the same thing twice.

    Different records may share a hashed id: two booths at one address. They are told apart by
    the order of their contents, so that a file in another order gives the same ids.
    """
    alike: dict[str, list[tuple[int, Service]]] = defaultdict(list)
    for number, service in numbered:
        alike[service.id].append((number, service))
    kept: list[tuple[int, Service]] = []
    refused: list[tuple[int, RefusedRecord]] = []
    for group in alike.values():
        _tell_apart(group, kept, refused)
    return (
        tuple(service for _number, service in sorted(kept, key=_first)),
        tuple(record for _number, record in sorted(refused, key=_first)),
    )


def _tell_apart(
    group: list[tuple[int, Service]],
    kept: list[tuple[int, Service]],
    refused: list[tuple[int, RefusedRecord]],
) -> None:
    seen: set[str] = set()
    for number, service in sorted(group, key=lambda entry: (entry[1].raw, entry[0])):
        if service.raw in seen or (seen and service.source_id):
            reason = _("La fiche répète une autre fiche du fichier.")
            refused.append((number, RefusedRecord(str(number), reason)))
            continue
        rank = len(seen) + 1
        seen.add(service.raw)
        own = service if rank == 1 else replace(service, id=f"{service.id}-{rank}")
        kept.append((number, own))


def _first(entry: tuple[int, object]) -> int:
    return entry[0]
