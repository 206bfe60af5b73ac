"""What the application is given: a locked profile, and the place of work behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from textual.screen import Screen

HOME = "tonight"
"""The mode of the evening, to which the other modes go back."""


@dataclass(frozen=True, slots=True)
class Bearings:
    """What to say in an emergency: the team's on-call number, and where the team is, in words."""

    on_call: str = ""
    place: str = ""


class Workplace(Protocol):
    """An opened profile as its screens."""

    @property
    def modes(self) -> Mapping[str, "Callable[[], Screen[Any]]"]:
        """A maker for the screen of each mode, ``HOME`` among them; called on first use.

        The first one is shown first.
        """

    @property
    def notice(self) -> str:
        """A sentence on what opening the profile needed, to be shown once; mostly nothing."""

    def bearings(self) -> Bearings:
        """Say where the team is and whom it can call."""

    def file(self, person: str) -> "Screen[Any]":
        """Give the screen of a person's file, by their id."""

    def is_out(self) -> bool:
        """Tell whether a tour is open."""

    def short_code(self) -> Callable[[str], bool] | None:
        """Give what tells the short code that lifts the veil, in any thread; None without one."""

    def locked_unattended(self) -> None:
        """Keep that the profile is locked because nobody was there."""

    def has_server(self) -> bool:
        """Tell whether this laptop is enrolled with a server."""

    def synchronise(self, cancelled: Callable[[], bool], progress: Callable[[str], None]) -> str:
        """Exchange with the server, in a thread of its own; gives what to say of it, or Refusal.

        ``progress`` is told in a few words how far it is.
        """

    def exchanged(self) -> str:
        """Say in a few words what waits to be sent, or how the last exchange ended."""

    def follow(self, written: Callable[[], object]) -> None:
        """Call ``written``, in a thread of the store's, after whatever is written from now on."""

    def diagnose(self, failure: BaseException) -> str:
        """Give a sentence for a failure that has a cause outside of the program, else nothing."""

    def close(self) -> None:
        """Finish what is being written and forget what can be forgotten."""


class Door(Protocol):
    """A profile that is still locked. ``exists`` and ``who`` run before anything is drawn.

    ``prepare`` and ``unlock`` run in the thread of long work.
    """

    def exists(self) -> bool:
        """Tell whether there is a profile."""

    def who(self) -> str:
        """Say whose it is, as far as is known before opening, or why there is none any more."""

    def needs_passphrase(self) -> bool:
        """Tell whether the profile is to be opened by a passphrase; a demonstration is not."""

    def prepare(self) -> None:
        """Load what ``unlock`` will need, so that it is there once a passphrase is typed."""

    def unlock(self, passphrase: str) -> Workplace:
        """Open the profile; Refusal where the passphrase is wrong or the files are damaged."""
