"""Of whom what is kept comes to its end: two years after the last time that anybody met them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
from sqlalchemy import Connection, func, or_, select

from maraude.domain import mentions, retention
from maraude.domain.encounter import MET
from maraude.server import bulk, erasure, redaction, rows
from maraude.server.rows import Stored
from maraude.server.tables import change, row_state

_PERSON, _ENCOUNTER, _NOTE = "person", "encounter", "note"
_A_BATCH = 2000


@dataclass(frozen=True, slots=True)
class Ending:
    """A person by the ids of their ``files``, the one that goes on first, and its code.

    They were last met at ``met``, None for never, and known since ``since``; what is kept of them
    ends at ``end`` (UTC).
    """

    files: tuple[str, ...]
    code: str
    met: datetime | None
    since: datetime
    end: datetime


class _People(msgspec.Struct):
    persons: tuple[str, ...] = ()


class _Encounter(msgspec.Struct):
    at: datetime
    contact: str = ""
    people: _People = msgspec.field(default_factory=_People)
    deleted: bool = False


class _Person(msgspec.Struct):
    code: str = ""
    merged_into: str | None = None
    restricted: bool = False


_encounter = msgspec.json.Decoder(_Encounter)
_person = msgspec.json.Decoder(_Person)


@dataclass(frozen=True, slots=True)
class Files:
    """How many files there are, and those that end by some moment, the first to end first."""

    count: int
    ending: tuple[Ending, ...]


def files(connection: Connection, until: datetime) -> Files:
    """Look through every file and encounter for the persons whose two years end by ``until``.

    What somebody contests is kept until that is settled.
    """
    persons, met = dict(_persons(connection)), _met(_encounters(connection))
    groups: dict[str, list[str]] = defaultdict(list)
    for id_ in persons:
        groups[_head(persons, id_)].append(id_)
    last = {
        head: max((met[one] for one in its if one in met), default=None)
        for head, its in groups.items()
    }
    frozen = {head for head, its in groups.items() if any(persons[one].restricted for one in its)}
    maybe = [
        head
        for head, at in last.items()
        if head not in frozen and (at is None or retention.ends(at) <= until)
    ]
    heard = _first_heard(connection, (one for head in maybe for one in groups[head]))
    found = []
    for head in maybe:
        its = (head, *sorted(set(groups[head]) - {head}))
        since = min((heard[one] for one in its if one in heard), default=None)
        if since is None:
            continue
        ending = Ending(
            its, persons[head].code, last[head], since, retention.ends(last[head] or since)
        )
        if ending.end <= until:
            found.append(ending)
    return Files(len(persons), tuple(sorted(found, key=lambda one: (one.end, one.files))))


def last_heard(connection: Connection, ending: Ending) -> datetime:
    """Give when the server last heard of somebody, of a file or of an encounter with them.

    A laptop whose clock is years behind has just met whom it says it met years ago.
    """
    ids = {id_ for one in ending.files for id_ in erasure.naming(connection, one)}
    query = select(func.max(change.c.received_at)).where(bulk.among(connection, change.c.row, ids))
    return moment(connection.execute(query).scalar() or 0)


def is_over(connection: Connection, ending: Ending, at: datetime) -> bool:
    """Tell whether it still is so at ``at``: they were not met, merged, frozen or erased since."""
    state = row_state.c
    named = or_(*(bulk.contains(state.document, msgspec.json.encode(f)) for f in ending.files))
    ids = select(state.row).where(or_(named, bulk.among(connection, state.row, ending.files)))
    found = rows.load(connection, connection.execute(ids).scalars())
    there = {id_ for id_, one in found.items() if one.type == _PERSON and one.merged}
    joined = {id_ for id_ in there if _merged_into(found[id_]) in ending.files}
    if not there.issuperset(ending.files) or joined.difference(ending.files):
        return False
    if any(_is_restricted(found[id_]) for id_ in ending.files):
        return False
    met = _met(filter(None, map(_read, found.values())))
    last = max((met[one] for one in ending.files if one in met), default=ending.since)
    return retention.ends(last) <= at


def forget(connection: Connection, persons: Iterable[str], at: int) -> None:
    """Erase a person's files, and the notes of encounters that were theirs, for ever.

    A note stays where somebody else who was there has a file, unless it names them. Counts, places
    and what was asked and given stay: nothing in them tells who it was. ``at`` is in ms since 1970.
    """
    ids = tuple(persons)
    found = {id_: one for person in ids for id_, one in erasure.naming(connection, person).items()}
    names = [name for id_ in ids if id_ in found for name in _names(found[id_])]
    theirs = [id_ for id_, one in found.items() if _is_theirs(one, ids, names)]
    redaction.redact(connection, redaction.said(connection, theirs, _NOTE), (_NOTE,), at)
    for person in ids:
        erasure.forget(connection, person, at)


def _is_theirs(stored: Stored, persons: tuple[str, ...], names: list[str]) -> bool:
    if stored.type != _ENCOUNTER or stored.merged is None:
        return False
    document = stored.merged.document
    others = set(mentions.listed(document)).difference(persons)
    return not others or retention.speaks_of(str(document.get(_NOTE, "")), names)


def _names(stored: Stored) -> Iterator[str]:
    document = stored.merged.document if stored.merged else {}
    others = document.get("also_called")
    for name in (document.get("called"), *(others if isinstance(others, list) else ())):
        if isinstance(name, str):
            yield name


def _persons(connection: Connection) -> Iterator[tuple[str, _Person]]:
    for row, document in _documents(connection, _PERSON):
        try:
            yield row, _person.decode(document)
        except msgspec.MsgspecError:
            yield row, _Person()


def _encounters(connection: Connection) -> Iterator[_Encounter]:
    for _row, document in _documents(connection, _ENCOUNTER, b'"persons":["'):
        try:
            yield _encounter.decode(document)
        except msgspec.MsgspecError:
            continue


def _documents(
    connection: Connection, type_name: str, part: bytes = b""
) -> Iterator[tuple[str, bytes]]:
    state = row_state.c
    query = select(state.row, state.document).where(
        state.type == type_name, state.document.is_not(None)
    )
    if part:
        query = query.where(bulk.contains(state.document, part))
    for row, document in connection.execute(query).yield_per(_A_BATCH):
        yield row, bytes(document)


def _read(stored: Stored) -> _Encounter | None:
    if stored.type != _ENCOUNTER or stored.merged is None:
        return None
    try:
        return msgspec.convert(stored.merged.document, _Encounter)
    except msgspec.MsgspecError:
        return None


def _merged_into(stored: Stored) -> object:
    return stored.merged.document.get("merged_into") if stored.merged else None


def _is_restricted(stored: Stored) -> bool:
    return bool(stored.merged and stored.merged.document.get("restricted"))


def _met(encounters: Iterable[_Encounter]) -> dict[str, datetime]:
    """Give when each person was last met."""
    last: dict[str, datetime] = {}
    for one in encounters:
        if one.contact in MET and not one.deleted and one.at.tzinfo:
            for person in one.people.persons:
                last[person] = max(last.get(person, one.at), one.at)
    return last


def _head(persons: Mapping[str, _Person], id_: str) -> str:
    """Give the file that goes on for one that was merged; of a circle, always the same one."""
    way = [id_]
    while (into := persons[way[-1]].merged_into) and into in persons:
        if into in way:
            return min(way[way.index(into) :])
        way.append(into)
    return way[-1]


def _first_heard(connection: Connection, ids: Iterable[str]) -> dict[str, datetime]:
    """Give when the server first heard of rows."""
    query = select(change.c.row, func.min(change.c.received_at)).group_by(change.c.row)
    found = connection.execute(query.where(bulk.among(connection, change.c.row, ids)))
    return {row: moment(at) for row, at in found}


def moment(milliseconds: int) -> datetime:
    """Give a moment of the tables."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
