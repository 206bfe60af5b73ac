"""A laptop that a server knows, without one."""

from maraude.store import meta
from maraude.usecases.session import Session

_SERVER = {
    "url": "https://127.0.0.1:9",
    "pin": "",
    "token": "",
    "device": "ines",
    "organisation": "Les Lucioles",
    "feeds": "territory:paris",
    "exchange_key": "",
}


def become(session: Session, role: str) -> None:
    """Let whoever works here have a role at a server."""
    kept = {f"server.{key}": text for key, text in {**_SERVER, "role": role}.items()}
    session.store.write_local(lambda connection: meta.keep(connection, kept)).result()
