"""Laptops, a server and the network between them, all in the hands of one seeded scheduler."""

import random
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
from sqlalchemy import delete, insert, select

from maraude.domain import feeds
from maraude.protocol import messages
from maraude.protocol.messages import Gone, MalformedMessageError, Page, Row, Welcome
from maraude.server import meta
from maraude.server.database import Database
from maraude.server.exchange import exchange
from maraude.server.tables import access_grant, device
from maraude.sync.client import Told
from tests.server.laptop import LYON, NORD, PARIS, enrol, revoke
from tests.simulation.machine import (
    REGISTERS,
    Clock,
    Crash,
    Field,
    Image,
    Machine,
    Memory,
    copy_disk,
)
from tests.simulation.start import mint

PORTAL = b"<html>Acceptez les conditions</html>"
ROUNDS = 12
"""Exchanges of each laptop within which all is quiet once the network works."""


class Violation(AssertionError):  # noqa: N818 - what it is, not an error of the program
    """An invariant, by its number in the design, does not hold."""

    def __init__(self, number: int, text: str) -> None:
        super().__init__(f"invariant {number}: {text}")
        self.number = number


class World:
    """One seed's run. ``trace`` tells what happened."""

    def __init__(self, folder: Path, template: Path, seed: int, *, disasters: bool) -> None:
        self.folder = folder
        self.template = template
        self.random = random.Random(seed)  # noqa: S311 - to be found again by its seed
        self.disasters = disasters
        self.trace: list[str] = []
        self.server_clock = Clock()
        self.names = 0
        self.texts = 0
        self.grants: dict[str, tuple[str, ...]] = {}
        self.revoked: set[str] = set()
        self.acked: dict[tuple[str, str], int] = {}
        self.removes: dict[str, set[str]] = {}
        self.tainted: set[Field] = set()
        self.exact = True
        self.images: list[Image] = []
        self.server_images: list[Path] = []
        self.old_answers: list[tuple[str, bytes]] = []
        self.machines: list[Machine] = []
        self.database = self._start_server()
        for name in ("ada", "bea", "cleo")[: self.random.choice((2, 3, 3))]:
            self._enrol(name)

    def run(self, steps: int) -> None:
        """Take as many steps by chance."""
        actions, weights = zip(*self._actions(), strict=True)
        for _step in range(steps):
            machine = self.random.choice(self.machines)
            action = self.random.choices(actions, weights)[0]
            self._tell(f"{self.machines.index(machine)} {action.__name__.strip('_')}")
            try:
                action(machine)
            except Crash:
                self._tell("  power lost")
                machine.crash(self._new_folder())

    def heal(self) -> None:
        """Let everything through until all laptops are quiet."""
        self.trace.append("heal")
        for machine in self.machines:
            machine.client.transactions_left = -1
            machine.clock.frozen = False
        active = [machine for machine in self.machines if machine.device not in self.revoked]
        for _round in range(ROUNDS):
            if sum(map(self._whole, active)) == 0:
                return
        raise Violation(30, "the laptops do not become quiet")

    def close(self) -> None:
        """End all programs."""
        for machine in self.machines:
            machine.close()
        self.database.close()

    def readable(self, name: str) -> frozenset[str]:
        """Give the feeds that a device is to be sent."""
        if name in self.revoked:
            return frozenset()
        return frozenset(self.grants[name])

    def _actions(self) -> Iterator[tuple[Callable[[Machine], None], int]]:
        yield self._create, 5
        yield self._edit, 18
        yield self._edit_set, 4
        yield self._delete, 2
        yield self._undo, 2
        yield self._ask, 12
        yield self._serve, 14
        yield self._deliver, 14
        yield self._exchange, 12
        yield self._edit_meanwhile, 8
        yield self._damage, 4
        yield self._crash, 2
        yield self._fail, 2
        yield self._set_clock, 3
        yield self._image, 3
        if self.disasters:
            yield self._clone, 1
            yield self._restore, 3
            yield self._regrant, 2
            yield self._revoke, 1
            yield self._image_server, 2
            yield self._restore_server, 1

    # What people do.

    def _create(self, machine: Machine) -> None:
        type_name = self.random.choice(list(REGISTERS))
        self.names += 1
        record = f"{type_name}-{self.names:07}"
        values = {name: self._text() for name in REGISTERS[type_name]}
        machine.create(type_name, record, values)
        for name, value in values.items():
            self.removes[value] = set()
            machine.memory.own[record, name] = [value]

    def _edit(self, machine: Machine) -> None:
        if not (shown := machine.records()):
            return
        type_name, record = self.random.choice(shown[:2])
        names = self.random.sample(REGISTERS[type_name], self.random.choice((1, 1, 2)))
        before = machine.shown(type_name, record)
        values = {name: self._text() for name in names}
        machine.edit(type_name, record, values)
        for name, value in values.items():
            own = machine.memory.own.setdefault((record, name), [])
            self.removes[value] = {before[name], *own}
            own.append(value)
        self._tell(f"  {record} {values}")

    def _edit_set(self, machine: Machine) -> None:
        persons = [record for table, record in machine.records() if table == "person"]
        if not persons:
            return
        record = self.random.choice(persons)
        before = list(machine.shown("person", record)["also_called"])
        if before and self.random.random() < 0.4:
            before.pop()
        machine.edit("person", record, {"also_called": (*before, self._text())})

    def _delete(self, machine: Machine) -> None:
        if shown := machine.records():
            machine.edit(*self.random.choice(shown), {"deleted": True})

    def _undo(self, machine: Machine) -> None:
        for record in machine.undo():
            self.tainted |= {(record, name) for all_ in REGISTERS.values() for name in all_}

    def _edit_meanwhile(self, machine: Machine) -> None:
        """Write while an answer is on its way."""
        machine.ask()
        answer = self.serve(machine.device, machine.requests.pop())
        self._edit(machine)
        self._take(machine, answer)
        self._edit(machine)

    # What the network does.

    def _ask(self, machine: Machine) -> None:
        machine.ask()

    def _serve(self, machine: Machine) -> None:
        if machine.requests:
            index = self.random.randrange(len(machine.requests))
            keep = self.random.random() < 0.25
            body = machine.requests[index] if keep else machine.requests.pop(index)
            machine.answers.append(self.serve(machine.device, body))

    def _deliver(self, machine: Machine) -> None:
        if machine.answers and machine.asked:
            index = self.random.randrange(len(machine.answers))
            keep = self.random.random() < 0.25
            answer = machine.answers[index] if keep else machine.answers.pop(index)
            self._take(machine, answer)

    def _exchange(self, machine: Machine) -> None:
        self._whole(machine)

    def _damage(self, machine: Machine) -> None:
        """Bring a portal's page, half an answer, or one that was for somebody else."""
        if not machine.asked:
            return
        damaged = [PORTAL, b""]
        if machine.answers:
            answer = machine.answers[-1]
            damaged.append(answer[: self.random.randrange(len(answer))])
        nonce = machine.asked.hello.nonce
        damaged += [body for for_, body in self.old_answers[-3:] if for_ != nonce]
        answer = self.random.choice(damaged)
        before = _contents(machine)
        try:
            machine.take(answer)
        except MalformedMessageError:
            if _contents(machine) != before:
                raise Violation(28, "a damaged answer changed something") from None
        else:
            raise Violation(28, "a damaged answer was taken")

    # What happens to laptops.

    def _crash(self, machine: Machine) -> None:
        machine.crash(self._new_folder())

    def _fail(self, machine: Machine) -> None:
        """Lose the power in the midst of an answer."""
        machine.client.transactions_left = self.random.randrange(2)

    def _set_clock(self, machine: Machine) -> None:
        days = self.random.choice((-3650, -1, 0, 0, 1, 3650))
        machine.clock.moment = self.server_clock.moment + timedelta(days=days)
        machine.clock.frozen = self.random.random() < 0.3

    def _image(self, machine: Machine) -> None:
        self.images.append(machine.image(self._new_folder()))

    def _clone(self, machine: Machine) -> None:
        if len(self.machines) < 4:
            home = self._new_folder()
            image = machine.image(home)
            self.machines.append(Machine(home, image.device, self._clock(), image.memory))

    def _restore(self, machine: Machine) -> None:
        mine = [image for image in self.images if image.device == machine.device]
        if mine:
            fork = self.random.random() < 0.5
            self._tell(f"  fork={fork}")
            machine.restore(self.random.choice(mine), self._new_folder(), fork=fork)

    # What happens to the server.

    def _regrant(self, machine: Machine) -> None:
        grants = self.random.choice(((PARIS, NORD), (PARIS,), (NORD,), (LYON,), (PARIS, NORD)))
        self.grants[machine.device] = grants
        with self.database.write() as connection:
            table = access_grant
            connection.execute(delete(table).where(table.c.device == machine.device))
            for grant in grants:
                connection.execute(insert(table).values(device=machine.device, feed=grant))

    def _revoke(self, machine: Machine) -> None:
        if len(self.revoked) == 0:
            revoke(self.database, machine.device)
            self.revoked.add(machine.device)

    def _image_server(self, _machine: Machine) -> None:
        self.server_images.append(self._copy_server())

    def _restore_server(self, _machine: Machine) -> None:
        """Put an earlier copy of the server's database back, in a new epoch."""
        if not self.server_images:
            return
        image = self.random.choice(self.server_images)
        self.database.close()
        home = self._new_folder()
        shutil.copytree(image, home)
        self.database = Database(f"sqlite:///{home}/server.db")
        with self.database.write() as connection:
            meta.new_epoch(connection)
        self.exact = False
        self._read_access()

    def serve(self, name: str, body: bytes) -> bytes:
        """Let the server answer, and read along on the wire."""
        answer = exchange(self.database, name, body, self.server_clock)
        hello, _changes = messages.read_request(body)
        welcome, *lines = messages.read_answer(answer, hello.nonce)
        assert isinstance(welcome, Welcome)
        allowed = self.readable(name)
        page = ""
        for line in lines:
            match line:
                case Page():
                    page = line.feed
                case Row():
                    inside = feeds.feeds(line.t, _decoded(line))
                    if page not in inside:
                        raise Violation(15, f"{line.r} is not in {page}")
                case Gone():
                    continue
            if page not in allowed:
                raise Violation(27 if name in self.revoked else 15, f"{page} went to {name}")
        key = welcome.epoch, hello.inc
        if not welcome.fork:
            if welcome.acked < self.acked.get(key, 0):
                raise Violation(3, "acked_n went back")
            self.acked[key] = welcome.acked
        self.old_answers.append((hello.nonce, answer))
        return answer

    def _whole(self, machine: Machine) -> bool:
        """Exchange once without a fault; tells whether there was something to do."""
        machine.ask()
        body = machine.requests.pop()
        sent = machine.waiting()
        told = self._take(machine, self.serve(machine.device, body))
        if told is None:
            return True
        self._tell(f"  {told}")
        return bool(told.more or told.rows or told.acknowledged or told.wrong or sent)

    def _take(self, machine: Machine, answer: bytes) -> Told | None:
        try:
            told = machine.take(answer)
        except MalformedMessageError:
            return None
        if told.wrong and not self.disasters:
            raise Violation(14, f"{machine.device} holds {told.wrong} not as the server does")
        machine.asked = None
        return told

    def _enrol(self, name: str) -> None:
        enrol(self.database, name)
        self.grants[name] = (PARIS, NORD)
        home = self._new_folder()
        copy_disk(self.template, home)
        machine = Machine(home, name, self._clock(), Memory())
        machine.store.write_local(mint).result()
        self.machines.append(machine)

    def _start_server(self) -> Database:
        home = self._new_folder()
        home.mkdir()
        shutil.copyfile(self.template / "server.db", home / "server.db")
        return Database(f"sqlite:///{home}/server.db")

    def _copy_server(self) -> Path:
        home = self._new_folder()
        home.mkdir()
        with self.database.read() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql(f"VACUUM INTO '{home}/server.db'")
            connection.exec_driver_sql("BEGIN")
        return home

    def _read_access(self) -> None:
        with self.database.read() as connection:
            for name in self.grants:
                grants = select(access_grant.c.feed).where(access_grant.c.device == name)
                self.grants[name] = tuple(connection.execute(grants).scalars())
            out = select(device.c.id).where(device.c.revoked_at.is_not(None))
            self.revoked = set(connection.execute(out).scalars())

    def _clock(self) -> Clock:
        clock = Clock()
        clock.moment += timedelta(minutes=self.random.choice((-5, 0, 5)))
        return clock

    def _text(self) -> str:
        self.texts += 1
        return f"t{self.texts}"

    def _new_folder(self) -> Path:
        self.names += 1
        return self.folder / str(self.names)

    def _tell(self, text: str) -> None:
        self.trace.append(text)


def _decoded(row: Row) -> dict[str, object]:
    found: dict[str, object] = msgspec.json.decode(row.f)
    return found


def _contents(machine: Machine) -> list[list[tuple[object, ...]]]:
    tables = ("change", "cursor", "held", "meta", "person", "encounter", "shadow", "incarnation")
    return [
        machine.store.reader.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()  # noqa: S608
        for table in tables
    ]
