"""Whom a place of Soliguide takes, and how one gets in.

``accueil`` tells whether ``publics`` are all that it takes: nobody is turned away, those named
come first, or nobody else. Lists that name everybody are what Soliguide fills in by itself.
"""

from collections.abc import Mapping
from dataclasses import replace
from enum import IntEnum
from typing import Any

from maraude.directory.importers.records import MAX_TEXT
from maraude.directory.importers.soliguide.fields import block, blocks, joined, values, words
from maraude.directory.service import Access, Eligibility, Facet


class Welcome(IntEnum):
    """What ``accueil`` means."""

    UNCONDITIONAL = 0
    PREFERENTIAL = 1
    EXCLUSIVE = 2


_LISTS = {
    "gender": {"men": "hommes", "women": "femmes"},
    "familialle": {
        "isolated": "personnes seules",
        "family": "familles",
        "couple": "couples",
        "pregnant": "femmes enceintes",
    },
    "administrative": {
        "regular": "personnes en situation régulière",
        "asylum": "demandeurs d'asile",
        "refugee": "réfugiés",
        "undocumented": "personnes sans papiers",
    },
    "other": {
        "violence": "victimes de violences",
        "addiction": "personnes en situation d'addiction",
        "handicap": "personnes handicapées",
        "lgbt": "personnes LGBT+",
        "hiv": "personnes vivant avec le VIH",
        "prostitution": "personnes en situation de prostitution",
        "prison": "personnes qui sortent de prison",
        "student": "étudiants",
        "mentalHealth": "personnes en souffrance psychique",
    },
}
_LATER = {"student", "mentalHealth"}
"""Values that older places do not have although they take everybody."""
_OTHER_NAMES = {"lgbt+": "lgbt", "lgbtqPlus": "lgbt"}
_LANGUAGES = {"lsf": "fsl", "dar": "prs", "pac": "ps", "pe": "ff", "son": "snk"}
"""Codes of Soliguide that are not those of ISO 639."""
_AGES = range(100)
_OLDEST, _ADULT = 99, 18
_CHECKED = {True: Facet.YES, False: Facet.NO}
_ENTRIES = {
    "orientation": (Access.REFERRAL, "Sur orientation"),
    "inscription": (Access.REGISTRATION, "Sur inscription"),
    "appointment": (Access.APPOINTMENT, "Sur rendez-vous"),
}
"""Ways in, the narrowest first, with the words before what a place adds to them."""
_WELCOMES = {
    Welcome.UNCONDITIONAL: "Âges",
    Welcome.PREFERENTIAL: "Accueil préférentiel",
    Welcome.EXCLUSIVE: "Accueil exclusif",
}


def eligibility(
    publics: Mapping[str, Any], modalities: Mapping[str, Any], languages: list[str]
) -> Eligibility:
    """Give whom a place takes; what it does not say is unknown."""
    welcome = _welcome(publics)
    low, high = _ages(publics)
    only = welcome is Welcome.EXCLUSIVE
    answers = Eligibility(
        woman=_facet(publics, "gender", "women"),
        man=_facet(publics, "gender", "men"),
        couple=_facet(publics, "familialle", "couple"),
        family=_facet(publics, "familialle", "family"),
        no_papers=_facet(publics, "administrative", "undocumented"),
        minor=_minor(publics),
        pets=_checked(modalities, "animal"),
        wheelchair=_checked(modalities, "pmr"),
        languages=tuple(_languages(languages)),
        # Those who come first are not the only ones who come.
        min_age=low if only and low else None,
        max_age=high if only and high is not None and high < _OLDEST else None,
    )
    return replace(answers, **_doubts(publics, answers)) if only else answers


def access(modalities: Mapping[str, Any]) -> Access:
    """Give how one gets in, the narrowest way where there are several."""
    if modalities.get("inconditionnel") is True:
        return Access.WALK_IN
    ways = (way for name, (way, _said) in _ENTRIES.items() if _is_checked(modalities, name))
    return next(ways, Access.UNKNOWN)


def cost(modalities: Mapping[str, Any]) -> str:
    """Give what it costs; nothing where the place does not say whether it costs something."""
    price = block(modalities, "price")
    match price.get("checked"):
        case True:
            return words(price, "precisions", MAX_TEXT) or "payant"
        case False:
            return "gratuit"
        case _:
            return ""


def documents(modalities: Mapping[str, Any]) -> str:
    """Give the papers that a place names."""
    return joined((words(d, "name") for d in blocks(modalities, "docs")), ", ", MAX_TEXT)


def conditions(publics: Mapping[str, Any], modalities: Mapping[str, Any]) -> list[str]:
    """Give the source's own words on whom it takes and how one gets in."""
    entries = (
        f"{said} : {precisions}"
        for name, (_way, said) in _ENTRIES.items()
        if _is_checked(modalities, name)
        and (precisions := words(block(modalities, name), "precisions"))
    )
    return [
        _restriction(publics),
        words(publics, "description"),
        *entries,
        words(modalities, "other"),
    ]


def _welcome(publics: Mapping[str, Any]) -> Welcome | None:
    written = publics.get("accueil")
    return Welcome(written) if type(written) is int and written in tuple(Welcome) else None


def _named(publics: Mapping[str, Any], name: str) -> set[str]:
    """Give those whom a list names; none where there is no list."""
    found = {_OTHER_NAMES.get(value, value) for value in values(publics, name)}
    return set(_LISTS[name]) if "all" in found else found & _LISTS[name].keys()


def _is_narrow(publics: Mapping[str, Any], name: str) -> bool:
    """Tell whether a list leaves somebody out."""
    named = _named(publics, name)
    return bool(named) and not named >= _LISTS[name].keys() - _LATER


def _facet(publics: Mapping[str, Any], name: str, value: str) -> Facet:
    welcome, named = _welcome(publics), _named(publics, name)
    if welcome is Welcome.UNCONDITIONAL:
        return Facet.YES
    if welcome is None or not named:
        return Facet.UNKNOWN
    if value not in named:
        return Facet.NO if welcome is Welcome.EXCLUSIVE else Facet.UNKNOWN
    preferred = welcome is Welcome.PREFERENTIAL and _is_narrow(publics, name)
    return Facet.PREFERENTIAL if preferred else Facet.YES


def _minor(publics: Mapping[str, Any]) -> Facet:
    welcome = _welcome(publics)
    low, high = _ages(publics)
    if welcome is None or low is None or high is None:
        return Facet.UNKNOWN
    if low >= _ADULT and welcome is Welcome.EXCLUSIVE:
        return Facet.NO
    if low > 0 or high < _ADULT - 1:
        return Facet.UNKNOWN
    preferred = welcome is Welcome.PREFERENTIAL and high < _OLDEST
    return Facet.PREFERENTIAL if preferred else Facet.YES


def _doubts(publics: Mapping[str, Any], answers: Eligibility) -> dict[str, Any]:
    """Give what an exclusive place accepts under a condition that nobody is asked about."""
    doubtful = set()
    if _is_narrow(publics, "other"):
        doubtful = {"woman", "man", "couple", "family", "minor", "no_papers"}
    if _is_narrow(publics, "administrative"):
        doubtful |= {"woman", "man", "couple", "family", "minor"}
    if _is_narrow(publics, "familialle") and "isolated" not in _named(publics, "familialle"):
        doubtful |= {"woman", "man"}
    return {name: Facet.UNKNOWN for name in doubtful if getattr(answers, name) is Facet.YES}


def _ages(publics: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """Give the youngest and the oldest; None for both where that makes no sense."""
    age = block(publics, "age")
    low, high = age.get("min"), age.get("max")
    if type(low) is not int or type(high) is not int or low not in _AGES or high < low:
        return None, None
    return low, high


def _restriction(publics: Mapping[str, Any]) -> str:
    """Say whom ``accueil`` is about: "Accueil exclusif : femmes ; de 18 à 25 ans."."""
    welcome = _welcome(publics)
    if welcome is None:
        return ""
    lists = _LISTS if welcome is not Welcome.UNCONDITIONAL else {}
    told = [
        ", ".join(label for value, label in labels.items() if value in _named(publics, name))
        for name, labels in lists.items()
        if _is_narrow(publics, name)
    ]
    said = " ; ".join(filter(None, (*told, _age_words(publics))))
    return f"{_WELCOMES[welcome]} : {said}." if said else ""


def _age_words(publics: Mapping[str, Any]) -> str:
    match _ages(publics):
        case (None, _) | (_, None):
            return ""
        case (0, high):
            return f"jusqu'à {high} ans" if high < _OLDEST else ""
        case (low, high):
            return f"de {low} à {high} ans" if high < _OLDEST else f"à partir de {low} ans"


def _is_checked(modalities: Mapping[str, Any], name: str) -> bool:
    return block(modalities, name).get("checked") is True


def _checked(modalities: Mapping[str, Any], name: str) -> Facet:
    """Give an answer of yes or no; Soliguide writes none where nobody answered."""
    checked = block(modalities, name).get("checked")
    return _CHECKED[checked] if isinstance(checked, bool) else Facet.UNKNOWN


def _languages(written: list[str]) -> list[str]:
    codes = (_LANGUAGES.get(code.lower(), code.lower()) for code in written)
    spoken = (c for c in codes if c.isascii() and c.isalpha() and len(c) in (2, 3))
    return list(dict.fromkeys(spoken))
