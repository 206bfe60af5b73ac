"""Follows the directory that the base publishes, over the connection of an exchange."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from zoneinfo import ZoneInfo

from maraude import sealed
from maraude.protocol import directory
from maraude.protocol.directory import (
    MAX_WANT,
    Entry,
    Gone,
    Known,
    Line,
    Opening,
)
from maraude.protocol.messages import MalformedMessageError
from maraude.sealed import SealError
from maraude.store import service_follower
from maraude.store.arrivals import Arrivals
from maraude.store.published import Standing
from maraude.store.service_follower import Followed, WrongTotalError
from maraude.store.services import Services
from maraude.sync.failure import LinkError

MAX_TRIES = 3
LEAST = 32 * 1024
"""Bytes of services that a laptop asks for at least, however bad the line."""


class Way(Protocol):
    """Asks the server what has changed in its directory, or raises ``LinkError``."""

    def services(self, known: Known) -> bytes:
        """Give the answer's body."""
        ...


@dataclass(frozen=True, slots=True)
class Update:
    """What brings a laptop's directory to at least the ``announced`` version of the base's.

    ``key`` is the base's public one. An answer brings at most ``want`` bytes at first, then as
    much as the line is good for. Hours are expanded from ``today`` on, local to ``zone``;
    ``progress`` is told how many services have come.
    """

    services: Services
    way: Way
    key: bytes
    announced: int
    want: int
    today: date
    zone: ZoneInfo
    progress: Callable[[int], None] = lambda _count: None
    cancelled: Callable[[], bool] = lambda: False

    def run(self) -> Followed | None:
        """Read on from where the last update broke off, and take all of it at once.

        None where it was cancelled. What has come by then stays for the next time. LinkError:
        ``unsigned``, ``older-directory``, ``damaged``, and as ``Way``; the directory is then what
        it was. Refusal: ``directory-not-written``.
        """
        with self.services.reading() as snapshot:
            standing = snapshot.standing()
        if self.announced < standing.version:
            raise LinkError("older-directory")
        with self.services.arriving() as arrivals:
            try:
                return self._taken(arrivals, standing)
            except WrongTotalError as error:
                # Whatever went wrong here, the source is read whole, once.
                arrivals.forget()
                standing = _without(standing, error.source)
            try:
                return self._taken(arrivals, standing)
            except WrongTotalError:
                arrivals.forget()
                raise LinkError("damaged") from None

    def _taken(self, arrivals: Arrivals, standing: Standing) -> Followed | None:
        """Fetch what is new and take it; WrongTotalError, and as ``run``."""
        try:
            if not self._fetch(arrivals, standing):
                return None
            done = self.services.follow(self._read(arrivals), self.today, self.zone)
        except MalformedMessageError:
            arrivals.forget()
            raise LinkError("damaged") from None
        arrivals.forget()
        return done

    def _fetch(self, arrivals: Arrivals, standing: Standing) -> bool:
        """Keep answers until nothing more has changed; tells whether it came so far."""
        positions = self._resumed(arrivals, standing)
        want, failures, come, more = self.want, 0, 0, True
        while more:
            if self.cancelled():
                return False
            known = Known.of(standing.version, positions, max(LEAST, min(want, MAX_WANT)))
            try:
                body = self.way.services(known)
                lines = self._lines(body)
            except (LinkError, SealError) as error:
                want, failures = known.want // 4, failures + 1
                if failures == MAX_TRIES or not _may_pass(error):
                    raise error if isinstance(error, LinkError) else LinkError("unsigned") from None
                continue
            want, failures = 2 * known.want, 0
            more = self._is_more(lines, standing, positions)
            arrivals.keep(body)
            come += sum(isinstance(line, Entry | Gone) for line in lines)
            self.progress(come)
        return True

    def _is_more(self, lines: list[Line], standing: Standing, positions: dict[str, int]) -> bool:
        """Move ``positions`` on by an answer; tells whether another has to follow."""
        opening, before = lines[0], dict(positions)
        if not isinstance(opening, Opening):
            raise MalformedMessageError("no opening")
        if opening.version < max(self.announced, standing.version):
            raise LinkError("older-directory")
        service_follower.advance(positions, lines)
        if opening.more and positions == before:
            raise MalformedMessageError("it comes no further")
        return opening.more

    def _resumed(self, arrivals: Arrivals, standing: Standing) -> dict[str, int]:
        """Give how far what has come goes; what goes on from elsewhere is forgotten."""
        positions = dict(standing.positions)
        try:
            for lines in self._read(arrivals):
                service_follower.advance(positions, lines)
        except (MalformedMessageError, SealError):
            arrivals.forget()
            return dict(standing.positions)
        return positions

    def _read(self, arrivals: Arrivals) -> Iterator[list[Line]]:
        for body in arrivals:
            yield self._lines(body)

    def _lines(self, body: bytes) -> list[Line]:
        """Read an answer; SealError where the base did not sign it, MalformedMessageError."""
        return directory.read_answer(sealed.verify(body, self.key, directory.PURPOSE))


def _may_pass(error: Exception) -> bool:
    """Tell whether another try may do better: the line comes and goes."""
    return isinstance(error, SealError) or str(error) == "offline"


def _without(standing: Standing, source: str) -> Standing:
    positions = {name: at for name, at in standing.positions.items() if name != source}
    return Standing(0, positions)
