"""Colours: red on black for the night, black on white for the day; contrast 7 or more."""

from textual.theme import Theme

from maraude import preferences

_NIGHT_TEXT, _NIGHT_STRONG, _NIGHT_BACKGROUND = "#ff6b6b", "#ffb3ad", "#000000"
_DAY_TEXT, _DAY_STRONG, _DAY_BACKGROUND = "#000000", "#7a0000", "#ffffff"


def _theme(name: str, text: str, strong: str, background: str, *, dark: bool) -> Theme:
    """Make a theme of two inks on one paper: every colour that Textual asks for is one of them."""
    return Theme(
        name=name,
        primary=text,
        secondary=text,
        accent=strong,
        warning=strong,
        error=strong,
        success=text,
        foreground=text,
        background=background,
        surface=background,
        panel=background,
        boost=background,
        dark=dark,
        variables={
            "text": text,
            "text-muted": text,
            "text-disabled": text,
            "foreground-muted": text,
            "foreground-disabled": text,
            "border": text,
            "border-blurred": text,
            "block-cursor-foreground": background,
            "block-cursor-background": text,
            "block-cursor-blurred-foreground": text,
            "block-cursor-blurred-background": background,
            "block-hover-background": background,
            "input-cursor-foreground": background,
            "input-cursor-background": text,
            "input-selection-foreground": background,
            "input-selection-background": strong,
        },
    )


NIGHT = _theme(preferences.NIGHT, _NIGHT_TEXT, _NIGHT_STRONG, _NIGHT_BACKGROUND, dark=True)
DAY = _theme(preferences.DAY, _DAY_TEXT, _DAY_STRONG, _DAY_BACKGROUND, dark=False)
THEMES = (NIGHT, DAY)
