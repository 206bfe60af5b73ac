"""The addresses of the directory's sources: those of the program, and the team's own."""

from dataclasses import dataclass

import msgspec

from maraude import paths
from maraude.directory import sources
from maraude.directory.sources import Source
from maraude.domain.refusal import Refusal
from maraude.domain.text import clean_line
from maraude.i18n import _
from maraude.store import meta
from maraude.store.engine import Connection
from maraude.usecases.session import Session

_ADDRESS, _PUT_AWAY, _KEY = "source-address.", "source-put-away.", "source-key."
MAX_KEY = 4_096


@dataclass(frozen=True, slots=True)
class Listed:
    """A source with an address; ``own`` where the team added it, ``has_key`` where it has a key."""

    source: Source
    own: bool
    has_key: bool


def listed(session: Session) -> tuple[Listed, ...]:
    """Give the sources that have an address, by name; one of the team's hides the program's."""
    reader = session.store.reader
    away, keys = _names(reader, _PUT_AWAY), _names(reader, _KEY)
    shipped = {one.name: one for one in _shipped(session) if one.name not in away}
    own = {
        name.removeprefix(_ADDRESS): msgspec.json.decode(text, type=Source)
        for name, text in meta.kept(reader, _ADDRESS).items()
    }
    found = sorted((shipped | own).items())
    return tuple(Listed(source, name in own, name in keys) for name, source in found)


def chosen(session: Session, names: tuple[str, ...]) -> tuple[Source, ...]:
    """Give the sources of ``names``, all without any; Refusal ``unknown-source``."""
    known = {one.source.name: one.source for one in listed(session)}
    for name in names:
        if name not in known:
            raise _unknown(name, known)
    return tuple(known[name] for name in dict.fromkeys(names or known))


def add(session: Session, source: Source, key: str = "") -> None:
    """Keep a source's address, and its key, encrypted; Refusal ``wrong-value`` for the key."""
    key = clean_line(key)
    if len(key) > MAX_KEY:
        raise Refusal("wrong-value", _("Cette clé est trop longue."))

    def job(connection: Connection) -> None:
        name = source.name
        meta.forget(connection, f"{_PUT_AWAY}{name}")
        meta.forget(connection, f"{_KEY}{name}")
        meta.keep(connection, {f"{_ADDRESS}{name}": msgspec.json.encode(source).decode()})
        if key:
            meta.keep(connection, {f"{_KEY}{name}": key})

    session.store.write_local(job).result()


def of_department(session: Session, typed: str) -> Source | None:
    """Keep the address of a department's addresses; None for what is no department's number."""
    try:
        source = sources.of_department(typed)
    except Refusal:
        return None
    if source not in [one.source for one in listed(session)]:
        add(session, source)
    return source


def put_back(session: Session, name: str) -> Source:
    """Take the program's own address of a source again; Refusal ``unknown-source``."""
    shipped = {one.name: one for one in _shipped(session)}
    if name not in shipped:
        raise _unknown(name, shipped)

    def job(connection: Connection) -> None:
        for kept in (_PUT_AWAY, _ADDRESS, _KEY):
            meta.forget(connection, f"{kept}{name}")

    session.store.write_local(job).result()
    return shipped[name]


def remove(session: Session, name: str) -> None:
    """Forget a source's address and its key; what it gave stays. Refusal ``unknown-source``."""
    chosen(session, (name,))

    def job(connection: Connection) -> None:
        meta.forget(connection, f"{_ADDRESS}{name}")
        meta.forget(connection, f"{_KEY}{name}")
        if any(one.name == name for one in _shipped(session)):
            meta.keep(connection, {f"{_PUT_AWAY}{name}": "1"})

    session.store.write_local(job).result()
    for begun in paths.downloads(session.store.home).glob(f"{name}.*"):
        begun.unlink(missing_ok=True)


def key(session: Session, name: str) -> str:
    """Give the key of a source, empty where it has none."""
    return meta.kept(session.store.reader, _KEY).get(f"{_KEY}{name}", "")


def _shipped(session: Session) -> tuple[Source, ...]:
    return sources.shipped(session.profile.territory)


def _names(reader: Connection, prefix: str) -> set[str]:
    return {name.removeprefix(prefix) for name in meta.kept(reader, prefix)}


def _unknown(name: str, known: dict[str, Source]) -> Refusal:
    return Refusal(
        "unknown-source",
        _("« {name} » n'est pas une source qui a une adresse. Sources : {known}.").format(
            name=name, known=", ".join(known) or _("aucune")
        ),
    )
