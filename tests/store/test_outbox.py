from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maraude.protocol import changes
from maraude.protocol.messages import MAX_BODY
from maraude.store import incarnation, outbox, undo
from maraude.store.outbox import KEPT
from maraude.store.store import Store
from maraude.store.transaction import GROUP_BYTES
from tests.sync.laptops import MARTA
from tests.team import KEY, Clock, make_profile


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    make_profile(tmp_path)
    with closing(Store(tmp_path, KEY, "user:ines", clock)) as opened:
        opened.write_local(incarnation.fork).result()
        yield opened


def save(store: Store, *ids: str, scope: str | None = None) -> None:
    people = [replace(MARTA, id=one) for one in ids]
    store.write(lambda t: t.save(*people), undoable_in=scope).result()


def many(count: int) -> Iterator[str]:
    return (f"p{number:05}" for number in range(count))


class TestBatch:
    def test_holds_whole_transactions(self, store: Store) -> None:
        for number in range(3):
            save(store, f"a{number}", f"b{number}")
        lines = outbox.next_batch(store.reader, 1).lines
        assert len(lines) == 2
        assert len(outbox.next_batch(store.reader, 2 * sum(map(len, lines)) + 4).lines) == 4

    def test_of_one_import_that_no_request_could_hold_is_sent_in_parts(self, store: Store) -> None:
        save(store, *many(12_000))
        rows = store.reader.execute("SELECT tx, length(line) FROM change ORDER BY n").fetchall()
        assert sum(size for _tx, size in rows) > MAX_BODY
        groups = [
            sum(size for _tx, size in group) for _tx, group in groupby(rows, lambda row: row[0])
        ]
        assert max(groups) < 2 * GROUP_BYTES

    def test_begins_after_what_was_acknowledged(self, store: Store, clock: Clock) -> None:
        inc = incarnation.current(store.reader).inc
        save(store, "marta")
        save(store, "noe")
        store.write_local(lambda c: outbox.acknowledge(c, inc, range(1, 2), clock())).result()
        batch = outbox.next_batch(store.reader, 10_000)
        assert (batch.first, batch.last, len(batch.lines)) == (2, 2, 1)


def test_an_import_is_undone_as_one_though_it_is_sent_in_parts(store: Store) -> None:
    save(store, *many(1_500), scope="spots")
    assert len({tx for (tx,) in store.reader.execute("SELECT tx FROM change")}) > 1
    undone = store.write(lambda t: undo.apply(t, "spots")).result()
    assert len(undone) == 1_500


@settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(acknowledged=st.integers(0, 12), safe=st.integers(0, 15), days=st.integers(0, 14))
def test_invariant_23_no_change_is_forgotten_before_it_is_safe_and_days_have_passed(
    store: Store, clock: Clock, acknowledged: int, safe: int, days: int
) -> None:
    inc = incarnation.current(store.reader).inc
    last = incarnation.current(store.reader).n
    for number in range(12):
        save(store, f"{last}-{number}")
    at = clock()
    store.write_local(
        lambda c: outbox.acknowledge(c, inc, range(1, last + acknowledged + 1), at)
    ).result()
    later = at + timedelta(days=days)
    store.write_local(lambda c: outbox.forget_safe(c, inc, last + safe, later)).result()
    kept = {n for (n,) in store.reader.execute("SELECT n FROM change")}
    forgotten = set(range(last + 1, last + 13)) - kept
    allowed = min(safe, acknowledged) if timedelta(days=days) > KEPT else 0
    assert forgotten == set(range(last + 1, last + allowed + 1))


def test_a_line_too_long_for_any_server_does_not_hold_up_a_fork(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        text = "x" * changes.MAX_LINE
        patch.setattr(changes, "MAX_LINE", 2 * changes.MAX_LINE)
        store.write(lambda t: t.save(replace(MARTA, called=text))).result()
    parent = incarnation.current(store.reader).inc
    store.write_local(lambda c: outbox.renumber(c, parent, 0, "f" * 16)).result()
    assert outbox.next_batch(store.reader, 1).inc == "f" * 16
