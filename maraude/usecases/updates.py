"""Take anew from their addresses what changed of the directory's sources."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from pathlib import Path, PurePosixPath
from ssl import SSLContext
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from maraude import paths
from maraude.directory import importers, naming
from maraude.directory.importers import mapping, soliguide
from maraude.directory.importers.batch import Batch
from maraude.directory.sources import Source
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.usecases import addresses, directory, profiles, source_states, sources
from maraude.usecases.addresses import AddressImport
from maraude.usecases.directory import ImportReport
from maraude.usecases.session import Session
from maraude.usecases.source_states import Versions

if TYPE_CHECKING:
    from maraude.sync.fetch_failure import FetchError

_SCHEMES = {"opendatasoft": "Apikey"}
"""How a key is presented, where it is not as a bearer's."""


class Outcome(StrEnum):
    """What came of a source."""

    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Updated:
    """What came of a source: a report where it was read; why not (``code``, ``reason``) else."""

    source: Source
    outcome: Outcome
    report: ImportReport | AddressImport | None = None
    code: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a source is: bytes that have come, or what is read, of how many (0: not said)."""

    name: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Watch:
    """Told how far an update is; asked whether to stop."""

    progress: Callable[[Progress], object] = lambda _progress: None
    is_cancelled: Callable[[], bool] = lambda: False

    def tell(self, name: str, done: int, total: int) -> None:
        """Tell how far a source is read; Refusal ``cancelled`` where it is to stop."""
        if self.is_cancelled():
            raise Refusal("cancelled", _("Arrêté : rien n'a changé ici."))
        self.progress(Progress(name, done, total))


@dataclass(frozen=True, slots=True)
class _Fetched:
    """A source that has come: what puts it in its place, once ``confirmed``, and its versions."""

    source: Source
    put: Callable[..., ImportReport | AddressImport]
    versions: Versions = ()


def run(
    session: Session,
    names: tuple[str, ...] = (),
    *,
    confirmed: bool = False,
    watch: Watch | None = None,
    verify: SSLContext | None = None,
) -> tuple[Updated, ...]:
    """Update the sources of ``names``, or all; one that fails leaves the others alone.

    All that changed can be taken back as one. A source of which much would disappear stays as it
    is unless ``confirmed`` (``large-removal``). Refusal: ``unknown-source``; ``is-demo``.
    """
    profiles.refuse_to_leave(session.profile)
    watch = watch or Watch()
    chosen = sources.chosen(session, names)
    try:
        fetched = list(_fetch_all(session, chosen, watch, verify))
        with session.services.as_one():
            return tuple(
                _put(session, one, confirmed=confirmed) if isinstance(one, _Fetched) else one
                for one in fetched
            )
    finally:
        for source in chosen:
            for file in _files(session, source).values():
                with suppress(OSError):
                    file.unlink()


def _fetch_all(
    session: Session, chosen: Iterable[Source], watch: Watch, verify: SSLContext | None
) -> Iterator[_Fetched | Updated]:
    """Fetch sources until told to stop, by Ctrl+C too: what has come by then is not lost."""
    from maraude.sync.fetch_failure import FetchError

    interrupted = False
    for source in chosen:
        if not (interrupted or watch.is_cancelled()):
            try:
                yield _fetch(session, source, watch, verify)
                continue
            except KeyboardInterrupt:
                interrupted = True
        yield _failed(source, FetchError("cancelled"))


def _fetch(
    session: Session, source: Source, watch: Watch, verify: SSLContext | None
) -> _Fetched | Updated:
    """Fetch a source where it has changed."""
    from maraude.sync.fetch_failure import FetchError

    key = sources.key(session, source.name)
    try:
        if source.format == soliguide.FORMAT and key:
            return _of_soliguide(session, source, key, watch, verify)
        return _of_files(session, source, key, watch, verify)
    except FetchError as error:
        return _failed(source, error)
    except Refusal as refusal:
        return _refused(source, refusal)


def _of_files(
    session: Session, source: Source, key: str, watch: Watch, verify: SSLContext | None
) -> _Fetched | Updated:
    """Fetch the files of a source, all of them where one has changed.

    FetchError, Refusal ``directory-not-written``.
    """
    from maraude.sync import fetching
    from maraude.sync.fetching import Request, Version

    def progress(done: int, total: int) -> None:
        watch.progress(Progress(source.name, done, total))

    def fetch(url: str, file: Path, known: Version) -> Version | None:
        request = Request(url, known, authorization)
        watched = fetching.Watch(progress, watch.is_cancelled)
        return fetching.fetch(request, file, watched, verify=verify)

    authorization = f"{_SCHEMES.get(source.format, 'Bearer')} {key}" if key else ""
    files = _files(session, source)
    state = source_states.current(session, source)
    known = [Version(*one) for one in state.versions] if state else [Version()] * len(files)
    asked = list(zip(source.urls, files.values(), strict=True))
    found = [fetch(*one, held) for one, held in zip(asked, known, strict=True)]
    if state and not any(found):
        if state.services:
            session.services.confirm(state.services, _today(session))
        return Updated(source, Outcome.UNCHANGED)
    # What has not changed is needed all the same beside what has.
    whole = (version or fetch(*one, Version()) for one, version in zip(asked, found, strict=True))
    versions = tuple((one.etag, one.modified) for one in whole if one)
    (first, *_others) = files.values()
    if not (source.format or source.mapping) and addresses.recognises(first):
        return _Fetched(source, partial(_put_addresses, session, source, first, watch), versions)
    read = partial(_read, source, files)
    return _Fetched(source, partial(_put_services, session, source, read), versions)


def _read(source: Source, files: Mapping[str, Path], today: date) -> Batch:
    """Read the files of a source; Refusal as ``importers.read``."""
    meaning = mapping.parse(source.mapping.encode(), source.name) if source.mapping else None
    kind = source.format or None
    if source.more:
        return importers.read_together(files, today, kind, meaning, source.name)
    (file,) = files.values()
    return importers.read(file, today, kind, meaning, source.name)


def _of_soliguide(
    session: Session, source: Source, key: str, watch: Watch, verify: SSLContext | None
) -> _Fetched | Updated:
    """Ask Soliguide; what it says is kept off the disk: part of it is for professionals alone.

    FetchError ``cancelled``; Refusal as ``soliguide.fetch``.
    """
    from maraude.sync import soliguide as search
    from maraude.sync.fetch_failure import FetchError

    def received(done: int) -> None:
        if watch.is_cancelled():
            raise FetchError("cancelled")
        watch.progress(Progress(source.name, done, 0))

    content = search.fetch(source.url, key, verify, received)
    feed = naming.feed(soliguide.FORMAT, source.name)

    def read(today: date) -> Batch:
        return soliguide.read(json.loads(content), today).called(feed)

    return _Fetched(source, partial(_put_services, session, source, read))


def _put(session: Session, fetched: _Fetched, *, confirmed: bool) -> Updated:
    """Put what has come in the place of what the source gave before."""
    source = fetched.source
    try:
        report = fetched.put(confirmed=confirmed)
    except Refusal as refusal:
        return _refused(source, refusal)
    source_states.keep(session, source, report, fetched.versions)
    return Updated(source, Outcome.UPDATED if report.has_changed else Outcome.UNCHANGED, report)


def _put_services(
    session: Session, source: Source, read: Callable[[date], Batch], *, confirmed: bool
) -> ImportReport:
    """Refusal: as ``importers.read`` and ``directory.put``; ``same-source``."""
    today = _today(session)
    batch = read(today)
    _refuse_shared(session, source, batch.source)
    return directory.put(
        session.services, batch, today, confirmed=confirmed, zone=session.profile.zone
    )


def _put_addresses(
    session: Session, source: Source, file: Path, watch: Watch, *, confirmed: bool
) -> AddressImport:
    """Refusal: as ``addresses.import_file``; ``cancelled``."""
    return addresses.import_file(
        session.addresses,
        file,
        _today(session),
        confirmed=confirmed,
        progress=lambda share: watch.tell(source.name, int(share * 100), 100),
    )


def _refuse_shared(session: Session, source: Source, gives: str) -> None:
    """Refuse that two addresses give the same source: each would remove what the other gave."""
    for one in sources.listed(session):
        state = source_states.last(session, one.source)
        if one.source.name != source.name and state and state.services == gives:
            raise Refusal(
                "same-source",
                _(
                    "« {name} » et « {other} » donnent la même source, et l'une effacerait ce que"
                    " donne l'autre. Retirez l'une des deux : maraude directory source remove."
                ).format(name=source.name, other=one.source.name),
            )


def _failed(source: Source, error: "FetchError") -> Updated:
    return Updated(source, Outcome.FAILED, code=error.code, reason=error.sentence)


def _refused(source: Source, refusal: Refusal) -> Updated:
    return Updated(source, Outcome.FAILED, code=refusal.code, reason=refusal.message)


def _files(session: Session, source: Source) -> dict[str, Path]:
    """Give where each file of a source is put, by what its address calls it, each name once."""
    found: dict[str, Path] = {}
    folder = paths.downloads(session.store.home)
    for number, url in enumerate(source.urls, start=1):
        name = PurePosixPath(urlsplit(url).path).stem or str(number)
        name = name if name not in found else f"{name}-{number}"
        found[name] = folder / (source.name if number == 1 else f"{source.name}.{number}")
    return found


def _today(session: Session) -> date:
    return session.now().astimezone(session.zone).date()
