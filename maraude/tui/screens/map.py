"""Where everything is: streets, numbered places, and the same in words."""

from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen
from textual.widgets import Static

from maraude.directory.compass import Direction
from maraude.i18n import N_, _
from maraude.tui.commands import bindings
from maraude.tui.safe import safe
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header
from maraude.tui.widgets.line_list import LineList, Rows, Spans
from maraude.tui.widgets.street_map import NEARER, StreetMap
from maraude.usecases import maps
from maraude.usecases.maps import Map, Place
from maraude.usecases.session import Session

WIDE = 120
"""Columns from which on the words stand beside the map, and not below."""
_WORDS = {
    Direction.NORTH: N_("{number} · {name}, {minutes} au nord"),
    Direction.NORTH_EAST: N_("{number} · {name}, {minutes} au nord-est"),
    Direction.EAST: N_("{number} · {name}, {minutes} à l'est"),
    Direction.SOUTH_EAST: N_("{number} · {name}, {minutes} au sud-est"),
    Direction.SOUTH: N_("{number} · {name}, {minutes} au sud"),
    Direction.SOUTH_WEST: N_("{number} · {name}, {minutes} au sud-ouest"),
    Direction.WEST: N_("{number} · {name}, {minutes} à l'ouest"),
    Direction.NORTH_WEST: N_("{number} · {name}, {minutes} au nord-ouest"),
}


class MapScreen(Screen[int | None]):
    """A map under a title; gives the place that was chosen, counted from 0."""

    BINDINGS = bindings("map")
    CSS_PATH = "map.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]

    def __init__(self, session: Session, title: str, shown: Map, chosen: int = 0) -> None:
        super().__init__()
        self._session = session
        self._title = title
        self._shown = shown
        self._chosen = chosen

    def compose(self) -> ComposeResult:
        """Lay out the map, the words, the scale, and the keys."""
        yield Header(self._title)
        with Container(id="both"):
            yield StreetMap(
                partial(maps.pieces, self._session),
                self._shown.here,
                [place.position for place in self._shown.places],
            )
            yield LineList[tuple[int, Place]](_line, id="places")
        yield Static("", id="scale", markup=False)
        yield Static("", id="about", markup=False)
        yield Footer("map")

    def on_mount(self) -> None:
        """List the places, and say what the map rests on."""
        self._list.focus()
        # Once the list has its height: it shows the first places, too, where they fit.
        self.call_after_refresh(self._show_places)
        self.query_one("#about", Static).update(safe(_about(self._shown)))

    def action_zoom_in(self) -> None:
        """Look from nearer."""
        self._map.zoom(NEARER)

    def action_zoom_out(self) -> None:
        """Look from further."""
        self._map.zoom(1 / NEARER)

    def action_whole(self) -> None:
        """Show all places again."""
        self._map.look_at_all()

    def action_part(self) -> None:
        """Go from the words to the map, where the arrows move it, and back."""
        self.set_focus(self._list if self._map.has_focus else self._map)

    @on(LineList.Selected)
    def action_choose(self) -> None:
        """Give the chosen place back."""
        self.dismiss(self._list.cursor if self._shown.places else None)

    def action_back(self) -> None:
        """Leave the map."""
        self.dismiss(None)

    @on(StreetMap.Looked)
    def _on_looked(self) -> None:
        view = self._map.view
        if view is None:
            return
        metres, columns = view.scale
        self.query_one("#scale", Static).update(
            safe(
                _("{bar} {metres} m · @ vous êtes ici · Tab puis flèches : déplacer").format(
                    bar=f"├{'─' * max(columns - 2, 0)}┤", metres=metres
                )
            )
        )

    def _show_places(self) -> None:
        self.watch(self._list, "cursor", self._choose, init=False)
        self._list.show(Rows.of(list(enumerate(self._shown.places, 1))), self._chosen)

    def _choose(self, cursor: int) -> None:
        self._map.chosen = cursor

    @property
    def _map(self) -> StreetMap:
        return self.query_one(StreetMap)

    @property
    def _list(self) -> LineList[tuple[int, Place]]:
        return self.query_one("#places", LineList)


def _line(numbered: tuple[int, Place]) -> Spans:
    """Say where a place is: « 3 · Bains du Canal, 6 min au nord-est »."""
    number, place = numbered
    if place.walk is None:
        return ((_("{number} · {name}").format(number=number, name=place.name), ""),)
    if place.direction is None:
        return ((_("{number} · {name}, ici").format(number=number, name=place.name), ""),)
    words = _(_WORDS[place.direction])
    return ((words.format(number=number, name=place.name, minutes=place.walk.phrase), ""),)


def _about(shown: Map) -> str:
    """Say what minutes and streets rest on, or how to have streets."""
    if not shown.attribution:
        return _("Minutes estimées. Pour les rues : maraude directory graph build FICHIER")
    words = (
        _("Minutes par les rues. {attribution}")
        if shown.by_streets
        else _("~ ou deux nombres : estimé. {attribution}")
    )
    return words.format(attribution=shown.attribution)
