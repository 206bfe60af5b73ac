"""Write a draft as the shortest line that says it."""

from collections.abc import Sequence

from maraude.domain.shorthand.acts import render_act
from maraude.domain.shorthand.draft import Act, Draft, Head
from maraude.domain.shorthand.head import render_head
from maraude.domain.shorthand.letters import Letters


def render(draft: Draft, letters: Letters) -> str:
    """Give the line of ``draft``, its problems left out; ``parse`` reads the same draft from it."""
    words = [
        *_act_words(draft.head, draft.acts, letters),
        *(f",{person}" for person in draft.persons),
        *(f"!{alert.lower()}" for alert in draft.alerts),
    ]
    if draft.spot:
        words.append(f";{draft.spot}")
    if draft.at is not None:
        words.append(f"@{draft.at:%H%M}")
    if draft.note:
        words.append(f"/{draft.note}")
    return " ".join(words)


def _act_words(head: Head | None, acts: Sequence[Act], letters: Letters) -> list[str]:
    """Write letters in one word, and each code word apart: it would swallow letters after it."""
    words = [render_head(head) if head is not None else ""]
    for act in acts:
        text = render_act(act, letters)
        if text[0] in ".*":
            words += [text, ""]
        else:
            words[-1] += text
    return [word for word in words if word]
