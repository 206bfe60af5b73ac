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

_KEPT, _BEGINS, _DONE = "history.", "history.begins", "history.done"
_BATCH = 200
"""Rows that go at once: a key that is pressed meanwhile waits for no more."""


def begins(session: Session) -> Evening | None:
    """Give the first evening of which all is here; None where nothing has left this laptop."""
    kept = meta.kept(session.store.reader, _KEPT).get(_BEGINS)
    return Evening.parse(kept) if kept else None


def sentence(session: Session, evening: Evening | None = None) -> str:
    """Say how far back this laptop goes; nothing where it has all, or all from ``evening`` on."""
    first = begins(session)
    if first is None or (evening and evening >= first):
        return ""
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
    kept = meta.kept(session.store.reader, _KEPT)
    if kept.get(_DONE) == str(today):
        return
    bounds = Bounds(retention.carried_since(today), session.zone)
    with suppress(Refusal):
        for type_name in history.TYPES:
            ids = history.over(session.store.reader, type_name, bounds)
            for start in range(0, len(ids), _BATCH):
                if cancelled():
                    return
                batch = ids[start : start + _BATCH]
                session.store.write_local(partial(_drop, type_name, bounds, batch)).result()
        if session.store.empty_log():
            session.store.write_local(partial(_finish, today, bounds)).result()


def _drop(type_name: str, bounds: Bounds, ids: list[str], connection: Connection) -> None:
    """Drop rows, and keep with the first of them that this laptop no longer has all."""
    if history.drop(connection, type_name, bounds, ids):
        meta.keep(connection, {_BEGINS: str(bounds.since)})


def _finish(today: Evening, bounds: Bounds, connection: Connection) -> None:
    if meta.kept(connection, _BEGINS):
        meta.keep(connection, {_BEGINS: str(bounds.since)})
    meta.keep(connection, {_DONE: str(today)})
