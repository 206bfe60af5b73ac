"""Choose a time zone among those of the world, by a part of its name."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from maraude.domain.setting import zones, zones_like
from maraude.i18n import _
from maraude.tui.commands import bindings
from maraude.tui.safe import safe
from maraude.tui.widgets.field import Field
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.line_list import LineList, Rows, Spans


class ZonesScreen(ModalScreen[str | None]):
    """A search above what it finds, ``current`` first under the cursor; gives a zone's name.

    ``setting.zones`` must have been read before, which takes a moment.
    """

    CSS_PATH = "search.tcss"
    BINDINGS = bindings("zones")

    def __init__(self, current: str) -> None:
        super().__init__()
        self._current = current

    def compose(self) -> ComposeResult:
        """Lay out the search, the zones, and what to do where there are none."""
        with Horizontal(classes="search"):
            yield Static(safe(_("Ville, en anglais : ")), classes="label")
            yield Field()
        yield Static("", id="none", markup=False)
        yield LineList[str](_line)
        yield Footer("zones")

    def on_mount(self) -> None:
        """Show every zone, with the cursor on the present one."""
        every = zones()
        present = every.index(self._current) if self._current in every else 0
        self._list.show(Rows.of(every), present)
        self.query_one("#none", Static).display = False

    @on(Input.Changed)
    def _on_typed(self, event: Input.Changed) -> None:
        found = zones_like(event.value)
        self._list.show(Rows.of(found))
        none = self.query_one("#none", Static)
        none.display = not found
        none.update(
            safe(
                _(
                    "Aucun fuseau horaire ne contient « {text} ». Essayez une grande ville du même"
                    " pays, par exemple Paris ou London."
                ).format(text=event.value)
            )
        )

    @on(Input.Submitted)
    @on(LineList.Selected)
    def action_choose(self) -> None:
        """Give the zone under the cursor."""
        if zone := self._list.row:
            self.dismiss(zone)

    def action_back(self) -> None:
        """Give nothing."""
        self.dismiss(None)

    def key_up(self) -> None:
        """Move in the list while typing."""
        self._list.action_move(-1)

    def key_down(self) -> None:
        """Move in the list while typing."""
        self._list.action_move(1)

    @property
    def _list(self) -> LineList[str]:
        return self.query_one(LineList)


def _line(zone: str) -> Spans:
    return ((zone.replace("_", " "), ""),)
