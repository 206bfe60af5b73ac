"""A source of the directory, imported on the server for every laptop of the organisation."""

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from maraude.directory import documents, naming, replacing
from maraude.directory.importers.batch import Batch, RefusedRecord
from maraude.directory.service import BASE, TEAM, Service
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.protocol import directory
from maraude.server import audit, bulk, meta
from maraude.server.tables import directory_import, directory_service, directory_source


@dataclass(frozen=True, slots=True)
class Published:
    """What an import made of a source: ``kept`` services in all, ``updated`` among them.

    ``refused`` are those of its records that no laptop is sent.
    """

    version: int
    kept: int
    updated: int
    removed: int
    refused: tuple[RefusedRecord, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """One source as the laptops get it, at the version at which it last was imported.

    What is published no longer has no services; laptops that had it drop it.
    """

    source: str
    attribution: str
    copied_on: date
    services: int
    version: int


@dataclass(frozen=True, slots=True)
class _Fresh:
    """A service to be published."""

    service: Service
    document: bytes
    digest: str


def publish(
    connection: Connection, batch: Batch, copied_on: date, at: int, *, confirmed: bool
) -> Published:
    """Put the services of ``batch`` in the place of all that its source gave before.

    It is a new version of the directory, also where nothing but the day of the copy is new. What
    a team's own table says, the base has verified. ``at`` is in ms since 1970, UTC. Refusal:
    ``large-removal`` where much would disappear and nobody ``confirmed`` it.
    """
    batch = _of_base(batch)
    source = batch.source
    fresh, refused = _fresh(batch.services)
    known = _known(connection, source)
    if not confirmed:
        categories = {identifier: category for identifier, (category, _digest) in known.items()}
        replacing.refuse_large_removal(categories, [one.service for one in fresh.values()])
    changed = [one for i, one in fresh.items() if i not in known or known[i][1] != one.digest]
    removed = {i: known[i][0] for i in sorted(known.keys() - fresh.keys())}
    updated = sum(one.service.id in known for one in changed)
    head = _write(connection, source, changed, removed)
    total = directory.total(one.digest for one in fresh.values())
    counts = len(fresh), updated, len(removed)
    told = head, len(fresh), total, batch.attribution, copied_on.isoformat()
    version = _new_version(connection, source, told, counts, at)
    audit.record(connection, audit.SERVER, "publish", source, at)
    return Published(version, *counts, refused)


def remove(connection: Connection, source: str, at: int, *, confirmed: bool) -> Published:
    """Publish a source no longer: laptops that read it drop it, and keep what they imported.

    ``at`` is in ms since 1970, UTC. Refusal: ``unknown-source``; ``large-removal`` where nobody
    ``confirmed`` it.
    """
    known = {one.source: one for one in status(connection) if one.services}
    if source not in known:
        raise Refusal(
            "unknown-source",
            _("La base ne publie pas de source « {name} ». Sources : {known}.").format(
                name=source, known=", ".join(known) or _("aucune")
            ),
        )
    if not confirmed:
        raise Refusal(
            "large-removal",
            _(
                "Les {n} services de « {name} » disparaîtraient de chaque ordinateur à sa prochaine"
                " synchronisation. Si c'est voulu, ajoutez --confirm."
            ).format(n=known[source].services, name=source),
        )
    services = {i: category for i, (category, _digest) in _known(connection, source).items()}
    head = _write(connection, source, (), services)
    told = head, 0, 0, known[source].attribution, known[source].copied_on.isoformat()
    counts = 0, 0, len(services)
    version = _new_version(connection, source, told, counts, at)
    audit.record(connection, audit.SERVER, "unpublish", source, at)
    return Published(version, *counts, ())


def _new_version(
    connection: Connection,
    source: str,
    told: tuple[int, int, int, str, str],
    counts: tuple[int, int, int],
    at: int,
) -> int:
    """Keep what is ``told`` of a source from a new version of the directory on; gives that.

    It is head, count, sum, attribution and day of the copy; ``counts`` are kept, updated, removed.
    """
    version = meta.directory(connection) + 1
    bulk.upsert(connection, directory_source, [(source, version, *told)])
    bulk.insert(connection, directory_import, [(version, source, at, *counts)])
    meta.keep(connection, meta.DIRECTORY, str(version))
    meta.signing_key(connection)
    return version


def status(connection: Connection) -> tuple[Status, ...]:
    """Say how each source stands, by name."""
    table = directory_source.c
    columns = table.source, table.attribution, table.copied_on, table.count, table.version
    return tuple(
        Status(source, attribution, date.fromisoformat(copied_on), count, version)
        for source, attribution, copied_on, count, version in connection.execute(
            select(*columns).order_by(table.source)
        )
    )


def _of_base(batch: Batch) -> Batch:
    if naming.family(batch.source) != TEAM:
        return batch
    return batch.called(f"{BASE}{batch.source.removeprefix(TEAM)}")


def _fresh(services: Iterable[Service]) -> tuple[dict[str, _Fresh], tuple[RefusedRecord, ...]]:
    """Part services, by id, from those whose document is too long to be sent."""
    fit: dict[str, _Fresh] = {}
    refused: list[RefusedRecord] = []
    for service in services:
        document = documents.encode(service)
        if len(document) <= directory.MAX_DOCUMENT:
            fit[service.id] = _Fresh(service, document, documents.digest_of(document))
        else:
            refused.append(RefusedRecord(service.id, _("La fiche est trop longue.")))
    return fit, tuple(refused)


def _known(connection: Connection, source: str) -> Mapping[str, tuple[str, str]]:
    """Give category and digest of what is published of a source, by id."""
    table = directory_service.c
    found = connection.execute(
        select(table.id, table.category, table.digest).where(
            table.source == source, table.document.is_not(None)
        )
    )
    return {identifier: (category, digest) for identifier, category, digest in found}


def _write(
    connection: Connection, source: str, changed: Iterable[_Fresh], removed: Mapping[str, str]
) -> int:
    """Give services, and those ``removed`` (category by id), new positions; gives the last one."""
    table = directory_service.c
    last = connection.execute(select(func.max(table.position)).where(table.source == source))
    head = last.scalar() or 0
    positions = itertools.count(head + 1)
    rows: list[tuple[Any, ...]] = [
        (s.id, source, next(positions), s.category, one.digest, one.document, s.raw)
        for one in changed
        for s in (one.service,)
    ]
    rows += [(i, source, next(positions), was, "", None, "") for i, was in removed.items()]
    bulk.upsert(connection, directory_service, rows)
    return head + len(rows)
