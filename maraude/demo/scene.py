"""One line of the demonstration's history, as it was typed."""

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True, slots=True)
class Scene:
    """``line`` is in the French letters, ``note`` French and translated where it is written.

    ``at`` is what clocks showed, ``spot`` the name of a place.
    """

    at: time
    spot: str
    line: str
    note: str = ""
