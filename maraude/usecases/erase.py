"""Erase a person for ever, on this laptop at once and everywhere else at the next exchange."""

from dataclasses import dataclass
from datetime import datetime

from maraude.domain.encounter import Encounter
from maraude.domain.person import Person, PersonIdentity
from maraude.domain.retention import speaks_of
from maraude.i18n import _, ngettext
from maraude.store import encounters, persons
from maraude.store.records import select
from maraude.usecases import enrolment
from maraude.usecases.session import Session


@dataclass(frozen=True, slots=True)
class Mention:
    """A note of an encounter that has one of the person's names in it; ``at`` is UTC."""

    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Erased:
    """What is left to do: notes to read again, and whether others are still to be told."""

    mentions: tuple[Mention, ...]
    waits: bool


def erase(session: Session, person: Person) -> Erased:
    """Erase a person with all files that were made one; Refusal where the disk cannot be scrubbed.

    Encounters keep their counts. What a note says in words stays, and is given to be read again.
    """
    reader = session.store.reader
    ids = persons.all_ids(reader, persons.head(reader, person).id)
    mentions = _mentions(session, ids)
    session.store.erase(ids)
    return Erased(mentions, waits=enrolment.server(session) is not None)


def told(session: Session, done: Erased) -> list[str]:
    """Say what was done, and which notes to read again."""
    lines = [_("Effacé sur cet ordinateur.")]
    if done.waits:
        lines = [_("Effacé sur cet ordinateur ; partira à la prochaine synchronisation.")]
    if done.mentions:
        count = len(done.mentions)
        lines.append(
            ngettext(
                "{n} note porte peut-être encore ce nom, à relire :",
                "{n} notes portent peut-être encore ce nom, à relire :",
                count,
            ).format(n=count)
        )
    lines += [
        _("{date}, {time} : {note}").format(
            date=f"{one.at.astimezone(session.zone):%d/%m/%Y}",
            time=f"{one.at.astimezone(session.zone):%H:%M}",
            note=one.note,
        )
        for one in done.mentions
    ]
    return lines


def _mentions(session: Session, ids: tuple[str, ...]) -> tuple[Mention, ...]:
    """Give the notes of the encounters with a person that have one of their names in them."""
    reader = session.store.reader
    names = names_of(session, ids)
    found = (one.encounter for one in encounters.with_persons(reader, ids))
    return tuple(
        Mention(one.at, one.note)
        for one in found
        if isinstance(one, Encounter) and speaks_of(one.note, names)
    )


def names_of(session: Session, ids: tuple[str, ...]) -> list[str]:
    """Give every name that files know somebody by."""
    reader = session.store.reader
    known = [name for person in persons.by_ids(reader, ids) for name in person.names]
    for one in ids:
        for identity in select(reader, PersonIdentity, "person = ?", one):
            known += [identity.first_name, identity.last_name]
    return known
