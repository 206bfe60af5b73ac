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
        """Tell whether there is a profile, or what is left of one."""
        if paths.emptied(self._home).exists():
            return False
        return paths.keyring(self._home).exists() or paths.database(self._home).exists()

    def who(self) -> str:
        """Say only that it was emptied: otherwise nobody needs to know whose it is."""
        if not paths.emptied(self._home).exists():
            return ""
        from maraude.usecases import departure

        return departure.sentence()

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

        return SessionWorkplace.held(
            self._home, lambda: profiles.unlock(self._home, passphrase, self._now)
        )


class DemoDoor:
    """The demonstration in ``home``, which opens by itself; ``open_session`` opens it."""

    def __init__(self, home: Path, open_session: "Callable[[], Session]") -> None:
        self._home = home
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
        from maraude.tui.demonstration import DemoWorkplace

        return DemoWorkplace.held(self._home, self._open_session)


class SessionWorkplace:
    """An open session as the screens of the application; ``let_go`` is called once closed."""

    def __init__(self, session: "Session", let_go: "Callable[[], None]" = lambda: None) -> None:
        self._session = session
        self._let_go = let_go

    @classmethod
    def held(cls, home: Path, open_session: "Callable[[], Session]") -> "SessionWorkplace":
        """Open a session on a profile that no other application has open."""
        from maraude.usecases import profiles

        let_go = profiles.hold(home)
        try:
            return cls(open_session(), let_go)
        except BaseException:
            let_go()
            raise

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
            "people": self._people,
            "settings": self._settings,
        }

    @property
    def notice(self) -> str:
        """What the session has to say of its opening, and of the lock before it."""
        from maraude.usecases import pin

        return " ".join(filter(None, (self._session.notice, pin.advice(self._session))))

    def bearings(self) -> Bearings:
        """Say where the team is and whom it can call."""
        from maraude.usecases import spots, tours

        tour = tours.current(self._session)
        place = spots.name(self._session, tour.spot) if tour else ""
        return Bearings(self._session.profile.on_call, place)

    def is_out(self) -> bool:
        """Tell whether a tour is open."""
        from maraude.usecases import tours

        return tours.current(self._session) is not None

    def short_code(self) -> "Callable[[str], bool] | None":
        """Give what tells the short code of whoever opened the profile."""
        from maraude.usecases import pin

        return pin.check(self._session)

    def locked_unattended(self) -> None:
        """Keep it, to be told how to go on without the passphrase next time."""
        from maraude.usecases import pin

        pin.keep_unattended(self._session)

    def file(self, person: str) -> "Screen[Any]":
        """Show a person's file."""
        from maraude.tui.screens.person import PersonScreen

        return PersonScreen(self._session, person)

    def has_server(self) -> bool:
        """Tell whether this laptop is enrolled with a server."""
        from maraude.usecases import enrolment

        return enrolment.server(self._session) is not None

    def synchronise(
        self, cancelled: "Callable[[], bool]", progress: "Callable[[str], None]"
    ) -> str:
        """Exchange with the server; gives what to say of it, or Refusal."""
        from maraude.usecases import sync, sync_words

        done = sync.run(
            self._session,
            cancelled=cancelled,
            progress=lambda so_far: progress(sync_words.progress(so_far)),
        )
        return " ".join(sync_words.done(done, sync.standing(self._session)))

    def exchanged(self) -> str:
        """Say in a few words what waits to be sent, or how the last exchange ended."""
        from maraude.usecases import sync, sync_words

        standing, session = sync.standing(self._session), self._session
        return sync_words.state(standing, session.now(), session.zone)

    def follow(self, written: "Callable[[], object]") -> None:
        """Call ``written`` after whatever is written from now on."""
        self._session.store.written = written

    def diagnose(self, failure: BaseException) -> str:
        """Say what is wrong with the disk, where that is what made the application fail."""
        from maraude.usecases import recovery

        return recovery.diagnose(self._session.store.home, failure)

    def close(self) -> None:
        """Back up where it is time to, and close the stores."""
        try:
            self._session.store.back_up()
        finally:
            self._session.close()
            self._let_go()

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

    def _people(self) -> "Screen[Any]":
        from maraude.tui.screens.people import PeopleScreen

        return PeopleScreen(self._session)

    def _debrief(self) -> "Screen[Any]":
        from maraude.tui.screens.debrief import DebriefScreen

        return DebriefScreen(self._session)

    def _settings(self) -> "Screen[Any]":
        from maraude.tui.screens.settings import SettingsScreen

        return SettingsScreen(self._session)
