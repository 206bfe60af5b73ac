"""People who oppose being followed, or contest their file: they are met and counted without it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from maraude.domain.shorthand.draft import Draft, Head
from maraude.i18n import N_, _
from maraude.usecases.resolve import Match, Unfiled

_WHY = {
    Unfiled.OPPOSED: N_("{name} s'oppose au suivi : la rencontre est comptée sans sa fiche."),
    Unfiled.FROZEN: N_("La fiche de {name} est gelée : la rencontre est comptée sans elle."),
}


def filed(persons: Sequence[Match]) -> tuple[Match, ...]:
    """Give those persons of a line of whom the encounter goes to a file."""
    return tuple(match for match in persons if not match.unfiled)


def counted(draft: Draft, persons: Sequence[Match]) -> Draft:
    """Give ``draft`` with those whose file takes nothing counted like people whom nobody knows.

    ``persons`` are matches, one for each of the draft's.
    """
    if not any(match.unfiled for match in persons):
        return draft
    head = draft.head or Head()
    beyond = max(len(persons) - head.total, 0)
    return replace(
        draft,
        head=replace(head, unknown=head.unknown + beyond),
        persons=tuple(
            word for word, match in zip(draft.persons, persons, strict=True) if not match.unfiled
        ),
    )


def sentences(persons: Sequence[Match]) -> Iterator[str]:
    """Say of each person whose file takes nothing that the line does not go there."""
    for match in persons:
        if match.unfiled:
            yield _(_WHY[match.unfiled]).format(name=match.name)
