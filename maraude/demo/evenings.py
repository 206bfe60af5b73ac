"""Ordinary evenings: where the team goes, whom it meets, whom it sees again."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, time, timedelta

from maraude.demo import lines
from maraude.demo.cast import CAST
from maraude.demo.scene import Scene
from maraude.demo.spots import PLACES
from maraude.demo.stories import APART, PAIRS, SCENES

FIRST = time(20, 35)
LINES = (28, 30, 30, 31)
"""How many lines an evening has."""
MINUTES = 255
STOP_MINUTES = 45
NAMED_SHARE, ASIDE_SHARE, ABSENT_SHARE = 0.5, 0.12, 0.15


class Evenings:
    """Draws evenings one after the other, and remembers whom the team promised to see again."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._home = {word: chance.choice(PLACES).name for word in CAST if word not in APART}
        self._home |= {partner: self._home[word] for word, partner in PAIRS.items()}
        self._met: Counter[str] = Counter()
        self._promised: dict[int, list[str]] = defaultdict(list)

    def scenes(self, ago: int) -> tuple[Scene, ...]:
        """Give the scenes of an evening in their order; tonight's are written ahead."""
        told = SCENES.get(ago, ())
        if ago == 0:
            return told
        kept = [self._kept_promise(word, ago) for word in self._promised.pop(ago, [])]
        fixed = [*told, *kept]
        count = self._chance.choice(LINES) - len(fixed)
        stops = self._stops(fixed)
        tonight: set[str] = {word for scene in kept for word in _words(scene)}
        drawn = [
            self._scene(_wall(at), _spot_at(stops, at), ago, tonight) for at in self._slots(count)
        ]
        return tuple(sorted((*fixed, *drawn), key=lambda scene: _minute(scene.at)))

    def _slots(self, count: int) -> Iterator[int]:
        """Give the minutes of ``count`` lines after the first one could be."""
        step = MINUTES / count
        for place in range(count):
            yield round(place * step + self._chance.uniform(0, step * 0.6))

    def _stops(self, fixed: list[Scene]) -> list[tuple[int, str]]:
        """Give from which minute on the team is where: at what is told, and elsewhere between."""
        told = [(_minute(scene.at), scene.spot) for scene in fixed]
        free = [
            (minute, self._chance.choice(PLACES).name)
            for minute in range(0, MINUTES, STOP_MINUTES)
            if all(abs(minute - at) > STOP_MINUTES / 2 for at, _spot in told)
        ]
        return sorted((*told, *free))

    def _scene(self, at: time, spot: str, ago: int, tonight: set[str]) -> Scene:
        """Draw one line: people with a file who are known there, others, or someone asleep."""
        kind = self._chance.random()
        if kind < ASIDE_SHARE:
            return Scene(at, spot, lines.aside(self._chance))
        words = self._known_at(spot, tonight) if kind < ASIDE_SHARE + NAMED_SHARE else ()
        if not words:
            return Scene(at, spot, lines.of_strangers(self._chance), lines.note(self._chance))
        tonight.update(words)
        return Scene(at, spot, self._of_persons(words, ago), lines.note(self._chance))

    def _known_at(self, spot: str, tonight: set[str]) -> tuple[str, ...]:
        """Give someone whose place it is and who was not met yet, with their partner."""
        around = [w for w, home in self._home.items() if home == spot and w not in tonight]
        if not around:
            return ()
        two = self._chance.sample(around, min(2, len(around)))
        word = min(two, key=lambda w: self._met[w])
        return _with_partner(word)

    def _of_persons(self, words: tuple[str, ...], ago: int) -> str:
        self._met.update(words)
        again = lines.again(self._chance)
        if again:
            self._promised[max(ago - again, 0)].append(words[0])
        return lines.of_persons(self._chance, words, min(again, ago))

    def _kept_promise(self, word: str, ago: int) -> Scene:
        """See someone again as planned; where they are absent, another evening is planned."""
        at, spot = _wall(self._chance.randint(0, MINUTES)), self._home[word]
        words = _with_partner(word)
        if self._chance.random() >= ABSENT_SHARE:
            return Scene(at, spot, self._of_persons(words, ago))
        self._promised[ago - 1].append(word)
        return Scene(at, spot, f"yr {' '.join(f',{one}' for one in words)}")


def _with_partner(word: str) -> tuple[str, ...]:
    both = next((pair for pair in PAIRS.items() if word in pair), (word,))
    return tuple(both)


def _words(scene: Scene) -> Iterator[str]:
    return (part[1:] for part in scene.line.split() if part.startswith(","))


def _spot_at(stops: list[tuple[int, str]], minute: int) -> str:
    return [spot for at, spot in stops if at <= minute or at == stops[0][0]][-1]


def _minute(wall: time) -> int:
    """Give the minutes from the first line of an evening to ``wall``, across midnight."""
    return (wall.hour * 60 + wall.minute - FIRST.hour * 60 - FIRST.minute) % (24 * 60)


def _wall(minute: int) -> time:
    return (datetime.combine(datetime.min, FIRST) + timedelta(minutes=minute)).time()
