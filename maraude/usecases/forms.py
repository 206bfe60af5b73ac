"""What is typed on a form, kept at each key until it is written."""

import json
from collections.abc import Sequence
from concurrent.futures import Future

from maraude.store import meta
from maraude.usecases.session import Session

TRANSMISSION = "transmission"
INCIDENT = "incident"


def note_on(person: str) -> str:
    """Name the form for a note on a person, by their id."""
    return f"note.{person}"


def keep(session: Session, form: str, answers: Sequence[str]) -> Future[None]:
    """Keep what is typed; done when it would survive the end of the process."""
    if not any(answers):
        return drop(session, form)
    kept = {_key(form): json.dumps(answers)}
    return session.store.write_local(lambda connection: meta.keep(connection, kept))


def read(session: Session, form: str) -> tuple[str, ...]:
    """Give what was kept, field by field; nothing where nothing was."""
    key = _key(form)
    return tuple(json.loads(meta.kept(session.store.reader, key).get(key, "[]")))


def drop(session: Session, form: str) -> Future[None]:
    """Forget it: it is written, or was taken back."""
    return session.store.write_local(lambda connection: meta.forget(connection, _key(form)))


def _key(form: str) -> str:
    return f"form.{form}"
