from pathlib import Path

from maraude import paths
from maraude.store import reserve

MIB = 1024 * 1024


def test_the_reserve_takes_eight_mebibytes_of_the_disk(tmp_path: Path) -> None:
    reserve.keep(tmp_path)
    held = paths.reserve(tmp_path).stat()
    assert held.st_size == 8 * MIB
    assert held.st_blocks * 512 >= 8 * MIB
    assert held.st_mode & 0o777 == 0o600


def test_a_reserve_is_kept_as_it_is_and_completed_where_it_is_short(tmp_path: Path) -> None:
    reserve.keep(tmp_path)
    content = paths.reserve(tmp_path).read_bytes()
    reserve.keep(tmp_path)
    assert paths.reserve(tmp_path).read_bytes() == content
    paths.reserve(tmp_path).write_bytes(b"short")
    reserve.keep(tmp_path)
    assert paths.reserve(tmp_path).stat().st_size == 8 * MIB


def test_a_reserve_is_released_once(tmp_path: Path) -> None:
    reserve.keep(tmp_path)
    assert reserve.release(tmp_path)
    assert not paths.reserve(tmp_path).exists()
    assert not reserve.release(tmp_path)
