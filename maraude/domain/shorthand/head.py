"""How many people a line counts, at the start of its first act word."""

from maraude.domain.shorthand import digits
from maraude.domain.shorthand.draft import Head

MAX_COUNT = 999


def read_head(line: str, start: int) -> tuple[Head | None, int]:
    """Read ``2``, ``4,2`` or ``4,2,1``, then ``+1`` minors; give the head and where it ends."""
    counts, at = _counts(line, start)
    if not counts:
        return None, start
    minors = 0
    if line[at : at + 1] == "+" and (end := digits.end(line, at + 1, hyphen=True)) > at + 1:
        minors, at = digits.value(line[at + 1 : end]), end
    if len(counts) == 1:
        return Head(unknown=counts[0], minors=minors), at
    men, women, unknown = (*counts, 0)[:3]
    return Head(men, women, unknown, minors), at


def is_beyond_limits(head: Head) -> bool:
    """Tell whether a head counts more people than one encounter may."""
    return max(head.men, head.women, head.unknown, head.minors) > MAX_COUNT


def render_head(head: Head) -> str:
    """Write a head as short as can be."""
    if head.men or head.women:
        known = f"{head.men},{head.women}"
        counts = f"{known},{head.unknown}" if head.unknown else known
    else:
        counts = str(head.unknown)
    return f"{counts}+{head.minors}" if head.minors else counts


def _counts(line: str, start: int) -> tuple[list[int], int]:
    """Read up to three numbers with commas between them, and give where they end."""
    counts: list[int] = []
    at = start
    while len(counts) < 3:
        begin = at + 1 if counts else at
        if counts and line[at : at + 1] != ",":
            break
        end = digits.end(line, begin, hyphen=True)
        if end == begin or (counts and _begins_a_name(line, begin, end)):
            break
        counts.append(digits.value(line[begin:end]))
        at = end
    return counts, at


def _begins_a_name(line: str, begin: int, end: int) -> bool:
    """Tell ``,éric`` from ``,é``: accented digits are a number only when no letter follows."""
    return digits.has_letter(line[begin:end]) and line[end : end + 1].isalpha()
