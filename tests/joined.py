"""A laptop that a server knows, without the server."""

from maraude.domain.feeds import Role
from maraude.store import meta
from maraude.usecases.session import Session


def join(session: Session, role: Role) -> None:
    """Let the laptop be enrolled in a role."""
    values = {
        "url": "http://127.0.0.1:1", "pin": "", "token": "t", "device": "d", "role": role.value,
        "organisation": "Les Lucioles", "feeds": "territory:paris team:nord", "exchange_key": "",
    }  # fmt: skip
    kept = {f"server.{key}": value for key, value in values.items()}
    session.store.write(lambda transaction: meta.keep(transaction.connection, kept)).result()
