"""Who is erased stays erased, whatever backup is put back, wherever the power goes."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from maraude import paths
from maraude.domain.encounter import Encounter, People
from maraude.domain.note import Note
from maraude.domain.person import Person
from maraude.domain.refusal import Refusal
from maraude.store import backup, engine, ledger, outbox, records, removal, wipe
from maraude.store.store import Store
from tests.readable import readable
from tests.store.conftest import NOON, open_store
from tests.team import KEY, PROFILE

MARK = "Martaquelqueparticulier"
MARTA = Person(id="marta", code="ABC2345", called=MARK, team="team:nord")
NOTE = Note(id="note", at=NOON, person="marta", text=f"{MARK} tricote")
MET = Encounter(id="met", tour="tour", at=NOON, contact="CON", people=People(persons=("marta",)))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store that a test may close."""
    created = Store.create(tmp_path, KEY, PROFILE, "user:ines", lambda: NOON)
    yield created
    with suppress(RuntimeError):
        created.close()


@pytest.fixture
def old(store: Store, tmp_path: Path) -> Path:
    """A backup kept elsewhere, of when Marta was known; the store knows her too."""
    store.write(lambda t: t.save(MARTA, NOTE, MET)).result()
    elsewhere = tmp_path.with_name(f"{tmp_path.name}-stick")
    elsewhere.mkdir()
    backup.backup(store.reader, elsewhere / "old.db")
    store.back_up()
    return elsewhere / "old.db"


def restored(store: Store, old: Path) -> Store:
    store.close()
    backup.restore(store.home, KEY, old, NOON)
    return open_store(store.home)


def is_gone(store: Store) -> bool:
    person = records.get(store.reader, Person, "marta")
    met = records.get(store.reader, Encounter, "met")
    assert met
    return person is None and not removal.about(store.reader, "marta") and not met.people.persons


def told(store: Store) -> list[tuple[str, str]]:
    """Give which erasures wait to be sent."""
    query = "SELECT record, kind FROM change WHERE kind = 'erase' AND acked = 0"
    return store.reader.execute(query).fetchall()


def test_a_restored_backup_brings_nobody_back_and_the_server_is_told(
    store: Store, old: Path
) -> None:
    store.erase(["marta"])
    with closing(restored(store, old)) as again:
        assert is_gone(again)
        assert told(again) == [("marta", "erase")]
        assert again.erased_again
        assert MARK.encode() not in readable(paths.database(again.home).parent)
    with closing(open_store(store.home)) as once_more:
        assert told(once_more) == [("marta", "erase")]
        assert not once_more.erased_again


def test_a_backup_from_before_the_person_was_known_loses_no_erasure(
    store: Store, tmp_path: Path
) -> None:
    empty = tmp_path.with_name(f"{tmp_path.name}.db")
    backup.backup(store.reader, empty)
    store.write(lambda t: t.save(MARTA)).result()
    store.erase(["marta"])
    with closing(restored(store, empty)) as again:
        assert told(again) == [("marta", "erase")]


def test_what_the_server_said_is_done_again_and_not_sent_back(store: Store, old: Path) -> None:
    store.write_local(lambda c: removal.erase(c, "note", own=False)).result()
    store.write_local(lambda c: removal.erase(c, "marta", own=False)).result()
    store.scrub()
    with closing(restored(store, old)) as again:
        assert is_gone(again)
        assert told(again) == []


def _copying(part: Callable[..., Any], home: Path, copy: Path, *, after: bool) -> Any:
    """Let the power go right before or after a step: what is on the disk then goes on in a copy."""

    def step(*arguments: Any) -> Any:
        done = part(*arguments) if after else None
        if not copy.exists():
            shutil.copytree(home, copy, ignore=shutil.ignore_patterns("*-shm"))
        return done if after else part(*arguments)

    return step


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize(
    ("place", "name"),
    [(ledger, "keep"), (Store, "_truncate_log"), (backup, "renew"), (removal, "keep_scrubbed")],
)
def test_a_crash_at_any_step_leaves_the_person_there_or_erased(
    store: Store, old: Path, monkeypatch: pytest.MonkeyPatch, place: Any, name: str, moment: str
) -> None:
    copy = old.parent / "crashed"
    step = _copying(getattr(place, name), store.home, copy, after=moment == "after")
    monkeypatch.setattr(place, name, step)
    store.erase(["marta"])
    monkeypatch.undo()
    with closing(open_store(copy)) as again:
        if (name, moment) == ("keep", "before"):
            assert not is_gone(again)
        else:
            assert is_gone(again)
            assert told(again) == [("marta", "erase")]
            assert MARK.encode() not in readable(copy)
            assert ledger.read(copy, KEY) == {"marta": True}


def test_a_crash_and_then_an_old_backup_do_not_bring_them_back_either(
    store: Store, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = old.parent / "crashed"
    step = _copying(ledger.keep, store.home, copy, after=True)
    monkeypatch.setattr(ledger, "keep", step)
    store.erase(["marta"])
    monkeypatch.undo()
    backup.restore(copy, KEY, old, NOON)
    with closing(open_store(copy)) as again:
        assert is_gone(again)
        assert told(again) == [("marta", "erase")]


@pytest.fixture
def no_ledger(store: Store) -> Iterator[None]:
    """A disk that does not take the file."""
    blocked = paths.ledger(store.home).with_name("erased.tmp")
    blocked.mkdir()
    yield
    with suppress(OSError):
        blocked.rmdir()


@pytest.mark.usefixtures("no_ledger")
def test_without_its_ledger_nothing_is_erased(store: Store, old: Path) -> None:
    with pytest.raises(Refusal) as refused:
        store.erase(["marta"])
    assert refused.value.code == "disk-full"
    assert not is_gone(store)
    assert told(store) == []


def test_what_a_full_disk_has_refused_does_not_happen_later(
    store: Store, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep, tries = ledger.keep, []

    def keep_and_fill(*arguments: Any) -> None:
        keep(*arguments)
        tries.append(ledger.read(store.home, KEY))
        if len(tries) <= 2:
            raise engine.DiskFull

    monkeypatch.setattr(ledger, "keep", keep_and_fill)
    with pytest.raises(Refusal):
        store.erase(["marta"])
    assert tries == [{"marta": True}, {"marta": True}, {}]
    store.close()
    with closing(open_store(store.home)) as again:
        assert not is_gone(again)


class TestTheFile:
    def test_tells_nobody_without_the_key_whom_it_names(self, store: Store, old: Path) -> None:
        store.erase(["marta"])
        file = paths.ledger(store.home)
        assert b"marta" not in file.read_bytes()
        assert file.stat().st_mode & 0o777 == 0o600
        assert ledger.read(store.home, KEY) == {"marta": True}
        assert ledger.read(store.home, bytes(32)) == {}

    @pytest.mark.parametrize("damage", [Path.unlink, lambda file: file.write_bytes(b"x" * 99)])
    def test_is_written_again_where_it_is_lost(
        self, store: Store, old: Path, damage: Callable[[Path], object]
    ) -> None:
        store.erase(["marta"])
        store.close()
        damage(paths.ledger(store.home))
        open_store(store.home).close()
        assert ledger.read(store.home, KEY) == {"marta": True}

    def test_goes_when_the_laptop_is_emptied(self, store: Store, old: Path) -> None:
        store.write_local(lambda c: removal.erase(c, "marta", own=False)).result()
        store.scrub()
        store.write_local(lambda c: outbox.acknowledge(c, *_all(c), NOON)).result()
        assert store.destroy_keys()
        store.close()
        wipe.settle(store.home)
        assert not paths.ledger(store.home).exists()


def _all(connection: engine.Connection) -> tuple[str, range]:
    (inc,) = connection.execute("SELECT inc FROM incarnation").fetchone()
    return inc, range(1, 100)


def test_what_only_a_newer_program_can_read_is_erased_too(store: Store) -> None:
    unread = ("mood-1", "mood", 1, '{"person":"marta"}'), ("mood-2", "mood", 1, '{"person":null}')
    store.write_local(
        lambda c: c.executemany("INSERT INTO unread VALUES (?, ?, ?, ?)", unread)
    ).result()
    store.erase(["marta"])
    assert store.reader.execute("SELECT record FROM unread").fetchall() == [("mood-2",)]


def test_a_note_that_its_author_is_not_shown_is_erased_from_the_changes_too(store: Store) -> None:
    store.write(lambda t: t.save(MARTA, NOTE, MET)).result()
    store.write_local(lambda c: removal.drop(c, "note")).result()
    store.erase(["marta"])
    kinds = dict(store.reader.execute("SELECT record, kind FROM change ORDER BY n").fetchall())
    assert kinds == {"marta": "erase", "note": "void", "met": "put"}
    assert MARK.encode() not in readable(store.home)
