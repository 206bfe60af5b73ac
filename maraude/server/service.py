"""What the HTTP interface stands on."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from maraude.domain.clock import Now
from maraude.server.attempts import Attempts
from maraude.server.database import Database
from maraude.server.metrics import Answers

Exchange = Callable[[Database, str, bytes, Now], bytes]
"""Takes a device's id and the body of its request; gives the body of the answer."""


@dataclass(frozen=True, slots=True)
class Service:
    """The database, the clock, the exchange, and what is counted until the process ends.

    A request that brings no byte for ``stall`` seconds is given up.
    """

    database: Database
    now: Now
    exchange: Exchange
    attempts: Attempts
    answers: Answers = field(default_factory=Counter)
    stall: float = 60.0

    @classmethod
    def of(cls, database: Database, now: Now, exchange: Exchange) -> "Service":
        """Give a service that has counted nothing yet."""
        return cls(database, now, exchange, Attempts(now))
