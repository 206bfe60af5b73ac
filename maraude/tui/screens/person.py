"""A person's file: what to be careful about, what comes next, and every time they were met."""

from typing import Any

from textual.app import ComposeResult
from textual.screen import Screen

from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header
from maraude.usecases.session import Session


class PersonScreen(Screen[None]):
    """The file of ``person``, an id."""

    def __init__(self, session: Session, person: str) -> None:
        super().__init__()
        self._session: Any = session
        self._person = person

    def compose(self) -> ComposeResult:
        """Lay out the file."""
        yield Header(self._person)
        yield Footer("person")
