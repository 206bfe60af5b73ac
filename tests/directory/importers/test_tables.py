from pathlib import Path

import pytest

from maraude import i18n
from maraude.directory.importers import tables
from maraude.directory.importers.tables import Columns, Row, WrongRow
from maraude.domain.refusal import Refusal
from tests.directory.importers.files import written

COLUMNS = Columns({"name": "nom", "address": "adresse"}, ("name",))


def rows(folder: Path, content: str | bytes) -> list[Row | WrongRow]:
    return list(tables.read(written(folder, content), COLUMNS).rows)


@pytest.mark.parametrize(
    "content",
    [
        "nom,adresse\nŒuvre,1 quai\n".encode(),
        "\ufeffNom;Adresse\r\nŒuvre;1 quai\r\n".encode(),
        "NOM\tADRESSE\nŒuvre\t1 quai".encode(),
        "name,address\rŒuvre,1 quai\r".encode("cp1252"),
        '"adresse","nom"\n"1 quai","Œuvre"\n'.encode("cp1252"),
        "\n".join(("nom;adresse", "Œuvre;1 quai;;;")).encode(),
    ],
    ids=["plain", "excel", "tabs", "old mac", "quoted", "empty cells at the end"],
)
def test_a_table_of_any_make_gives_the_same_row(tmp_path: Path, content: bytes) -> None:
    assert rows(tmp_path, content) == [Row(2, {"name": "Œuvre", "address": "1 quai"})]


def test_a_row_is_numbered_by_the_line_it_ends_on_and_blank_lines_are_none(tmp_path: Path) -> None:
    found = rows(tmp_path, 'nom;adresse\n\n ; \n"A\nB";x\nC\n')
    assert found == [Row(5, {"name": "A B", "address": "x"}), Row(6, {"name": "C", "address": ""})]


def test_a_quote_that_is_never_closed_hides_no_row_in_silence(tmp_path: Path) -> None:
    first, wrong = rows(tmp_path, 'nom;adresse\nA;x\nB;"y\nC;z\n')
    assert first == Row(2, {"name": "A", "address": "x"})
    assert isinstance(wrong, WrongRow)
    assert "guillemet" in wrong.reason


def test_a_byte_that_no_encoding_has_is_survived(tmp_path: Path) -> None:
    assert rows(tmp_path, b"nom\ncaf\x81\xe9\n") == [Row(2, {"name": "café"})]


def test_columns_are_named_in_the_language_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(i18n, "_language", "en")
    with pytest.raises(Refusal, match="name"):
        rows(tmp_path, "adresse\nx\n")
