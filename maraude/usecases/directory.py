"""Fill the service directory from files, and say how it stands."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from maraude.directory import importers
from maraude.directory.importers import mapping, team
from maraude.directory.importers.batch import Batch, RefusedRecord
from maraude.directory.links import Link
from maraude.directory.service import Service
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.store.service_snapshot import Snapshot, SourceStatus
from maraude.store.service_writer import Progress, Replacement
from maraude.store.services import Services

FRANCE = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did to ``source``. ``read`` counts records of the file, the others services.

    ``kept`` are all that the source now has in the directory, of which ``added`` were not there
    and ``updated`` were, and changed; ``removed`` are gone. ``closed`` are those that the source
    says are closed for a while. ``notes`` say what else of the file was not read.
    """

    source: str
    read: int
    kept: int
    added: int
    updated: int
    removed: int
    closed: int
    refused: tuple[RefusedRecord, ...]
    notes: tuple[RefusedRecord, ...] = ()

    @property
    def has_changed(self) -> bool:
        """Whether the services are not those of before."""
        return bool(self.added or self.updated or self.removed)


@dataclass(frozen=True, slots=True)
class Status:
    """One source of the directory; ``age`` counts days since its copy.

    ``verified_on`` is the last day on which the source says that a service was verified.
    """

    source: str
    attribution: str
    copied_on: date
    verified_on: date | None
    age: int
    services: int
    with_hours: int
    without_hours: int


def import_file(
    services: Services,
    path: Path,
    format: str | None,  # noqa: A002 - the command's word
    today: date,
    *,
    meaning: Path | None = None,
    feed: str = "",
    confirmed: bool = False,
    zone: ZoneInfo = FRANCE,
    progress: Progress | None = None,
) -> ImportReport:
    """Read a file and put it in the place of what its source gave before.

    ``meaning`` is the mapping of a file that no importer knows, ``feed`` as ``importers.read``;
    ``zone`` is that of the services' hours. Refusal: as ``importers.read`` and ``mapping.load``;
    ``large-removal`` where much would disappear and it is not ``confirmed``;
    ``directory-not-written``.
    """
    batch = importers.read(path, today, format, mapping.load(meaning) if meaning else None, feed)
    return put(services, batch, today, confirmed=confirmed, zone=zone, progress=progress)


def put(
    services: Services,
    batch: Batch,
    today: date,
    *,
    confirmed: bool = False,
    zone: ZoneInfo = FRANCE,
    progress: Progress | None = None,
) -> ImportReport:
    """Put what was read in the place of what its source gave before; Refusal as ``import_file``."""
    done = services.replace(batch, today, zone, confirmed=confirmed, progress=progress)
    return _report(batch, done)


def remap(
    services: Services,
    source: str,
    today: date,
    *,
    meaning: Path | None = None,
    confirmed: bool = False,
    zone: ZoneInfo = FRANCE,
    progress: Progress | None = None,
) -> ImportReport:
    """Read again the records that were kept of ``source``, as today's importers understand them.

    Their copy stays of the day on which it was made. Refusal: ``unknown-source``,
    ``published-source``; as ``importers.reread`` and ``import_file``.
    """
    with services.reading() as snapshot:
        copy = _of_here(
            snapshot,
            source,
            _("Cette source vient de la base, qui garde ses fiches : elle s'y relit."),
        )
        kept = snapshot.kept(source)
    batch = importers.reread(
        source, copy.attribution, kept, copy.copied_on, mapping.load(meaning) if meaning else None
    )
    done = services.replace(
        batch, today, zone, copied_on=copy.copied_on, confirmed=confirmed, progress=progress
    )
    return _report(batch, done)


def remove(services: Services, source: str) -> int:
    """Remove a source with its services, of which it gives the number; ``restore`` takes it back.

    Refusal: ``unknown-source``, ``published-source``, ``directory-not-written``.
    """
    with services.reading() as snapshot:
        known = _of_here(
            snapshot,
            source,
            _("Cette source vient de la base : c'est là qu'elle se retire, pour tout le monde."),
        )
    services.remove(source)
    return known.services


def _of_here(snapshot: Snapshot, source: str, not_from_base: str) -> SourceStatus:
    """Give a source that was imported here; Refusal ``unknown-source``, ``published-source``."""
    known = {status.source: status for status in snapshot.sources()}
    if source not in known:
        raise Refusal(
            "unknown-source",
            _("« {name} » n'est pas une source de l'annuaire. Sources : {known}.").format(
                name=source, known=", ".join(known) or _("aucune")
            ),
        )
    if source in snapshot.standing().positions:
        raise Refusal("published-source", not_from_base)
    return known[source]


def _report(batch: Batch, done: Replacement) -> ImportReport:
    return ImportReport(
        source=batch.source,
        read=batch.read,
        kept=done.kept,
        added=done.added,
        updated=done.updated,
        removed=done.removed,
        closed=sum(service.closure is not None for service in batch.services),
        refused=batch.refused,
        notes=batch.notes,
    )


def links(services: Services, service: Service) -> tuple[Link, ...]:
    """Give the records of other sources that may be about ``service``, nearest first.

    Refusal: ``damaged-directory``.
    """
    with services.reading() as snapshot:
        return snapshot.links(service)


def write_template(file: Path) -> None:
    """Write the empty table of a team, with one example; Refusal where there is such a file."""
    _write_new(file, team.template().replace("\n", "\r\n"), "utf-8-sig")


def write_mapping(file: Path) -> None:
    """Write a mapping to fill in; Refusal where there is such a file."""
    _write_new(file, mapping.template(), "utf-8")


def _write_new(file: Path, content: str, encoding: str) -> None:
    try:
        with file.open("x", encoding=encoding, newline="") as stream:
            stream.write(content)
    except FileExistsError as error:
        raise Refusal(
            "file-exists", _("Il y a déjà un fichier de ce nom. Choisissez-en un autre.")
        ) from error


def refresh(services: Services, today: date) -> None:
    """Prepare the openings of the coming days; nothing where that was done today."""
    services.refresh(today)


def restore(services: Services, today: date) -> None:
    """Put the directory from before the last change back, and this one in its place.

    Refusal: ``no-previous-directory``, ``directory-not-written``.
    """
    services.restore()
    services.refresh(today)


def status(services: Services, today: date) -> tuple[Status, ...]:
    """Say how each source stands, by name."""
    with services.reading() as snapshot:
        return _status(snapshot, today)


def previous(services: Services, today: date) -> tuple[Status, ...]:
    """Say how each source stood before the last change; nothing where that is not kept."""
    try:
        with services.reading_previous() as snapshot:
            return _status(snapshot, today)
    except Refusal:
        return ()


def _status(snapshot: Snapshot, today: date) -> tuple[Status, ...]:
    return tuple(
        Status(
            source=source.source,
            attribution=source.attribution,
            copied_on=source.copied_on,
            verified_on=source.verified_on,
            age=(today - source.copied_on).days,
            services=source.services,
            with_hours=source.with_hours,
            without_hours=source.services - source.with_hours,
        )
        for source in snapshot.sources()
    )
