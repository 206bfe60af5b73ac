"""What a note had better not hold: found where it is typed, said in words, masked if wanted.

Nothing is ever refused: a note is its author's. What is found here is what the law asks not to
keep (contacts, numbers, birth dates, health, religion, origin, private life, opinions, offences)
and words that would hurt whoever reads their own file.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from maraude.domain.guard import numbers, phrases
from maraude.domain.guard.kind import Found, Kind
from maraude.domain.guard.plain import plain
from maraude.i18n import N_, _, ngettext

__all__ = ["Finding", "Kind", "findings", "masked", "sentence"]

_WHY = {
    Kind.PHONE: N_("« {text} » est un téléphone ? Sa place est dans l'identité, à part."),
    Kind.EMAIL: N_("« {text} » est une adresse e-mail ? Mieux vaut la laisser au référent."),
    Kind.IBAN: N_("« {text} » est un compte bancaire. Plutôt : « RIB vu avec la personne »."),
    Kind.FOREIGNER: N_(
        "« {text} » est un numéro d'étranger ? Le droit suffit : « titre de séjour, en cours »."
    ),
    Kind.NIR: N_(
        "« {text} » est un numéro de sécurité sociale, que la loi réserve. Plutôt : « NIR"
        " attribué »."
    ),
    Kind.BIRTH_DATE: N_("« {text} » dit une naissance. La tranche d'âge suffit."),
    Kind.DIAGNOSIS: N_(
        "« {text} » : un diagnostic revient aux soignants. Plutôt ce que vous voyez, ou « à voir"
        " par l'infirmier »."
    ),
    Kind.JUDGEMENT: N_(
        "« {text} » peut blesser qui lira sa fiche. Plutôt ce qui s'est passé : « échange difficile"
        " ce soir »."
    ),
    Kind.RELIGION: N_(
        "« {text} » parle de religion, que la loi protège. Plutôt le besoin : « repas sans porc »."
    ),
    Kind.ORIGIN: N_(
        "« {text} » parle d'origine, que la loi protège. Plutôt la langue parlée, si elle aide."
    ),
    Kind.INTIMATE: N_(
        "« {text} » parle de vie intime, que la loi protège. Plutôt le besoin : « un lieu où être"
        " en sécurité »."
    ),
    Kind.OPINION: N_("« {text} » parle d'opinions, que la loi protège. Mieux vaut s'en passer."),
    Kind.OFFENCE: N_(
        "« {text} » parle de justice, que la loi protège. Plutôt le besoin : « conseil juridique »."
    ),
}
_MASKS = {
    Kind.PHONE: N_("[téléphone]"),
    Kind.EMAIL: N_("[e-mail]"),
    Kind.IBAN: N_("[compte bancaire]"),
    Kind.FOREIGNER: N_("[numéro d'étranger]"),
    Kind.NIR: N_("[numéro de sécurité sociale]"),
    Kind.BIRTH_DATE: N_("[date de naissance]"),
    Kind.DIAGNOSIS: N_("[à voir par l'infirmier]"),
}
_OTHER_MASK = N_("[masqué]")


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found: ``text`` stands from ``start`` to ``end`` in what was looked at."""

    kind: Kind
    start: int
    end: int
    text: str

    @property
    def why(self) -> str:
        """Why it had better not stand there, and what to write instead."""
        return _(_WHY[self.kind]).format(text=self.text)

    @property
    def mask(self) -> str:
        """What to put in its place."""
        return _(_MASKS.get(self.kind, _OTHER_MASK))


def findings(text: str) -> tuple[Finding, ...]:
    """Give what ``text`` had better not hold, in its order; they do not overlap.

    Takes any text, in a time that grows with its length alone.
    """
    flat = plain(text)
    taken = bytearray(len(text))
    kept: list[Found] = []
    for start, end, kind in (*numbers.found(flat), *phrases.found(flat, text)):
        if not any(taken[start:end]):
            taken[start:end] = bytes([True]) * (end - start)
            kept.append((start, end, kind))
    return tuple(Finding(kind, start, end, text[start:end]) for start, end, kind in sorted(kept))


def masked(text: str) -> str:
    """Give ``text`` with a mask for all that was found; nothing is found in it any more."""
    while found := findings(text):
        text = "".join(_replaced(text, found))
    return text


def sentence(found: Sequence[Finding]) -> str:
    """Say what the first is and how many others there are; nothing where there is none."""
    if not found:
        return ""
    others = len(found) - 1
    if not others:
        return found[0].why
    more = ngettext("(et {n} autre)", "(et {n} autres)", others).format(n=others)
    return f"{found[0].why} {more}"


def _replaced(text: str, found: Sequence[Finding]) -> Iterator[str]:
    at = 0
    for one in found:
        yield text[at : one.start]
        yield one.mask
        at = one.end
    yield text[at:]
