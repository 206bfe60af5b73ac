"""What the HTTP interface stands on."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from maraude.domain.clock import Now
from maraude.server import rates
from maraude.server.attempts import Attempts
from maraude.server.database import Database
from maraude.server.metrics import Answers
from maraude.server.rates import Rates

Exchange = Callable[[Database, str, bytes, Now], bytes]
"""Takes a device's id and the body of its request; gives the body of the answer."""


@dataclass(frozen=True, slots=True)
class Service:
    """The database, the clock, the exchange, and what is counted until the process ends.

    Each process holds devices and addresses to their rates by itself. A request that brings no
    byte for ``stall`` seconds is given up.
    """

    database: Database
    now: Now
    exchange: Exchange
    attempts: Attempts
    devices: Rates
    addresses: Rates
    answers: Answers = field(default_factory=Counter)
    stall: float = 60.0

    @classmethod
    def of(cls, database: Database, now: Now, exchange: Exchange) -> "Service":
        """Give a service that has counted nothing yet."""
        devices, addresses = Rates(rates.DEVICE, now), Rates(rates.ADDRESS, now)
        return cls(database, now, exchange, Attempts(now), devices, addresses)
