"""What is around somebody: found by looking further and further, and no further than it takes."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from maraude.directory import corrections, matching, walking
from maraude.directory.matching import Accepts, Match
from maraude.directory.opening import Opening
from maraude.directory.ranking import Prospect
from maraude.directory.walking import Walk, Walker
from maraude.store.service_snapshot import Placement
from maraude.usecases.corrected import Corrected

FARTHEST_METRES = 40_000.0
"""Beyond a day's walk nothing is near."""
AT_ONCE = 64
"""Services whose openings are looked up together."""
ALL_TAKEN = Match(Accepts.YES)
FURTHER = 2
"""Times as far as asked for, up to which ways by the streets are looked at."""
FIRST_SHARE = 1 / 8
"""Share of the reach that is looked at first: in a dense city it is enough."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A placement within the search: how far it is, and whether it takes the person."""

    placement: Placement
    metres: float
    walk: Walk
    match: Match


@dataclass(frozen=True, slots=True)
class Found:
    """What is placed, and how it does there."""

    placed: Placed
    prospect: Prospect

    @property
    def minutes(self) -> float:
        """Minutes on foot."""
        return self.placed.walk.minutes


@dataclass(frozen=True, slots=True)
class Search:
    """Services of ``categories`` around a ``walker`` at ``when``, for a person.

    What is ``wanted`` for them is as ``matching.asked`` gives it; ``minutes`` are on foot.
    """

    corrected: Corrected
    walker: Walker
    categories: tuple[str, ...]
    wanted: tuple[str, ...]
    when: datetime
    minutes: float
    openings: dict[int | None, Opening] = field(default_factory=dict)
    matches: dict[int, Match] = field(default_factory=dict)

    @property
    def reach(self) -> float:
        """Straight metres beyond which nothing is within the minutes asked for."""
        return self.walker.reach(self.minutes)

    def best(self, limit: int) -> list[Found]:
        """Look further and further, until what is further away cannot be better."""
        ranked: list[Found] = []
        metres: float | None = self.reach * FIRST_SHARE
        while metres:
            longest = self.minutes if metres <= self.reach else math.inf
            ranked = self._ranked(self._placed(metres, longest), limit)
            if ranked and metres >= self.reach:
                break
            settled = len(ranked) == limit and all(one.prospect.is_best for one in ranked)
            metres = self._wider(metres, FARTHEST_METRES, ranked if settled else ())
        return ranked

    def doubtful(self, limit: int) -> list[Found]:
        """Look further and further for the nearest that are not simply good."""
        farthest, longest = self.reach * FURTHER, self.minutes * FURTHER
        doubtful: list[Found] = []
        metres: float | None = self.reach * FIRST_SHARE
        while metres:
            found = (
                one
                for one in self._found(self._placed(metres, longest))
                if one.minutes > self.minutes or not one.prospect.is_best
            )
            doubtful = list(islice(found, limit))
            metres = self._wider(metres, farthest, doubtful if len(doubtful) == limit else ())
        return doubtful

    def _wider(self, metres: float, farthest: float, settled: Sequence[Found]) -> float | None:
        """Give how many straight metres to look next, None where it would change nothing.

        Only what is nearer may take the place of what is ``settled``, if anything is.
        """
        needed = max((self.walker.reach(one.minutes) for one in settled), default=math.inf)
        if metres >= min(needed, farthest):
            return None
        return min(metres * 2, needed, self.reach if metres < self.reach else farthest)

    def of(self, placements: Iterable[Placement]) -> list[Found]:
        """Say of some placements how they do, in their order, however far they are."""
        start = self.walker.start
        around = [(one, walking.metres(start, one.position)) for one in placements]
        return list(self._found(self._walked(around)))

    def _placed(self, metres: float, minutes: float) -> list[Placed]:
        """Give what is within straight ``metres`` and ``minutes`` on foot, nearest first."""
        position = self.walker.start
        around = [
            (placement, away)
            for category in self.categories
            for placement in self.corrected.around(category, position, metres)
            if (away := walking.metres(position, placement.position)) <= metres
        ]
        return sorted(self._walked(around, minutes), key=lambda one: one.walk.minutes)

    def _walked(
        self, around: Sequence[tuple[Placement, float]], longest: float = math.inf
    ) -> list[Placed]:
        """Give placements within ``longest`` minutes on foot; the straight metres are known."""
        walks = self.walker.walks(
            [placement.position for placement, _away in around], [away for _p, away in around]
        )
        return [
            Placed(placement, away, walk, self._match(placement))
            for (placement, away), walk in zip(around, walks, strict=True)
            if walk.minutes <= longest
        ]

    def _match(self, placement: Placement) -> Match:
        """Tell whether a placement takes the person; where nothing is asked, all do."""
        if not self.wanted:
            return ALL_TAKEN
        if placement.service not in self.matches:
            notes = self.corrected.of(placement)
            whom = corrections.eligibility(notes, placement.eligibility)
            self.matches[placement.service] = matching.match(whom, self.wanted)
        return self.matches[placement.service]

    def _ranked(self, placed: list[Placed], limit: int) -> list[Found]:
        """Give the ``limit`` best of what is placed, nearest first.

        Once as many are best, what is further is no better; what refuses comes after all others.
        """
        taken = [one for one in placed if one.match.accepts is not Accepts.NO]
        refused = [one for one in placed if one.match.accepts is Accepts.NO]
        found: list[Found] = []
        best = 0
        for one in self._found(taken):
            found.append(one)
            best += one.prospect.is_best
            if best == limit:
                break
        if len(found) < limit:
            found += self._found(refused)
        return sorted(found, key=lambda found: found.prospect.rank)[:limit]

    def _found(self, placed: list[Placed]) -> Iterator[Found]:
        """Look up the openings of what is placed, as far as it is asked for."""
        for start in range(0, len(placed), AT_ONCE):
            some = placed[start : start + AT_ONCE]
            missing = {one.placement.schedule for one in some} - self.openings.keys()
            self.openings.update(self.corrected.snapshot.openings(missing, self.when))
            for one in some:
                notes = self.corrected.of(one.placement)
                opening = corrections.opening(notes, self.openings[one.placement.schedule])
                is_full = one.placement.is_full or corrections.is_full(notes)
                prospect = Prospect(opening, one.match, one.walk.minutes, self.when, is_full)
                yield Found(one, prospect)
