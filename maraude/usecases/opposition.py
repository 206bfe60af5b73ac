"""People who oppose being followed: they are met and counted, their file takes nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from maraude.domain.shorthand.draft import Draft, Head
from maraude.i18n import _
from maraude.usecases.resolve import Match


def filed(persons: Sequence[Match]) -> tuple[Match, ...]:
    """Give those persons of a line of whom the encounter goes to a file."""
    return tuple(match for match in persons if not match.opposed)


def counted(draft: Draft, persons: Sequence[Match]) -> Draft:
    """Give ``draft`` with those who oppose counted like people whom nobody knows.

    ``persons`` are matches, one for each of the draft's.
    """
    if not any(match.opposed for match in persons):
        return draft
    head = draft.head or Head()
    beyond = max(len(persons) - head.total, 0)
    return replace(
        draft,
        head=replace(head, unknown=head.unknown + beyond),
        persons=tuple(
            word for word, match in zip(draft.persons, persons, strict=True) if not match.opposed
        ),
    )


def sentences(persons: Sequence[Match]) -> Iterator[str]:
    """Say of each person who opposes that the line does not go to their file."""
    for match in persons:
        if match.opposed:
            yield _("{name} s'oppose au suivi : la rencontre est comptée sans sa fiche.").format(
                name=match.name
            )
