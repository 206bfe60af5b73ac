"""What reading a file gives: services, and the records that could not become one."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from maraude.directory.importers.records import RecordError
from maraude.directory.service import Service
from maraude.i18n import _

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RefusedRecord:
    """A record left out, by its number in the file, its line or its own id, and why."""

    record: str
    reason: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Everything of one source.

    ``read`` counts the records that are about a service: each is kept or refused. ``notes`` are
    remarks on the file itself: what of it was not read, and why.
    """

    source: str
    attribution: str
    read: int
    services: tuple[Service, ...]
    refused: tuple[RefusedRecord, ...]
    notes: tuple[RefusedRecord, ...] = ()

    def called(self, source: str) -> "Batch":
        """Give the same under a name of its source."""
        if source == self.source:
            return self
        services = tuple(
            replace(one, source=source, id=f"{source}:{one.id.removeprefix(f'{self.source}:')}")
            for one in self.services
        )
        return replace(self, source=source, services=services)

    def noting(self, notes: Iterable[RefusedRecord]) -> "Batch":
        """Give the batch with ``notes`` after its own."""
        return replace(self, notes=(*self.notes, *notes))


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A service with the place and the label of its record."""

    number: int
    label: str
    service: Service


def collect(
    source: str,
    attribution: str,
    records: Iterable[tuple[str, T]],
    service: Callable[[T], Service | None],
) -> Batch:
    """Make services of labelled records, each as it comes.

    ``service`` gives None for a record that is about something else, RecordError for one that
    cannot be kept.
    """
    found: list[_Numbered] = []
    refused: list[tuple[int, RefusedRecord]] = []
    for number, (label, record) in enumerate(records):
        try:
            made = service(record)
        except RecordError as error:
            refused.append((number, RefusedRecord(label, str(error))))
            continue
        if made is not None:
            found.append(_Numbered(number, label, made))
    read = len(found) + len(refused)
    services = _unrepeated(found, refused)
    left_out = tuple(record for _number, record in sorted(refused, key=lambda entry: entry[0]))
    return Batch(source, attribution, read, services, left_out)


def _unrepeated(
    found: list[_Numbered], refused: list[tuple[int, RefusedRecord]]
) -> tuple[Service, ...]:
    """Give every service an id of its own, and refuse records that say the same thing twice.

    Different records may share a hashed id: two booths at one address. They are told apart by
    the order of their contents, so that a file in another order gives the same ids.
    """
    alike: dict[str, list[_Numbered]] = defaultdict(list)
    for entry in found:
        alike[entry.service.id].append(entry)
    kept: list[_Numbered] = []
    for group in alike.values():
        _tell_apart(group, kept, refused)
    return tuple(entry.service for entry in sorted(kept, key=lambda entry: entry.number))


def _tell_apart(
    group: list[_Numbered], kept: list[_Numbered], refused: list[tuple[int, RefusedRecord]]
) -> None:
    seen: set[str] = set()
    for entry in sorted(group, key=lambda entry: (entry.service.raw, entry.number)):
        service = entry.service
        if service.raw in seen or (seen and service.source_id):
            reason = _("La fiche répète une autre fiche du fichier.")
            refused.append((entry.number, RefusedRecord(entry.label, reason)))
            continue
        rank = len(seen) + 1
        seen.add(service.raw)
        own = service if rank == 1 else replace(service, id=f"{service.id}-{rank}")
        kept.append(replace(entry, service=own))
