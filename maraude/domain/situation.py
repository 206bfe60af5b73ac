"""Where a person sleeps and spends the day, as dated episodes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise

from maraude.domain.evening import Evening


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """``night`` is of list 3; ``place`` and ``day`` are words; it lasts until ``until``.

    ``author`` wrote it ``at`` (UTC); an older program left both empty.
    """

    id: str
    person: str
    night: str
    since: Evening
    until: Evening | None = None
    place: str = ""
    day: str = ""
    author: str = ""
    at: datetime | None = None
    deleted: bool = False


def one_after_another(episodes: Iterable[Situation]) -> tuple[Situation, ...]:
    """Give episodes that were written as if each lasted: each ends where the next one begins."""
    never = datetime.min.replace(tzinfo=UTC)
    ordered = sorted(episodes, key=lambda one: (one.since, one.at or never))
    ended = (replace(one, until=following.since) for one, following in pairwise(ordered))
    return (*ended, *ordered[-1:])
