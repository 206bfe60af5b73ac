import re
import sys
from collections.abc import Iterator

import pytest

from tests.terminal.hostile import MARK, PROBES
from tests.terminal.pseudo_terminal import PseudoTerminal

CONTROL = tuple(probe for probe in PROBES if not probe.startswith("["))
# What Textual itself sends: styles, cursor, modes, keyboard protocol. Nothing else may come.
ALLOWED = re.compile(
    r"\x1b\[[0-9;:]*m|\x1b\[[0-9;]*[HABCDJK]|\x1b\[[?<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p"
    r"|\x1b\[[0-9;]*t|\x1b\[>[0-9]*q"
)

# Textual tells the terminal which pointer to show.
POINTER = re.compile(r"\x1b\]22;[a-z-]*\x07")


@pytest.fixture(scope="module")
def sent() -> Iterator[str]:
    """Every byte that the terminal got while hostile text was shown everywhere."""
    with PseudoTerminal([sys.executable, "-m", "tests.terminal.hostile"]) as terminal:
        terminal.until(MARK)
        terminal.settle()
        yield POINTER.sub("", terminal.sent.decode())


def test_there_are_twenty_four_probes() -> None:
    assert len(PROBES) == 24


@pytest.mark.parametrize("probe", CONTROL)
def test_no_probe_reaches_the_terminal(sent: str, probe: str) -> None:
    assert probe not in sent


def test_markup_is_shown_as_it_is_written(sent: str) -> None:
    plain = ALLOWED.sub("", sent)

    assert "[/]" in plain
    assert "[@click=app.quit]" in plain


def test_nothing_but_textuals_own_sequences_reaches_the_terminal(sent: str) -> None:
    rest = ALLOWED.sub("", sent)

    assert set(re.findall(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", rest)) == set()
    assert set(re.findall("[\u202a-\u202e\u2066-\u2069]", rest)) == set()
