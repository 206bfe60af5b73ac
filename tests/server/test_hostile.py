"""Whatever comes by the network: refused whole, or kept apart; what was there stays as it was."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import zstandard
from sqlalchemy import func, select

from maraude.protocol import messages
from maraude.protocol.enrolment import EnrolRequest
from maraude.protocol.messages import MEDIA_TYPE, Welcome
from maraude.server import tables
from maraude.server.database import Database
from maraude.server.exchange import exchange
from maraude.sync import link
from tests.server.laptop import PARIS, Laptop
from tests.server.serving import INC, Served, serving

NONCE = "0" * 32
DEEP = 100_000
BOMB = 2**30
LONG = 10 * 2**20


@dataclass
class Foe:
    """A device that is enrolled, and sends what it likes."""

    served: Served
    client: httpx.Client

    def send(self, body: bytes) -> httpx.Response:
        return self.client.post("/v1/sync", content=body)

    def state(self) -> tuple[int, int, int]:
        """Count the changes, the rows, and what is kept apart."""
        with self.served.database.read() as connection:
            changes, rows, apart = (
                connection.execute(select(func.count()).select_from(table)).scalar_one()
                for table in (tables.change, tables.row_state, tables.quarantine)
            )
        return changes, rows, apart


@pytest.fixture
def foe(tmp_path: Path) -> Iterator[Foe]:
    with serving(tmp_path / "server", tls=False, answer=exchange) as served:
        code = served.invite()
        with link.Link(served.url, "") as way:
            asked = EnrolRequest(code.secret, "portable 1", INC)
            token = way.enrol(asked).token
        headers = {"Authorization": f"Bearer {token}", "Content-Type": MEDIA_TYPE}
        with httpx.Client(base_url=served.url, headers=headers, trust_env=False) as client:
            yield Foe(served, client)


@pytest.fixture
def laptop(foe: Foe) -> Laptop:
    """What the same device would write if it meant well."""
    made = Laptop(Database("sqlite://"), "", foe.served.clock)
    made.inc = INC
    made.put("person", "marta", called="Marta")
    return made


def packed(content: bytes) -> bytes:
    return zstandard.ZstdCompressor(3).compress(content)


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


def bomb() -> bytes:
    """A gibibyte of spaces, in a frame of some thirty kilobytes that tells its size."""
    packing = zstandard.ZstdCompressor(1).compressobj(size=BOMB)
    piece = b" " * 2**20
    pieces = [packing.compress(piece) for _ in range(BOMB // len(piece))]
    return b"".join([*pieces, packing.flush()])


def untold() -> bytes:
    """A frame that does not tell its size, and so could be one."""
    packing = zstandard.ZstdCompressor(3, write_content_size=False).compressobj()
    return packing.compress(b" " * 2**22) + packing.flush()


BODIES = {
    "nothing": b"",
    "noise": bytes(range(256)),
    "a bomb": bomb(),
    "a size untold": untold(),
    "a cut frame": packed(b"x" * 5000)[:-9],
    "two frames": packed(b"{}") + packed(b"{}"),
    "no head": packed(b""),
    "a head of arrays": packed(nested(DEEP)),
    "a line of 10 MB": packed(b'{"m":"' + b"x" * LONG),
    "a head that is no UTF-8": packed(b'{"m":"hello","nonce":"\xff\xfe"}'),
    "another head": packed(b'{"m":"welcome","nonce":"0"}'),
    "a head of no number": packed(b'{"m":"hello","next":NaN}'),
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_what_is_no_request_is_refused_whole(foe: Foe, laptop: Laptop, body: bytes) -> None:
    answer = foe.send(body)

    assert (answer.status_code, answer.content) == (400, b'{"code":"malformed"}')
    assert foe.state() == (0, 0, 0)
    assert foe.send(laptop.request()).status_code == 200
    assert foe.state() == (1, 1, 0)


LINES = {
    "no JSON": b"{{{",
    "no UTF-8": b'{"n":2,"t":"person","r":"\xff"}',
    "half a pair": b'{"n":2,"t":"person","r":"\\ud800","f":{}}',
    "not a number": b'{"n":2,"t":"person","r":"x","f":{"age":NaN}}',
    "a name twice": b'{"n":2,"n":3,"t":"person","r":"x","f":{"called":"a","called":"b"}}',
    "deep": b'{"n":2,"t":"person","r":"x","f":{"a":' + nested(DEEP) + b"}}",
    "a field of a deep value": b'{"n":2,"f":' + nested(20_000) + b"}",
    "long": b'{"n":2,"t":"person","r":"' + b"x" * 2**20 + b'"}',
    "no change": b"null",
}


@pytest.mark.parametrize("line", LINES.values(), ids=LINES.keys())
def test_a_line_that_is_no_change_is_acknowledged_and_kept_apart(
    foe: Foe, laptop: Laptop, line: bytes
) -> None:
    laptop.lines.append(line)
    laptop.put("person", "idris", called="Idris")

    answer = foe.send(laptop.request())

    head = messages.read_answer(answer.content, NONCE)[0]
    assert isinstance(head, Welcome)
    assert (head.acked, head.quarantined) == (3, 1)
    assert foe.state() == (3, 2, 1)


def test_names_that_would_be_code_elsewhere_are_words(foe: Foe, laptop: Laptop) -> None:
    words = "'; DROP TABLE change; -- \x00 \u202e {{7*7}} %s ${jndi:x}"
    laptop.put("person", words, called=words)

    lines = messages.read_answer(foe.send(laptop.request()).content, NONCE)

    assert isinstance(lines[0], Welcome)
    assert lines[0].acked == 2
    assert foe.state()[0] == 2
    assert PARIS in json.dumps(lines[0].feeds)
