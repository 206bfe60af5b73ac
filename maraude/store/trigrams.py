"""Questions to an index of runs of three letters, which a misspelt word still mostly shares."""

from collections.abc import Iterable


def expression(words: Iterable[str]) -> str:
    """Give the FTS5 expression for any part of folded ``words``; empty where they have none.

    What is indexed must have a space before and after each word, as the parts have.
    """
    padded = [f" {word} " for word in words]
    parts = dict.fromkeys(w[i : i + 3] for w in padded for i in range(len(w) - 2))
    return " OR ".join(f'"{part}"' for part in parts)
