"""How a device comes to be: an administrator invites once, a laptop accepts."""

import hashlib
import json
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection, insert, select, update

from maraude import sealed
from maraude.domain.clock import Now
from maraude.domain.feeds import Role, readable
from maraude.domain.identifiers import new_id
from maraude.domain.text import clean_line
from maraude.protocol.enrolment import Enrolled, EnrolRequest, new_secret
from maraude.server import access, audit, feed_keys, meta
from maraude.server.tables import device, incarnation, invitation

LIFETIME = timedelta(minutes=10)
ORGANISATION = "organisation"
"""The key under which the server keeps whose it is."""


class EnrolmentError(Exception):
    """A secret opens nothing: ``unknown-code``, ``expired-code`` or ``used-code``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def invite(connection: Connection, role: Role, feeds: Sequence[str], pin: str, now: Now) -> str:
    """Give a secret with which one laptop can enrol within ten minutes; only its digest stays."""
    secret, at = new_secret(pin), audit.milliseconds(now)
    connection.execute(
        insert(invitation).values(
            secret_hash=_digest(secret),
            role=role,
            feeds=json.dumps(sorted(feeds)),
            expires_at=at + LIFETIME // timedelta(milliseconds=1),
        )
    )
    audit.record(connection, audit.SERVER, "invite", role, at)
    return secret


def enrol(connection: Connection, asked: EnrolRequest, now: Now) -> Enrolled:
    """Make a laptop a device; EnrolmentError.

    A laptop that did not get the answer may ask again with the same secret until it was seen
    exchanging: it is the same device, with another token. One that was a device already becomes
    a new one, and the old one is revoked.
    """
    at = audit.milliseconds(now)
    found = connection.execute(
        select(invitation)
        .where(invitation.c.secret_hash == _digest(asked.secret))
        .with_for_update()
    ).first()
    if found is None:
        raise EnrolmentError("unknown-code")
    if found.expires_at <= at:
        raise EnrolmentError("expired-code")
    token, digest = access.new_token()
    if found.used_at is not None:
        device_id = _unseen(connection, asked.inc, found.used_at)
        values = {"token_hash": digest}
        connection.execute(update(device).where(device.c.id == device_id).values(values))
    else:
        device_id = _new_device(connection, asked, found.role, digest, at)
        _take(connection, asked.inc, device_id, now)
        access.grant(connection, device_id, json.loads(found.feeds), now, actor=device_id)
        this = invitation.c.secret_hash == found.secret_hash
        connection.execute(update(invitation).where(this).values(used_at=at))
    audit.record(connection, device_id, "enrol", device_id, at)
    return _enrolled(connection, token)


def _new_device(
    connection: Connection, asked: EnrolRequest, role: str, digest: bytes, at: int
) -> str:
    device_id = new_id()
    connection.execute(
        insert(device).values(
            id=device_id,
            name=clean_line(asked.name) or device_id,
            role=role,
            token_hash=digest,
            enrolled_at=at,
            app=clean_line(asked.app),
        )
    )
    return device_id


def _take(connection: Connection, inc: str, device_id: str, now: Now) -> None:
    """Let a device write as ``inc``, in the place of the device that did until now, if any."""
    before = connection.execute(
        select(incarnation.c.device).where(incarnation.c.inc == inc)
    ).scalar()
    if before is None:
        connection.execute(insert(incarnation).values(inc=inc, device=device_id))
        return
    connection.execute(
        update(incarnation).where(incarnation.c.device == before).values(device=device_id)
    )
    access.revoke(connection, before, now, actor=device_id)


def _unseen(connection: Connection, inc: str, used_at: int) -> str:
    """Give the device that ``inc`` became at ``used_at``, as long as it never exchanged."""
    found = connection.execute(
        select(device.c.id)
        .join(incarnation, incarnation.c.device == device.c.id)
        .where(
            incarnation.c.inc == inc,
            device.c.enrolled_at == used_at,
            device.c.seen_at.is_(None),
            device.c.revoked_at.is_(None),
        )
    ).scalar()
    if found is None:
        raise EnrolmentError("used-code")
    return str(found)


def _enrolled(connection: Connection, token: str) -> Enrolled:
    made = access.authenticate(connection, token)
    if made is None:
        raise EnrolmentError("unknown-code")
    key = meta.exchange_key(connection)
    return Enrolled(
        token,
        made.id,
        meta.epoch(connection),
        made.role,
        made.feeds,
        meta.value(connection, ORGANISATION),
        sealed.public(key).hex(),
        feed_keys.of(meta.every(connection), readable(made.role, made.feeds)),
        sealed.signing_public(meta.signing_key(connection)).hex(),
    )


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
