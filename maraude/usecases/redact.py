"""Void a text for ever: somebody wrote too much of a person, or of somebody else's life.

It goes from this laptop at once, from the server and every other at the next exchange, with what
stood in its place before. The rest of the record stays.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from maraude.domain import feeds, free_text
from maraude.domain.feeds import Role
from maraude.domain.health_note import HealthMark, HealthNote
from maraude.domain.note import Note
from maraude.domain.refusal import Refusal
from maraude.domain.right import Right, RightStep
from maraude.i18n import _
from maraude.protocol import documents
from maraude.protocol.documents import Record
from maraude.store import backup, redaction
from maraude.store.records import select
from maraude.usecases import conflict_words, enrolment
from maraude.usecases.session import Session

_ONLY_WORDS = (Note, RightStep, HealthNote)
"""Records that say nothing without their text."""


@dataclass(frozen=True, slots=True)
class Text:
    """What a field of a record says; nothing where only what was there before could go."""

    record: Record
    field: str
    words: str

    @property
    def title(self) -> str:
        """What it is, in words."""
        kind = conflict_words.kind(documents.type_name(self.record))
        return f"{kind}, {conflict_words.field(self.field)}"


def texts(*shown: Record) -> tuple[Text, ...]:
    """Give what records say, and the text of the first, though it may say nothing any more."""
    every = [text for record in shown for text in _of(record)]
    return tuple(text for place, text in enumerate(every) if text.words or place == 0)


def named(session: Session, identifier: str, field: str = "") -> Text:
    """Give a text by its record's id and its field, which may be left out where only one says it.

    Refusal: ``unknown-record``, ``unknown-field``, ``which-field``.
    """
    record = redaction.find(session.store.reader, identifier)
    if record is None:
        raise Refusal(
            "unknown-record", _("Aucun texte ne porte l'identifiant {id}.").format(id=identifier)
        )
    known = free_text.of(documents.type_name(record))
    if field and field not in known:
        raise Refusal(
            "unknown-field",
            _("Le champ se dit : {fields}.").format(fields=", ".join(known)),
        )
    if field:
        return Text(record, field, getattr(record, field))
    found = _of(record)
    if len(found) > 1:
        raise Refusal(
            "which-field",
            _("Dites lequel : {fields}.").format(fields=", ".join(one.field for one in found)),
        )
    return found[0]


def question(text: Text) -> str:
    """Say what goes, where, and that it does not come back."""
    asked = _(
        "Il part d'ici et de ses sauvegardes, du serveur et de chaque ordinateur, avec ce qui"
        " était écrit là avant. Le reste est gardé. Rien ne le fera revenir."
    )
    if not text.words:
        return _("Effacer partout ce qui a été écrit là ({what}) ?").format(what=text.title) + (
            f"\n\n{asked}"
        )
    said = _("Effacer ce texte partout ({what}) ?").format(what=text.title)
    words = _("« {text} »").format(text=text.words)
    return f"{said}\n\n{words}\n\n{asked}"


def redact(session: Session, text: Text) -> None:
    """Void a text, and its copy; a record that was nothing else is withdrawn with it.

    Refusal: ``not-yours``, ``restricted``, and where the disk cannot be scrubbed.
    """
    _refuse_others(session, text)
    voided = [(text.record, text.field), *_copies(session, text.record)]
    withdrawn = [_withdrawn(record) for record, _name in voided if isinstance(record, _ONLY_WORDS)]
    session.store.redact(voided, [*withdrawn, *_marks(session, text.record)])


def told(session: Session) -> list[str]:
    """Say what was done, and what may still have it."""
    waits = enrolment.server(session) is not None
    lines = [
        _("Texte effacé sur cet ordinateur ; partira à la prochaine synchronisation.")
        if waits
        else _("Texte effacé sur cet ordinateur.")
    ]
    if moments := backup.asides(session.store.home).values():
        until = max(moments) + backup.ASIDE
        lines.append(
            _(
                "Une base mise de côté peut encore en garder trace ; elle part le {date} au plus"
                " tard."
            ).format(date=f"{until.astimezone(session.zone):%d/%m/%Y}")
        )
    return lines


def _of(record: Record) -> tuple[Text, ...]:
    known = free_text.of(documents.type_name(record))
    every = [Text(record, name, getattr(record, name)) for name in known]
    return tuple([one for one in every if one.words] or every[:1])


def _withdrawn(record: Record) -> Record:
    type_name = documents.type_name(record)
    void = dict.fromkeys(free_text.of(type_name), free_text.VOID)
    document = {**documents.to_document(record), **void, "deleted": True}
    withdrawn: Record = documents.from_document(type_name, record.id, document)
    return withdrawn


def _copies(session: Session, record: Record) -> Iterator[tuple[Record, str]]:
    """Give what every team is told of a right: its next step says the same."""
    if isinstance(record, Right):
        for step in select(session.store.reader, RightStep, '"right" = ?', record.id):
            yield step, "text"


def _marks(session: Session, record: Record) -> Iterator[Record]:
    """Give what told that there is a note of the care team, withdrawn."""
    if isinstance(record, HealthNote):
        for mark in select(session.store.reader, HealthMark, "health_note = ?", record.id):
            yield replace(mark, deleted=True)


def _refuse_others(session: Session, text: Text) -> None:
    server = enrolment.server(session)
    if server is None:
        return
    type_name = documents.type_name(text.record)
    known = server.role in set(Role)
    if known and feeds.may_redact(Role(server.role), type_name):
        return
    if not redaction.is_own(session.store.reader, text.record.id, text.field, text.words):
        raise Refusal(
            "not-yours",
            _(
                "Ce texte vient d'un autre ordinateur, ou d'il y a longtemps : demandez à la"
                " coordination de l'effacer."
            ),
        )
