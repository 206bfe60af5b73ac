import pytest
from textual.color import Color
from textual.theme import Theme

from maraude.tui.theme import THEMES

INKS = ("foreground", "primary", "secondary", "accent", "warning", "error", "success")


def luminance(color: Color) -> float:
    """Source: WCAG 2.2, relative luminance."""
    parts = [part / 255 for part in color.rgb]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(Color.parse(one)), luminance(Color.parse(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("ink", INKS)
def test_every_ink_can_be_read_on_its_paper(theme: Theme, ink: str) -> None:
    colours = theme.to_color_system().generate()

    assert contrast(colours[ink], colours["background"]) >= 7


def test_the_night_keeps_to_red_on_black() -> None:
    red, green, blue = Color.parse(THEMES[0].foreground or "").rgb

    assert THEMES[0].background == "#000000"
    assert red > 2 * max(green, blue)
