"""The guided first minute on screen: a strip above the footer, which hides nothing of the work."""

from collections.abc import Callable

from textual.widgets import Static

from maraude.tui.guide import Seen, Step, sentences, step
from maraude.tui.requests import GuideEnded
from maraude.tui.safe import safe
from maraude.tui.widgets.entry import Line
from maraude.tui.widgets.footer import Footer


class GuideStrip(Static):
    """Follows la ligne of its screen; ``noted`` counts the encounters of the evening.

    ``put_away`` names the key that puts it away. It leaves by itself with the second line.
    """

    def __init__(self, noted: Callable[[], int], put_away: str) -> None:
        super().__init__("", markup=False)
        self._noted = noted
        self._before = noted()
        self._step: Step | None = None
        self.border_title = safe(f" {put_away} ")

    def on_mount(self) -> None:
        """Look at la ligne whenever it is opened, typed on or left, and at what may be done."""
        self.watch(self.screen.query_one(Footer), "place", self._look, init=False)
        self.watch(self.screen.query_one(Line), "value", self._look, init=False)
        self.screen.bindings_updated_signal.subscribe(self, lambda _screen: self._look())
        self._look()

    def _look(self) -> None:
        """Say what the visitor can do now."""
        is_open = self.screen.query_one(Footer).place == "line"
        if self._step is Step.SAVED:
            if is_open:
                self.remove()
            return
        self._step = step(
            Seen(
                can_note=self.screen.check_action("new_line", ()) is True,
                can_leave=self.screen.check_action("start", ()) is True,
                is_open=is_open,
                line=self.screen.query_one(Line).value,
                saved=self._noted() > self._before,
            )
        )
        self.update(safe(sentences(self._step)))
        if self._step is Step.SAVED:
            self.post_message(GuideEnded())
