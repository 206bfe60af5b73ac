"""Records of several sources about one service: linked and shown, never merged away."""

import re
from dataclasses import dataclass
from enum import StrEnum

from maraude.directory import walking
from maraude.directory.service import Service
from maraude.domain.text import searchable
from maraude.i18n import N_, _

NEAR_METRES = 60.0
ALIKE = 90
"""Percent to which two folded names must be alike (directory.md)."""

_FRENCH = re.compile(r"(?:\+33|0033|\b0)[\s.()-]*(?:0\)?[\s.]*)?([1-9](?:[\s.-]*\d){8})(?!\d)")
_FOREIGN = re.compile(r"\+([1-9](?:[\s.()-]*\d){7,14})(?!\d)")
_FRANCE = "33"


class Sign(StrEnum):
    """What two records have in common."""

    NAME = "name"
    SIRET = "siret"
    PHONE = "phone"


_SENTENCES = {
    Sign.NAME: N_("Aussi dans {source} (même nom, même lieu) : « {name} »."),
    Sign.SIRET: N_("Aussi dans {source} (même SIRET) : « {name} »."),
    Sign.PHONE: N_("Aussi dans {source} (même téléphone) : « {name} »."),
}


@dataclass(frozen=True, slots=True)
class Link:
    """Another source's record that may be about the same service, and what tells so.

    A ``confidential`` one leaves this laptop in no way.
    """

    id: str
    source: str
    name: str
    sign: Sign
    confidential: bool = False


def same(one: Service, other: Service) -> bool:
    """Tell whether two records of one category are about one service, so that one may go unseen.

    It is one where they are within ``NEAR_METRES`` and have nearly the same name. The same
    telephone, or the same establishment, is not enough: one house may have showers for women
    and for men.
    """
    if one.category != other.category:
        return False
    if walking.metres(one.position, other.position) > NEAR_METRES:
        return False
    return _alike(one.name, other.name)


def sign(one: Service, other: Service) -> Sign | None:
    """Give what links two records of one category in two sources; None where nothing does."""
    if one.source == other.source or one.category != other.category:
        return None
    if same(one, other):
        return Sign.NAME
    if one.siret and one.siret == other.siret:
        return Sign.SIRET
    number = phone(one.contact)
    return Sign.PHONE if number and number == phone(other.contact) else None


def sentence(link: Link) -> str:
    """Say a link in words."""
    return _(_SENTENCES[link.sign]).format(source=link.source, name=link.name)


def phone(contact: str) -> str:
    """Give the first telephone number of a contact, as digits with the country's prefix.

    There is none in a short number ("115"): it is everybody's.
    """
    if french := _FRENCH.search(contact):
        return _FRANCE + _digits(french[1])
    foreign = _FOREIGN.search(contact)
    return _digits(foreign[1]) if foreign else ""


def _digits(written: str) -> str:
    return "".join(character for character in written if character.isdigit())


def _alike(one: str, other: str) -> bool:
    from rapidfuzz import fuzz

    return fuzz.ratio(searchable(one), searchable(other)) >= ALIKE
