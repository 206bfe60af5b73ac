"""What leaves a laptop of the street once it is over and at the base, and what stays."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from maraude import paths
from maraude.domain.alert import Alert
from maraude.domain.encounter import Encounter, Given, People, SafetyNote, StockMove
from maraude.domain.evening import Evening
from maraude.domain.followup import FollowUp, FollowUpState
from maraude.domain.health_note import HealthMark, HealthNote
from maraude.domain.incident import Incident
from maraude.domain.note import Note
from maraude.domain.person import Person
from maraude.domain.referral import Referral
from maraude.domain.right import Right
from maraude.domain.situation import Situation
from maraude.domain.spot import Spot
from maraude.domain.tour import Tour
from maraude.protocol import documents
from maraude.server import meta as server_meta
from maraude.server.database import Database
from maraude.server.tables import incarnation as incarnations
from maraude.store import engine, records, replica, undo
from maraude.store.addresses import Addresses
from maraude.store.services import Services
from maraude.sync.failure import LinkError
from maraude.sync.session import Progress
from maraude.usecases import find, history, people, purge, restriction, sync
from maraude.usecases import morning as mornings
from maraude.usecases.session import Session
from tests.joined import become
from tests.readable import readable
from tests.server.laptop import NORD
from tests.sync.handing import hand
from tests.sync.laptops import Direct, Laptop
from tests.team import KEY, Clock

OLD, RECENT = 91, 90
"""Evenings ago: the first that has to go, and the last that stays."""
MARTA = Person(id="marta", code="ABC2345", called="Marta", team=NORD)
IDRIS = Person(id="idris", code="ABC2346", called="Idris", team=NORD)


class Desk:
    """A laptop on which somebody works, and exchanges as they do."""

    def __init__(self, laptop: Laptop, role: str) -> None:
        home, store, clock = laptop.home, laptop.store, laptop.way.clock
        self.laptop = laptop
        self.session = Session(store, Services.open(home, KEY), Addresses.open(home, KEY), clock)
        become(self.session, role)

    def exchange(self) -> Progress:
        return sync.ended(self.session, self.laptop.sync)

    def save(self, *saved: Any) -> None:
        self.laptop.save(*saved)

    def has(self, name: str, record: str) -> bool:
        found = self.laptop.kept(f"SELECT 1 FROM \"{name}\" WHERE id = '{record}'")  # noqa: S608
        return bool(found)

    def close(self) -> None:
        self.session.services.close()
        self.session.addresses.close()
        self.laptop.store.close()


@pytest.fixture
def base(tmp_path: Path, database: Database, clock: Clock) -> Iterator[Desk]:
    laptop = Laptop.enrolled(tmp_path / "base", database, "base", clock, role="coordinator")
    with closing(Desk(laptop, "coordinator")) as desk:
        yield desk


@pytest.fixture
def street(tmp_path: Path, database: Database, clock: Clock) -> Iterator[Desk]:
    laptop = Laptop.enrolled(tmp_path / "street", database, "street", clock)
    with closing(Desk(laptop, "volunteer")) as desk:
        yield desk


def ago(clock: Clock, evenings: int) -> datetime:
    return clock() - timedelta(days=evenings)


def tour(clock: Clock, evenings: int, **fields: Any) -> Tour:
    began = ago(clock, evenings)
    made = Tour(
        id=f"tour-{evenings}",
        evening=Evening.parse(str(began.date())),
        team=NORD,
        started_at=began,
        ended_at=began + timedelta(hours=3),
    )
    return replace(made, **fields)


def met(clock: Clock, evenings: int, *persons: str, **fields: Any) -> Encounter:
    made = Encounter(
        id="-".join(("met", str(evenings), *persons)),
        tour=f"tour-{evenings}",
        at=ago(clock, evenings),
        contact="CON",
        people=People(unknown=max(len(persons), 1), persons=persons),
    )
    return replace(made, **fields)


def handed(base: Desk, street: Desk, *saved: Any) -> None:
    """Let the base write, and the laptop of the street read."""
    base.save(*saved)
    base.exchange()
    assert street.exchange().complete


def make_safe(database: Database) -> None:
    """Let the server have all in a backup elsewhere."""
    with database.write() as connection:
        connection.execute(update(incarnations).values(safe_n=incarnations.c.acked_n))


def test_a_note_of_91_evenings_ago_is_in_no_byte_here_and_still_at_the_base(
    base: Desk, street: Desk, clock: Clock
) -> None:
    written = [
        tour(clock, OLD, debrief="bilan-lointain"),
        met(clock, OLD, note="parole-lointaine"),
        tour(clock, RECENT),
        met(clock, RECENT, note="parole-proche"),
        tour(clock, 0),
    ]
    handed(base, street, *written)
    kept = readable(street.laptop.home)
    assert b"parole-proche" in kept
    for word in (b"parole-lointaine", b"bilan-lointain"):
        assert word not in kept
        assert word in readable(base.laptop.home)
    assert history.begins(base.session) is None
    assert history.begins(street.session) == Evening.parse("2026-08-25")
    assert "25 août" in history.sentence(street.session)
    assert history.sentence(street.session, Evening.parse("2026-08-25")) == ""


def test_of_each_type_what_is_over_goes_and_what_is_open_stays(
    base: Desk, street: Desk, clock: Clock
) -> None:
    then, evening = ago(clock, OLD), Evening.parse(str(ago(clock, OLD).date()))
    of: dict[str, Any] = {"tour": f"tour-{OLD}"}
    said: dict[str, Any] = {"code": "PLA", "severity": 2, "since": then, **of}
    going: list[Any] = [
        tour(clock, OLD),
        met(clock, OLD, deleted=True),
        met(clock, OLD, id="counted"),
        StockMove(id="left", at=then, items=(Given("COU", 2),), **of),
        Incident(id="fall", at=then, text="chute", **of),
        Referral(id="call", target="115", at=then, result="NPA", encounter="counted", **of),
        Referral(id="alone", target="115", at=then, result="ATT", **of),
        FollowUp(id="done", due=evening, state=FollowUpState.DONE, **of),
        FollowUp(id="never", due=None, deleted=True),
        Alert(id="closed", **said, closed_at=then),
        Alert(id="ended", **said, until=evening),
        Note(id="words", at=then, text="des mots", person="marta"),
        Note(id="passed-on", at=then, text="à tous", until=evening),
    ]
    staying: list[Any] = [
        MARTA,
        Spot(id="square", name="Square", team=NORD),
        Situation(id="sleeps", person="marta", night="RUE", since=evening),
        met(clock, OLD, id="danger", tour="tour-92"),
        Alert(id="open", code="PLA", severity=2, since=then, tour="tour-92", encounter="danger"),
        Referral(
            id="of-it", target="115", at=then, result="NPA", tour="tour-92", encounter="danger"
        ),
        tour(clock, 92),
        FollowUp(id="waits", due=evening),
        Note(id="holds", at=then, text="encore", until=Evening.parse("2026-11-30")),
        Referral(id="late", target="ADJ", at=then, result="REA", tour="tour-93", closed_at=clock()),
        tour(clock, 93),
        tour(clock, 94, ended_at=None),
        tour(clock, 95, team="team:sud", stock_out=(Given("COU", 9),)),
        tour(clock, 96, id="tour-loaded", stock_out=(Given("COU", 9),)),
        tour(clock, RECENT),
        met(clock, RECENT),
    ]
    handed(base, street, *going, *staying)
    for one in going:
        assert not street.has(documents.type_name(one), one.id), one.id
        assert base.has(documents.type_name(one), one.id)
    for one in staying:
        assert street.has(documents.type_name(one), one.id), one.id


def test_what_the_care_team_wrote_and_rights_stay_for_who_reads_them(
    tmp_path: Path, database: Database, clock: Clock
) -> None:
    laptop = Laptop.enrolled(tmp_path / "nurse", database, "nurse", clock, role="health")
    with closing(Desk(laptop, "health")) as nurse:
        then = ago(clock, OLD)
        about: dict[str, Any] = {"person": "marta"}
        nurse.save(MARTA, met(clock, 0, "marta"), tour(clock, 0))
        nurse.save(
            HealthNote(id="health", at=then, text="pansement", **about),
            HealthMark(id="mark", at=then, health_note="health", **about),
            Right(id="right", code="DOM", state="open", **about),
            SafetyNote(id="safety", at=then, code="VIO", **about),
            met(clock, OLD),
        )
        nurse.exchange()
        make_safe(database)
        clock.pass_time(days=8)
        nurse.exchange()
        stays = (("health_note", "health"), ("health_mark", "mark"), ("right", "right"))
        assert all(nurse.has(*one) for one in stays)
        assert not nurse.has("safety_note", "safety")
        assert not nurse.has("encounter", f"met-{OLD}")


def test_lists_and_ends_are_the_same_before_and_after(
    base: Desk, street: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "thin", lambda *_arguments: None)
    written: list[Any] = [MARTA, IDRIS, replace(MARTA, id="ana", code="ABC2347", called="Ana")]
    for evenings in (720, 715, 400, 300, 200, 150, 100, 40, 10):
        written += [tour(clock, evenings)]
    written += [
        met(clock, 720, "marta"),
        met(clock, 715, "marta", contact="DOR"),
        met(clock, 400, "marta", contact="ABS"),
        met(clock, 300, "marta", "idris", contact="ABS"),
        met(clock, 200, "idris"),
        met(clock, 150, "idris"),
        met(clock, 100, "ana"),
        met(clock, 40, "ana"),
        met(clock, 10, "idris"),
    ]
    handed(base, street, *written)
    session, before = street.session, _as_read(street.session)
    monkeypatch.undo()
    street.exchange()
    assert _as_read(session) == before
    assert len(before[2][0].new) == 0
    left = {record for (record,) in street.laptop.kept("SELECT id FROM encounter")}
    stay = ("720-marta", "715-marta", "300-marta-idris", "40-ana", "10-idris")
    assert left == {f"met-{one}" for one in stay}


def _as_read(session: Session) -> tuple[Any, ...]:
    morning = mornings.read(session, Evening.parse("2026-11-13"))
    return purge.look(session), find.people(session, ""), morning.teams


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


def test_what_a_frozen_file_is_in_stays(base: Desk, street: Desk, clock: Clock) -> None:
    handed(base, street, MARTA, IDRIS, tour(clock, 0), met(clock, 0, "marta", "idris"))
    restriction.freeze(base.session, MARTA)
    base.exchange()
    with_idris = met(clock, OLD, "idris")
    base.save(with_idris)
    base.exchange()
    line = met(clock, OLD, "marta", "idris")
    words = Note(id="words", at=ago(clock, OLD), text="des mots", person="marta")
    restriction.lift(base.session, people.by_id(base.session, "marta"))
    base.save(line, words)
    restriction.freeze(base.session, people.by_id(base.session, "marta"))
    base.exchange()
    clock.pass_time(days=1)
    street.exchange()
    assert not street.has("encounter", with_idris.id)
    assert street.has("encounter", line.id)
    assert street.has("note", words.id)
    restriction.lift(base.session, people.by_id(base.session, "marta"))
    base.exchange()
    clock.pass_time(days=1)
    street.exchange()
    assert not street.has("encounter", line.id)
    assert not street.has("note", words.id)


def test_the_feeds_still_agree_and_one_read_again_is_thinned_again(
    base: Desk, street: Desk, clock: Clock
) -> None:
    old = met(clock, OLD)
    handed(base, street, tour(clock, OLD), old, tour(clock, 0), met(clock, 0))
    assert not street.has("encounter", old.id)
    base.save(met(clock, 1))
    base.exchange()
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
    base: Desk, street: Desk, clock: Clock
) -> None:
    old = met(clock, OLD, note="avant")
    handed(base, street, tour(clock, OLD), old, tour(clock, 0))
    handed(base, street, replace(old, note="après"))
    found = records.get(street.session.store.reader, Encounter, old.id)
    assert found
    assert found.note == "après"
    clock.pass_time(days=1)
    street.exchange()
    assert not street.has("encounter", old.id)


def test_nothing_goes_by_the_clock_of_the_laptop(base: Desk, street: Desk, clock: Clock) -> None:
    theirs = Clock()
    base.laptop.way.clock = street.laptop.way.clock = theirs
    recent, old = met(theirs, 60), met(theirs, OLD)
    for years in (-10, 10):
        clock.moment = theirs().replace(year=2026 + years)
        handed(base, street, recent, old, tour(theirs, 0), tour(theirs, 60), tour(theirs, OLD))
        assert street.has("encounter", recent.id)
        assert not street.has("encounter", old.id)
        theirs.pass_time(days=1)
    assert history.begins(street.session) == Evening.parse("2026-08-26")


@pytest.mark.parametrize("role", ["professional", "coordinator"])
def test_who_decides_keeps_all(base: Desk, street: Desk, clock: Clock, role: str) -> None:
    become(street.session, role)
    handed(base, street, tour(clock, OLD), met(clock, OLD), tour(clock, 0))
    assert street.has("encounter", f"met-{OLD}")
    assert history.sentence(street.session) == ""


def test_it_goes_on_where_it_was_cut_off(
    base: Desk, street: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "_BATCH", 2)
    many = [met(clock, OLD, id=f"met-{n}") for n in range(7)]
    base.save(tour(clock, OLD), *many, tour(clock, 0))
    base.exchange()
    turns = iter((False, False, True))
    sync.ended(street.session, street.laptop.sync, cancelled=lambda: next(turns))
    assert len(street.laptop.kept("SELECT 1 FROM encounter")) == 3
    assert history.begins(street.session)
    street.exchange()
    assert street.laptop.kept("SELECT 1 FROM encounter") == []


def test_somebody_who_reads_at_that_moment_leaves_the_log_for_the_next_exchange(
    base: Desk, street: Desk, clock: Clock
) -> None:
    base.save(tour(clock, OLD), met(clock, OLD, note="parole-lointaine"), tour(clock, 0))
    base.exchange()
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


def test_who_is_erased_later_comes_back_by_nothing(base: Desk, street: Desk, clock: Clock) -> None:
    old = met(clock, OLD, "marta")
    handed(base, street, MARTA, tour(clock, OLD), old, tour(clock, 0), met(clock, 0, "marta"))
    base.laptop.store.erase(("marta",))
    base.exchange()
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
    base: Desk,
    street: Desk,
    clock: Clock,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with database.write() as connection:
        server_meta.exchange_key(connection)
    old = met(clock, OLD)
    handed(base, street, tour(clock, OLD), old, tour(clock, 0))
    base.save(replace(old, note="corrigée"))
    late = met(clock, OLD, id="met-late")
    base.save(late)
    hand(base.laptop, street.laptop)
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
