"""Public toilets and drinking fountains of Paris, as the city's open data describe them.

Sources: https://opendata.paris.fr, data sets ``sanisettesparis`` and ``fontaines-a-boire``,
licence ODbL. The toilets have no id, and neither says when a record was verified.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from maraude.directory import hours
from maraude.directory.service import Eligibility, Facet, Hours, Service, identify
from maraude.domain.spot import Position
from maraude.domain.text import clean_line

ATTRIBUTION = "Ville de Paris, opendata.paris.fr (ODbL)"
MAX_TEXT = 200
LAST_DAY = date(2099, 12, 31)

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
_DISTRICT = re.compile(r"PARIS (\d{1,2})(?:ER|EME|E) ARR")
_WORD = re.compile(r"[^\W\d_]+")
_SMALL_WORDS = frozenset(
    ("a", "à", "au", "aux", "d", "de", "des", "du", "en", "et", "face", "l", "la", "le", "les")
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Dataset:
    """A data set: the fields by which it is known, and what a record of it becomes.

    ``service`` takes the fields, the position, the day of the copy and the record as text.
    """

    source: str
    own_fields: frozenset[str]
    service: Callable[[Mapping[str, Any], Position, date, str], Service]


def toilet(fields: Mapping[str, Any], position: Position, copied_on: date, raw: str) -> Service:
    """Give the service of a public toilet."""
    street, postcode = _street(_text(fields, "adresse")), _text(fields, "arrondissement")
    kind = _text(fields, "type").upper()
    name = _TOILET_NAMES.get(kind) or kind.capitalize() or "Toilettes"
    wheelchair = _WHEELCHAIR.get(_text(fields, "acces_pmr").lower(), Facet.UNKNOWN)
    service = _service(TOILETS, "toilets", name, street, postcode, position, copied_on, raw)
    return replace(
        service,
        hours=hours.read(_text(fields, "horaire")),
        eligibility=replace(_URINALS.get(kind, EVERYONE), wheelchair=wheelchair),
        contact=_text(fields, "url_fiche_equipement"),
    )


def fountain(fields: Mapping[str, Any], position: Position, copied_on: date, raw: str) -> Service:
    """Give the service of a drinking fountain.

    It is closed while the source says that it is not available. At other times nothing says
    when the park around it is open: unknown.
    """
    number = _text(fields, "no_voirie_pair") or _text(fields, "no_voirie_impair")
    street = _street(_text(fields, "voie"))
    address = f"{number} {street}".strip()
    district = _DISTRICT.match(_text(fields, "commune"))
    postcode = f"75{int(district[1]):03}" if district else ""
    kind = _text(fields, "type_objet").upper()
    name = _FOUNTAIN_NAMES.get(kind, "Fontaine")
    service = _service(FOUNTAINS, "fountain", name, address, postcode, position, copied_on, raw)
    source_id = _text(fields, "gid")
    return replace(
        service,
        id=identify(FOUNTAINS, source_id, service.name, position, service.address),
        source_id=source_id,
        hours=_outage(fields),
        eligibility=EVERYONE,
    )


def _service(
    source: str,
    category: str,
    kind: str,
    street: str,
    postcode: str,
    position: Position,
    copied_on: date,
    raw: str,
) -> Service:
    name = f"{kind}, {street}" if street else kind
    address = ", ".join(part for part in (street, postcode) if part)
    return Service(
        id=identify(source, "", name, position, address),
        source=source,
        source_id="",
        category=category,
        name=name,
        position=position,
        copied_on=copied_on,
        attribution=ATTRIBUTION,
        address=address,
        postcode=postcode,
        raw=raw,
    )


def _outage(fields: Mapping[str, Any]) -> Hours:
    """Give hours that are unknown, but closed from the day on which the source says so."""
    if _text(fields, "dispo").upper() != "NON":
        return Hours()
    reason = _text(fields, "motif_ind").replace('"', "'").lower() or "non disponible"
    since, until = _day(fields, "debut_ind"), _day(fields, "fin_ind") or LAST_DAY
    if since is None or until < since:
        return Hours(osm=f'off "{reason}"')
    return Hours(osm=f'24/7 unknown; {_written(since)}-{_written(until)} off "{reason}"')


def _day(fields: Mapping[str, Any], field: str) -> date | None:
    try:
        return datetime.fromisoformat(_text(fields, field)).date()
    except ValueError:
        return None


def _written(day: date) -> str:
    return f"{day.year} {_MONTHS[day.month - 1]} {day.day:02}"


def _street(text: str) -> str:
    """Give a street without its capitals."""
    street = _WORD.sub(_small_letters, text)
    return street[:1].upper() + street[1:]


def _small_letters(word: re.Match[str]) -> str:
    lower = word[0].lower()
    return lower if lower in _SMALL_WORDS else lower.capitalize()


def _text(fields: Mapping[str, Any], field: str) -> str:
    value = fields.get(field)
    return clean_line(value)[:MAX_TEXT].strip() if isinstance(value, str) else ""


TOILETS, FOUNTAINS = "paris-toilettes", "paris-fontaines"
DATASETS = (
    Dataset(TOILETS, frozenset(("horaire", "acces_pmr", "relais_bebe")), toilet),
    Dataset(FOUNTAINS, frozenset(("gid", "dispo", "type_objet")), fountain),
)
