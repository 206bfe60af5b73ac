"""What someone who types an address may mean: abbreviated, misspelt, in any order."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from maraude.directory.addresses.address import HouseNumber
from maraude.domain.text import clean_line, searchable

MAX_TEXT = 160
MAX_WORDS = 20

_WHOLE = {
    "all": "allee",
    "av": "avenue",
    "ave": "avenue",
    "bd": "boulevard",
    "bld": "boulevard",
    "blvd": "boulevard",
    "boul": "boulevard",
    "bvd": "boulevard",
    "car": "carrefour",
    "cdt": "commandant",
    "ch": "chemin",
    "che": "chemin",
    "chem": "chemin",
    "col": "colonel",
    "cpt": "capitaine",
    "crs": "cours",
    "dr": "docteur",
    "fbg": "faubourg",
    "fg": "faubourg",
    "gal": "general",
    "gde": "grande",
    "gen": "general",
    "imp": "impasse",
    "lot": "lotissement",
    "lt": "lieutenant",
    "mal": "marechal",
    "mgr": "monseigneur",
    "nd": "notre dame",
    "pas": "passage",
    "pass": "passage",
    "pdt": "president",
    "pl": "place",
    "pr": "professeur",
    "pres": "president",
    "prof": "professeur",
    "qrt": "quartier",
    "r": "rue",
    "res": "residence",
    "rpt": "rond point",
    "rte": "route",
    "sq": "square",
    "sgt": "sergent",
    "st": "saint",
    "ste": "sainte",
    "stes": "saintes",
    "sts": "saints",
    "vla": "villa",
    "vx": "vieux",
}
"""Abbreviations of French street names; both what is typed and what is searched is so expanded."""
KINDS = frozenset(_WHOLE.values()) | {"cite", "clos", "quai", "rue", "sentier", "villa", "voie"}
_LITTLE = frozenset({"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les"})
_POSTCODE = re.compile(r"\d{5}", re.ASCII)
_NUMBER = re.compile(r"(\d{1,4})(bis|ter|quater|[a-z]?)", re.ASCII)
_SUFFIX = re.compile(r"bis|ter|quater|[a-z]", re.ASCII)
_ASIDE = re.compile(
    r"\bn ?[°º]|\bcedex\b(?: \d{1,2}\b)?|\bf-(?=\d{5}\b)|, ?france$", re.IGNORECASE | re.ASCII
)
_FIRST_POSTCODES = {"lyon": 69000, "marseille": 13000, "paris": 75000}
_DISTRICT = re.compile(
    r"\b(lyon|marseille|paris) (\d{1,2})(?:(?:er?|eme)\b(?: arrondissement\b| arr\b)?|$)", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read what was typed: ``words`` of a street, a town or both, expanded."""

    words: str
    house: HouseNumber | None = None
    postcode: str = ""


def telling(words: str) -> tuple[str, ...]:
    """Give, of expanded words, those that tell one street from others; all where only few do."""
    every = words.split()
    rare = [word for word in every if word not in KINDS and word not in _LITTLE]
    return tuple(dict.fromkeys(rare or every))


def readings(text: str) -> tuple[Reading, ...]:
    """Give the ways to read ``text``: with each number in it as the house's, and with none."""
    line = _ASIDE.sub(" ", clean_line(text)[:MAX_TEXT])
    folded, postcode = _without_district(searchable(line))
    words = folded.split()[:MAX_WORDS]
    codes = [word for word in words if _POSTCODE.fullmatch(word)]
    if codes:
        postcode = codes[0]
        words.remove(postcode)
    return tuple(
        Reading(expanded(" ".join(rest)), house, postcode) for house, rest in _numbered(words)
    )


@lru_cache(maxsize=16_384)
def street_words(name: str) -> str:
    """Give the name of a street or a town as it is compared: folded, abbreviations expanded."""
    return expanded(searchable(name))


@lru_cache(maxsize=4_096)
def town_words(name: str) -> str:
    """Give the name of a town as it is compared; of a district, that of its city."""
    return _without_district(street_words(name))[0]


def expanded(folded: str) -> str:
    """Give folded words with the abbreviations among them written out."""
    return " ".join(_WHOLE.get(word, word) for word in folded.split())


def _without_district(folded: str) -> tuple[str, str]:
    """Part ``paris 11e`` into the city and the postcode of its district, if it says one."""
    found = _DISTRICT.search(folded)
    if not found or found[2].strip("0") == "":
        return folded, ""
    city = found[1]
    rest = f"{folded[: found.start()]}{city}{folded[found.end() :]}"
    return rest, f"{_FIRST_POSTCODES[city] + int(found[2])}"


def _numbered(words: Sequence[str]) -> Iterator[tuple[HouseNumber | None, list[str]]]:
    yield None, list(words)
    for place, word in enumerate(words):
        found = _NUMBER.fullmatch(word)
        if not found:
            continue
        before, after = list(words[:place]), list(words[place + 1 :])
        yield HouseNumber(int(found[1]), found[2]), before + after
        if not found[2] and after and _SUFFIX.fullmatch(after[0]):
            yield HouseNumber(int(found[1]), after[0]), before + after[1:]
