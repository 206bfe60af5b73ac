"""Exchanges by files that are carried, with real laptops and the server's own core."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, update

from maraude import sealed
from maraude.domain.refusal import Refusal
from maraude.protocol import bundle
from maraude.protocol.bundle import MalformedBundleError
from maraude.server import bundles, meta, tables
from maraude.server.database import Database
from maraude.store import conflicts, incarnation, outbox
from maraude.sync import carried
from maraude.sync.client import TooManyRemovedError
from maraude.sync.session import Progress
from tests.server.laptop import LYON, NORD, PARIS, revoke
from tests.server.laptop import Laptop as Bare
from tests.sync.laptops import MARTA, Laptop
from tests.team import Clock


@pytest.fixture
def base(database: Database) -> Database:
    return database


@pytest.fixture
def ana(tmp_path: Path, base: Database, clock: Clock) -> Iterator[Laptop]:
    laptop = Laptop.enrolled(tmp_path / "ana", base, "ana", clock, (PARIS, NORD), "coordinator")
    yield laptop
    laptop.store.close()


def ask(laptop: Laptop, database: Database) -> bytes:
    with database.write() as connection:
        key = sealed.public(meta.exchange_key(connection))
    return carried.write(
        laptop.store, laptop.client, laptop.way.device, key, laptop.way.clock()
    ).content


def take(laptop: Laptop, content: bytes, **how: bool) -> Progress:
    return carried.read(laptop.store, laptop.client, content, **how)


def carry(laptop: Laptop, database: Database, **how: bool) -> Progress:
    """There and back."""
    return take(laptop, bundles.answer(database, ask(laptop, database), laptop.way.clock), **how)


def test_what_one_laptop_writes_another_reads(base: Database, ines: Laptop, sam: Laptop) -> None:
    ines.save(MARTA)
    assert carry(ines, base).pushed == 1
    assert carry(sam, base).complete
    assert sam.person("marta") == MARTA


def test_two_who_edit_one_person_disagree_and_a_coordinator_settles_it(
    base: Database, ines: Laptop, sam: Laptop, ana: Laptop
) -> None:
    ines.save(MARTA)
    for laptop in (ines, sam, ana):
        carry(laptop, base)
    ines.change("marta", referent="Inès")
    sam.change("marta", referent="Sam")
    for laptop in (ines, sam, ana):
        carry(laptop, base)

    (found,) = conflicts.listed(ana.store.reader)
    assert {rival.value for rival in found.rivals} == {"Inès", "Sam"}
    settled = tuple(rival.change for rival in found.rivals)
    chosen = ana.person("marta")
    ana.store.write(lambda t: t.settle(chosen, settled, "referent")).result()
    for laptop in (ana, ines, sam):
        carry(laptop, base)

    shown = {laptop.person("marta").referent for laptop in (ines, sam, ana)}
    assert shown == {chosen.referent}
    assert not any(conflicts.count(laptop.store.reader) for laptop in (ines, sam, ana))


def test_a_file_that_comes_to_the_server_twice_counts_once(base: Database, ines: Laptop) -> None:
    ines.save(MARTA)
    content = ask(ines, base)
    first, second = (bundles.answer(base, content, ines.way.clock) for _time in range(2))
    take(ines, second)
    with pytest.raises(MalformedBundleError):
        take(ines, first)
    with base.read() as connection:
        assert len(connection.execute(select(tables.change)).all()) == 1


def test_an_answer_that_is_read_twice_changes_nothing_more(
    base: Database, ines: Laptop, sam: Laptop
) -> None:
    ines.save(MARTA)
    ines.sync()
    answer = bundles.answer(base, ask(sam, base), sam.way.clock)
    take(sam, answer)
    sam.change("marta", referent="Sam")
    with pytest.raises(MalformedBundleError):
        take(sam, answer)
    assert (sam.person("marta").referent, outbox.waiting(sam.store.reader)) == ("Sam", 1)


def test_an_answer_that_comes_after_a_sync_brings_nothing_older_back(
    base: Database, ines: Laptop, sam: Laptop
) -> None:
    ines.save(MARTA)
    ines.sync()
    answer = bundles.answer(base, ask(sam, base), sam.way.clock)
    ines.change("marta", referent="Inès")
    ines.sync()
    sam.sync()
    done = take(sam, answer)
    assert (done.pulled, done.complete) == (0, False)
    assert sam.person("marta").referent == "Inès"
    assert sam.sync().pulled == 0


def test_an_answer_acknowledges_though_it_comes_late(
    base: Database, ines: Laptop, sam: Laptop
) -> None:
    ines.save(MARTA)
    earlier = bundles.answer(base, ask(ines, base), ines.way.clock)
    later = bundles.answer(base, ask(ines, base), ines.way.clock)
    take(ines, later)
    ines.change("marta", referent="Inès")
    assert take(ines, earlier).pushed == 0
    assert outbox.waiting(ines.store.reader) == 1


def test_more_than_one_answer_holds_comes_in_one_file(
    base: Database, ines: Laptop, sam: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maraude.server.pull.MAX_WANT", 2000)
    ines.save(*(replace(MARTA, id=f"p{n}", called=f"P{n}") for n in range(30)))
    ines.sync()
    done = carry(sam, base)
    assert (done.pulled, done.complete) == (30, True)


def test_a_server_that_was_restored_is_told_again_by_the_next_file(
    base: Database, ines: Laptop, sam: Laptop
) -> None:
    ines.save(MARTA)
    carry(ines, base)
    with base.write() as connection:
        meta.new_epoch(connection)
    assert not carry(ines, base).complete
    assert carry(ines, base).complete


def test_a_laptop_that_was_shut_out_is_told_and_gets_no_row(
    base: Database, ines: Laptop, sam: Laptop
) -> None:
    ines.save(MARTA)
    ines.sync()
    revoke(base, "sam")
    assert carry(sam, base).wipe
    assert sam.find("marta") is None


def test_a_token_that_the_server_does_not_know_is_refused(base: Database, ines: Laptop) -> None:
    content = ask(ines, base)
    with base.write() as connection:
        connection.execute(
            update(tables.device).where(tables.device.c.id == "ines").values(token_hash=b"other")
        )
    with pytest.raises(Refusal) as refused:
        bundles.answer(base, content, ines.way.clock)
    assert refused.value.code == "unknown-device"


def test_an_answer_for_another_laptop_is_not_opened(
    base: Database, ines: Laptop, sam: Laptop
) -> None:
    ask(sam, base)
    answer = bundles.answer(base, ask(ines, base), ines.way.clock)
    with pytest.raises(MalformedBundleError):
        take(sam, answer)


def test_rows_that_leave_in_numbers_wait_for_somebody_to_agree(
    base: Database, ines: Laptop, sam: Laptop
) -> None:
    ines.save(*(replace(MARTA, id=f"p{n}", called=f"P{n}") for n in range(60)))
    ines.sync()
    carry(sam, base)
    with base.write() as connection:
        grants = tables.access_grant
        connection.execute(grants.delete().where(grants.c.device == "sam"))
        connection.execute(insert(grants).values(device="sam", feed=LYON))
    answer = bundles.answer(base, ask(sam, base), sam.way.clock)
    with pytest.raises(TooManyRemovedError):
        take(sam, answer)
    assert sam.find("p1")
    take(sam, answer, allow_removals=True)
    assert sam.find("p1") is None


def test_nothing_of_what_it_says_can_be_read_on_the_way(base: Database, ines: Laptop) -> None:
    ines.save(MARTA)
    content = ask(ines, base)
    for word in (b"Marta", b"marta", b"hello", b"ines"):
        assert word not in content


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(place=st.floats(0, 1, exclude_max=True), change=st.integers(1, 255), cut=st.booleans())
def test_a_file_changed_or_cut_anywhere_is_refused_and_changes_nothing(
    base: Database,
    ines: Laptop,
    place: float,
    change: int,
    cut: bool,  # noqa: FBT001 - Hypothesis gives it
) -> None:
    content = ask(ines, base)
    index = int(place * len(content))
    broken = bytearray(content)
    broken[index] ^= change
    with pytest.raises(Refusal) as refused:
        bundles.answer(base, content[:index] if cut else bytes(broken), ines.way.clock)
    assert refused.value.code == "unreadable-bundle"


def test_an_erasure_is_not_taken_for_read_before_the_answer_is(
    base: Database, ines: Laptop, sam: Laptop, ana: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maraude.server.pull.MAX_WANT", 10)
    ines.save(MARTA, replace(MARTA, id="noe", called="Noé"))
    for laptop in (ines, sam):
        laptop.sync()
    bare = Bare(base, "ana", sam.way.clock)
    bare.exchange()
    bare.write("erase", "person", "marta")
    bare.exchange()
    answer = bundles.answer(base, ask(sam, base), sam.way.clock)
    assert not received(base, "sam")
    take(sam, answer)
    carry(sam, base)
    assert received(base, "sam")


def received(database: Database, device: str) -> bool:
    with database.read() as connection:
        table = tables.receipt.c
        at = select(table.received_at).where(table.device == device)
        return connection.execute(at).scalar_one() is not None


def test_a_file_that_asks_only_and_comes_late_is_no_copied_disk(
    base: Database, ines: Laptop
) -> None:
    content = ask(ines, base)
    ines.save(MARTA)
    ines.sync()
    inc = incarnation.current(ines.store.reader).inc
    done = take(ines, bundles.answer(base, content, ines.way.clock))
    assert not done.complete
    assert incarnation.current(ines.store.reader).inc == inc
    assert ines.sync().complete


def test_who_may_not_exchange_by_the_network_may_not_by_a_file(
    base: Database, ines: Laptop
) -> None:
    content = ask(ines, base)
    with base.write() as connection:
        this = tables.device.c.id == "ines"
        connection.execute(update(tables.device).where(this).values(role="administrator"))
    with pytest.raises(Refusal) as refused:
        bundles.answer(base, content, ines.way.clock)
    assert refused.value.code == "unknown-device"


def test_a_key_to_which_nothing_can_be_sealed_is_refused(base: Database, ines: Laptop) -> None:
    out = bundle.Out("ines", bytes(32), ines.client.ask(carried=True).body)
    with base.write() as connection:
        key = sealed.public(meta.exchange_key(connection))
    inc = incarnation.current(ines.store.reader).inc
    sent = bundle.Sent(inc, 1, sealed.seal(bundle.encode(out), key))
    content = bundle.handover(bundle.Handover(inc, sent, []))
    with pytest.raises(Refusal) as refused:
        bundles.answer(base, content, ines.way.clock)
    assert refused.value.code == "unreadable-bundle"
