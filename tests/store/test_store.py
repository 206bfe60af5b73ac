from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from maraude.domain.encounter import Encounter, Given, Need, NeedState, People
from maraude.domain.evening import Evening
from maraude.domain.person import Person
from maraude.domain.refusal import Refusal
from maraude.domain.spot import Spot
from maraude.domain.tour import Member, Tour
from maraude.protocol import changes
from maraude.store import encounters, indexes, records, tours, undo
from maraude.store.engine import Connection
from maraude.store.store import Store
from maraude.store.transaction import Transaction
from tests.store.conftest import NOON, open_store
from tests.team import PROFILE

TOUR = Tour(
    id="tour-1",
    evening=Evening.parse("2026-11-23"),
    team="team:nord",
    started_at=datetime(2026, 11, 23, 19, 30, tzinfo=UTC),
    members=(Member("Inès", "driver"), Member("Karim")),
)
ENCOUNTER = Encounter(
    id="enc-1",
    tour="tour-1",
    at=datetime(2026, 11, 23, 20, 10, tzinfo=UTC),
    contact="CON",
    people=People(unknown=2, persons=("per-1",)),
    needs=(Need("HEB", NeedState.ASKED),),
    given=(Given("COU", 2),),
    alerts=("PLA",),
    animal=True,
    note="près du canal",
)


def changes_of(connection: Connection) -> list[tuple[int, int, str, str, int, str]]:
    return connection.execute(
        "SELECT n, tx, type, kind, base_rv, author FROM change ORDER BY n"
    ).fetchall()


def test_a_record_is_read_back_as_it_was_saved(store: Store) -> None:
    store.write(lambda t: t.save(TOUR, ENCOUNTER)).result()

    assert records.get(store.reader, Tour, "tour-1") == TOUR
    assert records.get(store.reader, Encounter, "enc-1") == ENCOUNTER


def test_every_save_appends_one_change_with_dense_numbers(store: Store) -> None:
    store.write(lambda t: t.save(TOUR, ENCOUNTER)).result()
    store.write(lambda t: t.save(replace(ENCOUNTER, note="au bord du canal"))).result()

    assert changes_of(store.reader) == [
        (1, 1, "tour", "put", 0, "user:ines"),
        (2, 1, "encounter", "put", 0, "user:ines"),
        (3, 2, "encounter", "patch", 0, "user:ines"),
    ]


def test_a_patch_carries_only_what_changed_and_keeps_the_base_row(store: Store) -> None:
    store.write(lambda t: t.save(ENCOUNTER)).result()
    store.write(lambda t: t.save(replace(ENCOUNTER, note="au bord du canal"))).result()

    (line,) = store.reader.execute("SELECT line FROM change WHERE n = 2").fetchone()
    (shadow,) = store.reader.execute("SELECT document FROM shadow").fetchone()
    assert msgspec.json.decode(changes.decode(line).f) == {"note": "au bord du canal"}
    assert msgspec.json.decode(shadow)["note"] == "près du canal"


def test_saving_what_is_already_there_writes_nothing(store: Store) -> None:
    store.write(lambda t: t.save(TOUR)).result()
    store.write(lambda t: t.save(TOUR)).result()

    assert len(changes_of(store.reader)) == 1


def test_a_failing_transaction_leaves_no_row_no_change_and_no_gap(store: Store) -> None:
    def job(transaction: Transaction) -> None:
        transaction.save(TOUR)
        raise KeyError("stop")

    with pytest.raises(KeyError, match="stop"):
        store.write(job).result()
    store.write(lambda t: t.save(ENCOUNTER)).result()

    assert records.get(store.reader, Tour, "tour-1") is None
    assert changes_of(store.reader) == [(1, 1, "encounter", "put", 0, "user:ines")]


def test_numbers_and_clock_go_on_after_a_restart(store: Store, tmp_path: Path) -> None:
    store.write(lambda t: t.save(TOUR)).result()
    other = open_store(tmp_path)
    other.write(lambda t: t.save(ENCOUNTER)).result()

    rows = other.reader.execute("SELECT inc, n, h FROM change ORDER BY n").fetchall()
    other.close()
    assert [n for _, n, _ in rows] == [1, 2]
    assert rows[0][0] == rows[1][0]
    assert rows[0][2] < rows[1][2]


def test_undo_takes_back_a_new_record_and_a_patch_as_one(store: Store) -> None:
    store.write(lambda t: t.save(TOUR)).result()

    def job(transaction: Transaction) -> None:
        transaction.save(replace(TOUR, spot="spot-1"))
        transaction.save(ENCOUNTER)

    store.write(job, undoable_in="tour-1").result()
    store.write(lambda t: undo.apply(t, "tour-1")).result()

    assert records.get(store.reader, Tour, "tour-1") == TOUR
    assert encounters.of_tour(store.reader, "tour-1") == ()
    kept = records.get(store.reader, Encounter, "enc-1")
    assert kept == replace(ENCOUNTER, deleted=True)


def test_undo_goes_back_step_by_step_and_then_has_nothing_more(store: Store) -> None:
    store.write(lambda t: t.save(ENCOUNTER), undoable_in="tour-1").result()
    store.write(lambda t: t.save(replace(ENCOUNTER, note="")), undoable_in="tour-1").result()

    first = store.write(lambda t: undo.apply(t, "tour-1")).result()
    second = store.write(lambda t: undo.apply(t, "tour-1")).result()
    third = store.write(lambda t: undo.apply(t, "tour-1")).result()

    assert first == (ENCOUNTER,)
    assert second == (replace(ENCOUNTER, deleted=True),)
    assert third == ()


def test_the_open_tour_of_an_evening_comes_before_an_ended_one(store: Store) -> None:
    ended = replace(TOUR, id="tour-0", ended_at=NOON, started_at=NOON)
    store.write(lambda t: t.save(TOUR, ended)).result()

    assert tours.of_evening(store.reader, TOUR.team, TOUR.evening) == TOUR


def test_names_are_found_by_the_start_of_any_word_without_accents(store: Store) -> None:
    spot = Spot(id="spot-1", name="Gare de l'Est", team="team:nord")
    momo = Person(id="per-1", code="AAAAAA2", called="Éléonore", team="team:nord")
    store.write(lambda t: t.save(spot, momo)).result()

    assert indexes.starting_with(store.reader, Spot, "GAR") == (spot,)
    assert indexes.starting_with(store.reader, Spot, "est") == (spot,)
    assert indexes.starting_with(store.reader, Person, "ele") == (momo,)
    assert indexes.starting_with(store.reader, Person, "gar") == ()


def test_a_renamed_record_is_no_longer_found_by_its_old_name(store: Store) -> None:
    spot = Spot(id="spot-1", name="Villemin", team="team:nord")
    store.write(lambda t: t.save(spot)).result()
    store.write(lambda t: t.save(replace(spot, name="Stalingrad"))).result()

    assert indexes.starting_with(store.reader, Spot, "ville") == ()


def test_the_profile_is_read_back(store: Store) -> None:
    assert store.profile == PROFILE


def test_each_thread_reads_on_a_connection_of_its_own(store: Store) -> None:
    store.write(lambda t: t.save(TOUR)).result()
    with ThreadPoolExecutor(1) as pool:
        found = pool.submit(lambda: records.get(store.reader, Tour, "tour-1")).result()

    assert found == TOUR


def test_what_no_request_could_carry_is_refused_in_words(store: Store) -> None:
    with pytest.raises(Refusal) as refused:
        store.write(lambda t: t.save(replace(ENCOUNTER, note="x" * changes.MAX_LINE))).result()

    assert refused.value.code == "too-long"
    assert changes_of(store.reader) == []
