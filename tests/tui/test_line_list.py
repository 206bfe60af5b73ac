from collections.abc import Sequence

from textual import on
from textual.app import App, ComposeResult

from maraude.tui.widgets.line_list import LineList, Rows, Spans


class ListApp(App[None]):
    """A list of numbers that notes what was asked of it."""

    def __init__(self, count: int, names: Sequence[str] = ()) -> None:
        super().__init__()
        self.count = count
        self.names = names
        self.asked: list[tuple[int, int]] = []
        self.chosen: list[int | None] = []

    def compose(self) -> ComposeResult:
        yield LineList[int](self.line)

    def on_mount(self) -> None:
        self.lines.show(Rows(self.count, self.fetch))

    @property
    def lines(self) -> LineList[int]:
        return self.query_one(LineList)

    def fetch(self, offset: int, limit: int) -> Sequence[int]:
        self.asked.append((offset, limit))
        return range(offset, min(offset + limit, self.count))

    def line(self, row: int) -> Spans:
        return (self.names[row] if self.names else f"ligne {row}", ""), (" fin", "bold")

    @on(LineList.Selected)
    def on_selected(self, event: LineList.Selected) -> None:
        self.chosen.append(event.line_list.row)

    def drawn(self) -> list[str]:
        return [self.lines.render_line(y).text for y in range(self.lines.size.height)]


async def test_a_long_list_asks_only_for_what_is_in_view() -> None:
    app = ListApp(100_000)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("end")
        assert app.lines.row == 99_999
        assert app.drawn()[-1].rstrip() == "> ligne 99999 fin"
        assert sum(limit for _offset, limit in app.asked) < 300


async def test_the_cursor_moves_by_lines_and_pages_and_stays_on_a_row() -> None:
    app = ListApp(100)
    async with app.run_test(size=(40, 10)) as pilot:
        for key, row in (("down", 1), ("pagedown", 10), ("end", 99), ("down", 99), ("pageup", 90)):
            await pilot.press(key)
            assert app.lines.row == row
        await pilot.press("home", "up")
        assert app.lines.row == 0


async def test_the_row_under_the_cursor_is_marked_by_a_sign() -> None:
    app = ListApp(3)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("down")
        assert [line.rstrip() for line in app.drawn()[:3]] == [
            "  ligne 0 fin",
            "> ligne 1 fin",
            "  ligne 2 fin",
        ]


async def test_enter_chooses_the_row_and_so_does_a_second_click() -> None:
    app = ListApp(5)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("down", "enter")
        await pilot.click(LineList, offset=(3, 2), times=2)
        assert app.chosen == [1, 2]


async def test_an_empty_list_has_no_row_and_chooses_nothing() -> None:
    app = ListApp(0)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("enter", "down", "end")
        assert app.lines.row is None
        assert app.chosen == []


async def test_a_line_too_long_is_cut_to_the_width() -> None:
    app = ListApp(1, ["x" * 60])
    async with app.run_test(size=(40, 10)):
        assert app.drawn()[0] == f"> {'x' * 37}…"


async def test_text_of_a_row_is_neither_markup_nor_two_lines() -> None:
    app = ListApp(1, ["[né 1980] [/]\n\x1b[2J"])
    async with app.run_test(size=(40, 10)):
        assert app.drawn()[0].rstrip() == "> [né 1980] [/] \ufffd[2J fin"


async def test_other_rows_may_be_shown_with_the_cursor_where_it_is_wanted() -> None:
    app = ListApp(50)
    async with app.run_test(size=(40, 10)) as pilot:
        app.lines.show(Rows.of([7, 8, 9]), cursor=2)
        await pilot.pause()
        assert app.lines.row == 9
        app.lines.show(Rows.of([7]), cursor=2)
        assert app.lines.row == 7


async def test_keys_go_past_headings_which_are_seen_with_their_first_row() -> None:
    app = ListApp(30)
    async with app.run_test(size=(40, 10)) as pilot:
        app.lines.is_heading = lambda row: row % 10 == 0
        app.lines.show(Rows(30, app.fetch))
        assert app.lines.row == 1
        await pilot.press(*["down"] * 9)
        assert app.lines.row == 11
        assert "ligne 10" in app.drawn()[-2]
        await pilot.press("up", "home")
        assert app.lines.row == 1
        await pilot.press("up")
        assert app.lines.row == 1
        await pilot.press("end", "pageup")
        assert app.lines.row == 19
