"""A new state of a source in the place of the one before: what must not happen unasked."""

from collections.abc import Collection, Mapping

from maraude.directory import categories
from maraude.directory.service import Service
from maraude.domain.refusal import Refusal
from maraude.i18n import _

LARGE_REMOVAL = 0.2
"""A source that loses more than this share of its services is not replaced unasked."""


def refuse_large_removal(known: Mapping[str, str], fresh: Collection[Service]) -> None:
    """Refuse, ``large-removal``, where much of what is ``known`` (category by id) would go.

    That is more than ``LARGE_REMOVAL``, or all of a category.
    """
    removed = known.keys() - {service.id for service in fresh}
    if len(removed) > LARGE_REMOVAL * len(known):
        raise Refusal(
            "large-removal",
            _(
                "Ce fichier ferait disparaître {removed} des {known} services de cette source."
                " Vérifiez qu'il est complet ; sinon, confirmez l'import."
            ).format(removed=len(removed), known=len(known)),
        )
    lost = set(known.values()) - {service.category for service in fresh}
    if lost:
        listed = categories.load()
        names = ", ".join(listed[code].label if code in listed else code for code in sorted(lost))
        raise Refusal(
            "large-removal",
            _(
                "Ce fichier ne contient plus aucun service de cette sorte : {names}. Vérifiez"
                " qu'il est complet ; sinon, confirmez l'import."
            ).format(names=names),
        )
