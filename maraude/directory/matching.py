"""Does a service take this person? It accepts, it is to check, or it refuses."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from maraude.directory.service import FACETS, Eligibility, Facet
from maraude.domain import codes
from maraude.domain.refusal import Refusal
from maraude.i18n import N_, _

LANGUAGE = "lang:"
_LABELS = {
    "woman": N_("femme"),
    "man": N_("homme"),
    "couple": N_("couple"),
    "family": N_("famille"),
    "minor": N_("mineur"),
    "pets": N_("animal"),
    "wheelchair": N_("fauteuil roulant"),
    "no_papers": N_("sans papiers"),
}


class Accepts(StrEnum):
    """The answer for one person."""

    YES = "yes"
    CHECK = "check"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Match:
    """The answer, and what of the things asked is to be checked or is refused."""

    accepts: Accepts
    to_check: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


def asked(names: Iterable[str]) -> tuple[str, ...]:
    """Check what is asked about a person: names of ``FACETS`` and ``lang:xx``, each once.

    Refusal: ``unknown-facet``.
    """
    wanted = tuple(dict.fromkeys(name.strip().lower() for name in names if name.strip()))
    for name in wanted:
        if name not in FACETS and not _is_language(name):
            raise Refusal(
                "unknown-facet",
                _("« {name} » n'est pas un critère connu. Critères : {known}, lang:xx.").format(
                    name=name, known=", ".join(FACETS)
                ),
            )
    return wanted


def label(name: str) -> str:
    """Say what is asked, a name of ``FACETS`` or ``lang:xx``, in a word or two."""
    if not name.startswith(LANGUAGE):
        return _(_LABELS[name])
    spoken, listed = name.removeprefix(LANGUAGE), codes.load("languages")
    return listed.label(spoken) if spoken in listed else spoken


def match(eligibility: Eligibility, wanted: tuple[str, ...]) -> Match:
    """Compare whom a service takes with what is asked of it; nothing asked is accepted."""
    answers = {name: _answer(eligibility, name) for name in wanted}
    refused = tuple(name for name, answer in answers.items() if answer is Accepts.NO)
    to_check = tuple(name for name, answer in answers.items() if answer is Accepts.CHECK)
    if refused:
        return Match(Accepts.NO, to_check, refused)
    return Match(Accepts.CHECK if to_check else Accepts.YES, to_check)


def _answer(eligibility: Eligibility, name: str) -> Accepts:
    if name.startswith(LANGUAGE):
        # A language that is not listed may still be understood: nobody is refused for it.
        spoken = name.removeprefix(LANGUAGE) in eligibility.languages
        return Accepts.YES if spoken else Accepts.CHECK
    facet: Facet = getattr(eligibility, name)
    if facet is Facet.UNKNOWN:
        return Accepts.CHECK
    return Accepts.NO if facet is Facet.NO else Accepts.YES


def _is_language(name: str) -> bool:
    code = name.removeprefix(LANGUAGE)
    return name.startswith(LANGUAGE) and code.isascii() and code.isalpha() and len(code) in (2, 3)
