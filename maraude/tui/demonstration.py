"""The demonstration behind the screens: its clock, which may be set, and its guide."""

from maraude.domain.evening import Evening, long_date
from maraude.i18n import _
from maraude.tui.workplace import SessionWorkplace


class DemoWorkplace(SessionWorkplace):
    """A fictional evening; its session goes by a ``DemoClock``."""

    def wants_guide(self) -> bool:
        """Tell whether nobody was guided here yet."""
        from maraude.demo import demo

        return not demo.is_guided(self._session.store.home)

    def keep_guided(self) -> None:
        """Keep that somebody was guided, or did not wish to be."""
        from maraude.demo import demo

        demo.keep_guided(self._session.store.home)

    def noted(self) -> int:
        """Count what was noted tonight."""
        from maraude.usecases import tours

        tour = tours.current(self._session)
        return len(tours.entries(self._session, tour)) if tour else 0

    def objection(self, text: str) -> str:
        """Say what is wrong with a moment as typed, nothing where nothing is."""
        from maraude.demo import travel
        from maraude.domain.refusal import Refusal

        try:
            travel.read_moment(text, self._session.now(), self._session.zone)
        except Refusal as refusal:
            return refusal.message
        return ""

    def travel(self, text: str) -> str:
        """Go on from a moment as typed; says which one it is. Refusal where it is none."""
        from maraude.demo import travel

        moment = travel.go(self._session, text)
        local = moment.astimezone(self._session.zone)
        return _("Il est {time} · soirée du {evening}").format(
            time=f"{local:%H:%M}", evening=long_date(Evening.at(moment, self._session.zone).date)
        )
