import sys

import pytest
from rich.segment import ControlType, Segment
from rich.style import Style
from textual.color import Color

from maraude.domain.text import printable
from maraude.tui.safe import BarrierFilter, fit, safe, safe_line

BLACK = Color(0, 0, 0)


def passed(text: str) -> str:
    return "".join(s.text for s in BarrierFilter().apply([Segment(text)], BLACK))


def test_what_looks_like_markup_is_shown_as_it_was_written() -> None:
    assert safe("[né 1980] [/] [@click=app.quit]x[/]").plain == (
        "[né 1980] [/] [@click=app.quit]x[/]"
    )


def test_what_commands_a_terminal_is_shown_as_a_sign() -> None:
    assert safe("a\x1b[2Jb\u202ec").plain == "a\ufffd[2Jb\ufffdc"


def test_text_keeps_its_style() -> None:
    content = safe("Momo", "bold")

    assert [(span.start, span.end, span.style) for span in content.spans] == [(0, 4, "bold")]


def test_a_newline_becomes_a_space_where_there_is_one_line() -> None:
    assert safe_line("un\ndeux").plain == "un deux"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Momo", "Momo   "),
        ("Stalingrad", "Stalin…"),
        ("日本語日本", "日本語…"),
        ("a\nb", "a b    "),
    ],
)
def test_text_is_cut_or_padded_to_its_cells(text: str, shown: str) -> None:
    assert fit(text, 7) == shown


def test_the_barrier_lets_nothing_through_that_printable_would_replace() -> None:
    replaced = [c for c in map(chr, range(sys.maxunicode + 1)) if c != printable(c)]

    assert passed("".join(replaced)) == ""
    assert len(replaced) > 4_000


def test_the_barrier_leaves_what_people_write() -> None:
    text = "Zoé à l'hôtel « Œuvre » 12 € · العربية 日本 👩‍👩‍👧"

    assert passed(text) == text


def test_the_barrier_stops_newlines_control_segments_and_links() -> None:
    style = Style(link="https://example.org/\x1b]52;c;AA\x07", bold=True)
    segments = [Segment("a\nb", style), Segment("c", None, [(ControlType.BELL,)])]

    first, second = BarrierFilter().apply(segments, BLACK)

    assert first.text == "ab"
    assert first.style is not None
    assert first.style.link is None
    assert first.style.bold
    assert second.control is None
