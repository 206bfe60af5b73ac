"""The debrief while it is being written: kept at each key, and gone once the tour has ended."""

from concurrent.futures import Future
from dataclasses import dataclass

from maraude.domain.text import clean
from maraude.store import meta
from maraude.usecases.session import Session


@dataclass(frozen=True, slots=True)
class WrittenDebrief:
    """The text, and the kilometres as typed."""

    text: str = ""
    kilometres: str = ""


def keep(session: Session, debrief: WrittenDebrief) -> Future[None]:
    """Keep what is typed; done when it would survive the end of the process."""
    values = {
        "debrief.text": clean(debrief.text),
        "debrief.kilometres": clean(debrief.kilometres),
    }
    return session.store.write_local(lambda connection: meta.keep(connection, values))


def read(session: Session) -> WrittenDebrief:
    """Give what was kept, empty where there is nothing."""
    kept = meta.kept(session.store.reader, "debrief.")
    return WrittenDebrief(kept.get("debrief.text", ""), kept.get("debrief.kilometres", ""))


def drop(session: Session) -> Future[None]:
    """Forget it: the tour has ended."""
    return keep(session, WrittenDebrief())
