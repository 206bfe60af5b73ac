"""A person erased: every row about them, wherever it is kept."""

from sqlalchemy import Connection

from maraude.server.applying import Verdict
from maraude.server.scope import Scope


def erase(connection: Connection, person: str, reach: Scope, at: int) -> Verdict:
    return Verdict.OUT_OF_SCOPE
