"""Every path that the program reads or writes, one function each."""

import os
from pathlib import Path

import platformdirs


def home() -> Path:
    """Give the profile's folder; ``MARAUDE_HOME`` overrides the platform's own place."""
    if chosen := os.environ.get("MARAUDE_HOME"):
        return typed(chosen).absolute()
    return platformdirs.user_data_path("maraude", appauthor=False)


def server_home() -> Path:
    """Give the server's folder; ``MARAUDE_SERVER_HOME`` overrides the platform's own place."""
    if chosen := os.environ.get("MARAUDE_SERVER_HOME"):
        return typed(chosen).absolute()
    return platformdirs.user_data_path("maraude-server", appauthor=False)


def typed(text: str) -> Path:
    """Give a path as typed, with the user's folder for ``~`` where there is such a user."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)


def demo_home(home: Path) -> Path:
    """Give the demonstration's folder, the sibling of the profile's."""
    return home.with_name(f"{home.name}-demo")


def database(home: Path) -> Path:
    """Give the file of the team's work."""
    return home / "maraude.db"


def directory_database(home: Path) -> Path:
    """Give the file of the service directory."""
    return home / "directory.db"


def addresses_database(home: Path) -> Path:
    """Give the file of the addresses."""
    return home / "addresses.db"


def streets(home: Path) -> Path:
    """Give the file of the streets of the territory, which are public and not encrypted."""
    return home / "streets.graph"


def keyring(home: Path) -> Path:
    """Give the file of the key slots."""
    return home / "keyring.json"


def rescue(home: Path) -> Path:
    """Give the file of what only opens the organisation's answer to a request to be rescued."""
    return home / "rescue.json"


def demo_key(home: Path) -> Path:
    """Give the file whose presence marks a demonstration, and which opens it without a prompt."""
    return home / "demo.key"


def reserve(home: Path) -> Path:
    """Give the file that is dropped to make room for one more encounter on a full disk."""
    return home / "reserve"


def door(home: Path) -> Path:
    """Give the file that is dropped to open the work on a full disk."""
    return home / "reserve.door"


def preferences(home: Path) -> Path:
    """Give the file of what is needed before the profile is open: it is not encrypted."""
    return home / "preferences.json"


def backups(home: Path) -> Path:
    """Give the folder of the automatic backups."""
    return home / "backups"


def suspect(home: Path) -> Path:
    """Give the file whose presence asks that the work be read to the end before it is opened."""
    return home / "suspect"


def ledger(home: Path) -> Path:
    """Give the file that names whoever was erased, whatever is restored."""
    return home / "erased"


def emptied(home: Path) -> Path:
    """Give the file that marks a profile as emptied, or to be emptied, by its organisation."""
    return home / "emptied"


def rekeying(home: Path) -> Path:
    """Give the folder of what takes the place of the profile's files as its key changes."""
    return home / "rekey"


def lock(home: Path) -> Path:
    """Give the file that an open application holds locked."""
    return home / "lock"


def slips(home: Path) -> Path:
    """Give the folder of the slips that are kept to be printed."""
    return home / "slips"


def downloads(home: Path) -> Path:
    """Give the folder of the directory's sources while they are fetched."""
    return home / "downloads"


def server_settings(home: Path) -> Path:
    """Give the file of what the server was told at its making."""
    return home / "server.json"


def server_listening(home: Path) -> Path:
    """Give the file that says where the server listens, or last did."""
    return home / "listening.json"


def server_certificate(home: Path) -> Path:
    """Give the file of the server's own certificate."""
    return home / "certificate.pem"


def server_key(home: Path) -> Path:
    """Give the file of the key of the server's own certificate."""
    return home / "key.pem"


def server_database(home: Path) -> Path:
    """Give the file of the server's data, where it was given no other database."""
    return home / "server.db"


def server_ledger(home: Path) -> Path:
    """Give the file that names whoever was erased, whatever is restored."""
    return home / "erased.txt"
