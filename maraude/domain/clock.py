"""The hybrid logical clock: order between changes where wall clocks disagree.

Source: Kulkarni et al., "Logical Physical Clocks", 2014.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

Now = Callable[[], datetime]
"""Gives the present moment, aware and in UTC; everything that asks the time is handed one."""

MAX_MS = 2**48 - 1
MAX_COUNTER = 2**16 - 1
_LAST_MS = 253_402_214_400_000
"""31 December 9999, which a wrong clock may be past and a ``datetime`` may not."""

_WRITTEN = re.compile("([0-9a-f]{12})\\.([0-9a-f]{4})")


def system_now() -> datetime:
    """Give the present moment by the laptop's own clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, order=True, slots=True)
class HybridTime:
    """48 bits of milliseconds since 1970 and a 16-bit counter; never goes back on one laptop."""

    ms: int = 0
    counter: int = 0

    @classmethod
    def parse(cls, text: str) -> "HybridTime":
        """Read ``019c3f2a1b40.0003``; ValueError for anything else."""
        written = _WRITTEN.fullmatch(text)
        if written is None:
            raise ValueError(f"not a hybrid time: {text!r}")
        return cls(int(written[1], 16), int(written[2], 16))

    @property
    def moment(self) -> datetime:
        """The wall clock's part of it, UTC."""
        return datetime.fromtimestamp(min(self.ms, _LAST_MS) / 1000, UTC)

    def tick(self, now: datetime) -> "HybridTime":
        """Give the time of an event at ``now`` that comes after this one."""
        ms = min(max(int(now.timestamp() * 1000), 0), MAX_MS)
        if ms > self.ms:
            return HybridTime(ms, 0)
        if self.counter < MAX_COUNTER:
            return HybridTime(self.ms, self.counter + 1)
        return HybridTime(self.ms + 1, 0)

    def __str__(self) -> str:
        return f"{self.ms:012x}.{self.counter:04x}"
