"""What is over, beside all else that an exchange does: nothing is lost, and nothing stays back."""

import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from maraude import paths
from maraude.domain.encounter import Encounter
from maraude.server import meta as server_meta
from maraude.server.database import Database
from maraude.store import engine, records, replica, undo
from maraude.store.store import Store
from maraude.sync import carried
from maraude.sync.client import Client
from maraude.sync.failure import LinkError
from maraude.usecases import history, redact, sync
from tests.readable import readable
from tests.sync.desk import MARTA, OLD, Desk, handed, make_safe, met, tour
from tests.sync.handing import hand, written
from tests.sync.laptops import Direct, Laptop
from tests.team import KEY, Clock


def test_what_this_laptop_wrote_stays_until_it_is_safe_at_the_base(
    street: Desk, database: Database, clock: Clock
) -> None:
    old = met(clock, OLD, note="à garder")
    street.save(tour(clock, OLD), old, tour(clock, 0))
    for _again in range(2):
        street.exchange()
        clock.pass_time(days=8)
    assert street.has("encounter", old.id)
    make_safe(database)
    street.exchange()
    clock.pass_time(days=1)
    street.exchange()
    assert not street.has("encounter", old.id)


def test_the_feeds_still_agree_and_one_read_again_is_thinned_again(
    desk: Desk, street: Desk, clock: Clock
) -> None:
    old = met(clock, OLD)
    handed(desk, street, tour(clock, OLD), old, tour(clock, 0), met(clock, 0))
    assert not street.has("encounter", old.id)
    desk.save(met(clock, 1))
    desk.exchange()
    done = street.exchange()
    assert (done.wrong, done.pulled, done.complete) == (frozenset(), 1, True)

    for (feed,) in street.laptop.kept("SELECT feed FROM cursor"):
        street.laptop.store.write(lambda t, f=feed: replica.reread(t.connection, f)).result()  # type: ignore[misc]
    again = street.exchange()
    assert again.complete
    assert again.wrong == frozenset()
    assert street.has("encounter", old.id)
    clock.pass_time(days=1)
    street.exchange()
    assert not street.has("encounter", old.id)
    assert street.exchange().wrong == frozenset()


def test_what_the_base_corrects_later_comes_and_goes_again(
    desk: Desk, street: Desk, clock: Clock
) -> None:
    old = met(clock, OLD, note="avant")
    handed(desk, street, tour(clock, OLD), old, tour(clock, 0))
    handed(desk, street, replace(old, note="après"))
    found = records.get(street.session.store.reader, Encounter, old.id)
    assert found
    assert found.note == "après"
    clock.pass_time(days=1)
    street.exchange()
    assert not street.has("encounter", old.id)


def test_it_goes_on_where_it_was_cut_off(
    desk: Desk, street: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "_BATCH", 2)
    many = [met(clock, OLD, id=f"met-{n}") for n in range(7)]
    desk.save(tour(clock, OLD), *many, tour(clock, 0))
    desk.exchange()
    turns = iter((False, False, True))
    sync.ended(street.session, street.laptop.sync, cancelled=lambda: next(turns))
    assert len(street.laptop.kept("SELECT 1 FROM encounter")) == 3
    assert history.begins(street.session)
    street.exchange()
    assert street.laptop.kept("SELECT 1 FROM encounter") == []


def test_somebody_who_reads_at_that_moment_leaves_the_log_for_the_next_exchange(
    desk: Desk, street: Desk, clock: Clock
) -> None:
    desk.save(tour(clock, OLD), met(clock, OLD, note="parole-lointaine"), tour(clock, 0))
    desk.exchange()
    reader = street.laptop.store.with_key(_another_reader)
    try:
        reader.execute("BEGIN").execute("SELECT count(*) FROM encounter").fetchone()
        assert street.exchange().complete
        assert b"parole-lointaine" in readable(street.laptop.home)
    finally:
        reader.close()
    street.exchange()
    assert b"parole-lointaine" not in readable(street.laptop.home)


def _another_reader(home: Path, key: bytes) -> Any:
    return engine.connect(paths.database(home), key)


def test_who_is_erased_later_comes_back_by_nothing(desk: Desk, street: Desk, clock: Clock) -> None:
    old = met(clock, OLD, "marta")
    handed(desk, street, MARTA, tour(clock, OLD), old, tour(clock, 0), met(clock, 0, "marta"))
    desk.laptop.store.erase(("marta",))
    desk.exchange()
    done = street.exchange()
    assert (done.complete, done.wrong) == (True, frozenset())
    assert street.laptop.find("marta") is None
    # The base tells of it anew, with nobody in it.
    found = records.get(street.session.store.reader, Encounter, old.id)
    assert found
    assert found.people.persons == ()
    clock.pass_time(days=1)
    assert street.exchange().complete
    assert not street.has("encounter", old.id)
    assert street.laptop.kept("SELECT record FROM known") == []


def _out_of_reach(_way: Direct, _out: bytes) -> None:
    raise LinkError("offline")


def test_what_another_laptop_hands_over_comes_and_goes_once_the_base_has_it(
    desk: Desk,
    street: Desk,
    clock: Clock,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with database.write() as connection:
        server_meta.exchange_key(connection)
    old = met(clock, OLD)
    handed(desk, street, tour(clock, OLD), old, tour(clock, 0))
    desk.save(replace(old, note="corrigée"))
    late = met(clock, OLD, id="met-late")
    desk.save(late)
    hand(desk.laptop, street.laptop)
    monkeypatch.setattr(Direct, "relay", _out_of_reach)
    clock.pass_time(days=1)
    street.exchange()
    assert street.has("encounter", late.id)
    monkeypatch.undo()
    clock.pass_time(days=1)
    assert street.exchange().complete
    assert not street.has("encounter", late.id)
    assert not street.has("encounter", old.id)


def test_nothing_of_it_can_be_undone(street: Desk, database: Database, clock: Clock) -> None:
    old = met(clock, OLD)
    store = street.laptop.store
    store.write(lambda t: t.save(old, tour(clock, OLD)), undoable_in=f"tour-{OLD}").result()
    street.save(tour(clock, 0))
    street.exchange()
    make_safe(database)
    clock.pass_time(days=8)
    street.exchange()
    assert not street.has("encounter", old.id)
    store.write(lambda t: undo.apply(t, f"tour-{OLD}")).result()
    assert not street.has("encounter", old.id)


def test_a_restored_server_brings_all_back_and_it_goes_again(
    desk: Desk, street: Desk, clock: Clock, database: Database
) -> None:
    old = met(clock, OLD)
    handed(desk, street, tour(clock, OLD), old, tour(clock, 0), met(clock, 0))
    with database.write() as connection:
        server_meta.new_epoch(connection)
    clock.pass_time(days=1)
    for _again in range(2):
        done = street.exchange()
        assert (done.complete, done.wrong) == (True, frozenset())
    assert not street.has("encounter", old.id)
    assert street.has("encounter", f"met-{0}")
    assert desk.exchange().complete
    assert desk.has("encounter", old.id)


def test_a_copied_disk_forks_and_thins_as_before(
    desk: Desk, street: Desk, clock: Clock, tmp_path: Path
) -> None:
    handed(desk, street, tour(clock, OLD), tour(clock, 0))
    copy = tmp_path / "copy"
    copied = Laptop.__new__(Laptop)
    street.laptop.store.empty_log()
    shutil.copytree(street.laptop.home, copy)
    copied.home, copied.way = copy, street.laptop.way
    copied.store = Store(copy, KEY, "user:street", clock)
    copied.client = Client(copied.store, clock)
    with closing(Desk(copied, "volunteer")) as other:
        for number, one in enumerate((street, other)):
            one.save(met(clock, OLD, id=f"late-{number}"))
            assert one.exchange().complete
        desk.exchange()
        assert all(desk.has("encounter", f"late-{number}") for number in range(2))
        clock.pass_time(days=1)
        assert other.exchange().complete
        # What the other wrote is at the base; what was written here is not known to be safe.
        assert not other.has("encounter", "late-0")
        assert other.has("encounter", "late-1")


def test_a_text_that_is_void_stays_so_where_its_row_has_gone(
    desk: Desk, street: Desk, clock: Clock, database: Database
) -> None:
    with database.write() as connection:
        server_meta.exchange_key(connection)
    old = met(clock, OLD, note="parole-de-trop")
    handed(desk, street, tour(clock, OLD), tour(clock, 0), old)
    desk.save(replace(old, contact="DIF"))
    late = written(desk.laptop)
    desk.exchange()
    redact.redact(desk.session, redact.named(desk.session, old.id))
    desk.exchange()
    for days in (0, 1):
        clock.pass_time(days=days)
        street.exchange()
    assert not street.has("encounter", old.id)
    assert street.laptop.kept("SELECT record FROM redaction") == [(old.id,)]
    carried.meet(street.laptop.store, late)
    assert b"parole-de-trop" not in readable(street.laptop.home)
