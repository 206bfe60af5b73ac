import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maraude.directory.addresses import files
from maraude.directory.addresses.address import Address, HouseNumber
from maraude.directory.addresses.files import WrongLine
from maraude.domain.refusal import Refusal
from maraude.domain.spot import Position
from maraude.domain.text import clean_line
from tests.directory.addresses.files import BAN_HEADER, ban, bano, write

LILAS = Address("99", "Rue des Lilas", "99000", "Lucioles", HouseNumber(5), Position(48.85, 2.35))


def read(path: Path) -> list[Address | WrongLine]:
    with files.reading(path) as file:
        return list(file.lines())


def refusal_of(path: Path) -> str:
    with pytest.raises(Refusal) as refused:
        read(path)
    return refused.value.code


@pytest.mark.parametrize("compressed", [False, True])
def test_both_formats_are_recognised_and_say_the_same(tmp_path: Path, *, compressed: bool) -> None:
    line = bano("5", "Rue des Lilas")
    header = "id,number,street,postcode,town,source,lat,lon"
    known = {
        "ban": write(
            tmp_path / "a", ban("5", "Rue des Lilas"), header=BAN_HEADER, compressed=compressed
        ),
        "bano": write(tmp_path / "b", line, header=header, compressed=compressed),
        "bano, as published": write(tmp_path / "c", line, compressed=compressed),
        "bano, byte order mark": write(tmp_path / "d", line, header=f"\ufeff{header}"),
    }
    for name, path in known.items():
        assert read(path) == [LILAS], name
        with files.reading(path) as file:
            assert file.format.name == name.partition(",")[0]
            assert file.format.attribution


@pytest.mark.parametrize(
    ("number", "suffix", "house"),
    [
        ("12", "bis", HouseNumber(12, "bis")),
        ("12BIS", "", HouseNumber(12, "bis")),
        ("12 A", "", HouseNumber(12, "a")),
        ("", "", HouseNumber(0)),
    ],
)
def test_numbers_are_read_however_they_are_told_apart(
    tmp_path: Path, number: str, suffix: str, house: HouseNumber
) -> None:
    path = write(tmp_path / "a", ban(number, "Rue des Lilas", suffix=suffix), header=BAN_HEADER)
    (address,) = read(path)
    assert isinstance(address, Address)
    assert address.house == house


@pytest.mark.parametrize(
    "wrong",
    [
        bano("1ET3", "Rue des Lilas"),
        bano("5", "", "Lucioles"),
        bano("5", "Rue des Lilas", ""),
        bano("5", "Rue des Lilas", postcode="9900"),
        bano("5", "Rue des Lilas", lat=148.5),
        bano("5", "Rue des Lilas", lat=0, lon=0),
        bano("5", "Rue des Lilas").replace("48.85", "nan"),
        bano("5", "Rue des Lilas").replace("48.85", "4e1"),
        "990010003F-5,5,Rue des Lilas",
        '990010003F-5,5,"Rue des Lilas,99000,Lucioles,OSM,48.85,2.35',
        "x" * 40_000,
        f"{bano('5', 'Rue des Lilas')}\x00".replace("99000", "9\x000"),
    ],
)
def test_a_wrong_line_is_named_and_costs_no_other(tmp_path: Path, wrong: str) -> None:
    good = bano("5", "Rue des Lilas")
    first, named, last = read(write(tmp_path / "a", good, wrong, good))

    assert first == last == LILAS
    assert isinstance(named, WrongLine)
    assert named.line == 2
    assert named.reason


def test_bytes_that_are_no_text_cost_their_line(tmp_path: Path) -> None:
    good = bano("5", "Rue des Lilas").encode()
    (tmp_path / "a").write_bytes(b"\n".join((good, good.replace(b"Lilas", b"\xff\xfe"), good)))
    assert [isinstance(line, Address) for line in read(tmp_path / "a")] == [True, False, True]


def test_text_comes_in_clean(tmp_path: Path) -> None:
    hostile = write(tmp_path / "a", bano("5", "Rue\x1b[2J des \u202eLilas"), bano("6", "x" * 500))
    first, second = read(hostile)
    assert isinstance(first, Address)
    assert isinstance(second, Address)
    assert first.street == "Rue[2J des Lilas"
    assert len(second.street) == files.MAX_TEXT


@pytest.mark.parametrize("content", [b"name,lat,lon\nx,1,2\n", b"{}", b"\x1f\x8b\x08nothing", b""])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a").write_bytes(content)
    assert refusal_of(tmp_path / "a") in ("unknown-format", "unreadable-file")
    assert refusal_of(tmp_path) == "unreadable-file"


def test_a_cut_download_is_refused(tmp_path: Path) -> None:
    lines = "".join(f"{bano(str(n), f'Rue {n * n}')}\n" for n in range(1, 2_000))
    whole = gzip.compress(lines.encode())
    (tmp_path / "a").write_bytes(whole[: len(whole) // 2])
    assert refusal_of(tmp_path / "a") == "unreadable-file"


def test_too_many_lines_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_LINES", 3)
    path = write(tmp_path / "a", *(bano(str(n), "Rue des Lilas") for n in range(1, 5)))
    assert refusal_of(path) == "file-too-large"


@settings(deadline=None)
@given(before=st.binary(max_size=400), after=st.binary(max_size=400), compressed=st.booleans())
def test_whatever_a_file_holds_comes_clean_or_is_named(
    tmp_path_factory: pytest.TempPathFactory, before: bytes, after: bytes, *, compressed: bool
) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "a"
    data = b"\n".join((BAN_HEADER.encode(), before, ban("5", "Rue des Lilas").encode(), after))
    path.write_bytes(gzip.compress(data) if compressed else data)
    lines = read(path)

    assert LILAS in lines
    for line in lines:
        if isinstance(line, Address):
            assert line.street == clean_line(line.street)
            assert line.town == clean_line(line.town)
        else:
            assert line.reason
