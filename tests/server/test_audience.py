"""Who reads and who writes what: one table, the domain's functions, and what really arrives."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from maraude.domain import feeds
from maraude.domain.alert import Alert
from maraude.domain.encounter import Encounter, People, SafetyNote, StockMove
from maraude.domain.evening import Evening
from maraude.domain.feeds import Role
from maraude.domain.followup import FollowUp
from maraude.domain.health_note import HealthMark, HealthNote
from maraude.domain.incident import Incident
from maraude.domain.note import Note
from maraude.domain.person import Person, PersonIdentity
from maraude.domain.referral import Referral
from maraude.domain.right import Right, RightStep
from maraude.domain.service_note import ServiceNote
from maraude.domain.situation import Situation
from maraude.domain.spot import Spot, SpotPosition
from maraude.domain.tour import Tour
from maraude.protocol import documents, messages
from maraude.protocol.documents import Record
from maraude.server.exchange import exchange
from maraude.server.tables import row_state
from maraude.store import incarnation
from maraude.store.store import Store
from maraude.store.transaction import Transaction
from maraude.sync import link
from maraude.sync.client import Client
from maraude.sync.link import Link
from maraude.sync.session import synchronise
from tests.server.serving import Served, serving
from tests.team import KEY, make_profile

EVERYONE = frozenset(Role) - {Role.ADMINISTRATOR, Role.TRAINER}
DECIDE = frozenset({Role.PROFESSIONAL, Role.COORDINATOR})
CARE = frozenset({Role.HEALTH})
ORDINARY = (
    "tour", "spot", "spot_position", "person", "person_identity", "encounter", "referral",
    "follow_up", "stock_move", "alert", "situation", "right_step", "note", "incident",
)  # fmt: skip
AUDIENCES: Mapping[str, tuple[frozenset[Role], frozenset[Role]]] = {
    **dict.fromkeys(ORDINARY, (EVERYONE, EVERYONE)),
    "service_note": (EVERYONE, DECIDE),
    "safety_note": (DECIDE, EVERYONE),
    "right": (DECIDE, EVERYONE),
    "health_mark": (DECIDE, CARE),
    "health_note": (CARE, CARE),
}
"""Of each record type: who reads it, who writes it."""

AT = datetime(2026, 11, 23, 21, tzinfo=UTC)
EVENING = Evening(date(2026, 11, 23))


def records(role: Role) -> Iterator[Record]:
    """Give a record of each type that somebody of a role wrote, with words that name both."""

    def of(kind: type[Any], **fields: Any) -> Record:
        name = next(name for name, known in documents.TYPES.items() if known is kind)
        words = {key: f"SECRET {name} {role}" for key, value in fields.items() if value == ""}
        return kind(**{"id": f"{name}-{role}", **fields, **words})  # type: ignore[no-any-return] # a record

    yield of(Tour, evening=EVENING, team="team:nord", started_at=AT, sector="")
    yield of(Spot, name="", team="team:nord")
    yield of(SpotPosition, spot="", lat=48.8, lon=2.3)
    yield of(Person, code="ABC2345", called="", team="team:nord")
    yield of(PersonIdentity, person="marta", last_name="")
    yield of(Encounter, tour="t", at=AT, contact="CON", people=People(unknown=1), note="")
    yield of(Referral, tour="t", target="115", at=AT, result="NPA", reason="")
    yield of(FollowUp, due=EVENING, tour="t", note="")
    yield of(StockMove, tour="t", at=AT, items=(), note="")
    yield of(SafetyNote, person="marta", at=AT, code="VIO", text="")
    yield of(Alert, code="PLA", severity=2, since=AT, what_to_do="")
    yield of(Situation, person="marta", night="RUE", since=EVENING, place="")
    yield of(Right, person="marta", code="AME", state="E", next_step="")
    yield of(RightStep, person="marta", text="")
    yield of(HealthNote, person="marta", at=AT, text="")
    yield of(HealthMark, person="marta", at=AT, health_note="")
    yield of(Note, at=AT, text="")
    yield of(Incident, tour="t", at=AT, text="")
    yield of(ServiceNote, service="essai:1", at=AT, what="closed", text="")


@dataclass
class Wire:
    """A way to the server that keeps what came over it, inflated."""

    way: Link

    def __post_init__(self) -> None:
        self.came: list[str] = []

    def exchange(self, body: bytes) -> bytes:
        answer = self.way.exchange(body)
        self.came.append(messages.inflate(answer, messages.MAX_ANSWER).decode())
        return answer

    def relay(self, out: bytes) -> None:
        self.way.relay(out)


@dataclass(frozen=True)
class World:
    """A server with what each role wrote, and what arrived at a fresh laptop of each role."""

    written: frozenset[str]
    arrived: Mapping[Role, frozenset[str]]
    wire: Mapping[Role, str]
    kept: Mapping[Role, str]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("audience")
    with serving(folder / "server", tls=False, answer=exchange) as served:
        for role in sorted(EVERYONE):
            exchanged(served, folder / f"writer-{role}", role, *records(role))
        laptops = {
            role: exchanged(served, folder / f"reader-{role}", role) for role in sorted(EVERYONE)
        }
        with served.database.read() as connection:
            written = frozenset(connection.execute(select(row_state.c.row)).scalars())
        yield World(
            written,
            {role: found[0] for role, found in laptops.items()},
            {role: found[1] for role, found in laptops.items()},
            {role: found[2] for role, found in laptops.items()},
        )


def exchanged(
    served: Served, home: Path, role: Role, *saved: Record
) -> tuple[frozenset[str], str, str]:
    """Let a new laptop write and exchange; give the ids that it shows, what came, what it keeps."""
    home.mkdir()
    make_profile(home)
    store = Store(home, KEY, f"user:{role}", served.clock)
    store.write_local(incarnation.fork).result()
    code = served.invite(role)
    enrolled = link.enrol(code, home.name, incarnation.current(store.reader).inc, "0.1")
    for record in saved:
        store.write(partial(_save, record)).result()
    with Link(code.url, code.pin, enrolled.token) as way:
        wire = Wire(way)
        assert synchronise(store, Client(store, served.clock), wire).complete
    shown = frozenset(id_ for name in documents.TYPES for id_ in _all(store, name, "id"))
    tables = _all(store, "sqlite_master", "name", "type = 'table'")
    kept = repr([_all(store, name) for name in tables])
    store.close()
    return shown, "".join(wire.came), kept


def _save(record: Record, transaction: Transaction) -> None:
    transaction.save(record)


def _all(store: Store, table: str, columns: str = "*", where: str = "1") -> list[Any]:
    """Give the rows of a table, those of one column as its values."""
    query = f'SELECT {columns} FROM "{table}" WHERE {where}'  # noqa: S608 - the names are ours
    rows = store.reader.execute(query).fetchall()
    return rows if columns == "*" else [value for (value,) in rows]


def test_the_table_names_every_record_type() -> None:
    assert set(AUDIENCES) == set(documents.TYPES)
    assert {documents.type_name(record) for record in records(Role.HEALTH)} == set(AUDIENCES)


@pytest.mark.parametrize("name", sorted(AUDIENCES))
def test_the_domain_says_the_same_of(name: str) -> None:
    readers, writers = AUDIENCES[name]
    document = {"team": "team:nord", "territory": "territory:paris"}
    granted = frozenset(document.values())
    of = feeds.feeds(name, document)

    assert {role for role in Role if feeds.may_read(role, name)} == readers
    assert {role for role in Role if of <= feeds.readable(role, granted)} == readers
    assert {
        role for role in Role if feeds.may_write(role, name) and of <= feeds.writable(role, granted)
    } == writers


def test_what_carers_write_stays_in_their_team() -> None:
    document = {"team": "team:nord", "territory": "territory:paris"}

    assert feeds.feeds("health_note", document) == {"team:nord/health"}
    assert feeds.feeds("health_mark", document) == {"team:nord/protected"}
    assert feeds.feeds("safety_note", document) == {"territory:paris/protected"}


@pytest.mark.parametrize("name", sorted(AUDIENCES))
def test_the_server_takes_it_of_those_alone_who_write(world: World, name: str) -> None:
    _readers, writers = AUDIENCES[name]

    assert {role for role in EVERYONE if f"{name}-{role}" in world.written} == writers


@pytest.mark.parametrize("role", sorted(EVERYONE))
@pytest.mark.parametrize("name", sorted(AUDIENCES))
def test_it_arrives_at_those_alone_who_read(world: World, name: str, role: Role) -> None:
    readers, writers = AUDIENCES[name]
    expected = {f"{name}-{writer}" for writer in writers} if role in readers else set()
    places = world.wire[role], world.kept[role]

    assert {id_ for id_ in world.arrived[role] if id_.startswith(f"{name}-")} == expected
    assert [f"{name}-" in place for place in places] == [bool(expected)] * 2
    assert [f"SECRET {name} " in place for place in places] == [bool(expected)] * 2
