"""What wins where two people wrote a field without knowing of each other.

Most fields are registers: the later value is shown. Nothing is lost either way: the other value
stays, as a conflict, until somebody has chosen.
"""

from collections.abc import Callable, Mapping
from typing import Any

_SETS: Mapping[str, frozenset[str]] = {
    "person": frozenset({"also_called", "languages"}),
    "tour": frozenset({"members"}),
}
_NO_SETS: frozenset[str] = frozenset()

_MINOR = "M18"
_OPEN, _REFUSAL = 0, 5
_STAGES = {
    **dict.fromkeys(("ATT", "PRO"), _OPEN),
    **dict.fromkeys(("NDC", "RAP"), 1),
    **dict.fromkeys(("DEC", "ACC"), 2),
    **dict.fromkeys(("PDV", "ANN"), 3),
    **dict.fromkeys(("DEJ", "PLA", "REA"), 4),
    **dict.fromkeys(("REF", "NON", "NPA", "NCO", "REFP", "HTR", "SUS"), _REFUSAL),
}
"""How far the results of referrals and calls have come; a refusal is never hidden by another."""

_STATES = {"open": 0, "dropped": 1, "done": 2}


def sets(type_name: str) -> frozenset[str]:
    """Give the fields of a type of which elements are added and taken away one by one."""
    return _SETS.get(type_name, _NO_SETS)


def is_set(type_name: str, field: str) -> bool:
    """Tell whether a field is a set of elements."""
    return field in sets(type_name)


def rank(type_name: str, field: str, value: Any) -> int:
    """Give how strongly a value is preferred over a concurrent one, whatever their times."""
    policy = _POLICIES.get((type_name, field))
    return policy(value) if policy else 0


def _truth_wins(value: Any) -> int:
    return int(bool(value))


def _emptiness_wins(value: Any) -> int:
    return int(value is None)


def _presence_wins(value: Any) -> int:
    return int(value is not None)


def _urgent_wins(value: Any) -> int:
    return -value if isinstance(value, int) else 0


def _minor_wins(value: Any) -> int:
    return int(value == _MINOR)


def _furthest_result(value: Any) -> int:
    return _STAGES.get(value, _OPEN) if isinstance(value, str) else _OPEN


def _furthest_state(value: Any) -> int:
    return _STATES.get(value, 0) if isinstance(value, str) else 0


_POLICIES: Mapping[tuple[str, str], Callable[[Any], int]] = {
    ("person", "opposed"): _truth_wins,
    ("person", "restricted"): _truth_wins,
    ("person", "vulnerable"): _truth_wins,
    ("person", "age"): _minor_wins,
    ("person", "forget_at"): _presence_wins,
    ("alert", "severity"): _urgent_wins,
    ("alert", "closed_at"): _emptiness_wins,
    ("referral", "result"): _furthest_result,
    ("follow_up", "state"): _furthest_state,
}
