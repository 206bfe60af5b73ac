"""Put a file in the directory: read and looked at first, then put; of services or of addresses."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from maraude.directory import importers, naming
from maraude.directory.importers.batch import Batch, RefusedRecord
from maraude.i18n import _
from maraude.usecases import addresses, directory, update_words
from maraude.usecases.session import Session
from maraude.usecases.updates import Watch

SHOWN = 50
"""Refused records that are told one by one."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file of services would put in the directory, and what of it would be left out."""

    batch: Batch
    words: str
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What an import did, in words: to which sources or departments, and what was left out."""

    names: tuple[str, ...]
    words: str
    refused: tuple[str, ...]


def read(session: Session, path: Path, feed: str, watch: Watch) -> Preview | None:
    """Read a file of services, None where it is one of addresses.

    ``feed`` names the source where several files are of one format. Refusal: ``wrong-value`` for
    that; as ``importers.read``; ``cancelled``.
    """
    feed = naming.check(feed) if feed else ""
    if addresses.recognises(path):
        return None
    batch = importers.read(path, _today(session), feed=feed)
    watch.tell(batch.source, 0, 0)
    words = _(
        "{source} : fiches lues {read}, services à garder {kept}, fiches refusées {n}"
    ).format(source=batch.source, read=batch.read, kept=len(batch.services), n=len(batch.refused))
    return Preview(batch, words, told((*batch.refused, *batch.notes)))


def put(session: Session, what: Path | Preview, watch: Watch, *, confirmed: bool = False) -> Loaded:
    """Put services that were read, or the addresses of a file, in the place of those of before.

    Refusal: ``large-removal`` where much would disappear and nobody ``confirmed`` it;
    ``cancelled``; as ``directory.put`` and ``addresses.import_file``. Nothing has changed then.
    """
    if isinstance(what, Path):
        return _put_addresses(session, what, watch, confirmed=confirmed)
    batch = what.batch
    report = directory.put(
        session.services,
        batch,
        _today(session),
        confirmed=confirmed,
        zone=session.profile.zone,
        progress=lambda done, total: watch.tell(batch.source, done, total),
    )
    return Loaded((batch.source,), update_words.services(batch.source, report), what.refused)


def _put_addresses(session: Session, path: Path, watch: Watch, *, confirmed: bool) -> Loaded:
    report = addresses.import_file(
        session.addresses,
        path,
        _today(session),
        confirmed=confirmed,
        progress=lambda share: watch.tell(path.name, int(share * 100), 100),
    )
    refused = (RefusedRecord(_("ligne {n}").format(n=one.line), one.reason) for one in report.named)
    names = tuple(map(name_of, report.kept))
    return Loaded(names, update_words.addresses(", ".join(names), report), told(tuple(refused)))


def name_of(department: str) -> str:
    """Name the addresses of a department."""
    return _("adresses {department}").format(department=department)


def told(left_out: tuple[RefusedRecord, ...]) -> tuple[str, ...]:
    """Say of what was left out why, and of how much more it is so."""
    lines = [
        _("{record} : {reason}").format(record=one.record, reason=one.reason)
        for one in left_out[:SHOWN]
    ]
    more = len(left_out) - SHOWN
    return (*lines, _("… et {n} autres").format(n=more)) if more > 0 else tuple(lines)


def _today(session: Session) -> date:
    return session.now().astimezone(session.zone).date()
