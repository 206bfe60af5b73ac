"""How alike a street and what someone typed are."""

from rapidfuzz import fuzz

from maraude.directory.addresses.asked import Reading, street_words, telling, town_words

ABRIDGED = 0.94
"""What it is worth that only the telling words are alike: ``lilas`` for ``rue des lilas``."""
OTHER_POSTCODE = 6
"""Percent that another postcode costs; twice that in another department."""
DEPARTMENT_DIGITS = 2


def street(reading: Reading, name: str, town: str, postcode: str) -> float:
    """Give in percent how alike ``reading`` and a street are, in whatever order it was typed."""
    own, place = street_words(name), town_words(town)
    whole = f"{own} {place}"
    full = max(_alike(reading.words, own), _alike(reading.words, whole))
    rare, asked = " ".join(telling(own)), " ".join(telling(reading.words))
    abridged = max(_alike(asked, rare), _alike(asked, f"{rare} {place}"))
    return max(full, ABRIDGED * abridged) - _elsewhere(reading, postcode)


def town(reading: Reading, name: str, postcode: str) -> float:
    """Give in percent how alike ``reading`` and a town are; a postcode alone says it as well."""
    alike = fuzz.ratio(reading.words, town_words(name)) if reading.words else 100.0
    return alike - _elsewhere(reading, postcode)


def _alike(one: str, other: str) -> float:
    return max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other))


def _elsewhere(reading: Reading, postcode: str) -> int:
    if not reading.postcode or reading.postcode == postcode:
        return 0
    same_department = reading.postcode[:DEPARTMENT_DIGITS] == postcode[:DEPARTMENT_DIGITS]
    return OTHER_POSTCODE if same_department else 2 * OTHER_POSTCODE
