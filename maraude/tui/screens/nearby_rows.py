"""What the screen of services near lists, kind by kind."""

from collections.abc import Sequence

from maraude.directory import categories
from maraude.domain import codes
from maraude.domain.text import searchable
from maraude.tui.screens import nearby_lines
from maraude.tui.screens.nearby_lines import Row
from maraude.usecases.orient import Nearby

FEW = 3
"""Services of a kind that are listed where several kinds are looked for."""


def rows(
    found: Sequence[Sequence[Nearby]],
    needs: Sequence[str],
    words: Sequence[str],
    *,
    set_aside: bool,
) -> list[Row]:
    """Give what has each folded word in its name, under a heading for each kind; else few of each.

    ``found`` has the services of each kind; ``needs`` (list 1) are those that they answer.
    """
    is_whole = bool(words) or set_aside or len(found) == 1
    listed: list[Row] = [] if words or set_aside else _nothing_of(found, needs)
    for services in found:
        named = [one for one in services if all(w in searchable(one.name) for w in words)]
        shown = named if is_whole else named[:FEW]
        if named and len(found) > 1:
            kind = categories.load()[named[0].category].label
            is_cut = len(shown) < len(named)
            listed.append(nearby_lines.few(kind, FEW) if is_cut else kind)
        listed += shown
    return listed


def _nothing_of(found: Sequence[Sequence[Nearby]], needs: Sequence[str]) -> list[Row]:
    """Say of which kinds nothing is known: what answers another need may hide it."""
    there = {services[0].category for services in found}
    missing: list[str] = []
    is_needed = len(there) > 1
    for need in needs:
        answers = {c.code: c.label for c in categories.answering(need)}
        if answers and there.isdisjoint(answers):
            missing.append(codes.load("needs").short(need))
            is_needed = True
        else:
            missing += [label for code, label in answers.items() if code not in there]
    return [nearby_lines.nothing_of(missing)] if there and missing and is_needed else []
