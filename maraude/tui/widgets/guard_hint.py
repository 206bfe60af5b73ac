"""What is being typed and had better not stand there, in words; one key masks it."""

from textual.widgets import Static

from maraude.domain import guard
from maraude.domain.guard import Finding
from maraude.i18n import _
from maraude.tui.safe import safe


def words(found: tuple[Finding, ...]) -> str:
    """Say what was found, and which key masks it."""
    return " ".join((guard.sentence(found), _("Ctrl+N le masque."))) if found else ""


class Masking:
    """Masks texts, and gives each back as it was typed when asked again."""

    def __init__(self) -> None:
        self._typed: dict[str, str] = {}

    def toggle(self, text: str) -> str:
        """Give ``text`` masked; where that is what it is, as it was before."""
        if text in self._typed:
            return self._typed.pop(text)
        masked = guard.masked(text)
        if masked != text:
            self._typed[masked] = text
        return masked


class GuardHint(Static):
    """A line or two below a field, not there where nothing was found."""

    DEFAULT_CSS = "GuardHint { height: auto; display: none; color: $warning; }"

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self.masking = Masking()

    def look(self, text: str) -> None:
        """Say what of ``text`` had better not stand there."""
        found = guard.findings(text)
        self.update(safe(words(found)))
        self.display = bool(found)
