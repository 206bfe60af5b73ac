"""Exchanges that somebody carries: a laptop's file in, the file with the answers out."""

import secrets
from contextlib import suppress

import msgspec

from maraude import sealed
from maraude.domain.clock import Now
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.protocol import bundle, messages
from maraude.protocol.bundle import Back, MalformedBundleError, Out, Step
from maraude.protocol.enrolment import SYNC
from maraude.protocol.messages import Hello, MalformedMessageError, Page, Welcome
from maraude.sealed import SealError
from maraude.server import access, meta, permissions
from maraude.server.database import Database
from maraude.server.exchange import exchange, read_on

MOST_BYTES = 48 * 2**20
"""Bytes of answers in one file; what there is beyond them comes with the next."""


def answer(database: Database, content: bytes, now: Now) -> bytes:
    """Take what a laptop's file brings; give the file with all that the laptop is to be told.

    Refusal: ``unreadable-bundle``, ``unknown-device``.
    """
    try:
        handover = bundle.read_handover(content)
    except MalformedBundleError as error:
        raise _unreadable() from error
    for other in handover.others:
        with suppress(Refusal):
            take(database, other.out, now)
    out, device = _open(database, handover.sent.out)
    try:
        answers = Back(_steps(database, device, out.request, now))
        return bundle.back(sealed.seal(bundle.encode(answers), out.reply_to))
    except (MalformedMessageError, SealError) as error:
        raise _unreadable() from error


def take(database: Database, sealed_out: bytes, now: Now) -> None:
    """Take what a laptop had for the server, though nobody carries an answer back to it.

    Refusal: as ``answer``.
    """
    out, device = _open(database, sealed_out)
    try:
        exchange(database, device, out.request, now)
    except MalformedMessageError as error:
        raise _unreadable() from error


def _open(database: Database, sealed_out: bytes) -> tuple[Out, str]:
    """Give what is sealed to this server, and the device whose it is."""
    with database.write() as connection:
        key = meta.exchange_key(connection)
    try:
        out = bundle.decode(sealed.unseal(sealed_out, key), Out)
    except (MalformedBundleError, SealError) as error:
        raise _unreadable() from error
    return out, _device(database, out)


def _unreadable() -> Refusal:
    return Refusal(
        "unreadable-bundle",
        _("Ce fichier n'a pas été fait pour ce serveur, ou il est abîmé."),
    )


def _device(database: Database, out: Out) -> str:
    """Give whose file it is, if the table of permissions lets it exchange."""
    with database.read() as connection:
        device = access.authenticate(connection, out.token)
    allowed = permissions.permitted("POST", SYNC)
    if device is None or permissions.visitor(device) not in allowed:
        raise Refusal(
            "unknown-device",
            _("L'ordinateur qui a fait ce fichier n'a rien à échanger avec ce serveur."),
        )
    return device.id


def _steps(database: Database, device: str, request: bytes, now: Now) -> list[Step]:
    hello, _changes = messages.read_request(request)
    steps = [Step(hello, exchange(database, device, request, now))]
    left = MOST_BYTES - len(steps[0].answer)
    while left > 0 and (asked := _next(steps[-1])):
        steps.append(Step(asked, read_on(database, device, asked, now)))
        left -= len(steps[-1].answer)
    return steps


def _next(step: Step) -> Hello | None:
    """Give what the laptop would ask next, None where it would have to do something first."""
    asked = step.hello
    lines = messages.read_answer(step.answer, asked.nonce)
    welcome = next(line for line in lines if isinstance(line, Welcome))
    last = {line.feed: line for line in lines if isinstance(line, Page)}
    at_head = all(page.end == page.head for page in last.values())
    restored = asked.epoch not in ("", welcome.epoch)
    if welcome.fork or welcome.wipe or restored or at_head:
        return None
    return msgspec.structs.replace(
        asked,
        nonce=secrets.token_hex(16),
        next=welcome.acked + 1,
        epoch=welcome.epoch,
        cursor={feed: page.end for feed, page in last.items()},
    )
