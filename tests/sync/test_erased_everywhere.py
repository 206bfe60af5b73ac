"""Somebody erased, of whom every table, file and queue had a word: none of it is left."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
from sqlalchemy import select

from maraude import paths
from maraude.domain.access import Access, Act
from maraude.domain.choice import Choice, ChoiceKind
from maraude.domain.evening import Evening
from maraude.domain.followup import FollowUp, FollowUpState
from maraude.domain.kept_line import KeptLine
from maraude.domain.referral import Referral
from maraude.protocol import documents
from maraude.server import backup as server_backup
from maraude.server import meta as server_meta
from maraude.server import tables
from maraude.server.database import Database
from maraude.store import access_log, backup, drafts, meta, records
from maraude.store.store import Store
from maraude.sync.client import Client
from tests.readable import readable
from tests.sync.handing import hand, meeting, seen
from tests.sync.laptops import MARTA, Laptop
from tests.team import KEY, Clock

MARK = "Martaquelqueparticulier"
PERSON = replace(MARTA, called=MARK, also_called=(f"{MARK}bis",), referent=MARK, animals=MARK)


@pytest.fixture
def exchanging(database: Database) -> None:
    """Laptops are given the keys by which they hand each other files."""
    with database.write() as connection:
        server_meta.exchange_key(connection)


def about(at: Clock, evening: Evening, person: str = "marta") -> Iterator[documents.Record]:
    """A record of each type that is about one person, with the mark in each of its texts."""
    values = {str: MARK, datetime: at(), Evening: evening, int: 2, bool: False}
    for name, record_type in documents.TYPES.items():
        if "person" not in records.table(name).names:
            continue
        hints = get_type_hints(record_type)
        said = {
            field: next((values[kind] for kind in (hint, *get_args(hint)) if kind in values), ())
            for field, hint in hints.items()
        }
        state = {"state": FollowUpState.OPEN} if record_type is FollowUp else {}
        yield record_type(**{**said, "id": name, "person": person, "deleted": False, **state})


def fill(laptop: Laptop, clock: Clock) -> None:
    """Put the mark wherever a laptop may keep it."""
    evening = Evening.at(clock(), laptop.store.profile.zone)
    referral = Referral(id="sent", tour="tour", target="115", at=clock(), result="ATT")
    laptop.save(
        PERSON,
        meeting(laptop),
        replace(referral, persons=("marta", "momo")),
        *about(clock, evening),
    )
    laptop.store.write(
        lambda t: t.save(replace(PERSON, animals=f"{MARK} et un chat")), undoable_in="marta"
    ).result()
    choice = Choice(ChoiceKind.PERSON, MARK, record="marta")
    line = KeptLine(f"2s= ,{MARK} ,momo", clock(), (choice,))
    opened = Access(clock(), "user:ines", "marta", Act.OPENED)
    laptop.store.write_local(lambda c: drafts.keep(c, line)).result()
    laptop.store.write_local(lambda c: meta.keep(c, {"form.note.marta": MARK})).result()
    laptop.store.write_local(lambda c: access_log.keep(c, (opened,))).result()


@pytest.mark.usefixtures("exchanging")
def test_invariant_19_no_byte_is_left_on_laptops_server_bundles_and_backups(
    tmp_path: Path, database: Database, ines: Laptop, sam: Laptop, clock: Clock
) -> None:
    for laptop in (ines, sam):
        laptop.sync()
    fill(ines, clock)
    hand(ines, sam)
    assert MARK.encode() in readable(sam.home)
    sam.change("marta", referent=f"{MARK} chez Sam")
    sam.store.back_up()
    for laptop in (ines, sam, ines):
        laptop.sync()
    ines.store.back_up()
    ines.change("marta", referent=f"{MARK} autre")
    backup.backup(sam.store.reader, sam.home / "backups" / "maraude-20260101T000000Z.db")
    made = server_backup.write(database, tmp_path / "backups", clock(), off_site=False)
    assert all(MARK.encode() in readable(laptop.home) for laptop in (ines, sam))

    ines.store.erase(["marta"])
    assert ines.kept("SELECT persons FROM referral") == [('["momo"]',)]
    for laptop in (ines, sam, ines):
        assert laptop.sync().complete
    database.shred()

    for laptop in (ines, sam):
        assert MARK.encode() not in readable(laptop.home)
    assert ines.kept("SELECT line FROM draft") == [("2s= ,momo",)]
    assert ines.kept("SELECT act FROM access_log ORDER BY id")[-1] == ("erased",)
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("server.db*"))
    assert b"territory:paris" in kept
    assert MARK.encode() not in kept
    with database.read() as connection:
        assert connection.execute(select(tables.erasure.c.row)).scalars().all() == ["marta"]

    later = clock() + timedelta(days=31)
    server_backup.write(database, tmp_path / "backups", later, off_site=False)
    assert not made.file.exists()


def test_invariant_20_a_year_later_what_waited_is_taken_in_and_brings_nobody_back(
    ines: Laptop, sam: Laptop, clock: Clock
) -> None:
    ines.save(PERSON)
    for laptop in (ines, sam):
        laptop.sync()
    ines.store.erase(["marta"])
    ines.sync()
    evening = Evening.at(clock(), sam.store.profile.zone)
    sam.save(meeting(sam), *about(clock, evening))
    clock.pass_time(days=365)
    sam.change("marta", called=f"{MARK} encore")
    sam.change("marta", restricted=True)
    waiting = sam.kept("SELECT count(*) FROM change WHERE acked = 0")[0][0]
    done = sam.sync()

    assert waiting > 8
    assert (done.complete, done.pushed) == (True, waiting)
    for laptop in (sam, ines, sam):
        assert laptop.sync().complete
        assert laptop.find("marta") is None
        assert MARK.encode() not in readable(laptop.home)
        found = seen(laptop, "meeting-sam")
        assert found
        assert (found.people.total, found.people.persons) == (1, ())


def test_what_was_set_aside_goes_within_a_month(tmp_path: Path, ines: Laptop, clock: Clock) -> None:
    ines.save(PERSON)
    backup.backup(ines.store.reader, tmp_path / "old.db")
    ines.store.close()
    backup.restore(ines.home, KEY, tmp_path / "old.db", clock())
    with closing(Store(ines.home, KEY, "user:ines", clock)) as store:
        store.erase(["marta"])
        assert len(backup.asides(ines.home)) == 1
    clock.pass_time(days=31)
    ines.store = Store(ines.home, KEY, "user:ines", clock)
    ines.client = Client(ines.store, clock)
    ines.store.back_up()

    assert backup.asides(ines.home) == {}
    assert MARK.encode() not in readable(ines.home)
    assert paths.backups(ines.home).exists() or ines.find("marta") is None
