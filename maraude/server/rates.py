"""How often somebody asks: a burst is let through, and then so many requests a second."""

from collections import OrderedDict
from dataclasses import dataclass
from math import ceil

from maraude.domain.clock import Now

MOST_KNOWN = 10_000


@dataclass(frozen=True, slots=True)
class Rate:
    """Requests at once, and those that are added each second until there are as many again."""

    burst: int
    each_second: float


DEVICE = Rate(1_000, 10)
"""A laptop that hands over a winter needs some hundred requests, as fast as the line goes."""
ADDRESS = Rate(10_000, 200)
"""A whole association may come from the one address of its base."""


class Rates:
    """Counts the requests of each key; it knows a bounded number of those that came last."""

    def __init__(self, rate: Rate, now: Now) -> None:
        self._rate = rate
        self._now = now
        # Of each key, how many are left to it, and since when.
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, key: str) -> int:
        """Count a request of ``key``; gives the seconds that it has to wait, 0 where it has not."""
        rate, now = self._rate, self._now().timestamp()
        left, since = self._left.get(key, (float(rate.burst), now))
        passed = max(now - since, 0.0)
        left = min(left + passed * rate.each_second, float(rate.burst))
        refused = left < 1
        self._left[key] = (left if refused else left - 1, now)
        self._left.move_to_end(key)
        if len(self._left) > MOST_KNOWN:
            self._left.popitem(last=False)
        return ceil((1 - left) / rate.each_second) if refused else 0
