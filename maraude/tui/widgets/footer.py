"""The line at the bottom of a screen: what can be done next."""

from collections.abc import Iterator

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from maraude.i18n import _
from maraude.tui.commands import Command, commands, key_name
from maraude.tui.safe import safe

_GAP = "  "


class Footer(Widget):
    """The commands of ``place`` that the screen allows now, with the key for each.

    A screen says through Textual's own ``check_action`` what it allows, and calls
    ``refresh_bindings`` when that changes. A click does what the key does.
    """

    place: reactive[str] = reactive("")

    def __init__(self, place: str) -> None:
        super().__init__()
        self.set_reactive(Footer.place, place)

    def on_mount(self) -> None:
        """Follow what the screen allows and whether text is being typed; show the app's mark."""
        self.watch(self.app, "sub_title", self._show_mark)
        self.screen.bindings_updated_signal.subscribe(self, lambda _screen: self.refresh())

    def render(self) -> Content:
        """Draw what fits of the commands, the first ones first."""
        parts = [part for _command, key, label in self._shown() for part in _item(key, label)]
        return Content.assemble(" ", *parts).truncate(self.size.width)

    async def on_click(self, event: events.Click) -> None:
        """Do the command under the pointer."""
        start = 1
        for command, key, label in self._shown():
            end = start + cell_len(f"{key} {label}")
            if start <= event.x < end:
                await self.app.run_action(command.action)
                return
            start = end + len(_GAP)

    def allowed(self) -> tuple[Command, ...]:
        """Give the commands that the screen allows now, whether the footer shows them or not."""
        return tuple(command for command in commands(self.place) if self._allows(command))

    def _show_mark(self, mark: str) -> None:
        self.border_title = safe(f" {mark} ") if mark else None

    def _shown(self) -> Iterator[tuple[Command, str, str]]:
        """Give each command on the line with its key and its label."""
        focused = self.screen.focused
        typing = focused is not None and focused.check_consume_key("a", "a")
        for command in self.allowed():
            key = command.key_while(typing=typing)
            if command.in_footer and key:
                yield command, key_name(key), _(command.label)

    def _allows(self, command: Command) -> bool:
        node = self.app if command.is_global else self.screen
        return node.check_action(command.id, ()) is True


def _item(key: str, label: str) -> Iterator[tuple[str, str]]:
    yield key, "bold $accent"
    yield f" {label}{_GAP}", ""
