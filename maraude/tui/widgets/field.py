"""A line to type on."""

from textual.widgets import Input

from maraude.domain.text import MAX_CHARACTERS, clean_line


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

    @property
    def text(self) -> str:
        """What was typed, cleaned."""
        return clean_line(self.value)
