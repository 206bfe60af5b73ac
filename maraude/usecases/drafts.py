"""Keep the line that is being typed, so that a crash or a lock takes nothing away."""

from collections.abc import Sequence
from concurrent.futures import Future
from datetime import datetime

from maraude.domain.choice import Choice
from maraude.store import drafts
from maraude.store.drafts import StoredDraft
from maraude.usecases.session import Session


def keep(
    session: Session,
    line: str,
    opened_at: datetime,
    choices: Sequence[Choice] = (),
    editing: str = "",
) -> Future[None]:
    """Write the draft; done when it would survive the end of the process."""
    draft = StoredDraft(line, opened_at, tuple(choices), editing)
    return session.store.write_local(lambda connection: drafts.keep(connection, draft))


def drop(session: Session) -> Future[None]:
    """Forget the draft: its line was saved or taken back."""
    return session.store.write_local(drafts.drop)


def read(session: Session) -> StoredDraft | None:
    """Give the draft that was kept, None where there is none."""
    return drafts.read(session.store.reader)
