"""Numbers that lead to a person: telephones, e-mail, accounts, registers, birth dates.

All take a text as ``plain`` gives it.
"""

import re
from collections.abc import Iterator

from maraude.domain.guard.kind import Found, Kind

_IBAN_LENGTHS = {
    "ad": 24, "al": 28, "at": 20, "ba": 20, "be": 16, "bg": 22, "ch": 21, "cy": 28, "cz": 24,
    "de": 22, "dk": 18, "ee": 20, "eg": 29, "es": 24, "fi": 18, "fr": 27, "gb": 22, "ge": 22,
    "gr": 27, "hr": 21, "hu": 28, "ie": 22, "it": 27, "lb": 28, "lt": 20, "lu": 20, "lv": 21,
    "ma": 28, "mc": 27, "md": 24, "me": 22, "mk": 19, "mr": 27, "mt": 31, "nl": 18, "no": 15,
    "pk": 24, "pl": 28, "pt": 25, "ro": 24, "rs": 22, "se": 24, "si": 19, "sk": 24, "sm": 27,
    "tn": 24, "tr": 26, "ua": 29, "xk": 20,
}  # fmt: skip
"""Characters of a country's account numbers. Source: ISO 13616 registry."""

_DIGIT = re.compile("[0-9]")
_RUN = re.compile(r"[0-9+(][0-9 .()/ab-]{7,}")
"""Where a number may be: what is looked at more closely."""
# A pattern that begins with what is rare, a digit or one letter, is quick to find nothing.
_IBAN_START = re.compile(r"[0-9](?<=[a-z]{2}[0-9])(?<![a-z0-9][a-z]{2}[0-9])[0-9]")
_NIR = re.compile(
    r"(?<![0-9])([1-478])[ .-]?([0-9]{2})[ .-]?(0[1-9]|1[0-2]|[2-9][0-9])[ .-]?(2[ab]|[0-9]{2})"
    r"[ .-]?([0-9]{3})[ .-]?([0-9]{3})(?:[ .-]{0,3}([0-9]{2}))?(?![0-9])"
)
_FRENCH = re.compile(
    r"(?<![0-9])0[1-79](?:([ ./-]{0,2})[0-9]{2}(?:\1[0-9]{2}){3}|[ .-]?[0-9]{4}[ .-]?[0-9]{4}"
    r"|[0-9]{2}[ .-][0-9]{3}[ .-][0-9]{3})(?![0-9])"
)
_ABROAD = re.compile(
    r"(?:(?<![0-9a-z+])\(?\+|(?<![0-9+])00 ?(?=(?:[ .()-]{0,2}[0-9]){10}))"
    r"[1-9](?:[ .()-]{0,2}[0-9]){7,13}(?![0-9])"
)
_FOREIGNER = re.compile(
    r"(?<![0-9])[1-9][0-9](?:[0-9]{8}|[0-9]{2} [0-9]{6}| [0-9]{2} [0-9]{6}"
    r"| [0-9]{2} [0-9]{3} [0-9]{3})(?![0-9])"
)
_FOREIGNER_NAMED = re.compile(
    r"(?:agdref|numero (?:d')?etranger|n° (?:d')?etranger|foreigner number)[ :]{0,3}"
    r"([0-9](?:[ .-]?[0-9]){9})(?![0-9])"
)
_EMAIL = re.compile(
    r"(?<![a-z0-9._%+-])[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}"
)
_MONTH = (
    "(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
    "|january|february|march|april|may|june|july|august|september|october|november|december)"
)
_DATE = (
    rf"(?:[0-9]{{1,2}}(?:er|st|nd|rd|th)?[ ./-]{{1,2}}(?:[0-9]{{1,2}}|{_MONTH})"
    rf"(?:[ ./-]{{1,2}}(?:[0-9]{{4}}|[0-9]{{2}})(?![0-9]))?|{_MONTH} [0-9]{{1,2}},? [0-9]{{4}}"
    r"|(?:19|20)[0-9]{2}(?:-[0-9]{2}-[0-9]{2})?(?![0-9]))"
)
_BORN = re.compile(
    r"[nbd](?<![a-z][nbd])(?:(?<=n)(?:ee?s?|aissance)|(?<=b)(?:orn|irthday)|(?<=d)(?:dn|ob"
    r"|ate of birth))"
    rf"(?: (?:le|en|on|in|au))? ?:? ?({_DATE})"
)
_LONG_AGO = re.compile(r"(?<![0-9])[0-3]?[0-9]([/.-])[01]?[0-9]\1(?:19)[0-9]{2}(?![0-9])")
_SINCE = re.compile(r"(?:depuis|arrivee?s?|venue?s?|since|arrived|came)[a-z ']{0,20}$")
_KEY_SPAN = 97


def found(flat: str) -> Iterator[Found]:
    """Give the numbers in ``flat``: those whose checksum proves them first."""
    if "@" in flat:
        yield from ((one.start(), one.end(), Kind.EMAIL) for one in _EMAIL.finditer(flat))
    if _DIGIT.search(flat) is None:
        return
    yield from _accounts(flat)
    for run in _RUN.finditer(flat):
        yield from _in_run(flat, *run.span())
    for one in _FOREIGNER_NAMED.finditer(flat):
        yield (*one.span(1), Kind.FOREIGNER)
    yield from ((*one.span(1), Kind.BIRTH_DATE) for one in _BORN.finditer(flat))


def is_nir(number: str, key: str) -> bool:
    """Tell whether ``key`` is that of the 13 signs of a register number.

    It is 97 − n mod 97, with 19 for 2A and 18 for 2B in n. Source: INSEE.
    """
    digits = number.replace("2a", "19").replace("2b", "18")
    return int(key) == _KEY_SPAN - int(digits) % _KEY_SPAN


def is_iban(number: str) -> bool:
    """Tell whether an account number, without spaces, has its length and its checksum.

    Source: ISO 13616, modulo 97 of the number with its first four signs at the end.
    """
    if len(number) != _IBAN_LENGTHS.get(number[:2]):
        return False
    return int("".join(str(int(sign, 36)) for sign in number[4:] + number[:4])) % _KEY_SPAN == 1


def _in_run(flat: str, start: int, end: int) -> Iterator[Found]:
    for one in _NIR.finditer(flat, start, end):
        key = one[7]
        # Without its key, only what could be nobody's bar code or ticket is one.
        if is_nir("".join(one.groups()[:6]), key) if key else one[1] in "12" and int(one[3]) <= 12:
            yield (*one.span(), Kind.NIR)
    for pattern in (_FRENCH, _ABROAD):
        yield from ((*one.span(), Kind.PHONE) for one in pattern.finditer(flat, start, end))
    yield from ((*one.span(), Kind.FOREIGNER) for one in _FOREIGNER.finditer(flat, start, end))
    for one in _LONG_AGO.finditer(flat, start, end):
        if not _SINCE.search(flat, max(one.start() - 40, 0), one.start()):
            yield (*one.span(), Kind.BIRTH_DATE)


def _accounts(flat: str) -> Iterator[Found]:
    for one in _IBAN_START.finditer(flat):
        start = at = one.start() - 2
        wanted = _IBAN_LENGTHS.get(flat[start : start + 2], 0)
        signs: list[str] = []
        while at < len(flat) and len(signs) < wanted and _goes_on(flat, at):
            if flat[at] not in " -":
                signs.append(flat[at])
            at += 1
        if is_iban("".join(signs)) and not flat[at : at + 1].isalnum():
            yield start, at, Kind.IBAN


def _goes_on(flat: str, at: int) -> bool:
    """Tell whether an account number may go on here: a sign of it, or one space between two."""
    sign = flat[at]
    return (sign.isascii() and sign.isalnum()) or (sign in " -" and flat[at - 1] not in " -")
