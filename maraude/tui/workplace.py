"""A profile as the application's door, and what is behind it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from maraude import paths
from maraude.domain.clock import Now
from maraude.domain.evening import long_date
from maraude.i18n import _
from maraude.tui.door import HOME, Bearings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from textual.screen import Screen

    from maraude.usecases.session import Session


class ProfileDoor:
    """The profile in ``home``. What opens it is imported after the first paint."""

    def __init__(self, home: Path, now: Now) -> None:
        self._home = home
        self._now = now

    def exists(self) -> bool:
        """Tell whether there is a profile."""
        return paths.keyring(self._home).exists()

    def who(self) -> str:
        """Say nothing: before the profile is open, nobody needs to know whose it is."""
        return ""

    def needs_passphrase(self) -> bool:
        """Tell that a profile is opened by a passphrase."""
        return True

    def prepare(self) -> None:
        """Load the stores and the key derivation."""
        from maraude.tui.screens import briefing, tonight
        from maraude.usecases import profiles

        del briefing, tonight, profiles

    def unlock(self, passphrase: str) -> "SessionWorkplace":
        """Open the profile."""
        from maraude.usecases import profiles

        return SessionWorkplace(profiles.unlock(self._home, passphrase, self._now))


class DemoDoor:
    """A demonstration, which opens by itself; ``open_session`` opens it."""

    def __init__(self, open_session: "Callable[[], Session]") -> None:
        self._open_session = open_session

    def exists(self) -> bool:
        """Tell that there is something to open."""
        return True

    def who(self) -> str:
        """Say what it is."""
        return _("Démonstration : tout y est fictif.")

    def needs_passphrase(self) -> bool:
        """Tell that nobody is asked."""
        return False

    def prepare(self) -> None:
        """Load nothing ahead: it opens at once."""

    def unlock(self, passphrase: str) -> "SessionWorkplace":
        """Open the demonstration."""
        del passphrase
        return SessionWorkplace(self._open_session())


class SessionWorkplace:
    """An open session as the screens of the application."""

    def __init__(self, session: "Session") -> None:
        self._session = session

    @property
    def modes(self) -> "Mapping[str, Callable[[], Screen[Any]]]":
        """The screen of the evening and those that it opens; at first the briefing comes first."""
        from maraude.usecases import tours

        briefing = {"briefing": self._briefing}
        is_out = tours.current(self._session) is not None
        return {
            **({} if is_out else briefing),
            HOME: self._tonight,
            **briefing,
            "start": self._start,
            "spots": self._spots,
            "debrief": self._debrief,
        }

    def bearings(self) -> Bearings:
        """Say where the team is and whom it can call."""
        from maraude.usecases import spots, tours

        tour = tours.current(self._session)
        place = spots.name(self._session, tour.spot) if tour else ""
        return Bearings(self._session.profile.on_call, place)

    def file(self, person: str) -> "Screen[Any]":
        """Show a person's file."""
        from maraude.tui.screens.person import PersonScreen

        return PersonScreen(self._session, person)

    def close(self) -> None:
        """Back up where it is time to, and close the stores."""
        try:
            self._session.store.back_up()
        finally:
            self._session.close()

    def _tonight(self) -> "Screen[Any]":
        from maraude.tui.screens.tonight import Tonight

        return Tonight(self._session)

    def _briefing(self) -> "Screen[Any]":
        from maraude.tui.screens.briefing import BriefingScreen

        return BriefingScreen(self._session)

    def _start(self) -> "Screen[Any]":
        from maraude.tui.screens.start import StartScreen
        from maraude.usecases import tours

        session = self._session
        title = _("Départ · {evening}").format(evening=long_date(session.evening.date))
        return StartScreen(
            title,
            lambda sector, members: tours.start(session, sector=sector, members=members),
            lambda: tours.last(session),
        )

    def _spots(self) -> "Screen[Any]":
        from maraude.tui.desks import SpotsDesk
        from maraude.tui.screens.spots import SpotsScreen

        return SpotsScreen(SpotsDesk(self._session))

    def _debrief(self) -> "Screen[Any]":
        from maraude.tui.screens.debrief import DebriefScreen

        return DebriefScreen(self._session)
