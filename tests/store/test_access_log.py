"""Who had which file before them, and what they did with it."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from maraude.domain.access import KEPT, Access, Act
from maraude.domain.encounter import Encounter, People
from maraude.domain.note import Note
from maraude.domain.person import Person
from maraude.store import access_log
from maraude.store.store import Store
from tests.store.conftest import NOON
from tests.team import KEY, PROFILE

MARTA = Person(id="marta", code="ABC2345", called="Marta", team="team:nord")
MOMO = Person(id="momo", code="ABC2346", called="Momo", team="team:nord")
MET = Encounter(
    id="met", tour="tour", at=NOON, contact="CON", people=People(persons=("marta", "momo"))
)
NOTE = Note(id="note", at=NOON, person="marta", text="tricote")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.create(tmp_path, KEY, PROFILE, "user:ines", lambda: NOON)) as created:
        yield created


def kept(store: Store, *files: str) -> list[Act]:
    return [access.act for access in access_log.of(store.reader, files)]


def test_a_write_is_one_row_for_each_file_it_is_in(store: Store) -> None:
    store.write(lambda t: t.save(MARTA, MOMO, MET, NOTE)).result()

    assert kept(store, "marta") == kept(store, "momo") == [Act.CHANGED]
    (found,) = access_log.of(store.reader, ["marta"])
    assert found == Access(NOON, "user:ines", "marta", Act.CHANGED)


def test_what_changes_nothing_is_no_access(store: Store) -> None:
    store.write(lambda t: t.save(MARTA)).result()
    store.write(lambda t: t.save(MARTA)).result()
    assert kept(store, "marta") == [Act.CHANGED]


def test_who_erased_somebody_stays_known_and_no_word_of_them(store: Store) -> None:
    store.write(lambda t: t.save(MARTA, NOTE)).result()
    store.erase(["marta"])
    assert kept(store, "marta") == [Act.ERASED, Act.CHANGED]


def test_a_year_later_nothing_is_known_any_more(store: Store) -> None:
    def keep(at: datetime) -> None:
        access = Access(at, "user:ines", "marta", Act.OPENED)
        store.write_local(lambda connection: access_log.keep(connection, (access,))).result()

    keep(NOON - KEPT - timedelta(days=1))
    keep(NOON - KEPT + timedelta(days=1))
    with closing(Store(store.home, KEY, "user:ines", lambda: NOON)) as again:
        again.write_local(lambda _connection: None).result()
        assert len(kept(again, "marta")) == 1
