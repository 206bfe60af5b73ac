"""The organisation's recovery key, and the answer to a laptop that nobody can open.

The server knows the public key alone: the private one is the words of a sheet that is at base.
"""

from sqlalchemy import Connection, select

from maraude import sealed
from maraude.domain.clock import Now
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.protocol import rescue
from maraude.protocol.rescue import Challenge, Entrusted, MalformedRescueError, Solution
from maraude.sealed import SealError
from maraude.server import access, audit, meta
from maraude.server.access import Device
from maraude.server.tables import audit as audit_table

RECOVER = "recover"


def has_key(connection: Connection) -> bool:
    """Tell whether the organisation has a recovery key."""
    return bool(meta.value(connection, meta.RESCUE))


def keep(connection: Connection, public: bytes, now: Now) -> None:
    """Let laptops seal their keys to another public key from now on."""
    meta.keep(connection, meta.RESCUE, public.hex())
    audit.record(connection, audit.SERVER, "sheet", public.hex(), audit.milliseconds(now))


def solve(
    connection: Connection, challenge: Challenge, private: bytes, now: Now
) -> tuple[Device, Solution]:
    """Answer a challenge, once; gives whose it is too, and keeps that in the audit.

    Refusal: ``damaged-request``, ``unknown-device``, ``revoked-device``, ``answered-already``.
    """
    entrusted = _opened(challenge, private)
    device = access.named(connection, entrusted.device)
    if device.revoked:
        raise Refusal(
            "revoked-device",
            _("{name} a été exclu : il ne s'ouvre plus pour personne.").format(name=device.name),
        )
    target = f"{device.id} {challenge.nonce}"
    query = select(audit_table.c.id).where(
        audit_table.c.action == RECOVER, audit_table.c.target == target
    )
    if connection.execute(query).first():
        raise Refusal(
            "answered-already",
            _("Cette demande a déjà eu sa réponse. Refaites-en une sur l'ordinateur."),
        )
    audit.record(connection, audit.SERVER, RECOVER, target, audit.milliseconds(now))
    return device, Solution(challenge.nonce, sealed.seal(entrusted.key, challenge.reply_to))


def _opened(challenge: Challenge, private: bytes) -> Entrusted:
    try:
        return rescue.decode(sealed.unseal(challenge.rescue.sealed, private), Entrusted)
    except (SealError, MalformedRescueError):
        raise Refusal(
            "damaged-request", _("Cette demande est abîmée : refaites-la sur l'ordinateur.")
        ) from None
