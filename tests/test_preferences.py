from pathlib import Path

import pytest

from maraude import preferences
from maraude.preferences import Preferences
from maraude.tui.theme import THEMES


def test_what_is_kept_is_read_again(tmp_path: Path) -> None:
    preferences.write(tmp_path / "kept", Preferences("en", "day"))

    assert preferences.read(tmp_path / "kept") == Preferences("en", "day")


def test_another_theme_leaves_the_language(tmp_path: Path) -> None:
    preferences.write(tmp_path / "kept", Preferences("en", "night"))
    preferences.keep_theme(tmp_path / "kept", "day")

    assert preferences.read(tmp_path / "kept") == Preferences("en", "day")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'{"language": "en"}',
        b'{"language": "de", "theme": "pink"}',
        b'{"language": ["en"], "theme": {}}',
        b"[" * 100_000,
    ],
)
def test_what_makes_no_sense_is_as_if_nothing_was_chosen(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "kept").write_bytes(content)

    assert preferences.read(tmp_path / "kept") == Preferences("", "night")


def test_nothing_is_kept_where_nothing_can_be_written(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        preferences.write(tmp_path / "nowhere/kept", Preferences("en"))


def test_the_application_has_the_themes_that_can_be_kept() -> None:
    assert tuple(theme.name for theme in THEMES) == preferences.THEMES
