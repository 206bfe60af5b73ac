"""What any screen may ask or tell the application: to note about a person, to open their file."""

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from textual.message import Message


@runtime_checkable
class TakesNotes(Protocol):
    """A screen with la ligne on it."""

    def note_about(self, person: str) -> None:
        """Open la ligne with a person, by their id, already named on it."""

    def correct(self, encounter: str) -> None:
        """Open an encounter of any evening, by its id, as the line that says it."""


class ChangeKey(Message):
    """Close the profile, and have ``job`` change its key; it gives a new sheet, or nothing."""

    def __init__(self, job: Callable[[], str]) -> None:
        super().__init__()
        self.job = job


class GuideEnded(Message):
    """The visitor of a demonstration has saved an encounter: there is nothing more to guide."""


class NoteAbout(Message):
    """Open la ligne with a person, by their id, already named on it."""

    def __init__(self, person: str) -> None:
        super().__init__()
        self.person = person


class Correct(Message):
    """Open an encounter of any evening, by its id, as the line that says it."""

    def __init__(self, encounter: str) -> None:
        super().__init__()
        self.encounter = encounter


class OpenFile(Message):
    """Show a person's file, by their id, over the screen in front."""

    def __init__(self, person: str) -> None:
        super().__init__()
        self.person = person


class Exchange(Message):
    """Exchange with the server now, and from time to time from now on."""


class LanguageChosen(Message):
    """Another language is in use from now on: what is open must be shown again."""
