"""What someone needs, as the directory is asked for it."""

from maraude.domain.encounter import Encounter, NeedState
from maraude.domain.entry import Entry
from maraude.domain.shorthand import facts
from maraude.domain.shorthand.draft import Draft


def of_draft(draft: Draft) -> tuple[str, ...]:
    """Give the codes of the needs that a line leaves open, in its order."""
    return tuple(dict.fromkeys(n.code for n in facts.needs(draft) if n.state is not NeedState.MET))


def of_entry(entry: Entry) -> tuple[str, ...]:
    """Give the codes of the needs that an encounter left open."""
    encounter = entry.encounter
    if not isinstance(encounter, Encounter):
        return ()
    return tuple(
        dict.fromkeys(need.code for need in encounter.needs if need.state is not NeedState.MET)
    )
