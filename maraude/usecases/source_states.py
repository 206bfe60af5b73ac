"""What an address gave the last time, and whether that is still what is here."""

import hashlib
from dataclasses import dataclass

import msgspec

from maraude.directory.sources import Source
from maraude.domain.refusal import Refusal
from maraude.store import meta
from maraude.usecases import addresses
from maraude.usecases.addresses import AddressImport
from maraude.usecases.directory import ImportReport
from maraude.usecases.session import Session

_STATE = "source-state."
Versions = tuple[tuple[str, str], ...]
"""The entity tag and the day of each file, in its server's own words."""


@dataclass(frozen=True, slots=True)
class State:
    """What the files at ``urls`` gave: a source of services, or the addresses of departments.

    ``mark`` is that of what was here then: once it is another, whatever the reason, those versions
    are no longer what is here.
    """

    urls: tuple[str, ...]
    versions: Versions
    mark: str
    services: str = ""
    departments: tuple[str, ...] = ()


def keep(
    session: Session, source: Source, report: ImportReport | AddressImport, versions: Versions
) -> None:
    """Keep what an address has given."""
    services = report.source if isinstance(report, ImportReport) else ""
    departments = () if isinstance(report, ImportReport) else tuple(report.kept)
    mark = _mark(session, services, departments)
    state = State(source.urls, versions, mark, services, departments)
    text = msgspec.json.encode(state).decode()
    session.store.write_local(
        lambda connection: meta.keep(connection, {f"{_STATE}{source.name}": text})
    ).result()


def last(session: Session, source: Source) -> State | None:
    """Give what an address gave the last time, None before."""
    text = meta.kept(session.store.reader, _STATE).get(f"{_STATE}{source.name}")
    try:
        return msgspec.json.decode(text, type=State) if text else None
    except msgspec.ValidationError:  # an older program wrote it: the source is fetched anew
        return None


def current(session: Session, source: Source) -> State | None:
    """Give the state of a source where what it gave then is what is here now."""
    state = last(session, source)
    if state is None or not state.mark or state.urls != source.urls:
        return None
    return state if _mark(session, state.services, state.departments) == state.mark else None


def _mark(session: Session, services: str, departments: tuple[str, ...]) -> str:
    if services:
        with session.services.reading() as snapshot:
            return snapshot.mark(services)
    try:
        held = addresses.status(session.addresses)
    except Refusal:
        return ""
    known = [one for one in held if one.department in departments]
    return hashlib.sha256(repr(known).encode()).hexdigest() if known else ""
