"""Whoever asks a real server for what is not theirs: refused, and nothing in it has changed."""

import http.client
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from maraude.domain.feeds import Role
from maraude.protocol import messages
from maraude.protocol.bundle import MAX_OUT
from maraude.protocol.directory import DIRECTORY, MAX_KNOWN
from maraude.protocol.enrolment import ENROL, MAX_ENROLMENT, RELAY, STATUS, SYNC, EnrolRequest
from maraude.protocol.messages import MAX_BODY, MEDIA_TYPE, RELAYED, Line, Page, Row, Welcome
from maraude.protocol.purge import MAX_PURGE, PURGE
from maraude.protocol.quarantine import MAX_RELEASE, RELEASE
from maraude.server import invitations, permissions, rates, tables
from maraude.server.database import Database
from maraude.server.exchange import exchange
from maraude.server.rates import Rate
from maraude.sync.failure import LinkError
from maraude.sync.link import Link
from tests.server.laptop import LYON, NORD, PARIS, Laptop
from tests.server.serving import Served, serving

Contents = list[tuple[Any, ...]]
JSON = "application/json"
LIMITS = {
    SYNC: (MAX_BODY, MEDIA_TYPE),
    RELAY: (MAX_OUT, RELAYED),
    DIRECTORY: (MAX_KNOWN, JSON),
    ENROL: (MAX_ENROLMENT, JSON),
    RELEASE: (MAX_RELEASE, JSON),
    PURGE: (MAX_PURGE, JSON),
}


@dataclass(frozen=True)
class World:
    """A server, laptops of Paris and Lyon that have written there, and everybody's token."""

    served: Served
    client: httpx.Client
    tokens: dict[str, str]
    paris: Laptop
    lyon: Laptop

    def ask(self, method: str, path: str, who: str = "", **request: Any) -> httpx.Response:
        headers = {"Content-Type": request.pop("media_type", MEDIA_TYPE)}
        if who:
            headers["Authorization"] = f"Bearer {self.tokens[who]}"
        return self.client.request(method, self.served.url + path, headers=headers, **request)

    def sync(self, who: str, body: bytes) -> list[Line]:
        answer = self.ask("POST", SYNC, who, content=body)
        assert answer.status_code == 200
        return messages.read_answer(answer.content, "0" * 32)

    def contents(self) -> Contents:
        """Give all that the database holds."""
        with self.served.database.read() as connection:
            return [
                (table.name, *row)
                for table in tables.metadata.sorted_tables
                for row in connection.execute(select(table).order_by(*table.primary_key))
            ]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("refused") / "server"
    with serving(folder, tls=False, answer=exchange) as served, httpx.Client(trust_env=False) as to:
        paris = Laptop(Database("sqlite://"), "paris", served.clock)
        lyon = Laptop(Database("sqlite://"), "lyon", served.clock)
        tokens = {
            "paris": enrolled(served, paris.inc, Role.VOLUNTEER, PARIS, NORD),
            "lyon": enrolled(served, lyon.inc, Role.VOLUNTEER, LYON),
            "trainer": enrolled(served, "a" * 16, Role.TRAINER, PARIS, NORD),
            "administrator": enrolled(served, "b" * 16, Role.ADMINISTRATOR),
            "coordinator": enrolled(served, "c" * 16, Role.COORDINATOR, PARIS),
        }
        made = World(served, to, tokens, paris, lyon)
        paris.put("person", "marta", called="Marta")
        lyon.put("person", "yusef", called="Yusef", territory=LYON)
        for who, laptop in (("paris", paris), ("lyon", lyon)):
            laptop.apply(made.sync(who, laptop.request()))
        yield made


def enrolled(served: Served, inc: str, role: Role, *feeds: str) -> str:
    with served.database.write() as connection:
        secret = invitations.invite(connection, role, feeds, "", served.clock)
        return invitations.enrol(connection, EnrolRequest(secret, role, inc), served.clock).token


def rows(lines: list[Line]) -> set[str]:
    return {line.r for line in lines if isinstance(line, Row)}


def test_a_replayed_request_is_acknowledged_and_changes_nothing(world: World) -> None:
    body = world.paris.request(next=1)
    before = world.contents()
    first, second = (world.sync("paris", body)[0] for _ in range(2))

    assert isinstance(first, Welcome)
    assert first == second
    assert first.acked == 1
    assert world.contents() == before


@pytest.mark.parametrize("who", ["lyon", "trainer", "administrator", ""])
def test_a_request_replayed_with_another_token_gives_and_changes_nothing(
    world: World, who: str
) -> None:
    body = world.paris.request(next=1)
    kept = ("change", "row_state", "feed", "feed_row", "conflict", "quarantine", "device")
    before = [row for row in world.contents() if row[0] in kept and world.paris.inc not in row]
    answer = world.ask("POST", SYNC, who, content=body)

    if who == "lyon":  # a copied disk to the server: it goes on under another name
        lines = messages.read_answer(answer.content, "0" * 32)
        assert isinstance(lines[0], Welcome)
        assert lines[0].fork
        assert rows(lines) == set()
    else:
        assert answer.status_code == (403 if who else 401)
    after = [row for row in world.contents() if row[0] in kept and world.paris.inc not in row]
    assert after == before


def test_a_volunteer_who_asks_for_another_territory_is_sent_nothing_of_it(world: World) -> None:
    before = world.contents()
    lines = world.sync("paris", world.paris.request(cursor={LYON: 0, f"{LYON}/protected": 0}))

    assert {line.feed for line in lines if isinstance(line, Page)} == {PARIS, NORD}
    assert "yusef" not in rows(lines)
    assert world.contents() == before


def test_a_trainer_exchanges_with_no_real_server(world: World) -> None:
    before = world.contents()
    laptop = Laptop(Database("sqlite://"), "trainer", world.served.clock)
    laptop.inc = "a" * 16
    laptop.put("person", "fictional", called="Nobody")
    answer = world.ask("POST", SYNC, "trainer", content=laptop.request())

    assert (answer.status_code, answer.json()) == (403, {"code": "forbidden"})
    assert world.contents() == before


@pytest.mark.parametrize(
    "written",
    [
        "",
        "Bearer",
        "Bearer wrong",
        "bearer {token}",
        "Basic {token}",
        "{token}",
        "Bearer {token}x",
        "Bearer  {token}",
        "Bearer {short}",
        f"Bearer {'x' * 8000}",
    ],
)
def test_what_is_not_the_token_itself_is_nobody_s(world: World, written: str) -> None:
    token = world.tokens["paris"]
    before = world.contents()
    headers = {"Authorization": written.format(token=token, short=token[:-1])}
    answer = world.client.get(world.served.url + STATUS, headers=headers)

    assert (answer.status_code, answer.json()) == (401, {"code": "unknown-token"})
    assert world.contents() == before


PATHS = (
    "/v1/people",
    "/v1/metrics/../sync/x",
    "/v1/../../../../etc/passwd",
    "/../../etc/passwd",
    "/..%2f..%2f..%2fetc%2fpasswd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/v1/quarantine/../../server.db",
    "/v1/sync%00",
    "/schema/../server.json",
    "/static/key.pem",
    "/V1/METRICS",
)


@pytest.mark.parametrize("who", ["", "paris", "administrator"])
def test_a_path_leads_nowhere_but_to_the_routes(world: World, who: str) -> None:
    """By the library's own way, which sends a path as it is."""
    before = world.contents()
    token = {"Authorization": f"Bearer {world.tokens[who]}"} if who else {}
    host, port = world.served.url.removeprefix("http://").split(":")
    answers = {}
    for path in PATHS:
        connection = http.client.HTTPConnection(host, int(port))
        connection.putrequest("GET", path, skip_host=False)
        for name, value in token.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        answers[path] = (answer.status, answer.read())
        connection.close()

    assert answers == dict.fromkeys(PATHS, (404, b'{"code":"not-found"}'))
    assert world.contents() == before


@pytest.mark.parametrize("told", [True, False], ids=["told", "untold"])
@pytest.mark.parametrize("path", LIMITS)
def test_a_body_past_the_limit_of_its_route_is_refused(
    world: World, path: str, *, told: bool
) -> None:
    most, media_type = LIMITS[path]
    before = world.contents()
    piece = b" " * 65_536
    body = b" " * (most + 1) if told else (piece for _ in range(most // len(piece) + 1))
    answer = world.ask("POST", path, "coordinator", content=body, media_type=media_type)

    assert (answer.status_code, answer.json()) == (413, {"code": "too-large"})
    assert world.contents() == before


def test_every_route_that_takes_a_body_has_a_limit_that_is_tested() -> None:
    posted = {path for method, path in permissions.PERMISSIONS if method == "POST"}

    assert posted == LIMITS.keys()


@pytest.mark.parametrize("slow", ["DEVICE", "ADDRESS"])
def test_who_hurries_waits_on_every_route(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, slow: str
) -> None:
    monkeypatch.setattr(rates, slow, Rate(0, 0.1))
    asked = [(method, path) for method, path in permissions.PERMISSIONS]
    with serving(tmp_path / "server", tls=False, answer=exchange) as served:
        token = enrolled(served, "a" * 16, Role.COORDINATOR, PARIS)
        headers = {"Authorization": f"Bearer {token}"}
        with httpx.Client(base_url=served.url, headers=headers, trust_env=False) as client:
            answers = {path: client.request(method, path) for method, path in asked}
        with Link(served.url, "", token) as link, pytest.raises(LinkError) as refused:
            link.exchange(b"")

    held = {path for path, answer in answers.items() if answer.status_code == 429}
    everyone = {
        p for (_m, p), who in permissions.PERMISSIONS.items() if who == permissions.EVERYONE
    }
    assert held == answers.keys() - (everyone if slow == "DEVICE" else set())
    assert {answers[path].headers["Retry-After"] for path in held} == {"10"}
    assert {answers[path].json()["code"] for path in held} == {"too-often"}
    assert refused.value.code == "busy"
    assert "réessayez dans une minute" in refused.value.sentence
