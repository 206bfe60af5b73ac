"""Public toilets and drinking fountains of Paris, as the city's open data describe them.

Sources: https://opendata.paris.fr, data sets ``sanisettesparis`` and ``fontaines-a-boire``,
licence ODbL. The toilets have no id. No record says when somebody was there; an Explore v1 export
says of which day it is.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from maraude.directory import hours
from maraude.directory.closure import Closure
from maraude.directory.hours import MAX_CHARACTERS
from maraude.directory.importers.records import day, text
from maraude.directory.service import Eligibility, Facet, Service, identify
from maraude.domain.spot import Position

ATTRIBUTION = "Ville de Paris, opendata.paris.fr (ODbL)"

# What stands in the street has nobody at its door; a urinal is built for some only.
EVERYONE = Eligibility(
    woman=Facet.YES,
    man=Facet.YES,
    couple=Facet.YES,
    family=Facet.YES,
    minor=Facet.YES,
    no_papers=Facet.YES,
)
_URINALS = {
    "URINOIR": replace(EVERYONE, woman=Facet.NO, couple=Facet.UNKNOWN, family=Facet.UNKNOWN),
    "URINOIR FEMME": replace(EVERYONE, man=Facet.NO, couple=Facet.UNKNOWN, family=Facet.UNKNOWN),
}
_TOILET_NAMES = {"WC PUBLICS PERMANENTS": "WC publics permanents"}
_WHEELCHAIR = {"oui": Facet.YES, "non": Facet.NO}
_FOUNTAIN_NAMES = {
    "FONTNE_WALLACE": "Fontaine Wallace",
    "FTNE_PETILLANTE": "Fontaine pétillante",
    "FONTAINE_BOIS": "Fontaine de parc ou de jardin",
    "BORNE_FONTAINE": "Borne-fontaine",
}
# The city's own words, with what it abbreviates.
_REASONS = {
    "APP A RENOUVELER": "appareil à renouveler",
    "APP A REPARER": "appareil à réparer",
    "APP SANS EAU": "appareil sans eau",
    "APP SIGNALE": "appareil signalé",
    "APP SUR CHANTIER": "appareil sur un chantier",
    "ARRET EAU": "arrêt d'eau",
    "FERME DEMANDE TIERS": "fermé à la demande d'un tiers",
}
_DISTRICT = re.compile(r"PARIS (\d{1,2})(?:ER|EME|E) ARR")
_WORD = re.compile(r"[^\W\d_]+")
_SMALL_WORDS = frozenset(
    ("a", "à", "au", "aux", "d", "de", "des", "du", "en", "et", "face", "l", "la", "le", "les")
)


@dataclass(frozen=True, slots=True)
class Record:
    """One record of any shape: its fields, its point, itself as text.

    ``recorded_on`` is the day on which the portal took it from the city, None where not said.
    """

    fields: Mapping[str, Any]
    position: Position
    copied_on: date
    recorded_on: date | None
    raw: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """A data set: the fields by which it is known, and what a record of it becomes."""

    source: str
    own_fields: frozenset[str]
    service: Callable[[Record], Service]


def toilet(record: Record) -> Service:
    """Give the service of a public toilet."""
    fields = record.fields
    street, postcode = _street(text(fields, "adresse")), text(fields, "arrondissement")
    kind = text(fields, "type").upper()
    name = _TOILET_NAMES.get(kind) or kind.capitalize() or "Toilettes"
    wheelchair = _WHEELCHAIR.get(text(fields, "acces_pmr").lower(), Facet.UNKNOWN)
    return replace(
        _service(record, TOILETS, "toilets", name, street, postcode),
        hours=hours.read(text(fields, "horaire", MAX_CHARACTERS + 1)),
        eligibility=replace(_URINALS.get(kind, EVERYONE), wheelchair=wheelchair),
        contact=text(fields, "url_fiche_equipement"),
    )


def fountain(record: Record) -> Service:
    """Give the service of a drinking fountain.

    It is closed while the source says that it is not available. At other times its hours are
    unknown, not open: most stand in parks and gardens, and nothing says when those close.
    """
    fields = record.fields
    number = text(fields, "no_voirie_pair") or text(fields, "no_voirie_impair")
    address = f"{number} {_street(text(fields, 'voie'))}".strip()
    district = _DISTRICT.match(text(fields, "commune"))
    postcode = f"75{int(district[1]):03}" if district else ""
    name = _FOUNTAIN_NAMES.get(text(fields, "type_objet").upper(), "Fontaine")
    service = _service(record, FOUNTAINS, "fountain", name, address, postcode)
    source_id = text(fields, "gid")
    return replace(
        service,
        id=identify(FOUNTAINS, source_id, service.name, record.position, service.address),
        source_id=source_id,
        closure=_closure(record),
        eligibility=EVERYONE,
    )


def _service(
    record: Record, source: str, category: str, kind: str, street: str, postcode: str
) -> Service:
    name = f"{kind}, {street}" if street else kind
    address = ", ".join(part for part in (street, postcode) if part)
    return Service(
        id=identify(source, "", name, record.position, address),
        source=source,
        source_id="",
        category=category,
        name=name,
        position=record.position,
        copied_on=record.copied_on,
        attribution=ATTRIBUTION,
        address=address,
        postcode=postcode,
        verified_on=record.recorded_on,
        raw=record.raw,
    )


def _closure(record: Record) -> Closure | None:
    """Give why and for how long a fountain is not available.

    On the day of the record it is certainly not: a first day after it, or a last one before, is
    a date that the source did not keep up.
    """
    if text(record.fields, "dispo").upper() != "NON":
        return None
    today = record.recorded_on or record.copied_on
    since, until = (day(text(record.fields, name)) for name in ("debut_ind", "fin_ind"))
    reason = text(record.fields, "motif_ind")
    return Closure(
        since if since and since <= today else None,
        until if until and until >= today else None,
        _REASONS.get(reason.upper(), reason.lower()),
    )


def _street(written: str) -> str:
    """Give a street without its capitals."""
    street = _WORD.sub(_small_letters, written)
    return street[:1].upper() + street[1:]


def _small_letters(word: re.Match[str]) -> str:
    lower = word[0].lower()
    return lower if lower in _SMALL_WORDS else lower.capitalize()


TOILETS, FOUNTAINS = "paris-toilettes", "paris-fontaines"
DATASETS = (
    Dataset(TOILETS, frozenset(("horaire", "acces_pmr", "relais_bebe")), toilet),
    Dataset(FOUNTAINS, frozenset(("gid", "dispo", "type_objet")), fountain),
)
