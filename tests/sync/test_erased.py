"""What is left of somebody whose erasure was asked for, on the server and on every laptop."""

from dataclasses import replace
from pathlib import Path

import pytest

from maraude import paths
from maraude.domain.encounter import People
from maraude.domain.note import Note
from maraude.server.database import Database
from maraude.store import backup, incarnation, outbox, replica
from maraude.store.store import Store
from maraude.sync.client import Client
from tests.readable import readable
from tests.server.laptop import Laptop as Bare
from tests.server.laptop import enrol
from tests.sync.handing import meeting, seen
from tests.sync.laptops import MARTA, Laptop
from tests.team import KEY, Clock

MARK = "Martaquelqueparticulier"
PERSON = replace(MARTA, called=MARK, referent=f"{MARK} le référent")


@pytest.fixture
def ana(database: Database, clock: Clock) -> Bare:
    """A coordinator."""
    enrol(database, "ana", "coordinator")
    return Bare(database, "ana", clock)


def erase(ana: Bare) -> None:
    ana.exchange()
    ana.write("erase", "person", "marta")
    ana.exchange()


def backups(laptop: Laptop) -> Path:
    return paths.backups(laptop.home)


def test_invariant_19_no_byte_of_any_file_is_left_once_every_laptop_has_said_so(
    tmp_path: Path, ines: Laptop, sam: Laptop, ana: Bare, clock: Clock
) -> None:
    ines.save(PERSON, Note(id="note", at=clock(), person="marta", text=f"{MARK} tricote"))
    for laptop in (ines, sam):
        laptop.sync()
    sam.change("marta", referent=f"{MARK} autre")
    sam.sync()
    ines.sync()
    for laptop in (ines, sam):
        laptop.store.back_up()
        assert all(MARK.encode() in readable(part) for part in (laptop.home, backups(laptop)))
    erase(ana)
    for laptop in (ines, sam):
        laptop.sync()
    for laptop in (ines, sam):
        assert MARK.encode() not in readable(laptop.home)
        assert len(list(backups(laptop).iterdir())) == 1
        laptop.sync()
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("server.db*"))
    assert b"territory:paris" in kept
    assert MARK.encode() not in kept


def test_invariant_20_what_was_written_meanwhile_does_not_bring_them_back(
    ines: Laptop, sam: Laptop, ana: Bare, clock: Clock
) -> None:
    ines.save(PERSON)
    for laptop in (ines, sam):
        laptop.sync()
    erase(ana)
    ines.sync()
    clock.pass_time(days=365)
    sam.change("marta", called="Marthe")
    sam.save(Note(id="late", at=clock(), person="marta", text="vue au square"))
    sam.sync()
    ines.sync()
    for laptop in (ines, sam):
        assert laptop.find("marta") is None
        assert laptop.kept("SELECT id FROM note") == []
        assert laptop.sync().complete


def test_invariant_20_a_copied_disk_does_not_bring_them_back(
    tmp_path: Path, ines: Laptop, sam: Laptop, ana: Bare, clock: Clock
) -> None:
    ines.save(PERSON)
    for laptop in (ines, sam):
        laptop.sync()
    old = tmp_path / "old"
    old.mkdir()
    sam.store.close()
    for file in sam.home.glob("maraude.db*"):
        (old / file.name).write_bytes(file.read_bytes())
    sam.store = Store(sam.home, KEY, "user:sam", clock)
    sam.client = Client(sam.store, clock)
    erase(ana)
    sam.sync()
    ines.sync()
    sam.store.close()
    sam.store = Store(old, KEY, "user:sam", clock)
    sam.client = Client(sam.store, clock)
    sam.change("marta", called="Marthe")
    sam.sync()
    assert sam.find("marta") is None
    ines.sync()
    assert ines.find("marta") is None


def test_invariant_21_what_is_left_keeps_its_numbers_positions_and_sums(
    ines: Laptop, sam: Laptop, ana: Bare
) -> None:
    ines.save(PERSON, replace(MARTA, id="noe", called="Noé"))
    for laptop in (ines, sam):
        laptop.sync()
    inc = incarnation.current(ines.store.reader)
    erase(ana)
    for laptop in (ines, sam):
        assert laptop.sync().complete
        assert laptop.sync().wrong == frozenset()
    ines.change("noe", referent="Inès")
    assert ines.sync().pushed == 1
    assert incarnation.current(ines.store.reader).inc == inc.inc
    sam.sync()
    assert sam.person("noe").referent == "Inès"
    assert replica.held(sam.store.reader, "territory:paris")[0] == 1


def test_what_was_erased_may_be_offered_again_without_a_fork(ines: Laptop, ana: Bare) -> None:
    ines.save(PERSON)
    ines.sync()
    inc = incarnation.current(ines.store.reader).inc
    erase(ana)
    ines.sync()
    ines.store.write_local(outbox.offer_again).result()
    assert ines.sync().complete
    assert incarnation.current(ines.store.reader).inc == inc


def test_invariant_20_nobody_who_was_erased_here_comes_back_before_the_server_has_heard(
    ines: Laptop, sam: Laptop, clock: Clock
) -> None:
    ines.save(PERSON)
    for laptop in (ines, sam):
        laptop.sync()
    sam.change("marta", referent=f"{MARK} autre")
    sam.save(Note(id="note", at=clock(), person="marta", text=f"{MARK} tricote"))
    sam.sync()
    asked = ines.client.ask()
    ines.store.erase(["marta"])
    ines.client.take(ines.client.read(asked, ines.way.exchange(asked.body)))
    assert ines.find("marta") is None
    assert ines.kept("SELECT id FROM note UNION ALL SELECT record FROM shadow") == []
    assert MARK.encode() not in readable(ines.home)
    for laptop in (ines, sam, ines):
        assert laptop.sync().complete
    assert sam.find("marta") is None
    assert MARK.encode() not in readable(sam.home)


def test_invariant_20_nor_by_an_encounter_that_waits_with_them_in_its_list(
    ines: Laptop, sam: Laptop
) -> None:
    ines.save(PERSON, meeting(ines))
    for laptop in (ines, sam):
        laptop.sync()
    theirs = seen(sam, "meeting-ines")
    assert theirs
    sam.save(replace(theirs, note="deux cafés"))
    sam.sync()
    asked = ines.client.ask()
    ines.save(meeting(ines, people=People(unknown=2, persons=("marta",))))
    ines.store.erase(["marta"])
    ines.client.take(ines.client.read(asked, ines.way.exchange(asked.body)))
    met = seen(ines, "meeting-ines")
    assert met
    assert (met.note, met.people) == ("deux cafés", People(unknown=2))


def test_invariant_21_what_the_server_says_of_an_erased_row_of_ones_own_raises_no_alarm(
    ines: Laptop,
) -> None:
    ines.save(PERSON, replace(MARTA, id="noe", called="Noé"))
    asked = ines.client.ask()
    answer = ines.way.exchange(asked.body)
    ines.store.erase(["marta"])
    ines.client.take(ines.client.read(asked, answer))
    done = ines.sync()
    assert (done.complete, done.wrong) == (True, frozenset())
    assert ines.find("noe")
    assert ines.find("marta") is None


def test_invariant_20_an_old_backup_of_before_the_erasure_was_sent_does_not_undo_it(
    tmp_path: Path, ines: Laptop, sam: Laptop, clock: Clock
) -> None:
    ines.save(PERSON)
    for laptop in (ines, sam):
        laptop.sync()
    backup.backup(ines.store.reader, tmp_path / "old.db")
    ines.store.erase(["marta"])
    ines.store.close()
    backup.restore(ines.home, KEY, tmp_path / "old.db", clock())
    ines.store = Store(ines.home, KEY, "user:ines", clock)
    ines.client = Client(ines.store, clock)
    assert ines.find("marta") is None
    ines.sync()
    sam.sync()
    assert sam.find("marta") is None


def test_invariant_21_an_erasure_that_is_not_sent_yet_raises_no_alarm(ines: Laptop) -> None:
    ines.save(PERSON)
    ines.sync()
    asked = ines.client.ask()
    ines.store.erase(["marta"])
    assert ines.client.take(ines.client.read(asked, ines.way.exchange(asked.body))).wrong == ()
    done = ines.sync()
    assert (done.complete, done.wrong) == (True, frozenset())
