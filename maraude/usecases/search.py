"""Find services by a few words: names, needs, kinds of help, synonyms and slang."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from rapidfuzz import fuzz, process

from maraude.directory import categories, vocabulary, walking
from maraude.directory.categories import Category
from maraude.directory.service import Service
from maraude.directory.vocabulary import Meaning
from maraude.domain.spot import Position
from maraude.store.service_snapshot import Placement, Snapshot
from maraude.usecases import experiences, orient
from maraude.usecases.orient import Nearby, Question
from maraude.usecases.session import Session

COMPARED = 100
"""Names that are compared in full, of those that the index finds."""
ALIKE = 76
"""Percent from which on a name may be meant."""
SAID = 95
"""Percent from which on it is, where the words name a kind of help: a shower is no rue Boucher."""
WHOLE_NAME = 0.05
"""What it counts that the name has no other words."""


@dataclass(frozen=True, slots=True)
class Found:
    """What ``words`` were understood as, and the services that answer them, best first."""

    understood: tuple[Category, ...]
    services: tuple[Nearby, ...]


@dataclass(frozen=True, slots=True)
class FoundAnywhere:
    """As ``Found``, seen from no place in particular."""

    understood: tuple[Category, ...]
    services: tuple[Service, ...]


def near(session: Session, text: str, question: Question, *, limit: int = 50) -> Found:
    """Give the services that ``text`` asks for, seen from where ``question`` is asked.

    Those that are called so, wherever they are, come first where a word names no kind of help
    or only almost; else those of the kind of help, as ``orient.near`` orders them. Of
    ``question``, where, when and for whom count. Refusal: as ``orient.near``.
    """
    meaning = vocabulary.meaning(text)
    learn = partial(experiences.at, session)
    of_kind: tuple[Nearby, ...] = ()
    if meaning.categories:
        asked = replace(question, categories=meaning.categories, need="")
        of_kind = orient.near(session.services, asked, limit=limit, learn=learn)
    with session.services.reading() as snapshot:
        keys = _called(snapshot, meaning, question.position)[:limit]
    blank = replace(question, categories=(), need="")
    called = orient.placed(session.services, blank, keys, learn=learn)
    parts = (called, of_kind) if _is_name(meaning) else (of_kind, called)
    every = {service.id: service for part in parts for service in part}
    return Found(_understood(meaning.categories), tuple(every.values())[:limit])


def anywhere(session: Session, text: str, *, limit: int = 50) -> FoundAnywhere:
    """Give the services that ``text`` asks for where nobody says from where: in order of name."""
    meaning = vocabulary.meaning(text)
    with session.services.reading() as snapshot:
        called = _called(snapshot, meaning, None)
        of_kind = snapshot.of_categories(meaning.categories, limit)
        parts = (called, of_kind) if _is_name(meaning) else (of_kind, called)
        keys = list(dict.fromkeys(key for part in parts for key in part))[:limit]
        services = tuple(snapshot.services(keys).values())
    return FoundAnywhere(_understood(meaning.categories), services)


def _called(snapshot: Snapshot, meaning: Meaning, near: Position | None) -> list[int]:
    """Give the services that are called almost so, the likeliest first; of equals the nearest."""
    scores: dict[int, float] = {}
    for key, name in snapshot.named(meaning.telling, COMPARED).items():
        whole = likeness(meaning.words, name)
        if whole >= SAID or (meaning.rest and likeness(meaning.rest, name) >= ALIKE):
            scores[key] = whole

    def order(place: Placement) -> tuple[float, float]:
        away = walking.metres(near, place.position) if near else 0.0
        return -scores[place.service], away

    return [place.service for place in sorted(snapshot.placements(scores), key=order)]


def _is_name(meaning: Meaning) -> bool:
    """Tell whether a service that is called so comes before one of the kind of help."""
    return bool(meaning.rest) or meaning.guessed


def likeness(words: Sequence[str], name: str) -> float:
    """Give in percent how well a folded name has each of folded ``words``, or its beginning."""
    parts = name.split()
    total = letters = 0.0
    for word in words:
        beginnings = [part[: len(word)] for part in parts if len(part) > len(word)]
        nearest = process.extract(word, parts + beginnings, scorer=fuzz.ratio, limit=1)
        total += len(word) * sum(score for _part, score, _place in nearest)
        letters += len(word)
    whole = fuzz.ratio(" ".join(words), name)
    return round((1 - WHOLE_NAME) * total / max(letters, 1) + WHOLE_NAME * whole, 1)


def _understood(codes: Iterable[str]) -> tuple[Category, ...]:
    listed = categories.load()
    return tuple(listed[code] for code in codes)
