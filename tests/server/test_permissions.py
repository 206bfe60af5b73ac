"""Every route of the application, asked as every role and as nobody."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from maraude import sealed
from maraude.domain.feeds import Role
from maraude.protocol import bundle, messages
from maraude.protocol.bundle import Out
from maraude.protocol.enrolment import EnrolRequest
from maraude.protocol.messages import MEDIA_TYPE, RELAYED, Hello
from maraude.server import access, app, invitations, meta, permissions, tables
from maraude.server.permissions import NOBODY, REVOKED
from maraude.server.service import Service
from tests.server.serving import Served, echo, serving

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
CONTENT: set[str] = {Role.VOLUNTEER, Role.HEALTH, Role.PROFESSIONAL, Role.COORDINATOR}
EVERYONE = {NOBODY, REVOKED, *Role}
ALLOWED = {
    ("POST", "/v1/sync"): CONTENT | {REVOKED},
    ("POST", "/v1/relay"): CONTENT,
    ("POST", "/v1/directory"): EVERYONE - {NOBODY, REVOKED},
    ("POST", "/v1/enrol"): EVERYONE,
    ("GET", "/v1/status"): EVERYONE - {NOBODY},
    ("GET", "/v1/quarantine"): {Role.COORDINATOR},
    ("POST", "/v1/quarantine/release"): {Role.COORDINATOR},
    ("POST", "/v1/purge"): {Role.COORDINATOR},
    ("GET", "/v1/health"): EVERYONE,
    ("GET", "/v1/metrics"): {Role.ADMINISTRATOR},
    ("GET", "/schema/openapi.json"): EVERYONE,
}


@dataclass(frozen=True)
class World:
    """A server, and a token of a device of each role; nobody's is empty."""

    served: Served
    client: httpx.Client
    tokens: dict[str, str]
    relayed: bytes


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("world") / "server"
    with serving(folder, tls=False) as served, httpx.Client(trust_env=False) as client:
        names = [NOBODY, REVOKED, *Role]
        tokens = {name: token(served, name, at) for at, name in enumerate(names)}
        yield World(served, client, tokens, relayed(served, tokens[Role.VOLUNTEER]))


def token(served: Served, name: str, number: int) -> str:
    if name == NOBODY:
        return ""
    role = Role.COORDINATOR if name == REVOKED else Role(name)
    asked = EnrolRequest(served.invite(role).secret, name, f"{number:016x}")
    with served.database.write() as connection:
        enrolled = invitations.enrol(connection, asked, served.clock)
        if name == REVOKED:
            access.revoke(connection, enrolled.device, served.clock)
    return enrolled.token


def relayed(served: Served, token: str) -> bytes:
    """Give what a laptop's file has for the server."""
    hello = Hello("0" * 32, "e" * 16, 1, "", 1, "", 0)
    with served.database.write() as connection:
        key = sealed.public(meta.exchange_key(connection))
    out = Out(token, sealed.public(sealed.new_key()), messages.request(hello, ()))
    return sealed.seal(bundle.encode(out), key)


def routes(served: Served) -> list[str]:
    made = app.create(Service.of(served.database, served.clock, echo))
    return [route.path for route in made.routes]


def contents(world: World) -> list[tuple[Any, ...]]:
    """Give all that the database holds."""
    with world.served.database.read() as connection:
        return [
            (table.name, *row)
            for table in tables.metadata.sorted_tables
            for row in connection.execute(select(table).order_by(*table.primary_key))
        ]


def refusal(who: str, method: str, path: str) -> int:
    """Give the status with which somebody is refused; OPTIONS is a route that the table lacks."""
    if method != "OPTIONS" and (method, path) not in ALLOWED:
        return 405
    return 401 if who == NOBODY else 403


def ask(world: World, method: str, path: str, bearer: str) -> int:
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    content = None
    if path == "/v1/sync":
        headers["Content-Type"], content = MEDIA_TYPE, b""
    if path == "/v1/relay":
        headers["Content-Type"], content = RELAYED, world.relayed
    if path == "/v1/directory":
        content = b"{}"
    if (method, path) == ("POST", "/v1/enrol"):
        asked = EnrolRequest(world.served.invite().secret, "portable", "f" * 16)
        content = httpx.Request("POST", world.served.url, json=_fields(asked)).content
    if path == "/v1/quarantine/release":
        content = json.dumps({"changes": [{"inc": "f" * 16, "n": 1}]}).encode()
    if path == "/v1/purge":
        content = json.dumps({"persons": ["marta"]}).encode()
    url = f"{world.served.url}{path}"
    return world.client.request(method, url, headers=headers, content=content).status_code


def _fields(asked: EnrolRequest) -> dict[str, str]:
    return {"secret": asked.secret, "name": asked.name, "inc": asked.inc}


@pytest.mark.parametrize("who", [NOBODY, REVOKED, *Role])
def test_everyone_gets_what_the_table_says_and_no_more(world: World, who: str) -> None:
    paths = routes(world.served)
    opened = {
        (method, path)
        for path in paths
        for method in METHODS
        if ask(world, method, path, world.tokens[who]) < 300
    }

    assert {"/v1/sync", "/v1/enrol", "/v1/status"} <= set(paths)
    assert opened == {route for route, roles in ALLOWED.items() if who in roles}


@pytest.mark.parametrize("who", [NOBODY, REVOKED, *Role])
def test_what_is_refused_says_why_and_changes_nothing(world: World, who: str) -> None:
    refused = [
        (method, path)
        for path in {path for _method, path in ALLOWED}
        for method in METHODS
        if who not in ALLOWED.get((method, path), set())
    ]
    before = contents(world)
    answers = {route: ask(world, *route, world.tokens[who]) for route in refused}

    assert answers == {route: refusal(who, *route) for route in refused}
    assert contents(world) == before


@pytest.mark.parametrize("who", [NOBODY, REVOKED, *Role])
def test_a_route_that_is_not_there_is_for_nobody(world: World, who: str) -> None:
    before = contents(world)
    paths = ("/", "/v1", "/v1/people", "/v1/sync/now", "/v2/sync", "/schema", "/docs", "/metrics")
    answers = {ask(world, method, path, world.tokens[who]) for path in paths for method in METHODS}

    assert answers <= {401, 403, 404, 405}
    assert contents(world) == before


def test_a_wrong_token_opens_what_no_token_opens(world: World) -> None:
    closed = [ask(world, method, path, "wrong") for method, path in sorted(ALLOWED)]

    assert closed == [200, 200, 401, 401, 401, 401, 200, 401, 401, 401, 401]


def test_a_route_that_the_table_lacks_is_closed() -> None:
    assert permissions.permitted("GET", "/v1/people") == frozenset()
