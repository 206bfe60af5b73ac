from pathlib import Path

import pytest

from maraude.domain.refusal import Refusal
from maraude.domain.spot import Position
from maraude.usecases import spots
from maraude.usecases.session import Session

CANAL = Position(48.8676, 2.3636)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "lieux.csv"


def names(session: Session, prefix: str = "") -> list[str]:
    return [placed.spot.name for placed in spots.find(session, prefix)]


@pytest.mark.parametrize(
    "content",
    [
        b"name,kind,sector,lat,lon\nQuai de Seine,quai,Nord,48.8676,2.3636\n",
        "\ufeffNom;Type;Secteur;Latitude;Longitude\r\n"
        "Quai de Seine;quai;Nord;48,8676;2,3636\r\n".encode(),
        b"nom\ttype\tsecteur\tlat\tlon\nQuai de Seine\tquai\tNord\t48.8676\t2.3636",
        b'lon,lat,"name",sector,kind\n2.3636,48.8676,"Quai de Seine",Nord,quai\n',
        b"NOM,TYPE,SECTEUR,LAT,LON\rQuai de Seine,quai,Nord,48.8676,2.3636\r",
        b"name,photo,kind,sector,lat,lon\nQuai de Seine,x.jpg,quai,Nord,48.8676,2.3636,,",
    ],
    ids=["plain", "excel", "tabs", "other order", "old mac", "unknown columns"],
)
def test_a_file_of_any_make_gives_the_same_place(work: Session, file: Path, content: bytes) -> None:
    file.write_bytes(content)
    done = spots.import_csv(work, file)

    (placed,) = spots.find(work)
    assert (done.read, done.kept, done.known, done.refused) == (1, 1, 0, ())
    assert (placed.spot.name, placed.spot.kind, placed.spot.sector) == (
        "Quai de Seine",
        "quai",
        "Nord",
    )
    assert placed.position == CANAL


def test_a_file_in_latin_1_keeps_its_accents(work: Session, file: Path) -> None:
    file.write_bytes("nom\nPlace de la République\n".encode("latin-1"))
    spots.import_csv(work, file)

    assert names(work) == ["Place de la République"]


def test_a_name_alone_makes_a_place_without_position(work: Session, file: Path) -> None:
    file.write_text("nom\nSquare des Tilleuls\n")
    spots.import_csv(work, file)

    (placed,) = spots.find(work)
    assert placed.position is None


def test_a_bad_row_is_refused_with_its_line_and_the_others_are_kept(
    work: Session, file: Path
) -> None:
    file.write_text(
        "nom,lat,lon\n"
        "Pont,48.9,2.4\n"
        "\n"
        ",48.9,2.4\n"
        '"Square\nLéon",48.9,2.4\n'
        "Trop au nord,91,2.4\n"
        "Sans longitude,48.9,\n"
        "Nulle part,nan,nan\n"
    )
    done = spots.import_csv(work, file)

    assert names(work) == ["Pont", "Square Léon"]
    assert [row.row for row in done.refused] == [4, 7, 8, 9]
    assert "nom" in done.refused[0].reason
    assert "latitude" in done.refused[1].reason
    assert (done.read, done.kept) == (6, 2)


def test_a_place_known_by_its_name_is_left_as_it_is(work: Session, file: Path) -> None:
    spots.add(work, "Canal St-Martin", CANAL)
    file.write_text("nom,lat,lon\ncanal st-martin,1,1\nPont,,\nPONT,,\n")
    done = spots.import_csv(work, file)

    assert (done.kept, done.known) == (1, 2)
    assert names(work) == ["Canal St-Martin", "Pont"]
    assert spots.find(work, "canal")[0].position == CANAL


def test_hostile_names_lose_what_would_command_a_terminal(work: Session, file: Path) -> None:
    file.write_bytes("nom\nQuai\x1b]52;c;eA==\x07\u202e nord\x00\n\x1b\u202e\n".encode())
    done = spots.import_csv(work, file)

    assert names(work) == ["Quai]52;c;eA== nord"]
    assert [row.row for row in done.refused] == [3]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "wrong-columns"),
        (b"\n\n", "wrong-columns"),
        (b"lat,lon\n48,2\n", "wrong-columns"),
        (b"\x00\xff\xfe\x89PNG", "wrong-columns"),
        ("nom\nPont\n".encode("utf-16"), "wrong-columns"),
        (b"x" * (8 * 2**20 + 1), "file-too-large"),
    ],
    ids=["empty", "blank", "no name", "binary", "utf-16", "huge file"],
)
def test_a_file_that_is_no_table_of_places_is_a_sentence(
    work: Session, file: Path, content: bytes, code: str
) -> None:
    file.write_bytes(content)
    with pytest.raises(Refusal) as refused:
        spots.import_csv(work, file)

    assert refused.value.code == code
    assert names(work) == []


def test_a_folder_or_nothing_is_not_read_as_a_file(work: Session, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent.csv"):
        with pytest.raises(Refusal, match="ne peut pas être lu"):
            spots.import_csv(work, path)


def test_a_place_is_found_by_the_start_of_any_word_without_accents(work: Session) -> None:
    spots.add(work, "Place de la République")
    spots.add(work, "Gare de l'Est")

    assert names(work, "repu") == ["Place de la République"]
    assert names(work, "EST") == ["Gare de l'Est"]
    assert names(work, "zzz") == []


def test_a_place_without_position_is_given_one_once(work: Session) -> None:
    placed = spots.add(work, "Canal St-Martin")
    assert spots.position(work, placed.id) is None
    assert spots.add(work, "canal st-martin", CANAL).id == placed.id
    assert spots.position(work, placed.id) == CANAL

    with pytest.raises(Refusal, match="existe déjà"):
        spots.add(work, "Canal St-Martin", CANAL)


@pytest.mark.parametrize("name", ["", " ", "\x1b\u202e", "…"])
def test_a_place_needs_a_name(work: Session, name: str) -> None:
    with pytest.raises(Refusal, match="nom"):
        spots.add(work, name)


def test_a_row_that_cannot_be_told_into_cells_costs_nothing_but_itself(
    work: Session, file: Path
) -> None:
    file.write_text(f"nom,lat,lon\n{'x' * 200_000},48,2\nPont,48,9,2,4\nQuai,48.9,2.4\n")
    done = spots.import_csv(work, file)

    assert names(work) == ["Quai"]
    assert [row.row for row in done.refused] == [2, 3]


def test_a_column_that_was_not_read_is_named(work: Session, file: Path) -> None:
    file.write_text("nom,lattitude\nPont,48.9\n")
    assert spots.import_csv(work, file).unknown_columns == ("lattitude",)
