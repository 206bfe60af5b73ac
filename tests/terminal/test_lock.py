"""What a lock and a veil leave behind, in the terminal and in memory."""

import re
import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyte
import pytest

from maraude import paths
from maraude.domain.clock import system_now
from maraude.store import keyring
from maraude.usecases import pin, profiles
from tests.team import PASSPHRASE
from tests.terminal.conftest import Open, unlock
from tests.terminal.pseudo_terminal import PseudoTerminal

PIN = "4712"
IMPATIENT = """
import sys
from pathlib import Path
from maraude import process, tui
from maraude.domain.clock import system_now
from maraude.tui.absence import Limits
from maraude.tui.workplace import ProfileDoor
process.protect()
door = ProfileDoor(Path(sys.argv[1]), system_now)
sys.exit(tui.run(door, restart=process.restart, limits=Limits(3, 3, 3)))
"""


@pytest.fixture
def key(home: Path) -> bytes:
    """The database key of the profile, whose volunteer has a short code."""
    opened = keyring.open_slot(paths.keyring(home), PASSPHRASE)
    with closing(profiles.open_with(home, opened.key, opened.user, system_now)) as session:
        pin.change(session, PIN)
    return opened.key


def memory(pid: int) -> Iterator[bytes]:
    """Give what a process has in memory; skips the test where it may not be read."""
    try:
        with (
            Path(f"/proc/{pid}/maps").open() as maps,
            Path(f"/proc/{pid}/mem").open("rb", buffering=0) as held,
        ):
            for line in maps:
                first, last, mode = re.match(r"(\w+)-(\w+) (\S+)", line).groups()  # type: ignore[union-attr]
                if mode.startswith("rw"):
                    held.seek(int(first, 16))
                    yield held.read(int(last, 16) - int(first, 16))
    except OSError as error:
        pytest.skip(f"the memory of a process cannot be read here: {error}")


def holds(pid: int, secret: bytes) -> bool:
    """Tell whether a process has a secret in memory, as it is or in hexadecimal."""
    forms = (secret, secret.hex().encode())
    return any(form in part for part in memory(pid) for form in forms)


def scrolled_away(terminal: PseudoTerminal) -> list[str]:
    """Give the lines that a terminal with a scrollback has kept of all that was sent."""
    screen = pyte.HistoryScreen(80, 24, history=10_000)
    pyte.ByteStream(screen).feed(bytes(terminal.sent))
    return ["".join(cell.data for cell in line.values()) for line in screen.history.top]


def test_a_lock_leaves_no_key_in_the_memory_of_what_follows(
    key: bytes, open_terminal: Open
) -> None:
    terminal = open_terminal()
    unlock(terminal)
    pid = terminal.process.pid
    assert holds(pid, key)
    terminal.type("<ctrl+l>")
    terminal.until("Phrase de passe")
    terminal.settle()

    assert terminal.process.poll() is None
    assert not holds(pid, key)
    assert not holds(pid, PASSPHRASE.encode())


def test_nobody_there_is_a_lock_at_last(home: Path, key: bytes, open_terminal: Open) -> None:
    terminal = open_terminal(program=("-c", IMPATIENT, str(home)))
    unlock(terminal)
    terminal.until("Phrase de passe")
    terminal.settle()

    assert terminal.process.poll() is None
    assert not holds(terminal.process.pid, key)


def test_a_request_to_stop_veils_and_does_not_stop(key: bytes, open_terminal: Open) -> None:
    del key
    terminal = open_terminal()
    unlock(terminal)
    terminal.type("n")
    terminal.until("Entrée enregistrer")
    terminal.type("2s= /près du pont")
    terminal.until("brouillon gardé")
    terminal.process.send_signal(signal.SIGTSTP)
    terminal.until("Code court")
    terminal.settle()
    state = Path(f"/proc/{terminal.process.pid}/stat").read_text().rpartition(")")[2].split()[0]

    assert state != "T"
    assert "pont" not in terminal.text
    assert not any(line.strip() for line in scrolled_away(terminal))
    terminal.type(f"{PIN}<enter>")
    terminal.until("2s= /près du pont")


def test_another_key_is_set_by_a_screen_and_neither_is_left_in_memory(
    home: Path, key: bytes, open_terminal: Open
) -> None:
    terminal = open_terminal()
    unlock(terminal)
    terminal.type("r")
    terminal.until("Où sont les données")
    terminal.settle()
    terminal.type("<down>" * 12)
    terminal.until("> Qui peut ouvrir")
    terminal.type("<enter>")
    terminal.until("c'est vous")
    terminal.type("k")
    terminal.until("La feuille de secours reste bonne")
    terminal.type("o")
    terminal.until("Votre phrase de passe")
    terminal.type(f"{PASSPHRASE}<enter>")
    terminal.until("La clé est changée")
    terminal.until("ouvrir de nouveau")
    terminal.type("<enter>")
    terminal.until("Phrase de passe")
    terminal.settle()
    other = keyring.open_slot(paths.keyring(home), PASSPHRASE).key

    assert other != key
    assert not holds(terminal.process.pid, key)
    assert not holds(terminal.process.pid, other)
    unlock(terminal)
