"""For whom a service is looked for: what is asked in this search, and kept nowhere."""

from collections.abc import Iterable

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static
from textual.widgets.option_list import Option

from maraude.directory import matching
from maraude.directory.matching import LANGUAGE
from maraude.domain import codes
from maraude.i18n import _
from maraude.tui.commands import bindings
from maraude.tui.safe import safe
from maraude.tui.screens.pick import Choosable, Pick
from maraude.tui.widgets.choices import Choices
from maraude.tui.widgets.footer import Footer

_KEYS = {
    "woman": "f",
    "man": "h",
    "couple": "c",
    "family": "e",
    "minor": "m",
    "pets": "a",
    "wheelchair": "r",
    "no_papers": "p",
    LANGUAGE: "l",
}
"""What can be asked, and the key of each; a language is asked by its code after ``lang:``."""


class FiltersScreen(ModalScreen[tuple[str, ...] | None]):
    """What is asked about a person, on or off; gives the names (``matching.asked``) that are on."""

    BINDINGS = bindings("filters")

    def __init__(self, wanted: Iterable[str]) -> None:
        super().__init__()
        self._wanted = set(wanted)

    def compose(self) -> ComposeResult:
        """Lay out the question above what can be asked."""
        with Vertical(classes="dialog"):
            yield Static(safe(_("Pour qui cherche-t-on ?")), classes="question")
            yield Choices(*(Option(safe(self._row(name))) for name in _KEYS))
            yield Static(safe(_("Pour cette recherche : rien n'en est gardé.")), classes="hint")
        yield Footer("filters")

    def action_tick(self) -> None:
        """Ask for what is under the cursor, or no longer."""
        index = self._options.highlighted
        if index is not None:
            self._toggle(tuple(_KEYS)[index])

    @on(Choices.OptionSelected)
    def action_apply(self) -> None:
        """Give what is asked."""
        order = (*_KEYS, *sorted(self._languages))
        self.dismiss(tuple(name for name in order if name in self._wanted))

    def action_back(self) -> None:
        """Change nothing."""
        self.dismiss(None)

    def on_key(self, event: events.Key) -> None:
        """Toggle at once by a row's own key."""
        for index, (name, key) in enumerate(_KEYS.items()):
            if event.character == key:
                event.stop()
                self._options.highlighted = index
                self._toggle(name)

    @property
    def _options(self) -> Choices:
        return self.query_one(Choices)

    @property
    def _languages(self) -> set[str]:
        return {name for name in self._wanted if name.startswith(LANGUAGE)}

    def _toggle(self, name: str) -> None:
        if name != LANGUAGE:
            self._wanted ^= {name}
        elif self._languages:
            self._wanted -= self._languages
        else:
            self._ask_language()
        self._show(name)

    @work(exclusive=True)
    async def _ask_language(self) -> None:
        answers = [Choosable(code.code, code.label) for code in codes.load("languages")]
        if chosen := await self.app.push_screen_wait(Pick(_("Quelle langue ?"), answers)):
            self._wanted.add(f"{LANGUAGE}{chosen}")
            self._show(LANGUAGE)

    def _show(self, name: str) -> None:
        index = tuple(_KEYS).index(name)
        self._options.replace_option_prompt_at_index(index, safe(self._row(name)))

    def _row(self, name: str) -> str:
        """Say whether something is asked: ``f  [x] femme``."""
        if name == LANGUAGE:
            spoken = ", ".join(matching.label(language) for language in sorted(self._languages))
            label = _("langue : {languages}").format(languages=spoken) if spoken else _("langue")
        else:
            spoken, label = "", matching.label(name)
        is_on = bool(spoken) or name in self._wanted
        return f"{_KEYS[name]}  [{'x' if is_on else ' '}] {label}"
