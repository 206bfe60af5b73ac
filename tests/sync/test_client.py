import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select

from maraude.domain.encounter import Encounter, People, SafetyNote
from maraude.protocol import changes, messages
from maraude.protocol.documents import instant
from maraude.protocol.messages import MalformedMessageError, Row
from maraude.server import tables
from maraude.server.database import Database
from maraude.store import backup, encounters, incarnation, outbox, replica
from maraude.store.store import Store
from maraude.sync.client import Client, TooManyRemovedError
from tests.server.laptop import LYON, NORD, PARIS, enrol, revoke
from tests.server.laptop import Laptop as Bare
from tests.sync.laptops import MARTA, Laptop
from tests.team import KEY, Clock


def encounter(number: int, clock: Clock) -> Encounter:
    return Encounter(
        id=f"encounter-{number}",
        tour="tour",
        at=clock(),
        contact="CON",
        people=People(unknown=1, persons=("marta",)),
        note="calme, préfère le soir",
    )


class TestWhatWasWritten:
    def test_reaches_another_laptop_with_what_finds_it(
        self, ines: Laptop, sam: Laptop, clock: Clock
    ) -> None:
        ines.save(MARTA, encounter(1, clock))
        done = ines.sync()
        sam.sync()

        assert (done.pushed, done.waiting, done.complete) == (2, 0, True)
        assert sam.person("marta") == MARTA
        assert sam.kept("SELECT folded FROM name") == [("marta",)]
        assert [entry.id for entry in encounters.with_persons(sam.store.reader, ["marta"])] == [
            "encounter-1"
        ]

    def test_says_where_it_belongs(self, ines: Laptop, sam: Laptop) -> None:
        ines.save(MARTA)
        ines.sync()
        sam.sync()
        ((extra,),) = sam.kept("SELECT extra FROM person")
        assert json.loads(extra) == {"territory": "territory:paris"}

    def test_of_different_fields_meets_without_conflict(self, ines: Laptop, sam: Laptop) -> None:
        ines.save(MARTA)
        ines.sync()
        sam.sync()
        ines.change("marta", referent="Inès")
        sam.change("marta", animals="un chien")
        for laptop in (ines, sam, ines):
            laptop.sync()

        assert ines.person("marta") == sam.person("marta")
        assert (ines.person("marta").referent, ines.person("marta").animals) == ("Inès", "un chien")
        assert ines.kept("SELECT * FROM conflict") == []

    def test_of_one_field_is_shown_alike_everywhere_with_both_values(
        self, ines: Laptop, sam: Laptop, clock: Clock
    ) -> None:
        ines.save(MARTA)
        ines.sync()
        sam.sync()
        ines.change("marta", referent="Inès")
        clock.pass_time(minutes=5)
        sam.change("marta", referent="Sam")
        for laptop in (ines, sam, ines):
            laptop.sync()

        for laptop in (ines, sam):
            assert laptop.person("marta").referent == "Sam"
            ((record, field, rivals),) = laptop.kept("SELECT record, field, rivals FROM conflict")
            assert (record, field) == ("marta", "referent")
            assert [(value, author) for value, author, *_ in json.loads(rivals)] == [
                ("Sam", "user:sam"),
                ("Inès", "user:ines"),
            ]

    def test_since_the_last_answer_stays_over_what_comes(
        self, ines: Laptop, sam: Laptop, clock: Clock
    ) -> None:
        ines.save(MARTA)
        ines.sync()
        sam.sync()
        sam.change("marta", referent="Sam")
        sam.sync()
        asked = ines.client.ask()
        ines.change("marta", called="Martha")
        ines.client.take(ines.client.read(asked, ines.way.exchange(asked.body)))

        assert (ines.person("marta").called, ines.person("marta").referent) == ("Martha", "Sam")
        assert outbox.waiting(ines.store.reader) == 1

    def test_twice_while_waiting_does_not_hide_what_another_wrote_between(
        self, ines: Laptop, sam: Laptop
    ) -> None:
        ines.save(MARTA)
        ines.sync()
        sam.sync()
        sam.change("marta", referent="Sam")
        sam.sync()
        asked = ines.client.ask()
        ines.change("marta", referent="Inès")
        ines.client.take(ines.client.read(asked, ines.way.exchange(asked.body)))
        ines.change("marta", referent="Inès M.", called="Martha")
        ines.sync()

        ((rivals,),) = ines.kept("SELECT rivals FROM conflict")
        assert {value for value, *_ in json.loads(rivals)} == {"Sam", "Inès M."}

    def test_for_a_narrower_audience_is_not_sent_to_volunteers_but_stays_with_its_author(
        self, ines: Laptop, sam: Laptop, clock: Clock
    ) -> None:
        ines.save(SafetyNote(id="note", encounter="one", at=clock(), code="VIO", text="SECRET"))
        ines.sync()
        sam.sync()
        assert ines.kept("SELECT text FROM safety_note") == [("SECRET",)]
        assert sam.kept("SELECT text FROM safety_note") == []

    def test_before_rows_said_where_they_belong_comes_from_the_server(
        self, database: Database, sam: Laptop, clock: Clock
    ) -> None:
        enrol(database, "older")
        older = Bare(database, "older", clock)
        older.write("put", "person", "noe", {"code": "A", "called": "Noé", "team": NORD})
        older.exchange()
        sam.sync()
        assert sam.person("noe").called == "Noé"
        assert sam.sync().complete


class TestAnAnswer:
    def test_that_was_cut_changes_nothing(self, ines: Laptop) -> None:
        ines.save(MARTA)
        asked = ines.client.ask()
        answer = ines.way.exchange(asked.body)
        for cut in (answer[:-1], answer[: len(answer) // 2], b"", b"<html>Wi-Fi</html>"):
            with pytest.raises(MalformedMessageError):
                ines.client.take(ines.client.read(asked, cut))
        assert outbox.waiting(ines.store.reader) == 1

    def test_to_another_request_changes_nothing(self, ines: Laptop) -> None:
        ines.save(MARTA)
        first, second = ines.client.ask(), ines.client.ask()
        with pytest.raises(MalformedMessageError):
            ines.client.take(ines.client.read(second, ines.way.exchange(first.body)))

    def test_that_comes_twice_changes_nothing_more(self, ines: Laptop, sam: Laptop) -> None:
        ines.save(MARTA)
        ines.sync()
        asked = sam.client.ask()
        answer = sam.way.exchange(asked.body)
        sam.client.take(sam.client.read(asked, answer))
        before = sam.kept("SELECT * FROM held"), sam.kept("SELECT * FROM cursor ORDER BY feed")
        sam.client.take(sam.client.read(asked, answer))
        assert (
            sam.kept("SELECT * FROM held"),
            sam.kept("SELECT * FROM cursor ORDER BY feed"),
        ) == before

    def test_that_never_came_is_asked_for_again(self, ines: Laptop, sam: Laptop) -> None:
        ines.save(MARTA)
        ines.way.exchange(ines.client.ask().body)
        assert ines.sync().pushed == 1
        assert sam.sync().pulled == 1

    def test_with_hostile_text_is_cleaned_before_it_is_kept(
        self, ines: Laptop, sam: Laptop
    ) -> None:
        ines.save(replace(MARTA, called="Mar\x1b]52;c;aGk=\x07ta", referent="a\u202eb"))
        ines.sync()
        sam.sync()
        assert (sam.person("marta").called, sam.person("marta").referent) == (
            "Mar]52;c;aGk=ta",
            "ab",
        )

    def test_with_what_only_newer_programs_know_keeps_it_unread(
        self, database: Database, sam: Laptop, clock: Clock
    ) -> None:
        enrol(database, "newer")
        newer = Bare(database, "newer", clock)
        newer.put("wish", "hat", what="un bonnet")
        newer.put("person", "noe", code="A", called=["No", "é"])
        newer.exchange()
        assert sam.sync().complete
        assert sam.kept("SELECT record, type FROM unread ORDER BY 1") == [
            ("hat", "wish"),
            ("noe", "person"),
        ]

    def test_that_names_somebody_twice_counts_them_once(
        self, database: Database, sam: Laptop, clock: Clock
    ) -> None:
        enrol(database, "other")
        other = Bare(database, "other", clock)
        people = {"unknown": 1, "persons": ["marta", "marta"]}
        at = instant(clock())
        other.put("encounter", "e1", tour="t", at=at, contact="CON", people=people)
        other.exchange()
        assert sam.sync().complete
        assert sam.kept("SELECT person, encounter FROM met") == [("marta", "e1")]


class TestFeeds:
    def test_that_differ_are_read_again(self, ines: Laptop, sam: Laptop) -> None:
        ines.save(MARTA, replace(MARTA, id="noe", called="Noé"))
        ines.sync()
        sam.sync()
        sam.store.write_local(
            lambda connection: connection.execute("DELETE FROM held WHERE record = 'noe'")
        ).result()
        done = sam.sync()
        assert done.wrong == {PARIS}
        assert replica.held(sam.store.reader, PARIS)[0] == 2
        assert sam.sync().complete

    def test_of_a_lost_grant_leave_but_not_before_what_waits_is_sent(
        self, ines: Laptop, sam: Laptop, database: Database
    ) -> None:
        ines.save(MARTA, replace(MARTA, id="noe", called="Noé"))
        ines.sync()
        sam.sync()
        sam.change("noe", called="Noël")
        asked = sam.client.ask()
        with database.write() as connection:
            connection.execute(
                delete(tables.access_grant).where(tables.access_grant.c.feed == PARIS)
            )
        sam.change("noe", referent="Sam")
        sam.client.take(sam.client.read(asked, sam.way.exchange(asked.body)))
        assert sam.find("marta") is None
        assert sam.person("noe").referent == "Sam"

    def test_invariant_18_that_would_lose_more_than_a_fifth_wait_for_somebody_to_agree(
        self, ines: Laptop, sam: Laptop, database: Database
    ) -> None:
        ines.save(*(replace(MARTA, id=f"p{n}", called=f"P{n}") for n in range(60)))
        ines.sync()
        sam.sync()
        with database.write() as connection:
            connection.execute(
                delete(tables.access_grant).where(tables.access_grant.c.device == "sam")
            )
            connection.execute(insert(tables.access_grant).values(device="sam", feed=LYON))
        with pytest.raises(TooManyRemovedError):
            sam.sync()
        assert sam.find("p1")
        sam.sync(allow_removals=True)
        assert sam.find("p1") is None

    def test_of_other_territories_never_come(
        self, ines: Laptop, database: Database, tmp_path: Path, clock: Clock
    ) -> None:
        away = Laptop.enrolled(tmp_path / "away", database, "away", clock, (LYON,))
        ines.save(MARTA)
        ines.sync()
        away.sync()
        assert away.find("marta") is None
        lines = messages.read_answer(away.way.answers[-1], _nonce(away.way.answers[-1]))
        assert not [line for line in lines if isinstance(line, Row)]
        away.store.close()


class TestCopies:
    def test_a_cloned_disk_ends_in_a_fork_and_loses_nothing(
        self, ines: Laptop, sam: Laptop, database: Database, tmp_path: Path, clock: Clock
    ) -> None:
        ines.save(MARTA)
        ines.sync()
        clone = Laptop(tmp_path / "clone", database, "ines", clock)
        clone.store.close()
        ines.store.close()
        for end in ("", "-wal"):
            source = ines.home / f"maraude.db{end}"
            if source.exists():
                (clone.home / f"maraude.db{end}").write_bytes(source.read_bytes())
        for laptop in (ines, clone):
            laptop.store = Store(laptop.home, KEY, "user:ines", clock)
            laptop.client = Client(laptop.store, clock)
        ines.save(replace(MARTA, id="noe", called="Noé"))
        clone.save(replace(MARTA, id="lou", called="Lou"))
        for laptop in (ines, clone, ines, sam):
            laptop.sync()

        for laptop in (ines, clone, sam):
            assert {row[0] for row in laptop.kept("SELECT id FROM person")} == {
                "marta",
                "noe",
                "lou",
            }
        one, other = (incarnation.current(laptop.store.reader).inc for laptop in (ines, clone))
        assert one != other
        clone.store.close()

    def test_a_copy_of_what_waits_does_not_hide_what_others_have_written_since(
        self, ines: Laptop, sam: Laptop, database: Database, tmp_path: Path, clock: Clock
    ) -> None:
        ines.save(MARTA)
        for laptop in (ines, sam):
            laptop.sync()
        ines.change("marta", called="Martha")
        clone = Laptop(tmp_path / "clone", database, "ines", clock)
        clone.store.close()
        backup.backup(ines.store.reader, tmp_path / "disk.db")
        (tmp_path / "disk.db").replace(clone.home / "maraude.db")
        clone.store = Store(clone.home, KEY, "user:ines", clock)
        clone.client = Client(clone.store, clock)
        for laptop in (ines, sam):
            laptop.sync()
        sam.change("marta", called="Marthe")
        sam.sync()
        clone.sync()
        assert clone.person("marta").called == "Marthe"
        clone.store.close()

    def test_a_copied_disk_offers_all_to_a_restored_server_before_it_forks(
        self, ines: Laptop, sam: Laptop, database: Database, tmp_path: Path, clock: Clock
    ) -> None:
        ines.save(MARTA)
        ines.sync()
        clone = Laptop(tmp_path / "clone", database, "ines", clock)
        clone.store.close()
        backup.backup(ines.store.reader, tmp_path / "disk.db")
        (tmp_path / "disk.db").replace(clone.home / "maraude.db")
        clone.store = Store(clone.home, KEY, "user:ines", clock)
        clone.client = Client(clone.store, clock)
        ines.change("marta", called="Martha")
        clone.change("marta", referent="Inès")
        with closing(Database(f"sqlite:///{tmp_path / 'restored.db'}")) as empty:
            empty.create_schema()
            for name in ("ines", "sam"):
                enrol(empty, name)
            for laptop in (ines, clone, sam):
                laptop.way.database = empty
            for laptop in (ines, clone, ines):
                laptop.sync()
            with empty.read() as connection:
                kept = connection.execute(select(tables.change.c.line)).scalars().all()
            told = [(change.h, bytes(change.f)) for change in map(changes.decode, kept)]
            assert sorted(told) == sorted(set(told))
        clone.store.close()

    def test_a_server_restored_to_an_earlier_day_gets_all_back(
        self, ines: Laptop, sam: Laptop, database: Database, tmp_path: Path, clock: Clock
    ) -> None:
        ines.save(MARTA)
        ines.sync()
        empty = Database(f"sqlite:///{tmp_path / 'restored.db'}")
        empty.create_schema()
        for name in ("ines", "sam"):
            enrol(empty, name)
        ines.save(replace(MARTA, id="noe", called="Noé"))
        for laptop in (ines, sam):
            laptop.way.database = empty
        ines.sync()
        sam.sync()
        assert sam.person("marta") == MARTA
        assert sam.person("noe").called == "Noé"
        assert ines.sync().complete
        empty.close()

    def test_a_revoked_laptop_is_told_to_wipe_and_gets_no_row(
        self, ines: Laptop, sam: Laptop, database: Database
    ) -> None:
        ines.save(MARTA)
        ines.sync()
        revoke(database, "sam")
        sam.save(replace(MARTA, id="noe", called="Noé"))
        done = sam.sync()
        assert (done.wipe, done.waiting) == (True, 0)
        assert sam.find("marta") is None


def _nonce(answer: bytes) -> str:
    head = messages.inflate(answer, messages.MAX_ANSWER).split(b"\n")[0]
    nonce: str = json.loads(head)["nonce"]
    return nonce
