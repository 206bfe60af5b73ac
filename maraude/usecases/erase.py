"""Erase a person for ever, on this laptop at once and everywhere else at the next exchange."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from maraude.domain.access import Act
from maraude.domain.encounter import Encounter
from maraude.domain.incident import Incident
from maraude.domain.note import Note
from maraude.domain.person import Person, PersonIdentity
from maraude.domain.retention import speaks_of
from maraude.i18n import _, ngettext
from maraude.store import access_log, backup, encounters, persons
from maraude.store.records import select
from maraude.usecases import enrolment
from maraude.usecases.session import Session


@dataclass(frozen=True, slots=True)
class Mention:
    """A text that has one of the person's names in it, and is not about them; ``at`` is UTC."""

    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Erased:
    """What is left to do: notes to read again, and whether others are still to be told.

    ``written_at`` are the days on which the file was written for the person, to be destroyed by
    hand; ``aside`` is until when a database that was set aside may hold them (UTC).
    """

    mentions: tuple[Mention, ...]
    waits: bool
    written_at: tuple[datetime, ...] = ()
    aside: datetime | None = None


def erase(session: Session, person: Person) -> Erased:
    """Erase a person with all files that were made one; Refusal where the disk cannot be scrubbed.

    Encounters keep their counts. What a note says in words stays, and is given to be read again.
    """
    reader = session.store.reader
    ids = persons.all_ids(reader, persons.head(reader, person).id)
    mentions = _mentions(session, ids)
    written = (one.at for one in access_log.of(reader, ids) if one.act is Act.EXPORTED)
    written_at = tuple(written)
    session.store.erase(ids)
    moments = backup.asides(session.store.home).values()
    return Erased(
        mentions,
        waits=enrolment.server(session) is not None,
        written_at=written_at,
        aside=max(moments) + backup.ASIDE if moments else None,
    )


def told(session: Session, done: Erased) -> list[str]:
    """Say what was done, and which notes to read again."""
    lines = [_("Effacé sur cet ordinateur.")]
    if done.waits:
        lines = [_("Effacé sur cet ordinateur ; partira à la prochaine synchronisation.")]
    lines += _left(session, done)
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


def _left(session: Session, done: Erased) -> Iterator[str]:
    """Say which files still have the person in them."""
    for at in done.written_at:
        yield _(
            "La fiche a été écrite dans un fichier le {date} : détruisez-le, et ses copies."
        ).format(date=f"{at.astimezone(session.zone):%d/%m/%Y}")
    if done.aside:
        yield _(
            "Une base mise de côté peut encore en garder trace ; elle part le {date} au plus tard."
        ).format(date=f"{done.aside.astimezone(session.zone):%d/%m/%Y}")


def _mentions(session: Session, ids: tuple[str, ...]) -> tuple[Mention, ...]:
    """Give the texts about others that have one of the person's names in them.

    They are the notes of encounters with the person, and whatever words went to the teams.
    """
    reader = session.store.reader
    names = names_of(session, ids)
    met = (one.encounter for one in encounters.with_persons(reader, ids))
    found = (
        *(Mention(one.at, one.note) for one in met if isinstance(one, Encounter)),
        *(
            Mention(one.at, one.text)
            for one in select(reader, Note, "deleted = 0 ORDER BY at DESC")
            if one.person not in ids
        ),
        *(Mention(o.at, o.text) for o in select(reader, Incident, "deleted = 0 ORDER BY at DESC")),
    )
    return tuple(one for one in found if speaks_of(one.note, names))


def names_of(session: Session, ids: tuple[str, ...]) -> list[str]:
    """Give every name that files know somebody by."""
    reader = session.store.reader
    known = [name for person in persons.by_ids(reader, ids) for name in person.names]
    for one in ids:
        for identity in select(reader, PersonIdentity, "person = ?", one):
            known += [identity.first_name, identity.last_name]
    return known
