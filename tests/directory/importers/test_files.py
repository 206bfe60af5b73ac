"""Files of every known format, and of none: recognised by their content, or refused in words."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maraude.directory import importers
from maraude.directory.importers import documents, team
from maraude.domain.refusal import Refusal
from tests.directory.importers.files import TODAY, elements, node, refusal_of, written

A_PLACE = elements(node(7, amenity="toilets"))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "unreadable-file"),
        ("bonjour", "unknown-format"),
        ("<html>portail; captif</html>", "wrong-columns"),
        (b"\x89PNG\r\n\x1a\n\0\0,", "unknown-format"),
        (b"PK\x03\x04\0\0", "unreadable-file"),
        (b"PAR1\x15\x04\x15", "parquet"),
        ('[{"fields": {', "unreadable-file"),
        ('{"elements": [NaN]', "unreadable-file"),
        ('{"elements": [1' + "0" * 5_000 + "]}", "unreadable-file"),
        ('{"a": 1}', "unknown-format"),
        ('{"elements": 3, "features": {}}', "unknown-format"),
        ("[" * 100_000, "unreadable-file"),
        ('{"elements":' + "[" * 100_000 + "]" * 100_000 + "}", "unreadable-file"),
    ],
)
def test_what_is_no_file_of_ours_is_a_sentence(
    tmp_path: Path, content: str | bytes, code: str
) -> None:
    refusal = refusal_of(written(tmp_path, content))
    assert refusal.code == code
    assert refusal.message.endswith(".")


def test_a_document_cut_anywhere_is_refused(tmp_path: Path) -> None:
    content = json.dumps(A_PLACE)
    for size in range(1, len(content), 7):
        assert refusal_of(written(tmp_path, content[:size])).code == "unreadable-file"


def test_a_byte_order_mark_and_blank_lines_may_come_first(tmp_path: Path) -> None:
    path = written(tmp_path, "\ufeff\r\n " + json.dumps(A_PLACE))
    assert len(importers.read(path, TODAY).services) == 1


@pytest.mark.parametrize("format_name", importers.FORMATS)
def test_a_file_is_refused_under_a_wrong_format(tmp_path: Path, format_name: str) -> None:
    assert refusal_of(written(tmp_path, "bonjour"), format_name).code in (
        "unreadable-file",
        "wrong-columns",
    )


@pytest.mark.parametrize("format_name", [None, *importers.FORMATS])
def test_a_folder_a_pipe_and_an_endless_device_are_not_read(
    tmp_path: Path, format_name: str | None
) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", tmp_path / "absent", Path("/dev/zero")):
        assert refusal_of(path, format_name).code == "unreadable-file"


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = written(tmp_path, b"{")
    os.truncate(path, documents.MAX_BYTES + 1)
    assert refusal_of(path).code == "file-too-large"


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_words(tmp_path: Path, content: bytes) -> None:
    path = written(tmp_path, content)
    for format_name in (None, *importers.FORMATS):
        try:
            said = importers.read(path, TODAY, format_name).attribution
        except Refusal as refusal:
            said = refusal.message
        assert said


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(garbage=st.lists(st.text(max_size=12), max_size=30))
def test_each_row_of_any_table_is_kept_or_refused(tmp_path: Path, garbage: list[str]) -> None:
    rows = team.template().splitlines()[0] + "\n" + ";".join(garbage)
    batch = importers.read(written(tmp_path, rows.encode("utf-8", "replace")), TODAY, team.FORMAT)
    assert batch.read == len(batch.services) + len(batch.refused)
