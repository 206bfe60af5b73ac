"""A text voided for ever, of which every table, file and queue had a word: none of it is left."""

from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from maraude import paths
from maraude.domain.encounter import Encounter
from maraude.domain.kept_line import KeptLine
from maraude.domain.note import Note
from maraude.domain.person import Person
from maraude.domain.refusal import Refusal
from maraude.server import backup as server_backup
from maraude.server.database import Database
from maraude.store import backup, drafts, engine, incarnation, outbox, undo
from maraude.store.store import Store
from maraude.sync import carried
from maraude.sync.client import Client
from tests.readable import readable
from tests.server.laptop import Laptop as Bare
from tests.server.laptop import enrol
from tests.sync.handing import hand, meeting, seen, written
from tests.sync.laptops import Laptop
from tests.team import KEY, Clock

MARK = "Quelquesmotsdetrop"
TOUR = "tour"


@pytest.fixture
def ines(tmp_path: Path, database: Database, clock: Clock) -> Iterator[Laptop]:
    """A coordinator's laptop, which voids what others wrote."""
    laptop = Laptop.enrolled(tmp_path / "ines", database, "ines", clock, role="coordinator")
    yield laptop
    laptop.store.close()


@pytest.fixture
def ana(database: Database, clock: Clock) -> Bare:
    """Another coordinator."""
    enrol(database, "ana", "coordinator")
    return Bare(database, "ana", clock)


def met(laptop: Laptop) -> Encounter:
    found = seen(laptop, "meeting-ines")
    assert found
    return found


def note(laptop: Laptop, text: str, **fields: object) -> None:
    """Edit the note as somebody at the keyboard does, who can undo it."""
    edited = replace(met(laptop), note=text, **fields)  # type: ignore[arg-type]
    laptop.store.write(lambda t: t.save(edited), undoable_in=TOUR).result()


def redact(laptop: Laptop) -> None:
    laptop.store.redact([(met(laptop), "note")])


def say_void(ana: Bare) -> None:
    """Let the coordinator void it."""
    ana.exchange()
    ana.write("redact", "encounter", "meeting-ines", {"note": ""}, ana.version("meeting-ines"))
    ana.exchange()


def says(*laptops: Laptop) -> list[bool]:
    return [MARK.encode() in readable(laptop.home) for laptop in laptops]


def again(laptop: Laptop, clock: Clock) -> None:
    """Start the program again."""
    with suppress(RuntimeError):
        laptop.store.close()
    laptop.store = Store(laptop.home, KEY, laptop.store.author, clock)
    laptop.client = Client(laptop.store, clock)


def sync(*laptops: Laptop) -> None:
    for laptop in laptops:
        done = laptop.sync()
        assert (done.complete, done.wrong) == (True, frozenset())


@pytest.fixture
def known(met: None, ines: Laptop, sam: Laptop) -> None:
    """Both laptops have the note, in every place where it may be kept."""
    ines.save(meeting(ines, note=MARK))
    note(ines, f"{MARK} relu")
    sync(ines, sam)
    note(sam, f"{MARK} par Sam")
    note(ines, f"{MARK} par Inès")
    sync(ines, sam, ines)
    note(ines, f"{MARK} encore", animal=True)
    line = KeptLine(f"2s= /{MARK}", ines.way.clock(), editing="meeting-ines")
    ines.store.write_local(lambda c: drafts.keep(c, line)).result()
    hand(ines, sam)
    for laptop in (ines, sam):
        laptop.store.back_up()
    assert says(ines, sam) == [True, True]


@pytest.mark.usefixtures("known")
def test_on_this_laptop_no_byte_is_left_and_the_rest_stays(ines: Laptop) -> None:
    redact(ines)
    assert says(ines) == [False]
    assert (met(ines).note, met(ines).animal, met(ines).people.total) == ("", True, 1)


@pytest.mark.usefixtures("known")
def test_undo_does_not_bring_it_back(ines: Laptop) -> None:
    redact(ines)
    for _step in range(4):
        ines.store.write(lambda t: undo.apply(t, TOUR)).result()
    assert met(ines).note == ""
    assert met(ines).animal is False


@pytest.mark.usefixtures("known")
def test_an_old_backup_does_not_bring_it_back(tmp_path: Path, ines: Laptop, clock: Clock) -> None:
    backup.backup(ines.store.reader, tmp_path / "old.db")
    redact(ines)
    note(ines, "Reverra jeudi")
    ines.store.close()
    backup.restore(ines.home, KEY, tmp_path / "old.db", clock())
    again(ines, clock)
    assert ines.store.erased_again
    assert met(ines).note == ""
    sync(ines)
    assert met(ines).note == ""


@pytest.mark.usefixtures("known")
def test_a_backup_of_since_keeps_what_was_written_since(
    tmp_path: Path, ines: Laptop, clock: Clock
) -> None:
    redact(ines)
    note(ines, "Reverra jeudi")
    backup.backup(ines.store.reader, tmp_path / "new.db")
    ines.store.close()
    backup.restore(ines.home, KEY, tmp_path / "new.db", clock())
    again(ines, clock)
    assert not ines.store.erased_again
    assert met(ines).note == "Reverra jeudi"


@pytest.mark.usefixtures("known")
def test_what_could_not_be_scrubbed_is_at_the_next_start(ines: Laptop, clock: Clock) -> None:
    reading = engine.connect(paths.database(ines.home), KEY)
    reading.execute("BEGIN")
    reading.execute("SELECT count(*) FROM change").fetchone()
    with pytest.raises(Refusal):
        redact(ines)
    reading.close()
    again(ines, clock)
    assert says(ines) == [False]


@pytest.mark.usefixtures("known")
def test_a_frozen_file_is_left_as_it_is(ines: Laptop) -> None:
    ines.change("marta", restricted=True)
    with pytest.raises(Refusal) as refused:
        redact(ines)
    assert refused.value.code == "restricted"
    assert met(ines).note == f"{MARK} encore"


@pytest.mark.usefixtures("known")
def test_no_byte_is_left_on_laptops_server_and_backups(
    tmp_path: Path, database: Database, ines: Laptop, sam: Laptop, clock: Clock
) -> None:
    made = server_backup.write(database, tmp_path / "backups", clock(), off_site=False)
    redact(ines)
    assert MARK.encode() not in written(ines)
    sync(ines, sam, ines)
    assert says(ines, sam) == [False, False]
    database.shred()
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("server.db*"))
    assert b"territory:paris" in kept
    assert MARK.encode() not in kept
    for laptop in (ines, sam):
        assert (met(laptop).note, met(laptop).animal) == ("", True)
        assert laptop.kept("SELECT * FROM conflict") == []
    later = clock() + timedelta(days=31)
    server_backup.write(database, tmp_path / "backups", later, off_site=False)
    assert not made.file.exists()


@pytest.mark.usefixtures("known")
def test_it_goes_everywhere_at_a_coordinators_word(ines: Laptop, sam: Laptop, ana: Bare) -> None:
    sync(ines)
    say_void(ana)
    sync(ines, sam)
    assert says(ines, sam) == [False, False]
    assert len(list(paths.backups(sam.home).iterdir())) == 1


@pytest.mark.usefixtures("known")
def test_what_an_offline_laptop_writes_unaware_is_void_too(
    ines: Laptop, sam: Laptop, ana: Bare, clock: Clock
) -> None:
    sync(ines, sam)
    say_void(ana)
    sync(ines)
    clock.pass_time(days=365)
    note(sam, f"{MARK} un an après", animal=False)
    sync(sam, ines)
    assert says(ines, sam) == [False, False]
    assert [(met(one).note, met(one).animal) for one in (ines, sam)] == [("", False)] * 2


@pytest.mark.usefixtures("known")
def test_what_is_written_anew_stays(ines: Laptop, sam: Laptop, clock: Clock) -> None:
    sync(ines, sam)
    redact(ines)
    note(ines, "Reverra jeudi")
    sync(ines, sam)
    assert met(sam).note == "Reverra jeudi"
    note(sam, "Reverra vendredi")
    sync(sam, ines)
    for laptop in (ines, sam):
        again(laptop, clock)
        assert met(laptop).note == "Reverra vendredi"
    assert ines.kept("SELECT * FROM conflict") == []


@pytest.mark.usefixtures("known")
def test_what_is_written_anew_stays_though_another_laptop_brought_it_to_the_server(
    ines: Laptop, sam: Laptop
) -> None:
    sync(ines, sam)
    ines.save(meeting(ines, id="other"))
    asked = ines.client.ask()
    redact(ines)
    note(ines, "Reverra jeudi")
    hand(ines, sam)
    sync(sam)
    ines.client.take(ines.client.read(asked, ines.way.exchange(asked.body)))
    sync(ines, sam)
    assert [met(one).note for one in (ines, sam)] == ["Reverra jeudi"] * 2


@pytest.mark.usefixtures("known")
def test_two_who_void_it_at_once_agree(ines: Laptop, ana: Bare, sam: Laptop) -> None:
    sync(ines)
    ana.exchange()
    redact(ines)
    say_void(ana)
    sync(ines, sam, ines)
    assert says(ines, sam) == [False, False]
    assert [met(one).note for one in (ines, sam)] == ["", ""]


@pytest.mark.usefixtures("known")
def test_an_answer_of_a_server_that_has_not_heard_does_not_bring_it_back(
    ines: Laptop, sam: Laptop
) -> None:
    sync(ines, sam)
    note(ines, f"{MARK} d'Inès")
    note(sam, f"{MARK} de Sam")
    sync(sam)
    asked = ines.client.ask()
    redact(ines)
    ines.client.take(ines.client.read(asked, ines.way.exchange(asked.body)))
    assert met(ines).note == ""
    assert ines.kept("SELECT * FROM conflict") == []
    assert says(ines) == [False]
    sync(ines, sam, ines)
    assert says(ines, sam) == [False, False]


@pytest.mark.usefixtures("known")
def test_what_such_a_server_says_of_a_row_of_ones_own_raises_no_alarm(ines: Laptop) -> None:
    ines.save(meeting(ines, id="other", note=MARK))
    asked = ines.client.ask()
    answer = ines.way.exchange(asked.body)
    other = seen(ines, "other")
    assert other
    ines.store.redact([(other, "note")])
    assert ines.client.take(ines.client.read(asked, answer)).wrong == ()
    sync(ines)
    assert incarnation.current(ines.store.reader).inc == asked.hello.inc
    assert (seen(ines, "other") or other).note == ""


@pytest.mark.usefixtures("known")
def test_a_file_of_before_does_not_bring_it_back(ines: Laptop, sam: Laptop) -> None:
    sync(ines, sam)
    note(sam, f"{MARK} de Sam", animal=False)
    before = written(sam)
    redact(ines)
    carried.meet(ines.store, before)
    assert says(ines) == [False]
    assert (met(ines).note, met(ines).animal) == ("", False)
    sync(ines, sam, ines)
    assert says(ines, sam) == [False, False]


@pytest.mark.usefixtures("known")
def test_what_is_carried_for_it_does_not_either(ines: Laptop, sam: Laptop) -> None:
    note(ines, f"{MARK} porté")
    hand(ines, sam)
    redact(ines)
    sync(ines)
    sync(sam, ines)
    assert says(ines, sam) == [False, False]


@pytest.mark.usefixtures("known")
def test_a_copied_disk_does_not_bring_it_back(
    tmp_path: Path, ines: Laptop, sam: Laptop, ana: Bare, clock: Clock
) -> None:
    sync(ines, sam)
    old = tmp_path / "old"
    old.mkdir()
    sam.store.close()
    for file in sam.home.glob("maraude.db*"):
        (old / file.name).write_bytes(file.read_bytes())
    again(sam, clock)
    say_void(ana)
    sync(sam, ines)
    sam.store.close()
    sam.home = old
    again(sam, clock)
    note(sam, f"{MARK} sur la copie")
    sync(sam, ines)
    assert [met(one).note for one in (ines, sam)] == ["", ""]
    assert says(ines, sam) == [False, False]


@pytest.mark.usefixtures("known")
def test_lines_without_it_are_offered_again_without_a_fork(ines: Laptop, sam: Laptop) -> None:
    sync(ines)
    redact(ines)
    sync(ines)
    inc = incarnation.current(ines.store.reader).inc
    ines.store.write_local(outbox.offer_again).result()
    sync(ines, sam)
    assert incarnation.current(ines.store.reader).inc == inc
    assert met(sam).note == ""


def test_it_is_still_said_where_the_person_is_erased_before_the_server_has_heard(
    ines: Laptop, clock: Clock
) -> None:
    about = Note(id="note-momo", at=clock(), text=MARK, person="momo")
    ines.save(Person(id="momo", code="MM-001", called="Momo", team="team:nord"), about)
    ines.store.redact([(about, "text")])
    ines.store.erase(["momo"])

    kinds = [change.k for change in outbox.waiting_on(ines.store.reader, "note-momo")]
    assert kinds == ["void", "redact"]
    assert says(ines) == [False]


@pytest.mark.usefixtures("known")
def test_a_redaction_that_is_refused_shows_what_is_there(ines: Laptop, sam: Laptop) -> None:
    sync(ines, sam)
    redact(sam)
    sync(sam, ines)
    assert met(ines).note == f"{MARK} encore"
    assert met(sam).note == f"{MARK} encore"


@pytest.mark.usefixtures("known")
def test_a_row_read_for_the_first_time_costs_no_scrubbing(
    tmp_path: Path, database: Database, ines: Laptop, clock: Clock
) -> None:
    redact(ines)
    sync(ines)
    noe = Laptop.enrolled(tmp_path / "noe", database, "noe", clock)
    with closing(noe.store):
        noe.store.back_up()
        before = list(paths.backups(noe.home).iterdir())
        clock.pass_time(hours=1)
        sync(noe)
        assert met(noe).note == ""
        assert list(paths.backups(noe.home).iterdir()) == before
