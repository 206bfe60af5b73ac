"""How far back a laptop of the street goes: what is over and at the base leaves it after 90 days.

A lost laptop then tells of some weeks, not of years. It goes by the server's time alone, and only
by what the server has; who decides or settles things keeps all, for figures and duties.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from maraude.domain import retention
from maraude.domain.evening import Evening, long_date
from maraude.domain.feeds import DECIDE
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.store import history, meta
from maraude.store.engine import Connection
from maraude.store.history import Bounds
from maraude.usecases import enrolment
from maraude.usecases.session import Session

_DONE = "history.done"
_LOOKED, _BATCH = 5_000, 50
"""Rows that are looked for, and that go, at once: a key pressed meanwhile waits for no more."""


def begins(session: Session) -> Evening | None:
    """Give the first evening of which all is here; None where nothing has left this laptop."""
    return history.begins(session.store.reader)


def sentence(session: Session, evening: Evening | None = None) -> str:
    """Say how far back this laptop goes; nothing where it has all, or all from ``evening`` on."""
    first = begins(session)
    if first is None or (evening and evening >= first):
        return ""
    return kept_since(first)


def kept_since(first: Evening) -> str:
    """Say that a laptop has all from an evening on, and where the rest is."""
    return _(
        "Ce portable garde {days} jours de soirées, depuis le {evening} ; le reste est à la base."
    ).format(days=retention.CARRIED, evening=long_date(first.date))


def is_carried(session: Session) -> bool:
    """Tell whether this laptop keeps no more than the last evenings: those of the street do."""
    server = enrolment.server(session)
    return server is not None and server.role not in DECIDE and not session.profile.demo


def thin(session: Session, cancelled: Callable[[], bool] = lambda: False) -> None:
    """Let what is over go, once on each day of the server's; it goes on where it was cut off.

    A full disk, or somebody who reads at that moment, leaves the rest for the next exchange.
    """
    told = enrolment.time_there(session) if is_carried(session) else None
    if told is None:
        return
    today = Evening.at(told, session.zone)
    if meta.kept(session.store.reader, _DONE).get(_DONE) == str(today):
        return
    bounds = Bounds(retention.carried_since(today), session.zone)
    with suppress(Refusal):
        gone = all(_drop_all(session, name, bounds, cancelled) for name in history.TYPES)
        if gone and session.store.empty_log():
            session.store.write_local(partial(_finish, today, bounds)).result()


def _drop_all(
    session: Session, type_name: str, bounds: Bounds, cancelled: Callable[[], bool]
) -> bool:
    """Drop what is over of a type, some rows at a time; False where that was ``cancelled``."""
    dropped = 1
    while dropped and (ids := history.over(session.store.reader, type_name, bounds, _LOOKED)):
        dropped = 0
        for start in range(0, len(ids), _BATCH):
            if cancelled():
                return False
            job = partial(_drop, type_name, bounds, ids[start : start + _BATCH])
            dropped += session.store.write_local(job).result()
    return True


def _drop(type_name: str, bounds: Bounds, ids: list[str], connection: Connection) -> int:
    """Drop rows, counted, and keep with the first of them that this laptop no longer has all."""
    dropped = history.drop(connection, type_name, bounds, ids)
    if dropped:
        history.keep_begin(connection, bounds.since)
    return dropped


def _finish(today: Evening, bounds: Bounds, connection: Connection) -> None:
    if history.begins(connection):
        history.keep_begin(connection, bounds.since)
    meta.keep(connection, {_DONE: str(today)})
