"""A door to what a test has opened already."""

from maraude.domain.refusal import Refusal
from maraude.tui.workplace import SessionWorkplace
from maraude.usecases.session import Session


class OpenDoor:
    """A door to a session that the test closes."""

    def __init__(self, session: Session, *, there: bool = True, locked: bool = False) -> None:
        self._session = session
        self._there = there
        self._locked = locked

    def exists(self) -> bool:
        return self._there

    def who(self) -> str:
        return ""

    def needs_passphrase(self) -> bool:
        return self._locked

    def prepare(self) -> None:
        return

    def unlock(self, passphrase: str) -> SessionWorkplace:
        if passphrase:
            raise Refusal("wrong-passphrase", "Momo")
        return _KeptOpen(self._session)


class _KeptOpen(SessionWorkplace):
    def close(self) -> None:
        return
