"""Become a laptop of an organisation's server, with the code that its coordination gives."""

from dataclasses import dataclass, field

import maraude
from maraude.domain.refusal import Refusal
from maraude.domain.text import clean_line
from maraude.i18n import _
from maraude.store import feed_keys, incarnation, meta
from maraude.store.transaction import Transaction
from maraude.usecases import profiles
from maraude.usecases.session import Session

_SERVER = "server."
_MAX_NAME = 80


@dataclass(frozen=True, slots=True)
class Server:
    """The server of the organisation, what this laptop is there, and what it is sent.

    ``outside`` are the profile's own territory and team where they are not among ``feeds``: what
    is written here would be set aside there. To ``exchange_key`` (hexadecimal) is sealed what is
    carried to the server.
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


def enrol(session: Session, code: str, name: str) -> Server:
    """Enrol with a code; Refusal where that fails, and nothing has changed."""
    from maraude.protocol.enrolment import Code
    from maraude.sync import link
    from maraude.sync.failure import LinkError

    profiles.refuse_to_leave(session.profile)
    if server(session):
        raise Refusal("already-enrolled", _("Cet ordinateur est déjà inscrit auprès d'un serveur."))
    try:
        known = Code.parse(code)
    except ValueError:
        raise Refusal(
            "bad-code",
            _("Ce code ne se lit pas. Il s'écrit HÔTE:PORT:CLÉ:SECRET ; vérifiez chaque signe."),
        ) from None
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
    }

    def keep(transaction: Transaction) -> None:
        connection = transaction.connection
        meta.keep(connection, {f"{_SERVER}{key}": text for key, text in values.items()})
        feed_keys.keep(connection, enrolled.keys)

    session.store.write(keep).result()
    return _server(session, values)


def server(session: Session) -> Server | None:
    """Give the server of this laptop, None before it has enrolled."""
    kept = meta.kept(session.store.reader, _SERVER)
    values = {key.removeprefix(_SERVER): text for key, text in kept.items()}
    return _server(session, values) if values else None


def _server(session: Session, values: dict[str, str]) -> Server:
    feeds = tuple(values["feeds"].split())
    belongs = session.profile.belongs.values()
    return Server(
        values["url"],
        values["pin"],
        values["token"],
        values["device"],
        values["role"],
        values["organisation"],
        feeds,
        values["exchange_key"],
        tuple(place for place in belongs if place not in feeds),
    )
