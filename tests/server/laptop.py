"""A laptop as the server's tests see it: it writes lines, asks, and applies what it is sent."""

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import insert, update

from maraude.domain.clock import HybridTime, Now
from maraude.protocol import changes, messages, rows
from maraude.protocol.changes import Change, Kind
from maraude.protocol.messages import Gone, Hello, Line, Own, Page, Row, Welcome
from maraude.server.database import Database
from maraude.server.exchange import exchange
from maraude.server.tables import access_grant, device

PARIS, LYON, NORD = "territory:paris", "territory:lyon", "team:nord"


def enrol(
    database: Database, name: str, role: str = "volunteer", grants: tuple[str, ...] = (PARIS, NORD)
) -> None:
    """Let a device in, whose token is its name."""
    digest = hashlib.sha256(name.encode()).digest()
    with database.write() as connection:
        connection.execute(
            insert(device).values(id=name, name=name, role=role, token_hash=digest, enrolled_at=0)
        )
        for grant in grants:
            connection.execute(insert(access_grant).values(device=name, feed=grant))


def revoke(database: Database, name: str) -> None:
    """Shut a device out."""
    with database.write() as connection:
        connection.execute(update(device).where(device.c.id == name).values(revoked_at=1))


@dataclass
class Held:
    """A row that the laptop has."""

    type: str
    rv: int
    fields: dict[str, Any]
    rivals: dict[str, Any] = field(default_factory=dict)


class Laptop:
    """A device's laptop. It keeps every line, and rows by feed."""

    def __init__(self, database: Database, name: str, now: Now) -> None:
        self.database, self.name, self.now = database, name, now
        self.inc = secrets.token_hex(8)
        self.lines: list[bytes] = []
        self.acked = 0
        self.safe = 0
        self.epoch = ""
        self.cursor: dict[str, int] = {}
        self.feeds: dict[str, dict[str, Held]] = {}
        self.heads: dict[str, Page] = {}

    def write(
        self,
        kind: Kind,
        type_name: str,
        row: str,
        fields: dict[str, Any] | None = None,
        seen: int = 0,
        settles: tuple[tuple[str, int], ...] = (),
    ) -> int:
        """Write a change; give its number."""
        n = len(self.lines) + 1
        raw = msgspec.Raw(msgspec.json.encode(fields or {}))
        h = str(HybridTime(int(self.now().timestamp() * 1000), n))
        change = Change(n, h, type_name, row, kind, seen, raw, n, f"user:{self.name}", settles)
        self.lines.append(changes.encode(change))
        return n

    def put(self, type_name: str, row: str, **fields: Any) -> int:
        """Create a row of Paris and team Nord."""
        return self.write("put", type_name, row, {"territory": PARIS, "team": NORD, **fields})

    def patch(self, type_name: str, row: str, **fields: Any) -> int:
        """Change fields of a row as the laptop has it."""
        return self.write("patch", type_name, row, fields, self.version(row))

    def exchange(self, **asked: Any) -> list[Line]:
        """Send what is not acknowledged, apply the answer, and give its lines."""
        body = self.request(**asked)
        lines = self.ask(body)
        self.apply(lines)
        return lines

    def request(self, **asked: Any) -> bytes:
        """Give the body of a request."""
        values = {
            "nonce": "0" * 32,
            "inc": self.inc,
            "next": self.acked + 1,
            "epoch": "",
            "schema": 1,
            "app": "1",
            "now": 0,
            "cursor": self.cursor,
            **asked,
        }
        hello = msgspec.convert(values, Hello)
        return messages.request(hello, self.lines[hello.next - 1 :])

    def ask(self, body: bytes) -> list[Line]:
        """Send a request; give the answer's lines."""
        answer = exchange(self.database, self.name, body, self.now)
        return messages.read_answer(answer, "0" * 32)

    def apply(self, lines: list[Line]) -> None:
        """Take an answer as the laptop does."""
        feed = ""
        for line in lines:
            match line:
                case Welcome():
                    self._welcome(line)
                case Page():
                    feed = line.feed
                    if line.start == 0:
                        self.feeds[feed] = {}
                    self.cursor[feed] = line.end
                    self.heads[feed] = line
                case Row():
                    rivals = {name: [_value(one) for one in held] for name, held in line.x.items()}
                    fields = msgspec.json.decode(line.f)
                    self.feeds[feed][line.r] = Held(line.t, line.rv, fields, rivals)
                case Own():
                    change, fields = self._own(line.n)
                    self.feeds[feed][change.r] = Held(change.t, line.rv, fields)
                case Gone():
                    self.feeds[feed].pop(line.r, None)

    def version(self, row: str) -> int:
        """Give the version in which the laptop has a row; 0 where it has not."""
        held = self.row(row)
        return held.rv if held else 0

    def row(self, row: str) -> Held | None:
        """Give a row as the laptop has it."""
        return next((held[row] for held in self.feeds.values() if row in held), None)

    def fields(self, row: str) -> dict[str, Any]:
        """Give a row's fields; a KeyError where the laptop has not got it."""
        held = self.row(row)
        if held is None:
            raise KeyError(row)
        return held.fields

    def is_exact(self) -> bool:
        """Tell whether every feed is at its head, with its count and sum."""
        return all(
            page.end == page.head and (page.count, page.sum) == self._counted(name)
            for name, page in self.heads.items()
        )

    def _counted(self, feed: str) -> tuple[int, int]:
        held = self.feeds[feed]
        total = sum(
            rows.digest(one.type, row, rows.canonical(one.fields)) for row, one in held.items()
        )
        return len(held), total % 2**rows.DIGEST_BITS

    def _welcome(self, welcome: Welcome) -> None:
        self.safe, self.epoch = welcome.safe, welcome.epoch
        if welcome.fork:
            self.inc = welcome.fork.inc
            self.lines = self.lines[welcome.fork.parent_n :]
            self.lines = [_renumbered(line, n) for n, line in enumerate(self.lines, 1)]
            self.acked = 0
        else:
            self.acked = welcome.acked

    def _own(self, n: int) -> tuple[Change, dict[str, Any]]:
        put, fields = changes.read(self.lines[n - 1])
        name = f'"r":"{put.r}","k":"patch"'.encode()
        for line in self.lines[n : self.acked]:
            if name in line:
                fields.update(changes.read(line)[1])
        return put, fields


def _value(rival: messages.Rival) -> Any:
    return msgspec.json.decode(rival.value)


def _renumbered(line: bytes, n: int) -> bytes:
    return changes.encode(msgspec.structs.replace(changes.decode(line), n=n))
