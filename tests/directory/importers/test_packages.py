"""Folders and archives: what is in them, and what must not be swallowed."""

import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maraude.directory import importers
from maraude.directory.importers import documents, packages
from maraude.domain.refusal import Refusal
from tests.directory.importers.files import TODAY, elements, node, refusal_of, written


def archive(folder: Path, **files: str | bytes) -> Path:
    """Write an archive; ``__`` in a name stands for its dot."""
    with zipfile.ZipFile(folder / "a.zip", "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name.replace("__", "."), content)
    return folder / "a.zip"


def test_an_archive_of_one_document_is_that_document(tmp_path: Path) -> None:
    path = archive(tmp_path, osm__json=json.dumps(elements(node(7, amenity="toilets"))))
    assert importers.read(path, TODAY).source == "openstreetmap"


def test_tables_come_under_their_names_with_what_their_cells_hold(tmp_path: Path) -> None:
    path = archive(
        tmp_path,
        a__csv="id;nom\n1;Été\n2;\n\n3;null\n4;x;y\n",
        b__json='[{"id": 1}]',
        c__txt="à lire",
    )
    assert packages.load(path) == {
        "a": [{"id": "1", "nom": "Été"}, {"id": "2"}, {"id": "3"}, None],
        "b": [{"id": 1}],
    }


def test_of_two_files_of_one_name_the_document_is_read(tmp_path: Path) -> None:
    assert packages.load(archive(tmp_path, a__csv="x\n1\n", a__json="[2]")) == [2]
    assert packages.load(archive(tmp_path, a__json="[2]", a__csv="x\n1\n")) == [2]
    assert packages.load(archive(tmp_path, a__csv="x\n1\n")) == {"a": [{"x": "1"}]}


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04" + b"x" * 500])
def test_a_damaged_archive_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    assert refusal_of(written(tmp_path, content)).code == "unreadable-file"


def test_a_cut_archive_is_refused(tmp_path: Path) -> None:
    whole = archive(tmp_path, a__json=json.dumps(["x" * 50] * 50)).read_bytes()
    for size in range(4, len(whole), 9):
        assert refusal_of(written(tmp_path, whole[:size])).code == "unreadable-file"


def test_a_changed_byte_is_found(tmp_path: Path) -> None:
    path = archive(tmp_path, a__json=json.dumps(elements(node(7, amenity="toilets"))))
    content = bytearray(path.read_bytes())
    content[45] ^= 0xFF
    assert refusal_of(written(tmp_path, bytes(content))).code == "unreadable-file"


def test_an_archive_without_anything_to_read_says_so(tmp_path: Path) -> None:
    refusal = refusal_of(archive(tmp_path, a__txt="bonjour"))
    assert refusal.code == "unreadable-file"
    assert "a.zip" in refusal.message


def test_a_damaged_archive_of_another_compression_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as packed:
        packed.writestr("a.json", json.dumps(elements(node(7, amenity="toilets"))))
    content = path.read_bytes()
    middle = content.index(b"a.json") + 30
    path.write_bytes(content[:middle] + bytes(20) + content[middle + 20 :])

    assert refusal_of(path).code == "unreadable-file"


def test_an_archive_that_swells_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = archive(tmp_path, a__json=b"[" + b" " * 100_000 + b"]")
    assert path.stat().st_size < 1_000
    monkeypatch.setattr(documents, "MAX_BYTES", 50_000)
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_words: pytest.fail("inflated"))
    assert refusal_of(path).code == "file-too-large"


def test_a_folder_of_too_much_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.json", "b.json"):
        written(tmp_path, "[" + " " * 30_000 + "]", name)
    monkeypatch.setattr(documents, "MAX_BYTES", 50_000)
    assert refusal_of(tmp_path).code == "file-too-large"


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300))
def test_any_bytes_of_an_archive_are_read_or_refused(tmp_path: Path, content: bytes) -> None:
    path = archive(tmp_path, a__json=content, services__csv=content)
    try:
        said = importers.read(path, TODAY).attribution
    except Refusal as refusal:
        said = refusal.message
    assert said
