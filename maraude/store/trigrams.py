"""Questions to an index of runs of three letters, which a misspelt word still mostly shares."""

from collections.abc import Iterable


def parts(words: Iterable[str]) -> list[str]:
    """Give the runs of three letters of folded ``words``, a space before and after each word."""
    padded = [f" {word} " for word in words]
    return list(dict.fromkeys(w[i : i + 3] for w in padded for i in range(len(w) - 2)))


def any_of(found: Iterable[str]) -> str:
    """Give the FTS5 expression for any of some parts; empty where there are none."""
    return " OR ".join(f'"{part}"' for part in found)


def expression(words: Iterable[str]) -> str:
    """Give the FTS5 expression for any part of folded ``words``; empty where they have none.

    What is indexed must have a space before and after each word, as the parts have.
    """
    return any_of(parts(words))
