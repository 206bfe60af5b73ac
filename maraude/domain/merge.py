"""How the server merges writes that did not know of each other; pure, and the same in any order.

A field holds candidates: values that no later writer has replaced. One candidate is a plain value,
several distinct ones are a conflict, shown as their winner until somebody settles it.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from maraude.domain import policies

Lineage = Mapping[str, int]
"""The incarnations whose writes an author knows as their own, each up to its number of change."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where a value comes from.

    ``rv`` is the row's version that it made; the change is ``n`` of incarnation ``inc``, at the
    hybrid time ``h``, which the server has capped; ``author`` wrote it.
    """

    rv: int
    inc: str
    n: int
    h: str
    author: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value of a field, or one element of a set; ``gone`` are the writes that replaced it.

    All of them count: an author who took it away knows so, whoever else did before.
    """

    value: Any
    stamp: Stamp
    gone: tuple[Stamp, ...] = ()


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Change ``n`` of ``inc`` is still to come, but its value was replaced already, by ``by``."""

    inc: str
    n: int
    by: Stamp


@dataclass(frozen=True, slots=True)
class Row:
    """A merged row: what it shows, and where that comes from.

    A field that ``traces`` lacks has one candidate, of the stamp ``base``. ``overtaken`` are the
    changes of fields that others had seen, and written over, before they reached the server.
    """

    type: str
    rv: int
    document: Mapping[str, Any]
    base: Stamp
    traces: Mapping[str, tuple[Candidate, ...]] = field(default_factory=dict)
    overtaken: Mapping[str, tuple[Overtaken, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Write:
    """One change as the server takes it. ``stamp.rv`` is the version that it makes.

    ``seen`` is the version that its author had before them, ``settles`` names the changes
    (incarnation, n) over whose values they wrote besides: they chose between them, or had them
    by another way than the server's. ``overtakes`` are those of them that are not yet here.
    """

    stamp: Stamp
    seen: int
    fields: Mapping[str, Any]
    lineage: Lineage
    settles: frozenset[tuple[str, int]] = frozenset()
    overtakes: frozenset[tuple[str, int]] = frozenset()

    def is_own(self, stamp: Stamp) -> bool:
        """Tell whether the author wrote what bears ``stamp``."""
        return stamp.n <= self.lineage.get(stamp.inc, 0)

    def saw(self, candidate: Candidate) -> bool:
        """Tell whether the author had ``candidate`` before them."""
        return self._knew(candidate.stamp) and not any(map(self._knew, candidate.gone))

    def _knew(self, stamp: Stamp) -> bool:
        named = (stamp.inc, stamp.n) in self.settles
        return stamp.rv <= self.seen or named or self.is_own(stamp)


def create(type_name: str, write: Write) -> Row:
    """Give the row that a first write makes."""
    return Row(type_name, write.stamp.rv, dict(write.fields), write.stamp)


def apply(row: Row, write: Write) -> Row:
    """Give the row after one more write. No value is lost that its author had not seen."""
    document, traces = dict(row.document), dict(row.traces)
    for name, value in write.fields.items():
        merge = _merge_set if policies.is_set(row.type, name) else _merge_register
        found = merge(row, name, value, write)
        traces[name] = found
        document[name] = shown(row.type, name, found)
    return Row(row.type, write.stamp.rv, document, row.base, traces, _overtaken(row, write))


def candidates(row: Row, name: str) -> tuple[Candidate, ...]:
    """Give what a field holds, with what was replaced while others still stand."""
    if name in row.traces:
        return row.traces[name]
    if name not in row.document:
        return ()
    value = row.document[name]
    elements = value if policies.is_set(row.type, name) else [value]
    return tuple(Candidate(element, row.base) for element in elements)


def shown(type_name: str, name: str, held: Iterable[Candidate]) -> Any:
    """Give the value that is shown: the winner's, or a set's elements in the order of time."""
    standing = [candidate for candidate in held if not candidate.gone]
    if policies.is_set(type_name, name):
        ordered = sorted(standing, key=lambda c: (c.stamp.h, c.stamp.inc, c.stamp.n))
        return list({_key(c.value): c.value for c in ordered}.values())
    return _winner(type_name, name, standing).value


def conflicts(row: Row) -> dict[str, tuple[Candidate, ...]]:
    """Give the fields that hold distinct values, the winner first."""
    found = {}
    for name, held in row.traces.items():
        standing = [candidate for candidate in held if not candidate.gone]
        if policies.is_set(row.type, name) or len({_key(c.value) for c in standing}) < 2:
            continue
        rank = _ranking(row.type, name)
        found[name] = tuple(sorted(standing, key=rank, reverse=True))
    return found


def _merge_register(row: Row, name: str, value: Any, write: Write) -> tuple[Candidate, ...]:
    held = candidates(row, name)
    before = [candidate for candidate in held if write.saw(candidate)]
    # Whoever wrote since they last heard of others saw their own value, whatever wins by the clock.
    own = [one for one in before if write.is_own(one.stamp) and one.stamp.rv > write.seen]
    # Whoever saw a value saw it of everyone who wrote the same.
    known = _key(_winner(row.type, name, own or before).value) if before else None

    def replaced(candidate: Candidate) -> bool:
        stamp = candidate.stamp
        return (
            write.is_own(stamp)
            or (write.saw(candidate) and _key(candidate.value) == known)
            or (stamp.inc, stamp.n) in write.settles
        )

    after = [_without(candidate, write) if replaced(candidate) else candidate for candidate in held]
    after.append(Candidate(value, write.stamp, _overtakers(row, name, write)))
    standing = [candidate for candidate in after if not candidate.gone]
    return tuple(standing if len(standing) == 1 else after)


def _merge_set(row: Row, name: str, value: Any, write: Write) -> tuple[Candidate, ...]:
    """Take what the author added, and drop what they saw and left out."""
    held = candidates(row, name)
    wanted = {_key(element): element for element in value}
    before = {_key(candidate.value) for candidate in held if write.saw(candidate)}
    after = [
        _without(candidate, write)
        if write.saw(candidate) and _key(candidate.value) not in wanted
        else candidate
        for candidate in held
    ]
    gone = _overtakers(row, name, write)
    added = [
        Candidate(element, write.stamp, gone)
        for key, element in wanted.items()
        if key not in before
    ]
    return (*after, *added)


def _overtakers(row: Row, name: str, write: Write) -> tuple[Stamp, ...]:
    """Give what replaced the write's value of a field before it came."""
    stamp = write.stamp
    return tuple(
        one.by for one in row.overtaken.get(name, ()) if (one.inc, one.n) == (stamp.inc, stamp.n)
    )


def _overtaken(row: Row, write: Write) -> dict[str, tuple[Overtaken, ...]]:
    """Give what is still to come after a write, and was replaced already."""
    stamp = write.stamp
    left = {
        name: tuple(one for one in found if (one.inc, one.n) != (stamp.inc, stamp.n))
        for name, found in row.overtaken.items()
    }
    if write.overtakes:
        ahead = tuple(Overtaken(inc, n, stamp) for inc, n in sorted(write.overtakes))
        left.update({name: (*left.get(name, ()), *ahead) for name in write.fields})
    return {name: found for name, found in left.items() if found}


def _without(candidate: Candidate, write: Write) -> Candidate:
    known = candidate.gone and not write.saw(candidate)
    return candidate if known else replace(candidate, gone=(*candidate.gone, write.stamp))


def _winner(type_name: str, name: str, standing: Iterable[Candidate]) -> Candidate:
    return max(standing, key=_ranking(type_name, name))


def _ranking(type_name: str, name: str) -> Any:
    """Give what candidates are ordered by: the policy first, then time, then who wrote."""

    def rank(candidate: Candidate) -> tuple[int, str, str, int]:
        stamp = candidate.stamp
        return policies.rank(type_name, name, candidate.value), stamp.h, stamp.inc, stamp.n

    return rank


def _key(value: Any) -> str:
    """Give what tells values apart; JSON knows no order of keys."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
