"""Files that are wholly there or not at all."""

from pathlib import Path

import pytest

from maraude.store import files
from tests import small_disk


def test_a_new_file_is_its_owners_and_replaces_none(tmp_path: Path) -> None:
    path = tmp_path / "papier.txt"

    files.write_new(path, b"une adresse")

    assert path.read_bytes() == b"une adresse"
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        files.write_new(path, b"une autre")
    assert path.read_bytes() == b"une adresse"


def test_on_a_full_disk_nothing_is_left_of_a_new_file(tmp_path: Path) -> None:
    small_disk.on_small_disk(
        tmp_path,
        """
from maraude.store import files
path = HOME / "papier.txt"
occupy_the_rest()
try:
    files.write_new(path, b"x" * 2**20)
except OSError:
    assert not path.exists()
else:
    raise AssertionError("there was room")
""",
    )
