"""Where two people wrote different things of one: see every value, and choose."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any

from maraude.domain.evening import Evening, long_date
from maraude.domain.feeds import DECIDE
from maraude.domain.note import Note
from maraude.domain.person import Person
from maraude.domain.refusal import Refusal
from maraude.domain.situation import Situation, one_after_another
from maraude.domain.text import clean_line
from maraude.i18n import _
from maraude.protocol import documents
from maraude.store import conflicts, persons, records
from maraude.store.conflicts import Conflict
from maraude.store.transaction import Transaction
from maraude.usecases import conflict_words, enrolment, restriction, situations
from maraude.usecases.session import Session

_SITUATION = "situation"
_DATED = frozenset({"night", "place", "day"})
"""What an episode says: two people who say it differently may be right one after the other."""


@dataclass(frozen=True, slots=True)
class Value:
    """One of the values, in words: whose it is and when it was written; ``text`` may be edited."""

    words: str
    author: str
    at: datetime
    text: str = ""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What two people wrote differently, as it is read: of whom, which field, what else is said.

    It is a ``conflict`` of one field, else several ``episodes`` that last. ``person`` is the id
    of the file that it is about, None where it is about none. A text may be settled by another
    text; what is ``dated`` may be kept as dated episodes.
    """

    conflict: Conflict | None
    episodes: tuple[Situation, ...]
    about: str
    field: str
    values: tuple[Value, ...]
    others: tuple[tuple[str, str], ...]
    person: str | None
    is_text: bool

    @property
    def name(self) -> str:
        """What a command calls it: eight hexadecimal digits, others once a value has changed."""
        content = repr((self.conflict, self.episodes))
        return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:8]

    @property
    def is_dated(self) -> bool:
        """Whether all of it may be kept as dated episodes."""
        one = self.conflict
        return one is None or (one.type == _SITUATION and one.field in _DATED)


def listed(session: Session) -> tuple[Disagreement, ...]:
    """Give what is to be settled; what only newer programs can read is left to them.

    What is in a file that is hidden from whoever works here is, too.
    """
    found = (_read(session, one) for one in conflicts.listed(session.store.reader))
    episodes = (_episodes(session, *one) for one in situations.disputed(session))
    hidden = restriction.hidden(session)
    every = (*(one for one in found if one is not None), *episodes)
    return tuple(one for one in every if one.person not in hidden)


def named(session: Session, name: str) -> Disagreement:
    """Give what is to be settled by its name; Refusal ``unknown-conflict``."""
    found = next((one for one in listed(session) if one.name == name.lower()), None)
    if found is None:
        raise Refusal(
            "unknown-conflict",
            _("Aucun désaccord ne porte ce nom, ou ses valeurs ont changé : maraude conflicts."),
        )
    return found


def count(session: Session) -> int:
    """Count what is to be settled."""
    if restriction.hidden(session):
        return len(listed(session))
    return conflicts.count(session.store.reader) + len(situations.disputed(session))


def of_person(session: Session, person: str) -> tuple[str, ...]:
    """Name what is in dispute in a person's file, in words."""
    fields = conflicts.fields_of(session.store.reader, person)
    said = tuple(conflict_words.field(name) for name in fields)
    if len(situations.lasting(session, person)) > 1:
        return (*said, conflict_words.kind(_SITUATION))
    return said


def may_settle(session: Session) -> bool:
    """Tell whether who works here settles disagreements; without a server, everyone does."""
    server = enrolment.server(session)
    return server is None or server.role in DECIDE


def refuse_volunteers(session: Session) -> None:
    """Refuse, with ``not-coordinator``, whoever does not settle disagreements."""
    if not may_settle(session):
        raise Refusal(
            "not-coordinator",
            _("La coordination tranchera. Rien n'est perdu : chaque valeur est gardée."),
        )


def choose(session: Session, found: Disagreement, place: int) -> None:
    """Settle by one of the values, by its place."""
    if found.conflict:
        _settle(session, found, found.conflict.rivals[place].value)
    else:
        _keep_one(session, found, found.episodes[place])


def write(session: Session, found: Disagreement, text: str, place: int = 0) -> None:
    """Settle a text by another one, which began as the value of a place."""
    if found.conflict:
        _settle(session, found, clean_line(text))
    else:
        _keep_one(session, found, replace(found.episodes[place], place=clean_line(text)))


def keep_both(session: Session, found: Disagreement) -> None:
    """Settle by the value that is shown, and keep all of them as a note in the person's file.

    Where a person sleeps is kept as dated episodes instead, each with its own words.
    """
    if found.person is None:
        raise Refusal("no-file", _("Ce désaccord n'est sur aucune fiche : choisissez une valeur."))
    if found.conflict is None:
        _keep_episodes(session, found, one_after_another(found.episodes))
    elif found.is_dated:
        _settle(session, found, found.conflict.rivals[0].value, *_as_episodes(session, found))
    else:
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


def _settle(session: Session, found: Disagreement, value: Any, *beside: Note | Situation) -> None:
    one = found.conflict
    if one is None:
        raise LookupError(found.about)

    def job(transaction: Transaction) -> None:
        _write(transaction, one, value)
        transaction.save(*beside)

    _do(session, found, job)


def _write(transaction: Transaction, one: Conflict, value: Any) -> None:
    """Write a value as the one chosen between those of a conflict."""
    now = records.get(transaction.connection, documents.TYPES[one.type], one.record)
    if now is None:
        raise Refusal("gone", _("La fiche n'est plus sur cet ordinateur."))
    fields = {**documents.to_document(now), one.field: value}
    chosen = documents.from_document(one.type, one.record, fields)
    transaction.settle(chosen, tuple(rival.change for rival in one.rivals), one.field)
    conflicts.forget(transaction.connection, one)


def _keep_one(session: Session, found: Disagreement, kept: Situation) -> None:
    """Settle by one of several episodes: the others were not so."""
    others = (one for one in found.episodes if one.id != kept.id)
    _keep_episodes(session, found, (kept, *(replace(one, deleted=True) for one in others)))


def _keep_episodes(session: Session, found: Disagreement, kept: tuple[Situation, ...]) -> None:
    """Write episodes; what went before ends where the first of those that remain begins.

    Whoever began one ended what went before, on an evening of their own.
    """
    first = min(one.since for one in kept if not one.deleted)

    def job(transaction: Transaction) -> None:
        transaction.save(*kept)
        for one in conflicts.listed(transaction.connection):
            if (one.type, one.field) == (_SITUATION, "until"):
                before = records.get(transaction.connection, Situation, one.record)
                if before and before.person in {known.person for known in kept}:
                    _write(transaction, one, str(first))

    _do(session, found, job)


def _as_episodes(session: Session, found: Disagreement) -> tuple[Situation, ...]:
    """Give an episode for each of the values of its field; the one that is shown keeps its id."""
    one = found.conflict
    record = records.get(session.store.reader, Situation, one.record) if one else None
    if one is None or record is None:
        raise Refusal("gone", _("La fiche n'est plus sur cet ordinateur."))
    made: list[Situation] = []
    for rival in sorted(one.rivals, key=lambda rival: rival.at):
        fields = {**documents.to_document(record), one.field: rival.value}
        id_ = record.id if rival is one.rivals[0] else session.ids.record()
        since = max(record.since, Evening.at(rival.at, session.zone)) if made else record.since
        episode: Situation = documents.from_document(_SITUATION, id_, fields)
        made.append(replace(episode, since=since, author=rival.author, at=rival.at))
    *ended, last = one_after_another(made)
    return (*ended, replace(last, until=record.until))


def _do(session: Session, found: Disagreement, job: Callable[[Transaction], None]) -> None:
    refuse_volunteers(session)
    session.store.write(job, undoable_in=session.scope(found.person)).result()


def _episodes(session: Session, person: str, lasting: tuple[Situation, ...]) -> Disagreement:
    """Read several episodes that last as a disagreement."""
    known = records.get(session.store.reader, Person, person)
    ended = next((one for one in situations.of(session, person) if one.until), None)
    before = ((_("avant"), situations.words(ended)),) if ended else ()
    rest = conflict_words.others("person", documents.to_document(known)) if known else ()
    return Disagreement(
        None,
        lasting,
        known.called if known else "",
        conflict_words.kind(_SITUATION),
        tuple(
            Value(
                _("{episode}, depuis le {date}").format(
                    episode=situations.words(one), date=long_date(one.since.date)
                ),
                one.author.partition(":")[2],
                one.at or one.since.starts(session.zone),
                one.place,
            )
            for one in lasting
        ),
        (*before, *rest),
        person,
        is_text=True,
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
        (),
        f"{file.called} · {kind}" if file else kind,
        conflict_words.field(one.field),
        tuple(
            Value(
                conflict_words.value(one.type, one.field, rival.value),
                rival.author.partition(":")[2],
                rival.at,
                rival.value if isinstance(rival.value, str) else "",
            )
            for rival in one.rivals
        ),
        conflict_words.others(one.type, document, one.field),
        file.id if file else None,
        conflict_words.is_text(one.type, one.field) and isinstance(one.rivals[0].value, str),
    )
