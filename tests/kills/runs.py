"""Run what a target does in a process of its own, kill it, and check what it leaves behind."""

import multiprocessing
import random
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from maraude.store import reserve
from tests.kills import targets
from tests.kills.points import Points
from tests.kills.targets import TARGETS, Target

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload([targets.__name__, Points.__module__])
SMALL_RESERVE = 64 * 1024


@dataclass(frozen=True)
class Kill:
    """When to end a process: at a point, else after some seconds; neither lets it end by itself."""

    point: int | None = None
    seconds: float | None = None

    def __str__(self) -> str:
        return f"{self.seconds * 1000:.1f} ms" if self.seconds else f"point {self.point}"


@dataclass(frozen=True)
class Course:
    """How many points a whole run passes, and how long it takes without a kill."""

    points: int
    seconds: float


class Trial:
    """A target and the profile from which each of its runs begins."""

    def __init__(self, target: Target, folder: Path) -> None:
        self.target = target
        self._folder = folder
        self._start = folder / "start"
        self._start.mkdir(parents=True)
        target.prepare(self._start)
        self.course = self._measured()

    def kills(self, count: int, chance: random.Random) -> Iterator[Kill]:
        """Give moments to kill at: every other one a point, the points spread over the run."""
        every = self.course.points / max(1, (count + 1) // 2)
        for number in range(count):
            if number % 2:
                yield Kill(seconds=chance.uniform(0, self.course.seconds))
            else:
                yield Kill(point=1 + int((number // 2 + chance.random()) * every))

    def run(self, kill: Kill) -> int:
        """Let the target act, kill it, check what is left; gives how much it had acknowledged."""
        home = self._copy()
        acknowledged, _passed, _seconds = _act(self.target, home, kill)
        self.target.check(home, acknowledged)
        shutil.rmtree(home)
        return len(acknowledged)

    def clear(self) -> None:
        """Take away what a run that failed has left."""
        shutil.rmtree(self._folder / "run", ignore_errors=True)

    def _measured(self) -> Course:
        home = self._copy()
        acknowledged, points, seconds = _act(self.target, home, Kill())
        assert points, "it did not end by itself"
        self.target.check(home, acknowledged)
        shutil.rmtree(home)
        return Course(points, seconds)

    def _copy(self) -> Path:
        return Path(shutil.copytree(self._start, self._folder / "run"))


def trial(name: str, folder: Path) -> Trial:
    """Prepare the target of that name in an empty folder."""
    return Trial(TARGETS[name], folder)


def _act(target: Target, home: Path, kill: Kill) -> tuple[list[str], int, float]:
    """Give what was acknowledged, the points passed and the seconds taken where it ended itself."""
    hearing, said = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=_child, args=(target.name, home, kill.point, said))
    process.start()
    said.close()
    acknowledged: list[str] = []
    points, seconds = 0, 0.0
    with hearing, suppress(EOFError):
        assert hearing.recv() == "begun"
        if kill.seconds is not None:
            time.sleep(kill.seconds)
            process.kill()
        while True:
            match hearing.recv():
                case (int(points), float(seconds)):
                    pass
                case str(token):
                    acknowledged.append(token)
    process.join()
    assert process.exitcode in (0, -9), f"{target.name} failed by itself"
    return acknowledged, points, seconds


def _child(name: str, home: Path, last: int | None, said: "Connection") -> None:
    reserve.SIZE = SMALL_RESERVE
    target = TARGETS[name]
    said.send("begun")
    started = time.perf_counter()
    points = Points(last)
    target.act(home, said.send)
    said.send((points.passed, time.perf_counter() - started))
