"""Which fields of a record hold words that somebody wrote, so that they can be voided for ever.

Not among them are codes, counts and times, nor what a person, a place or a volunteer is called: a
person who is not to be known any more is erased.
"""

from collections.abc import Mapping

VOID = ""
"""What a text is once it is voided."""
_TEXTS: Mapping[str, tuple[str, ...]] = {
    "tour": ("debrief",),
    "person_identity": ("first_name", "last_name", "phone"),
    "encounter": ("note",),
    "follow_up": ("note",),
    "stock_move": ("note",),
    "safety_note": ("text",),
    "alert": ("what_to_do",),
    "situation": ("place", "day"),
    "right": ("next_step",),
    "right_step": ("text",),
    "health_note": ("text",),
    "note": ("text",),
    "incident": ("text", "told"),
    "service_note": ("text",),
}


def of(type_name: str) -> tuple[str, ...]:
    """Give the fields of a type that hold words, the one that says most first; none if none do."""
    return _TEXTS.get(type_name, ())
