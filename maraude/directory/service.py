"""A service as the directory holds it, whatever source it came from."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from maraude.directory.closure import Closure
from maraude.domain.spot import Position
from maraude.domain.text import fold

FACETS = ("woman", "man", "couple", "family", "minor", "pets", "wheelchair", "no_papers")
"""What may be asked about a person, besides languages; each is a field of ``Eligibility``."""


ADULT = 18
"""Years of age from which one is no minor."""

TEAM, BASE = "team", "base"
"""The sources of what a team, and what the organisation's base, have verified themselves."""
VERIFIED = (TEAM, BASE)
"""These come before all others, and in this order."""


class Facet(StrEnum):
    """Whether a service takes someone of whom something is true; silence is UNKNOWN."""

    YES = "yes"
    PREFERENTIAL = "preferential"
    NO = "no"
    UNKNOWN = "unknown"


class Access(StrEnum):
    """How one gets in."""

    WALK_IN = "walk-in"
    APPOINTMENT = "appointment"
    REGISTRATION = "registration"
    REFERRAL = "referral"
    UNKNOWN = "unknown"


class Load(StrEnum):
    """Whether there is room, as the source last said."""

    FREE = "free"
    FULL = "full"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """Whom a service takes.

    ``languages`` are ISO 639 codes spoken there, none where unknown; ages are in whole years,
    None where there is no bound or none is known.
    """

    woman: Facet = Facet.UNKNOWN
    man: Facet = Facet.UNKNOWN
    couple: Facet = Facet.UNKNOWN
    family: Facet = Facet.UNKNOWN
    minor: Facet = Facet.UNKNOWN
    pets: Facet = Facet.UNKNOWN
    wheelchair: Facet = Facet.UNKNOWN
    no_papers: Facet = Facet.UNKNOWN
    languages: tuple[str, ...] = ()
    min_age: int | None = None
    max_age: int | None = None

    @property
    def with_ages(self) -> "Eligibility":
        """The same, where it takes no minors because of its ages though nobody said so."""
        adults_only = self.minor is Facet.UNKNOWN and (self.min_age or 0) >= ADULT
        return replace(self, minor=Facet.NO) if adults_only else self


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours: ``raw`` as the source writes them, ``osm`` in OpenStreetMap's grammar.

    ``osm`` is empty where the hours are unknown or not understood; ``normalised`` tells that it
    is not what the source wrote, letter for letter.
    """

    raw: str = ""
    osm: str = ""
    normalised: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One category of help at one place. Empty texts and UNKNOWN mean that nobody said.

    ``category`` is a code of ``categories``. ``verified_on`` is the source's own date,
    ``copied_on`` the day on which the record came here. ``closure`` is there where the source
    says that it is closed for a while. ``conditions`` are the source's own words on whom it takes
    and how one gets in, ``notice`` what it announces for now. A stop of a mobile round names its
    ``round``; a ``confidential`` place (a women's shelter) leaves this laptop in no way. ``siret``
    is the official number of the establishment. ``raw`` is the source's record, as ASCII JSON.
    """

    id: str
    source: str
    source_id: str
    category: str
    name: str
    position: Position
    copied_on: date
    attribution: str
    organisation: str = ""
    address: str = ""
    postcode: str = ""
    hours: Hours = Hours()
    closure: Closure | None = None
    eligibility: Eligibility = Eligibility()
    access: Access = Access.UNKNOWN
    documents: str = ""
    cost: str = ""
    contact: str = ""
    verified_on: date | None = None
    conditions: str = ""
    notice: str = ""
    load: Load = Load.UNKNOWN
    round: str = ""
    siret: str = ""
    confidential: bool = False
    raw: str = ""


def identify(source: str, source_id: str, name: str, position: Position, address: str) -> str:
    """Give a service's id: ``source:source_id``, or a hash of what does not change about it.

    The position counts to five decimals, about a metre.
    """
    if source_id:
        return f"{source}:{source_id}"
    place = f"{position.lat:.5f},{position.lon:.5f}"
    identity = "\n".join((source, fold(name), place, fold(address)))
    return f"{source}:{hashlib.sha256(identity.encode()).hexdigest()[:16]}"
