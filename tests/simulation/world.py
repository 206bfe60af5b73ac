"""Laptops, a server and the network between them, all in the hands of one seeded scheduler."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path

from maraude.domain.refusal import Refusal
from maraude.protocol.messages import MalformedMessageError
from maraude.store import guests, wipe
from maraude.sync.client import Told, TooManyRemovedError
from tests.simulation import checks
from tests.simulation.base import Base
from tests.simulation.machine import (
    Clock,
    Crash,
    Image,
    Machine,
    Memory,
    copy_disk,
)
from tests.simulation.people import People, contents
from tests.simulation.start import mint
from tests.simulation.violation import Violation

PORTAL = b"<html>Acceptez les conditions</html>"
ROUNDS = 24
"""Exchanges of each laptop within which all is quiet once the network works."""
EVERYTHING = 10**6


class World(People):
    """One seed's run."""

    def __init__(
        self,
        folder: Path,
        template: Path,
        seed: int,
        *,
        disasters: bool,
        wrong_clocks: bool,
        purges: bool,
        redacts: bool,
    ) -> None:
        super().__init__(folder, seed)
        self.template = template
        self.disasters = disasters
        self.purges = purges
        self.redacts = redacts
        self.images: list[Image] = []
        self.base = Base(template, self._new_folder, self.random)
        for name in ("ada", "bea", "cleo")[: self.random.choice((2, 3, 3))]:
            self._enrol(name)
        if wrong_clocks:
            for machine in self.machines:
                self._set_clock(machine)

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
                self._crash(machine)

    def heal(self) -> None:
        """Let everything through until all laptops are quiet."""
        self.trace.append("heal")
        for machine in self.machines:
            machine.client.transactions_left = -1
            machine.clock.frozen = False
            machine.limit_disk(full=False)
        self.base.limit_disk(full=False)
        self._quiet()
        if self.random.random() < 0.5 and self.base.release(EVERYTHING):
            self._tell("all is released")
            self._quiet()

    def dismiss(self) -> None:
        """Let the laptops that were excluded hand over what waits, and empty them."""
        out = [machine for machine in self.machines if machine.device in self.base.revoked]
        for machine in out:
            for _round in range(ROUNDS):
                told = self._whole(machine)
                if told and not told.more:
                    break
            checks.check_handed_over(machine, self.base)
        for machine in out:
            begun = machine.store.destroy_keys()
            machine.close()
            wipe.settle(machine.home)
            checks.check_emptied(machine, begun=begun)

    def _quiet(self) -> None:
        active = [m for m in self.machines if m.device not in self.base.revoked]
        for _round in range(ROUNDS):
            if sum(map(self._is_busy, active)) == 0:
                return
        raise Violation(30, "the laptops do not become quiet")

    def close(self) -> None:
        """End all programs."""
        for machine in self.machines:
            machine.close()
        self.base.close()

    def _actions(self) -> Iterator[tuple[Callable[[Machine], None], int]]:
        yield self._create, 3
        yield self._create_pair, 3
        yield self._edit, 18
        yield self._edit_set, 4
        yield self._delete, 2
        yield self._erase, 5
        yield self._import, 2
        yield self._write_too_much, 2
        yield self._undo, 2
        yield self._ask, 12
        yield self._serve, 14
        yield self._deliver, 14
        yield self._exchange, 12
        yield self._edit_meanwhile, 8
        yield self._meet, 6
        yield self._damage, 4
        yield self._crash, 2
        yield self._fail, 2
        yield self._set_clock, 3
        yield self._image, 3
        yield self._fill_disk, 2
        yield self._fill_server, 1
        if self.purges:
            yield self._purge, 12
        if self.redacts:
            yield self._redact, 12
        if self.disasters:
            yield self._clone, 1
            yield self._restore, 3
            yield self._regrant, 3
            yield self._revoke, 1
            yield self._release, 5
            yield self._image_server, 2
            yield self._restore_server, 1

    # What the network does.

    def _edit_meanwhile(self, machine: Machine) -> None:
        """Write while an answer is on its way."""
        machine.ask()
        answer = self.base.serve(machine.device, machine.requests.pop())
        self._edit(machine)
        if answer and machine.asked:
            self._ask_on(machine, answer)
            self._edit(machine)
        if answer and machine.asked:
            self._take(machine, answer)
        self._edit(machine)

    def _ask(self, machine: Machine) -> None:
        machine.ask()

    def _serve(self, machine: Machine) -> None:
        if machine.requests:
            index = self.random.randrange(len(machine.requests))
            keep = self.random.random() < 0.25
            body = machine.requests[index] if keep else machine.requests.pop(index)
            if answer := self.base.serve(machine.device, body):
                machine.answers.append(answer)

    def _deliver(self, machine: Machine) -> None:
        if machine.answers and machine.asked:
            index = self.random.randrange(len(machine.answers))
            keep = self.random.random() < 0.25
            answer = machine.answers[index] if keep else machine.answers.pop(index)
            self._ask_on(machine, answer)
            self._take(machine, answer)

    def _exchange(self, machine: Machine) -> None:
        """Exchange without a fault, and look whether all is there once the laptop says so."""
        told = self._whole(machine)
        if told and not (told.more or told.wrong or told.wipe or machine.waiting()):
            checks.check_up_to_date(machine, self.base)

    def _damage(self, machine: Machine) -> None:
        """Bring a portal's page, half an answer, or one that was for somebody else."""
        if not machine.asked:
            return
        damaged = [PORTAL, b""]
        if machine.answers:
            answer = machine.answers[-1]
            damaged.append(answer[: self.random.randrange(len(answer))])
        nonce = machine.asked.hello.nonce
        damaged += [body for for_, body in self.base.answered[-3:] if for_ != nonce]
        answer = self.random.choice(damaged)
        before = contents(machine)
        try:
            machine.take(answer)
        except MalformedMessageError:
            if contents(machine) != before:
                raise Violation(28, "a damaged answer changed something") from None
        else:
            raise Violation(28, "a damaged answer was taken")

    def _meet(self, machine: Machine) -> None:
        """Hand over to another laptop, without the server."""
        other = self.random.choice(self.machines)
        before = contents(other)
        try:
            if other.meet(machine.hand_over(self.base.key)):
                self._tell(f"  to {other.device}")
        except Refusal as refusal:
            self._tell(f"  {refusal.code}")
            if contents(other) != before:
                raise Violation(34, f"{refusal.code} kept a part of what was handed over") from None
        checks.check_whole(other, self.base.pairs)
        checks.check_erased(other, self)

    # What happens to laptops.

    def _crash(self, machine: Machine) -> None:
        machine.crash(self._new_folder())
        checks.check_whole(machine, self.base.pairs)
        checks.check_erased(machine, self)

    def _fail(self, machine: Machine) -> None:
        """Lose the power in the midst of an answer."""
        machine.client.transactions_left = self.random.randrange(2)

    def _set_clock(self, machine: Machine) -> None:
        days = self.random.choice((-3650, -1, 0, 0, 1, 3650))
        machine.clock.moment = self.base.clock.moment + timedelta(days=days)
        machine.clock.frozen = self.random.random() < 0.3

    def _image(self, machine: Machine) -> None:
        self.images.append(machine.image(self._new_folder()))

    def _fill_disk(self, machine: Machine) -> None:
        machine.limit_disk(full=self.random.random() < 0.6)

    def _fill_server(self, _machine: Machine) -> None:
        self.base.limit_disk(full=self.random.random() < 0.6)

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
            checks.check_erased(machine, self)

    # What happens to the server.

    def _regrant(self, machine: Machine) -> None:
        self.base.regrant(machine.device)

    def _revoke(self, machine: Machine) -> None:
        self.base.revoke(machine.device)

    def _release(self, _machine: Machine) -> None:
        self.base.release(self.random.choice((1, 1, 3)))

    def _image_server(self, _machine: Machine) -> None:
        self.base.image()

    def _restore_server(self, _machine: Machine) -> None:
        self.base.restore()

    def _is_busy(self, machine: Machine) -> bool:
        """Exchange once without a fault; tells whether there was something to do."""
        sent = machine.waiting()
        told = self._whole(machine)
        return told is None or bool(
            told.more or told.rows or told.acknowledged or told.wrong or sent
        )

    def _ask_on(self, machine: Machine, answer: bytes) -> None:
        """Now and then, send what follows an answer before it is taken, as over a good line."""
        if self.random.random() < 0.5:
            with suppress(MalformedMessageError):
                machine.ask_on(answer)
            self._tell(f"  ahead={machine.ahead is not None}")

    def _whole(self, machine: Machine) -> Told | None:
        """Exchange without a fault, with all that goes out ahead, and what others handed over."""
        for sent in guests.sent(machine.store.reader):
            self.base.relay(sent.out)
            with suppress(Refusal):  # a full disk: it goes once more the next time
                machine.store.write_local(partial(guests.forget_sent, given=sent)).result()
        machine.ask()
        told = self._answered(machine)
        while told and machine.asked:
            told = self._answered(machine)
        self._tell(f"  {told}")
        return told

    def _answered(self, machine: Machine) -> Told | None:
        answer = self.base.serve(machine.device, machine.requests.pop())
        if answer is None:
            return None
        self._ask_on(machine, answer)
        return self._take(machine, answer)

    def _take(self, machine: Machine, answer: bytes) -> Told | None:
        before = frozenset(machine.records()) - frozenset(machine.lent())
        try:
            told = machine.take(answer)
            if self.random.random() < 0.2:
                self._take_again(machine, answer)
        except MalformedMessageError:
            return None
        except TooManyRemovedError:
            self._tell("  too many removed")
            checks.check_removed(machine, before, self, agreed=False)
            machine.agrees = self.random.random() < 0.5
            machine.ahead = None
            return None
        except Refusal as refusal:
            self._tell(f"  {refusal.code}")
            machine.ahead = None
            return None
        if told.wrong and not self.disasters:
            raise Violation(14, f"{machine.device} holds {told.wrong} not as the server does")
        checks.check_removed(machine, before, self, agreed=machine.agrees)
        checks.check_erased(machine, self)
        machine.agrees = False
        machine.asked, machine.ahead = machine.ahead, None
        return told

    def _take_again(self, machine: Machine, answer: bytes) -> None:
        before = contents(machine)
        machine.take(answer)
        if contents(machine) != before:
            raise Violation(13, "an answer taken again changed something")

    def _enrol(self, name: str) -> None:
        self.base.enrol(name)
        home = self._new_folder()
        copy_disk(self.template, home)
        machine = Machine(home, name, self._clock(), Memory())
        machine.store.write_local(mint).result()
        self.machines.append(machine)

    def _clock(self) -> Clock:
        clock = Clock()
        clock.moment += timedelta(minutes=self.random.choice((-5, 0, 5)))
        return clock
