"""A line to type on."""

from textual.events import Paste
from textual.widgets import Input

from maraude.domain.text import MAX_CHARACTERS, clean, clean_line


class Field(Input):
    """Textual's input on one line, without border; its cursor does not blink."""

    def __init__(self, value: str = "", *, id: str | None = None, password: bool = False) -> None:  # noqa: A002 - Textual's own name
        super().__init__(
            value,
            id=id,
            password=password,
            compact=True,
            select_on_focus=False,
            max_length=MAX_CHARACTERS,
        )
        self.cursor_blink = False

    def replace(self, text: str, start: int, end: int) -> None:
        """Put what is typed or pasted in place, without what could command a terminal."""
        super().replace(clean(text).replace("\n", " "), start, end)

    def _on_paste(self, event: Paste) -> None:
        """Take all lines of what is pasted, as one; nothing of what would be cut."""
        event.stop()
        event.prevent_default()
        if len(event.text) > MAX_CHARACTERS:
            self.restricted()
        else:
            self.replace(event.text.rstrip("\r\n"), *self.selection)

    @property
    def text(self) -> str:
        """What was typed, cleaned."""
        return clean_line(self.value)
