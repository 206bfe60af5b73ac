"""What a key does, and where."""

from dataclasses import dataclass

EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class Command:
    """Something that a key does. Keys are named as Textual names them.

    ``label`` is for the footer, ``help`` a sentence; both are French and translated where shown.
    ``where`` holds keys of ``PLACES``. Commands of the app work on every screen.
    """

    id: str
    key: str
    label: str
    help: str
    where: tuple[str, ...]
    second: str = ""
    in_footer: bool = True

    @property
    def action(self) -> str:
        """The action that Textual runs, on the app or on the screen in front."""
        return f"{'app' if self.is_global else 'screen'}.{self.id}"

    @property
    def is_global(self) -> bool:
        """Whether it works on every screen."""
        return EVERYWHERE in self.where

    @property
    def keys(self) -> tuple[str, ...]:
        """The key, and the second one if there is one."""
        return (self.key, self.second) if self.second else (self.key,)

    def key_while(self, *, typing: bool) -> str:
        """Give the key to show; while text is typed, one that types nothing, or none at all."""
        return next((key for key in self.keys if not (typing and types(key))), "")


def types(key: str) -> bool:
    """Tell whether a key, pressed while text is typed, is part of the text."""
    return len(key) == 1
