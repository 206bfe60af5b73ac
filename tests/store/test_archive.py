import io
import shutil
import tarfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from maraude import paths
from maraude.domain.refusal import Refusal
from maraude.store import archive, engine, keyring
from maraude.store.slots import Cost

INES, SAM = "user:ines", "user:sam"
PHRASE, OTHER = "la lune au canal", "un thermos de soupe"
MARKER = "Samira dort sous le pont Marie"
NIGHT = datetime(2026, 11, 23, 22, 15, tzinfo=UTC)


@dataclass
class Packed:
    home: Path
    file: Path
    key: bytes


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Packed:
    home = tmp_path_factory.mktemp("packed")
    key, _words = keyring.create(paths.keyring(home), INES, PHRASE, Cost())
    connection = engine.connect(paths.database(home), key)
    with engine.transaction(connection):
        connection.execute("CREATE TABLE note (text TEXT)")
        connection.executemany("INSERT INTO note VALUES (?)", [(MARKER,)] * 5_000)
    archive.pack(connection, home, home / "sauvegarde.tar")
    connection.close()
    return Packed(home, home / "sauvegarde.tar", key)


@pytest.fixture
def packed(once: Packed, tmp_path: Path) -> Packed:
    home = shutil.copytree(once.home, tmp_path / "profile")
    return Packed(home, home / "sauvegarde.tar", once.key)


def notes(home: Path, key: bytes) -> int:
    connection = engine.connect(paths.database(home), key, must_exist=True)
    number: int = connection.execute("SELECT count(*) FROM note").fetchone()[0]
    connection.close()
    return number


def code_of(home: Path, file: Path, passphrase: str = PHRASE) -> str:
    with pytest.raises(Refusal) as refused:
        archive.unpack(home, file, passphrase, NIGHT)
    return refused.value.code


def rewritten(packed: Packed, *members: tuple[tarfile.TarInfo, bytes]) -> Path:
    """Write an archive of the keyring of ``packed`` and of other members."""
    keys = paths.keyring(packed.home).read_bytes()
    hostile = packed.home / "hostile.tar"
    with tarfile.open(hostile, "w") as tar:
        for header, content in ((tarfile.TarInfo("keyring.json"), keys), *members):
            header.size = header.size or len(content)
            tar.addfile(header, io.BytesIO(content))
    return hostile


def member(name: str, kind: bytes = tarfile.REGTYPE, target: str = "") -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.type, header.linkname = kind, target
    return header


def test_another_laptop_goes_on_from_one_file(packed: Packed, tmp_path: Path) -> None:
    home = tmp_path / "laptop" / "maraude"
    opened = archive.unpack(home, packed.file, PHRASE, NIGHT)
    assert (opened.user, opened.key) == (INES, packed.key)
    assert notes(home, packed.key) == 5_000
    assert keyring.open_slot(paths.keyring(home), PHRASE).key == packed.key
    modes = {path.name: path.stat().st_mode & 0o777 for path in home.iterdir()}
    assert set(modes.values()) == {0o600}


def test_the_file_tells_nothing_of_anyone_and_belongs_to_its_owner(packed: Packed) -> None:
    content = packed.file.read_bytes()
    assert MARKER.encode() not in content
    assert b"SQLite format 3" not in content
    assert packed.file.stat().st_mode & 0o777 == 0o600
    with tarfile.open(packed.file) as tar:
        headers = [(m.name, m.uname, m.gname, m.uid, m.mtime) for m in tar.getmembers()]
    assert headers == [("keyring.json", "", "", 0, 0), ("maraude.db", "", "", 0, 0)]


def test_packing_leaves_nothing_else_behind(packed: Packed) -> None:
    names = sorted(path.name for path in packed.home.iterdir())
    assert names == ["keyring.json", "keyring.json.previous", "maraude.db", "sauvegarde.tar"]


def test_a_file_is_not_overwritten(packed: Packed) -> None:
    before = packed.file.read_bytes()
    connection = engine.connect(paths.database(packed.home), packed.key)
    with pytest.raises(Refusal) as refused:
        archive.pack(connection, packed.home, packed.file)
    connection.close()
    assert refused.value.code == "file-exists"
    assert packed.file.read_bytes() == before


def test_a_folder_that_is_not_there_takes_no_backup(packed: Packed) -> None:
    connection = engine.connect(paths.database(packed.home), packed.key)
    with pytest.raises(Refusal) as refused:
        archive.pack(connection, packed.home, packed.home / "usb" / "sauvegarde.tar")
    connection.close()
    assert refused.value.code == "backup-failed"


def test_the_same_profile_keeps_its_keyring(packed: Packed) -> None:
    keyring.add(paths.keyring(packed.home), packed.key, SAM, OTHER)
    connection = engine.connect(paths.database(packed.home), packed.key)
    connection.execute("DELETE FROM note")
    connection.close()
    archive.unpack(packed.home, packed.file, PHRASE, NIGHT)
    assert keyring.users(paths.keyring(packed.home)) == (INES, SAM)
    assert notes(packed.home, packed.key) == 5_000


def test_a_damaged_keyring_is_replaced(packed: Packed) -> None:
    for path in packed.home.glob("keyring.json*"):
        path.write_bytes(b"{")
    archive.unpack(packed.home, packed.file, PHRASE, NIGHT)
    assert keyring.open_slot(paths.keyring(packed.home), PHRASE).key == packed.key


def test_another_profile_is_not_replaced(packed: Packed, tmp_path: Path) -> None:
    home = tmp_path / "other"
    keyring.create(paths.keyring(home), SAM, OTHER, Cost())
    assert code_of(home, packed.file) == "profile-exists"
    assert keyring.users(paths.keyring(home)) == (SAM,)
    assert not paths.database(home).exists()


def test_another_passphrase_is_refused(packed: Packed, tmp_path: Path) -> None:
    assert code_of(tmp_path / "new", packed.file, OTHER) == "wrong-passphrase"
    assert list((tmp_path / "new").iterdir()) == []


@pytest.mark.parametrize("share", [0.0, 0.001, 0.01, 0.5, 0.9])
def test_a_truncated_file_is_refused(packed: Packed, tmp_path: Path, share: float) -> None:
    content = packed.file.read_bytes()
    packed.file.write_bytes(content[: int(len(content) * share)])
    assert code_of(tmp_path / "new", packed.file) == "damaged-backup"
    assert list((tmp_path / "new").iterdir()) == []


def test_a_changed_byte_is_refused(packed: Packed, tmp_path: Path) -> None:
    content = bytearray(packed.file.read_bytes())
    content[len(content) // 2] ^= 1
    packed.file.write_bytes(content)
    assert code_of(tmp_path / "new", packed.file) == "damaged-backup"
    assert list((tmp_path / "new").iterdir()) == []


@pytest.mark.parametrize(
    "header",
    [
        member("../maraude.db"),
        member("/tmp/maraude.db"),  # noqa: S108 - a path that must not be taken
        member("autre.db"),
        member("maraude.db", tarfile.SYMTYPE, "/etc/passwd"),
        member("maraude.db", tarfile.LNKTYPE, "keyring.json"),
        member("maraude.db", tarfile.DIRTYPE),
        member("maraude.db", tarfile.FIFOTYPE),
        member("maraude.db", tarfile.GNUTYPE_SPARSE),
    ],
)
def test_a_hostile_member_is_refused(
    packed: Packed, tmp_path: Path, header: tarfile.TarInfo
) -> None:
    content = paths.database(packed.home).read_bytes() if header.isreg() else b""
    hostile = rewritten(packed, (header, content))
    assert code_of(tmp_path / "new", hostile) == "damaged-backup"
    assert list((tmp_path / "new").iterdir()) == []


def test_a_member_larger_than_the_disk_is_refused(packed: Packed, tmp_path: Path) -> None:
    header = member("maraude.db")
    header.size = 1 << 50
    keys = paths.keyring(packed.home).read_bytes()
    first = tarfile.TarInfo("keyring.json")
    first.size = len(keys)
    padded = keys + bytes(-len(keys) % 512)
    (packed.home / "large.tar").write_bytes(
        first.tobuf() + padded + header.tobuf(tarfile.GNU_FORMAT) + bytes(4096)
    )
    assert code_of(tmp_path / "new", packed.home / "large.tar") == "damaged-backup"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert code_of(tmp_path / "new", tmp_path / "sauvegarde.tar") == "restore-failed"
