"""Become a laptop of an organisation's server, with the code that its coordination gives."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import maraude
from maraude.domain.refusal import Refusal
from maraude.domain.text import clean_line
from maraude.i18n import _
from maraude.store import feed_keys, incarnation, meta, signing_key
from maraude.store.transaction import Transaction
from maraude.usecases import profiles, rescue
from maraude.usecases.session import Session

if TYPE_CHECKING:
    from maraude.protocol.enrolment import Code

_SERVER, _NOW = "server.", "sync.now"
_MAX_NAME = 80


@dataclass(frozen=True, slots=True)
class Server:
    """The server of the organisation, what this laptop is there, and what it is sent.

    ``outside`` are the profile's own territory and team where they are not among ``feeds``: what
    is written here would be set aside there. To ``exchange_key`` (hexadecimal) is sealed what is
    carried to the server. ``since`` (UTC) is None where an older program enrolled. A server that
    was given no name for its ``organisation`` has the profile's.
    """

    url: str
    pin: str
    token: str = field(repr=False)
    device: str
    role: str
    organisation: str
    feeds: tuple[str, ...]
    exchange_key: str
    outside: tuple[str, ...] = ()
    since: datetime | None = None


def refuse_to_join(session: Session) -> None:
    """Refuse to enrol a demonstration, ``is-demo``, or anybody twice, ``already-enrolled``."""
    profiles.refuse_to_leave(session.profile)
    if server(session):
        raise Refusal("already-enrolled", _("Cet ordinateur est déjà inscrit auprès d'un serveur."))


def read_code(typed: str) -> "Code":
    """Read a code, before anything is sent; Refusal ``bad-code``."""
    from maraude.protocol.enrolment import Code

    try:
        return Code.parse(typed)
    except ValueError:
        raise Refusal(
            "bad-code",
            _("Ce code ne se lit pas. Il s'écrit HÔTE:PORT:CLÉ:SECRET ; vérifiez chaque signe."),
        ) from None


def enrol(session: Session, code: str, name: str) -> Server:
    """Enrol with a code; Refusal where that fails, and nothing has changed."""
    from maraude.sync import link
    from maraude.sync.failure import LinkError

    refuse_to_join(session)
    known = read_code(code)
    inc = incarnation.current(session.store.reader).inc
    called = clean_line(name)[:_MAX_NAME] or session.profile.team_name
    try:
        enrolled = link.enrol(known, called, inc, maraude.__version__)
    except LinkError as error:
        raise Refusal(error.code, error.sentence) from error
    values = {
        "url": known.url,
        "pin": known.pin,
        "token": enrolled.token,
        "device": enrolled.device,
        "role": enrolled.role,
        "organisation": enrolled.organisation,
        "feeds": " ".join(enrolled.feeds),
        "exchange_key": enrolled.exchange_key,
        "since": session.now().isoformat(),
    }

    def keep(transaction: Transaction) -> None:
        connection = transaction.connection
        meta.keep(connection, {f"{_SERVER}{key}": text for key, text in values.items()})
        if enrolled.signing_key:
            signing_key.keep(connection, enrolled.signing_key)
        if enrolled.keys:
            feed_keys.keep(connection, enrolled.keys)

    session.store.write(keep).result()
    rescue.entrust(session)
    return _server(session, values)


def told(server: Server) -> list[str]:
    """Say in one sentence each what this laptop will be sent, and what it may not write."""
    lines = [
        _("Cet ordinateur est inscrit auprès de {organisation}. Il recevra : {feeds}.").format(
            organisation=server.organisation, feeds=", ".join(server.feeds)
        )
    ]
    return [*lines, warning(server)] if server.outside else lines


def warning(server: Server) -> str:
    """Say where what this laptop writes would be set aside."""
    return _(
        "Attention : ce profil écrit dans {places}, que le code n'ouvre pas. Ce qu'il"
        " envoie serait mis de côté ; voyez avec la coordination."
    ).format(places=", ".join(server.outside))


def server(session: Session) -> Server | None:
    """Give the server of this laptop, None before it has enrolled."""
    kept = meta.kept(session.store.reader, _SERVER)
    values = {key.removeprefix(_SERVER): text for key, text in kept.items()}
    return _server(session, values) if values else None


def time_there(session: Session) -> datetime | None:
    """Give the time (UTC) that the server told last, by its own clock; None before it told any."""
    told = meta.kept(session.store.reader, _NOW).get(_NOW)
    return datetime.fromtimestamp(int(told) / 1000, UTC) if told else None


def _server(session: Session, values: dict[str, str]) -> Server:
    feeds = tuple(values["feeds"].split())
    belongs = session.profile.belongs.values()
    return Server(
        values["url"],
        values["pin"],
        values["token"],
        values["device"],
        values["role"],
        values["organisation"] or session.profile.organisation_name,
        feeds,
        values["exchange_key"],
        tuple(place for place in belongs if place not in feeds),
        datetime.fromisoformat(values["since"]) if "since" in values else None,
    )
