import pytest
from textual.app import App, ComposeResult

from maraude import i18n
from maraude.i18n import _
from maraude.tui.commands import PLACES, bindings, commands, key_name
from maraude.tui.widgets.field import Field
from maraude.tui.widgets.footer import Footer

WHERE_ONE_TYPES = (
    "unlock",
    "line",
    "people",
    "spots",
    "start",
    "debrief",
    "palette",
    "ask",
    "veil",
)
NEVER_TOGETHER = {
    "tonight": ("start", "later", "back"),
    "briefing": ("start",),
    "person": ("erase",),
    "directory": ("stop",),
}
"""Commands that a screen hides while it shows the others: one leaves, is out, or looks back.

Only a closed file is erased, with which nothing else is done. What is stopped is under way.
"""


class FooterApp(App[None]):
    """A footer under a field."""

    BINDINGS = bindings("spots")

    def __init__(self, place: str = "spots", hidden: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.place = place
        self.hidden = hidden
        self.done: list[str] = []

    def compose(self) -> ComposeResult:
        yield Field()
        yield Footer(self.place)

    def action_help(self) -> None:
        self.done.append("help")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action not in self.hidden

    def footer(self) -> str:
        return self.query_one(Footer).render().plain


def without(footer: str, place: str, hidden: tuple[str, ...]) -> str:
    """Give a footer without some commands of its place."""
    for command in commands(place):
        if command.id in hidden:
            footer = footer.replace(f"{key_name(command.key)} {_(command.label)}  ", "")
    return footer


@pytest.mark.parametrize("language", i18n.LANGUAGES)
async def test_no_footer_is_cut_at_eighty_columns(language: str) -> None:
    """Help comes last: where it is there, all is."""
    i18n.use(language)
    app = FooterApp()
    async with app.run_test(size=(200, 24)) as pilot:
        for places, field in ((PLACES, None), (WHERE_ONE_TYPES, app.query_one(Field))):
            app.set_focus(field)
            await pilot.pause()
            for place in places:
                app.query_one(Footer).place = place
                shown = without(app.footer(), place, NEVER_TOGETHER.get(place, ()))[:80]
                key = "F1" if field else "?"
                assert shown.rstrip().endswith(f"{key} {_('aide')}"), shown


async def test_while_someone_types_the_footer_shows_keys_that_type_nothing() -> None:
    app = FooterApp()
    async with app.run_test(size=(120, 24)) as pilot:
        app.set_focus(None)
        await pilot.pause()
        assert "a ajouter" in app.footer()
        app.query_one(Field).focus()
        await pilot.pause()
        assert "F2 ajouter" in app.footer()
        assert " a ajouter" not in app.footer()


async def test_what_is_not_allowed_now_is_not_shown() -> None:
    app = FooterApp(hidden=("emergency",))
    async with app.run_test(size=(120, 24)):
        assert "urgence" not in app.footer()
        assert "aide" in app.footer()


async def test_a_click_does_what_the_key_does() -> None:
    app = FooterApp("help")
    async with app.run_test(size=(80, 24)) as pilot:
        at = app.footer().index("aide")
        await pilot.click(Footer, offset=(at, 0))

        assert app.done == ["help"]
