"""A person erased: every row about them, wherever it is kept, and who has said so."""

from collections.abc import Mapping
from dataclasses import replace

import msgspec
from sqlalchemy import Connection, bindparam, or_, select, update

from maraude.domain import mentions, merge
from maraude.domain.merge import Candidate
from maraude.protocol.changes import Change
from maraude.server import audit, bulk, lines, publication, rows, tables
from maraude.server.applying import Verdict
from maraude.server.conflicts import read_rivals
from maraude.server.publication import LEFT
from maraude.server.rows import Stored
from maraude.server.scope import Scope, own_feed
from maraude.server.tables import (
    access_grant,
    change,
    conflict,
    device,
    feed_row,
    incarnation,
    receipt,
)

_PERSON = "person"
_asked = (
    select(receipt.c.row, feed_row.c.feed, feed_row.c.fseq)
    .join(feed_row, feed_row.c.row == receipt.c.row)
    .where(receipt.c.device == bindparam("device"), receipt.c.received_at.is_(None))
)


def erase(connection: Connection, erasing: Change, reach: Scope, at: int) -> Verdict:
    """Erase a person at a device's word, where it may write them."""
    if erasing.t != _PERSON:
        return Verdict.MALFORMED
    places = publication.places(connection, [erasing.r])
    if places and reach.writable.isdisjoint(places[erasing.r]):
        return Verdict.OUT_OF_SCOPE
    forget(connection, erasing.r, at)
    audit.record(connection, reach.device, "erase", erasing.r, at)
    return Verdict.APPLIED


def forget(connection: Connection, person: str, at: int) -> None:
    """Erase a person's rows, what every change, conflict and quarantine says of them, for ever.

    Encounters keep their counts. What is sent later about the person is dropped at the door.
    """
    known = connection.execute(select(tables.erasure).where(tables.erasure.c.row == person))
    if known.one_or_none() is None:
        bulk.insert(connection, tables.erasure, [(person, at)])
    before = naming(connection, person)
    after = {id_: _without(stored, person) for id_, stored in before.items() if id_ != person}
    places = publication.places(connection, before)
    # The person's own row comes last in every feed: whoever has read it has read the others.
    after[person] = Stored(_PERSON, before[person].rv + 1 if person in before else 1, None)
    held = {feed for by_feed in places.values() for feed in by_feed}
    authors = _authors(connection, person, list(after))
    told = held.union(map(own_feed, authors))
    places[person] = dict.fromkeys(told, LEFT) | places.get(person, {})
    digests = rows.save(connection, after)
    publication.publish(connection, after, digests, places)
    _wipe(connection, person, [id_ for id_, stored in after.items() if stored.merged is None])
    _ask_receipts(connection, person, held, authors)


def receive(connection: Connection, reach: Scope, cursor: Mapping[str, int], at: int) -> None:
    """Note of whom a device has read, to the end, that they are erased."""
    read: dict[str, bool] = {}
    for person, feed, fseq in connection.execute(_asked, {"device": reach.device}):
        has = feed not in reach.readable or cursor.get(feed, 0) >= fseq
        read[person] = read.get(person, True) and has
    done = [person for person, has in read.items() if has]
    if done:
        of_them = bulk.among(connection, receipt.c.row, done)
        received = update(receipt).where(receipt.c.device == reach.device, of_them)
        connection.execute(received.values(received_at=at))


def naming(connection: Connection, person: str) -> dict[str, Stored]:
    """Give the rows that have the person's id in them, and their own."""
    state, name = tables.row_state.c, msgspec.json.encode(person)
    query = select(state.row).where(
        or_(
            state.row == person,
            bulk.contains(state.document, name),
            bulk.contains(state.meta, name),
        )
    )
    found = rows.load(connection, list(connection.execute(query).scalars()))
    return {
        id_: stored
        for id_, stored in found.items()
        if stored.merged and (id_ == person or _names(stored.merged, person))
    }


def _names(row: merge.Row, person: str) -> bool:
    """Tell whether a row names the person, or has ever done so in what it still holds."""
    return mentions.names(row.document, person) or any(
        mentions.names({name: candidate.value}, person)
        for name, held in row.traces.items()
        for candidate in held
    )


def _without(stored: Stored, person: str) -> Stored:
    """Give a row with the person in no list of it; erased where it is about them."""
    row = stored.merged
    if row is None or mentions.about(row.document) == person:
        return Stored(stored.type, stored.rv + 1, None)
    traces = {
        name: tuple(_stripped(name, candidate, person) for candidate in held)
        for name, held in row.traces.items()
    }
    document = mentions.without(row.document, [person])
    stripped = merge.Row(row.type, row.rv + 1, document, row.base, traces)
    return Stored(stored.type, stripped.rv, stripped, mended=True)


def _stripped(name: str, candidate: Candidate, person: str) -> Candidate:
    return replace(candidate, value=mentions.without({name: candidate.value}, [person])[name])


def _wipe(connection: Connection, person: str, erased: list[str]) -> None:
    """Take the contents of changes and conflicts; their places stay."""
    of_erased = bulk.among(connection, change.c.row, erased)
    connection.execute(update(change).where(of_erased).values(line=None))
    disputes = bulk.among(connection, conflict.c.row, erased)
    connection.execute(update(conflict).where(disputes).values(rivals=None))
    naming_them = bulk.contains(change.c.line, msgspec.json.encode(person))
    lines.void(connection, naming_them, lambda fields: mentions.names(fields, person))
    _wipe_conflicts(connection, person)
    lines.forget_empty(connection)


def _wipe_conflicts(connection: Connection, person: str) -> None:
    query = select(conflict.c.row, conflict.c.field, conflict.c.rivals)
    found = query.where(bulk.contains(conflict.c.rivals, msgspec.json.encode(person)))
    for id_, field, rivals in connection.execute(found).all():
        values = (msgspec.json.decode(rival.value) for rival in read_rivals(rivals))
        if any(mentions.names({field: value}, person) for value in values):
            row = update(conflict).where(conflict.c.row == id_, conflict.c.field == field)
            connection.execute(row.values(rivals=None))


def _authors(connection: Connection, person: str, erased: list[str]) -> set[str]:
    """Give the devices that wrote of a person, whose laptops still keep what they wrote."""
    name = msgspec.json.encode(person)
    of_person = or_(
        bulk.among(connection, change.c.row, erased), bulk.contains(change.c.line, name)
    )
    query = select(incarnation.c.device).join(change, change.c.inc == incarnation.c.inc)
    return set(connection.execute(query.where(of_person).distinct()).scalars())


def _ask_receipts(connection: Connection, person: str, feeds: set[str], authors: set[str]) -> None:
    query = (
        select(device.c.id)
        .outerjoin(access_grant, access_grant.c.device == device.c.id)
        .where(
            device.c.revoked_at.is_(None),
            or_(
                bulk.among(connection, access_grant.c.feed, feeds),
                bulk.among(connection, device.c.id, authors),
            ),
        )
        .distinct()
    )
    asked = set(connection.execute(query).scalars())
    asked -= set(
        connection.execute(select(receipt.c.device).where(receipt.c.row == person)).scalars()
    )
    bulk.insert(connection, receipt, [(person, id_, None) for id_ in sorted(asked)])
