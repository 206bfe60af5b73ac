"""What leaves a laptop of the street once it is over and at the base, and what stays."""

from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from maraude.domain.alert import Alert
from maraude.domain.encounter import Given, SafetyNote, StockMove
from maraude.domain.evening import Evening
from maraude.domain.followup import FollowUp, FollowUpState
from maraude.domain.health_note import HealthMark, HealthNote
from maraude.domain.incident import Incident
from maraude.domain.kept_line import KeptLine
from maraude.domain.note import Note
from maraude.domain.referral import Referral
from maraude.domain.right import Right
from maraude.domain.situation import Situation
from maraude.domain.spot import Spot
from maraude.protocol import documents
from maraude.server.database import Database
from maraude.store import drafts
from maraude.usecases import find, history, people, purge, restriction
from maraude.usecases import morning as mornings
from maraude.usecases.session import Session
from tests.joined import become
from tests.readable import readable
from tests.server.laptop import NORD
from tests.sync.desk import IDRIS, MARTA, OLD, RECENT, Desk, ago, handed, make_safe, met, tour
from tests.sync.laptops import Laptop
from tests.team import Clock


def test_a_note_of_91_evenings_ago_is_in_no_byte_here_and_still_at_the_base(
    desk: Desk, street: Desk, clock: Clock
) -> None:
    written = [
        tour(clock, OLD, debrief="bilan-lointain"),
        met(clock, OLD, note="parole-lointaine"),
        tour(clock, RECENT),
        met(clock, RECENT, note="parole-proche"),
        tour(clock, 0),
    ]
    handed(desk, street, *written)
    kept = readable(street.laptop.home)
    assert b"parole-proche" in kept
    for word in (b"parole-lointaine", b"bilan-lointain"):
        assert word not in kept
        assert word in readable(desk.laptop.home)
    assert history.begins(desk.session) is None
    assert history.begins(street.session) == Evening.parse("2026-08-25")
    assert "25 août" in history.sentence(street.session)
    assert history.sentence(street.session, Evening.parse("2026-08-25")) == ""


def test_of_each_type_what_is_over_goes_and_what_is_open_stays(
    desk: Desk, street: Desk, clock: Clock
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
    staying = _staying(clock, then, evening)
    handed(desk, street, *going, *staying)
    for one in going:
        assert not street.has(documents.type_name(one), one.id), one.id
        assert desk.has(documents.type_name(one), one.id)
    for one in staying:
        assert street.has(documents.type_name(one), one.id), one.id


def _staying(clock: Clock, then: datetime, evening: Evening) -> list[Any]:
    """Give what is open, is spoken of, or says who people are."""
    return [
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
        tour(clock, 97, team="team:est"),
        tour(clock, RECENT),
        met(clock, RECENT),
    ]


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
    desk: Desk, street: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
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
    handed(desk, street, *written)
    session, before = street.session, _as_read(street.session)
    monkeypatch.undo()
    street.exchange()
    assert _as_read(session) == before
    assert before[2] == [(), ()]
    left = {record for (record,) in street.laptop.kept("SELECT id FROM encounter")}
    stay = ("720-marta", "715-marta", "300-marta-idris", "40-ana", "10-idris")
    assert left == {f"met-{one}" for one in stay}


def _as_read(session: Session) -> tuple[Any, ...]:
    nights = [mornings.read(session, Evening.parse(day)) for day in ("2026-10-14", "2026-11-13")]
    new = [team.new for night in nights for team in night.teams]
    return purge.look(session), find.people(session, ""), new


def test_what_a_frozen_file_is_in_stays(desk: Desk, street: Desk, clock: Clock) -> None:
    handed(desk, street, MARTA, IDRIS, tour(clock, 0), met(clock, 0, "marta", "idris"))
    restriction.freeze(desk.session, MARTA)
    desk.exchange()
    with_idris = met(clock, OLD, "idris")
    desk.save(with_idris)
    desk.exchange()
    line = met(clock, OLD, "marta", "idris")
    words = Note(id="words", at=ago(clock, OLD), text="des mots", person="marta")
    restriction.lift(desk.session, people.by_id(desk.session, "marta"))
    desk.save(line, words)
    restriction.freeze(desk.session, people.by_id(desk.session, "marta"))
    desk.exchange()
    clock.pass_time(days=1)
    street.exchange()
    assert not street.has("encounter", with_idris.id)
    assert street.has("encounter", line.id)
    assert street.has("note", words.id)
    restriction.lift(desk.session, people.by_id(desk.session, "marta"))
    desk.exchange()
    clock.pass_time(days=1)
    street.exchange()
    assert not street.has("encounter", line.id)
    assert not street.has("note", words.id)


def test_nothing_goes_by_the_clock_of_the_laptop(desk: Desk, street: Desk, clock: Clock) -> None:
    theirs = Clock()
    desk.laptop.way.clock = street.laptop.way.clock = theirs
    recent, old = met(theirs, 60), met(theirs, OLD)
    for years in (-10, 10):
        clock.moment = theirs().replace(year=2026 + years)
        handed(desk, street, recent, old, tour(theirs, 0), tour(theirs, 60), tour(theirs, OLD))
        assert street.has("encounter", recent.id)
        assert not street.has("encounter", old.id)
        theirs.pass_time(days=1)
    assert history.begins(street.session) == Evening.parse("2026-08-26")


@pytest.mark.parametrize("role", ["professional", "coordinator"])
def test_who_decides_keeps_all(desk: Desk, street: Desk, clock: Clock, role: str) -> None:
    become(street.session, role)
    handed(desk, street, tour(clock, OLD), met(clock, OLD), tour(clock, 0))
    assert street.has("encounter", f"met-{OLD}")
    assert history.sentence(street.session) == ""


def test_what_is_disputed_or_being_corrected_stays(desk: Desk, street: Desk, clock: Clock) -> None:
    disputed, corrected, other = (met(clock, RECENT, id=name) for name in ("a", "b", "c"))
    handed(desk, street, tour(clock, RECENT), tour(clock, 0), disputed, corrected, other)
    store, line = street.laptop.store, KeptLine("2h", clock(), editing=corrected.id)
    row = (disputed.id, "note", "encounter", "[]")
    store.write_local(lambda c: c.execute("INSERT INTO conflict VALUES (?, ?, ?, ?)", row)).result()
    store.write_local(lambda c: drafts.keep(c, line)).result()
    clock.pass_time(days=1)
    street.exchange()
    assert street.laptop.kept("SELECT id FROM encounter ORDER BY id") == [("a",), ("b",)]
    store.write_local(lambda c: c.execute("DELETE FROM conflict")).result()
    store.write_local(drafts.drop).result()
    clock.pass_time(days=1)
    street.exchange()
    assert street.laptop.kept("SELECT id FROM encounter") == []
