"""How often somebody guessed wrong of late."""

from collections import OrderedDict, deque
from datetime import datetime, timedelta

from litestar.exceptions import TooManyRequestsException

from maraude.domain.clock import Now

MOST = 10
WITHIN = timedelta(minutes=10)
MOST_ADDRESSES = 10_000


class TooManyTriesError(TooManyRequestsException):
    """An address guessed wrong too often, and has to wait."""

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": str(int(WITHIN.total_seconds()))})


class Attempts:
    """Counts the failures of each address; it knows a bounded number of the latest ones."""

    def __init__(self, now: Now) -> None:
        self._now = now
        self._failures: OrderedDict[str, deque[datetime]] = OrderedDict()

    def exhausted(self, address: str) -> bool:
        """Tell whether ``address`` has to wait before it tries again."""
        failures = self._failures.get(address, deque())
        return len(failures) == MOST and self._now() - failures[0] < WITHIN

    def fail(self, address: str) -> None:
        """Count one more failure."""
        self._failures.setdefault(address, deque(maxlen=MOST)).append(self._now())
        self._failures.move_to_end(address)
        if len(self._failures) > MOST_ADDRESSES:
            self._failures.popitem(last=False)
