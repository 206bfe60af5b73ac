"""The rules of appearance, each file of them read once."""

from textual.cache import LRUCache
from textual.css.stylesheet import Stylesheet

_SOURCES = 1024
"""More than there are widgets and files with rules: none is parsed again for want of room."""


class LastingStylesheet(Stylesheet):
    """Keeps what it has parsed as long as the colours stay.

    Textual parses the rules of every widget anew for each new screen: nearly half of what the
    start of the application takes.
    """

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._parse_cache = LRUCache(_SOURCES)

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take other colours, if they are others."""
        if variables != self._variables:
            super().set_variables(variables)

    def reparse(self) -> None:
        """Parse what is new."""
        self.parse()
