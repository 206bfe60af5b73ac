"""Where two people wrote different things of one: see every value, and choose."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from maraude.domain.feeds import Role
from maraude.domain.note import Note
from maraude.domain.person import Person
from maraude.domain.refusal import Refusal
from maraude.domain.text import clean_line
from maraude.i18n import _
from maraude.protocol import documents
from maraude.store import conflicts, persons, records
from maraude.store.conflicts import Conflict
from maraude.store.transaction import Transaction
from maraude.usecases import conflict_words, enrolment
from maraude.usecases.session import Session

_DECIDE = frozenset({Role.COORDINATOR, Role.PROFESSIONAL})


@dataclass(frozen=True, slots=True)
class Value:
    """One of the values, in words: whose it is and when it was written."""

    words: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A conflict as it is read: whom it is about, which field, what else the record says.

    ``person`` is the id of the file that it is about, None where it is about none. A text may be
    settled by another text.
    """

    conflict: Conflict
    about: str
    field: str
    values: tuple[Value, ...]
    others: tuple[tuple[str, str], ...]
    person: str | None
    is_text: bool


def listed(session: Session) -> tuple[Disagreement, ...]:
    """Give what is to be settled; what only newer programs can read is left to them."""
    found = (_read(session, one) for one in conflicts.listed(session.store.reader))
    return tuple(one for one in found if one is not None)


def of_record(session: Session, record: str) -> tuple[str, ...]:
    """Name the fields of a record on which there is disagreement, in words."""
    fields = conflicts.fields_of(session.store.reader, record)
    return tuple(conflict_words.field(name) for name in fields)


def choose(session: Session, found: Disagreement, place: int) -> None:
    """Settle by one of the values, by its place."""
    _settle(session, found, found.conflict.rivals[place].value)


def write(session: Session, found: Disagreement, text: str) -> None:
    """Settle a text by another one."""
    _settle(session, found, clean_line(text))


def keep_both(session: Session, found: Disagreement) -> None:
    """Settle by the value that is shown, and keep all of them as a note in the person's file."""
    if found.person is None:
        raise Refusal("no-file", _("Ce désaccord n'est sur aucune fiche : choisissez une valeur."))
    note = Note(
        id=session.ids.record(),
        at=session.now(),
        text=told(found, session.zone),
        person=found.person,
    )
    _settle(session, found, found.conflict.rivals[0].value, note)


def told(found: Disagreement, zone: tzinfo) -> str:
    """Say a disagreement in one sentence: the field, and each value with author and day."""
    values = " ; ".join(
        _("{value} ({author}, {date})").format(
            value=value.words, author=value.author, date=value.at.astimezone(zone).date()
        )
        for value in found.values
    )
    return _("{field} : {values}").format(field=found.field.capitalize(), values=values)


def _settle(session: Session, found: Disagreement, value: Any, *beside: Note) -> None:
    _refuse_volunteers(session)
    one = found.conflict

    def job(transaction: Transaction) -> None:
        record_type = documents.TYPES[one.type]
        now = records.get(transaction.connection, record_type, one.record)
        if now is None:
            raise Refusal("gone", _("La fiche n'est plus sur cet ordinateur."))
        fields = {**documents.to_document(now), one.field: value}
        chosen = documents.from_document(one.type, one.record, fields)
        transaction.settle(chosen, tuple(rival.change for rival in one.rivals), one.field)
        conflicts.forget(transaction.connection, one)
        transaction.save(*beside)

    session.store.write(job, undoable_in=session.scope(found.person)).result()


def _refuse_volunteers(session: Session) -> None:
    server = enrolment.server(session)
    if server and server.role not in _DECIDE:
        raise Refusal(
            "not-coordinator",
            _("La coordination tranchera. Rien n'est perdu : chaque valeur est gardée."),
        )


def _read(session: Session, one: Conflict) -> Disagreement | None:
    reader = session.store.reader
    if one.type not in documents.TYPES:
        return None
    record = records.get(reader, documents.TYPES[one.type], one.record)
    if record is None:
        return None
    document = documents.to_document(record)
    person = one.record if one.type == "person" else document.get("person")
    known = records.get(reader, Person, person) if person else None
    kind = conflict_words.kind(one.type)
    file = persons.head(reader, known) if known else None
    return Disagreement(
        one,
        f"{file.called} · {kind}" if file else kind,
        conflict_words.field(one.field),
        tuple(
            Value(
                conflict_words.value(one.type, one.field, rival.value),
                rival.author.partition(":")[2],
                rival.at,
            )
            for rival in one.rivals
        ),
        conflict_words.others(one.type, document, one.field),
        file.id if file else None,
        conflict_words.is_text(one.type, one.field) and isinstance(one.rivals[0].value, str),
    )
