import errno
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from maraude import paths
from maraude.directory.addresses import files
from maraude.directory.addresses.address import Address, HouseNumber
from maraude.domain.refusal import Refusal
from maraude.store.addresses import Addresses
from tests.directory.addresses.files import TOWN, bano, write
from tests.store.directories import KEY

TODAY = date(2026, 11, 23)


@pytest.fixture
def addresses(tmp_path: Path) -> Addresses:
    return Addresses.open(tmp_path, KEY)


def given(tmp_path: Path, *lines: str) -> Iterator[Address]:
    with files.reading(write(tmp_path / "file", *lines)) as file:
        yield from (line for line in file.lines() if isinstance(line, Address))


def put(addresses: Addresses, tmp_path: Path, *lines: str, confirmed: bool = False) -> int:
    found = given(tmp_path, *lines)
    written = addresses.replace(found, "bano", "BANO", TODAY, confirmed=confirmed)
    return sum(written.kept.values())


def streets(addresses: Addresses, *words: str) -> list[str]:
    with addresses.reading() as book:
        return [f"{s.name}, {s.town}" for s in book.with_words(words, 10)]


def test_streets_are_found_by_words_and_by_parts_and_have_their_numbers(
    addresses: Addresses, tmp_path: Path
) -> None:
    assert put(addresses, tmp_path, *TOWN) == len(TOWN)
    with addresses.reading() as book:
        (lilas,) = book.with_words(("lila", "99000"), 10)
        assert lilas in book.alike(("lials",), 5)
        assert list(book.numbers(lilas)) == [
            *(HouseNumber(n) for n in (1, 2, 3, 5, 8, 12)),
            HouseNumber(12, "bis"),
        ]
        assert book.numbers(lilas)[HouseNumber(12, "bis")].lat == 48.8513
        assert {town.name for town in book.towns()} == {"Lucioles", "Vers-Luisants"}
        (area,) = book.areas()
        assert (area.department, area.addresses, area.copied_on) == ("99", len(TOWN), TODAY)


def test_an_import_replaces_its_departments_and_no_other(
    addresses: Addresses, tmp_path: Path
) -> None:
    other = bano("1", "Rue Lointaine", postcode="98000").replace("99001", "98001")
    put(addresses, tmp_path, bano("1", "Rue Ancienne"), other)
    put(addresses, tmp_path, bano("1", "Rue Nouvelle"))

    assert streets(addresses, "rue") == ["Rue Lointaine, Lucioles", "Rue Nouvelle, Lucioles"]
    with addresses.reading() as book:
        assert "Rue Ancienne" not in {street.name for street in book.alike(("ancienne",), 5)}


def test_what_is_said_twice_is_kept_once(addresses: Addresses, tmp_path: Path) -> None:
    line = bano("1", "Rue des Lilas")
    written = addresses.replace(given(tmp_path, line, line), "bano", "BANO", TODAY)
    assert (written.kept, written.repeated) == ({"99": 1}, 1)


def test_a_file_cut_in_two_is_refused_until_someone_confirms(
    addresses: Addresses, tmp_path: Path
) -> None:
    put(addresses, tmp_path, *TOWN)
    with pytest.raises(Refusal) as refused:
        put(addresses, tmp_path, *TOWN[:6])
    assert refused.value.code == "large-removal"
    assert streets(addresses, "republique")

    put(addresses, tmp_path, *TOWN[:6], confirmed=True)
    assert not streets(addresses, "republique")


def test_a_file_without_addresses_changes_nothing(addresses: Addresses, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        addresses.replace(iter(()), "bano", "BANO", TODAY)
    assert refused.value.code == "no-address-read"
    assert not paths.addresses_database(tmp_path).exists()


def test_an_import_that_is_broken_off_leaves_nothing_behind(
    addresses: Addresses, tmp_path: Path
) -> None:
    put(addresses, tmp_path, *TOWN)
    before = paths.addresses_database(tmp_path).read_bytes()

    def broken() -> Iterator[Address]:
        yield from given(tmp_path, bano("1", "Rue Nouvelle"))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        addresses.replace(broken(), "bano", "BANO", TODAY, confirmed=True)

    assert paths.addresses_database(tmp_path).read_bytes() == before
    assert [path.name for path in tmp_path.glob("addresses*")] == ["addresses.db"]


def test_without_room_the_addresses_stay_as_they_were(
    addresses: Addresses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(addresses, tmp_path, *TOWN)
    with monkeypatch.context() as full:
        full.setattr(shutil, "copy", no_room)
        with pytest.raises(Refusal) as refused:
            put(addresses, tmp_path, *TOWN)
    assert refused.value.code == "addresses-not-written"
    assert streets(addresses, "lilas")


def no_room(*_paths: Path) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_without_an_import_it_is_said_how(addresses: Addresses) -> None:
    with pytest.raises(Refusal) as refused, addresses.reading():
        pass
    assert refused.value.code == "no-addresses"
    assert "maraude directory addresses import" in refused.value.message


def test_the_file_is_encrypted_and_only_its_owner_reads_it(
    addresses: Addresses, tmp_path: Path
) -> None:
    put(addresses, tmp_path, *TOWN)
    file = paths.addresses_database(tmp_path)
    assert b"Lilas" not in file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(file).execute("SELECT * FROM street")


@pytest.mark.parametrize("damage", ["overwritten", "emptied", "another key"])
def test_a_damaged_file_is_set_aside_and_said(
    addresses: Addresses, tmp_path: Path, damage: str
) -> None:
    put(addresses, tmp_path, *TOWN)
    file = paths.addresses_database(tmp_path)
    if damage == "overwritten":
        file.write_bytes(b"\0" * 8_192)
    if damage == "emptied":
        file.write_bytes(b"")
    opened = Addresses.open(tmp_path, bytes(32) if damage == "another key" else KEY)

    assert "mis de côté" in opened.notice
    assert file.with_suffix(".damaged.db").exists()
    put(opened, tmp_path, *TOWN)
    assert streets(opened, "lilas")


def test_damage_beyond_the_first_page_is_said_in_words(
    addresses: Addresses, tmp_path: Path
) -> None:
    put(addresses, tmp_path, *TOWN)
    file = paths.addresses_database(tmp_path)
    data = bytearray(file.read_bytes())
    data[8_192:] = bytes(len(data) - 8_192)
    file.write_bytes(data)

    opened = Addresses.open(tmp_path, KEY)
    with pytest.raises(Refusal) as refused, opened.reading() as book:
        book.with_words(("lilas",), 5)
    assert refused.value.code == "damaged-addresses"
    put(opened, tmp_path, *TOWN[:1])
    assert streets(opened, "lilas")


def test_whoever_reads_finishes_on_what_they_opened(addresses: Addresses, tmp_path: Path) -> None:
    put(addresses, tmp_path, *TOWN)
    with addresses.reading() as book:
        put(addresses, tmp_path, bano("1", "Rue Nouvelle"), confirmed=True)
        assert book.with_words(("lilas",), 5)
    assert streets(addresses, "rue") == ["Rue Nouvelle, Lucioles"]
