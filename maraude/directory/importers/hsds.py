"""HSDS 3 (Open Referral): nested JSON of services, organizations or services at locations.

The tabular form is nested first, by ``hsds_tables``. What is free text there (who is eligible,
how to apply, how accessible a place is) stays a sentence: no facet is guessed from it. Source:
https://docs.openreferral.org.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from maraude.directory import categories, naming
from maraude.directory.categories import Category
from maraude.directory.closure import Closure
from maraude.directory.importers import hsds_hours, hsds_tables, packages, records
from maraude.directory.importers.batch import Batch, RefusedRecord, collect
from maraude.directory.importers.records import (
    MAX_CONDITIONS,
    MAX_TEXT,
    RecordError,
    child,
    children,
    joined,
    text,
)
from maraude.directory.service import Eligibility, Facet, Service, identify
from maraude.domain.spot import Position
from maraude.domain.text import fold
from maraude.i18n import _

FORMAT = SOURCE = "hsds"
LIST = "services"
ATTRIBUTION = "HSDS (Open Referral)"
_LEFT_OUT = ("inactive", "defunct")
_CLOSED = "temporarily closed"
_ADULT = 18
_OLDEST = 120
_OWN_FIELDS = (
    "service_at_locations", "schedules", "attributes", "eligibility_description", "assured_date",
    "organization", "cost_options",
)  # fmt: skip
_NAMES_OF_ALL = ("human-services-data", "human-services-data-specification", "datapackage")
"""How a data package is called where nobody changed the example of the specification."""
_LONGEST_NAME = 40
_NESTED_LISTS = ("contents", "services", "organizations", "service_at_locations")
# Only what is said in so many words; anything longer is a condition to be read.
_ACCESSIBLE = {
    "wheelchair": Facet.YES,
    "wheelchair access": Facet.YES,
    "wheelchair accessible": Facet.YES,
    "accessible en fauteuil roulant": Facet.YES,
    "accessible pmr": Facet.YES,
    "not wheelchair accessible": Facet.NO,
    "no wheelchair access": Facet.NO,
    "non accessible en fauteuil roulant": Facet.NO,
}
# Names of people, and the history of a record, are of no use here and are not kept.
_NOT_KEPT = ("contacts", "metadata", "funding", "program", "services", "locations")


@dataclass(frozen=True, slots=True)
class _Offer:
    """A service at one of its locations, under one of its categories; None where none fits."""

    service: dict[str, Any]
    link: dict[str, Any]
    category: Category | None

    @property
    def location(self) -> dict[str, Any]:
        """Where the service is."""
        return child(self.link, "location")

    @property
    def organization(self) -> dict[str, Any]:
        """Who gives the service."""
        return child(self.service, "organization")

    def nearest(self, name: str) -> list[dict[str, Any]]:
        """Give the records of the link, else of the service, else of the location."""
        holders = (self.link, self.service, self.location)
        return next(filter(None, (children(holder, name) for holder in holders)), [])


def recognises(document: object) -> bool:
    """Tell whether ``document`` is of HSDS, nested or tabular."""
    return hsds_tables.recognises(document) or any(map(_is_service, _nested(document)))


def read(document: object, copied_on: date) -> Batch:
    """Read the services of a document that ``recognises`` knows, one for each of their places.

    Services that are inactive or defunct are left out, and counted in the notes.
    """
    tables = document if hsds_tables.recognises(document) else None
    services = hsds_tables.nest(tables) if tables else list(_nested(document))
    offers = (
        offer
        for number, service in enumerate(services, start=1)
        if not _is_left_out(service)
        for offer in _offers(service, str(number))
    )
    attribution = _attribution(document)
    batch = collect(
        SOURCE, attribution, offers, lambda offer: _service(offer, copied_on, attribution)
    )
    notes = packages.torn(tables) if tables else ()
    return batch.called(_source(document)).noting((*notes, *_left_out(services)))


def _nested(document: object) -> Iterator[Any]:
    """Give the services of a document, each with its organization and its locations."""
    if isinstance(document, dict) and _is_service(document):
        yield document
        return
    if isinstance(document, dict):
        document = next((document[n] for n in _NESTED_LISTS if n in document), [document])
    for entry in document if isinstance(document, list) else ():
        if not isinstance(entry, dict):
            yield entry
        elif isinstance(entry.get("service"), dict):
            yield {**entry["service"], "service_at_locations": [entry]}
        elif "services" in entry:
            yield from _of_organization(entry)
        else:
            yield entry


def _of_organization(organization: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give the services of an organization; their links may name one of its locations."""
    locations = {text(entry, "id"): entry for entry in children(organization, "locations")}
    for service in children(organization, "services"):
        links = [
            {"location": locations.get(text(link, "location_id"), {}), **link}
            for link in children(service, "service_at_locations")
        ]
        yield {"organization": organization, **service, "service_at_locations": links}


def _is_service(entry: object) -> bool:
    if not isinstance(entry, dict):
        return False
    return {"id", "name", "status"} <= entry.keys() and any(f in entry for f in _OWN_FIELDS)


def _is_left_out(entry: object) -> bool:
    return isinstance(entry, dict) and text(entry, "status").lower() in _LEFT_OUT


def _left_out(services: list[Any]) -> tuple[RefusedRecord, ...]:
    count = sum(map(_is_left_out, services))
    if not count:
        return ()
    reason = _("Services qui ne sont plus rendus, laissés de côté : {n}.").format(n=count)
    return (RefusedRecord(_("statut"), reason),)


def _attribution(document: object) -> str:
    """Give what must be shown with the records: the title of a data package, where it has one."""
    package = child(document, "datapackage") if isinstance(document, dict) else {}
    return joined(text(package, "title"), ATTRIBUTION)


def _source(document: object) -> str:
    """Give what the feed is called: after its data package, where that has a name of its own."""
    package = child(document, "datapackage") if isinstance(document, dict) else {}
    name = re.sub(r"[^a-z0-9]+", "-", fold(text(package, "name"))).strip("-")
    is_its_own = name and name not in _NAMES_OF_ALL
    return naming.feed(SOURCE, name[:_LONGEST_NAME].strip("-")) if is_its_own else SOURCE


def _offers(service: Any, number: str) -> Iterator[tuple[str, _Offer | None]]:
    """Give a service once for each of its places and categories."""
    if not isinstance(service, dict):
        yield number, None
        return
    label = text(service, "id") or number
    for link in children(service, "service_at_locations") or [{}]:
        for category in _categories(service, link) or (None,):
            yield label, _Offer(service, link, category)


def _categories(service: dict[str, Any], link: dict[str, Any]) -> tuple[Category, ...]:
    found = (
        category
        for attribute in (*children(service, "attributes"), *children(link, "attributes"))
        if not _is_about_people(attribute)
        for name in _names(attribute)
        if (category := _category(name))
    )
    return tuple(dict.fromkeys(found))


def _category(name: str) -> Category | None:
    """Give the category of a term: ours, or under one of the crosswalks."""
    crosswalks = (("hsds", fold(name)), ("soliguide", name), ("data_inclusion", name))
    known = (categories.counterpart(crosswalk, term) for crosswalk, term in crosswalks)
    return next(filter(None, known), None) or categories.find(name)


def _names(attribute: dict[str, Any]) -> list[str]:
    term = child(attribute, "taxonomy_term")
    written = (text(term, "name"), text(term, "code"), text(attribute, "value"))
    return [name for name in written if name]


def _is_about_people(attribute: dict[str, Any]) -> bool:
    """Tell whether a term says whom a service is for, not what it is."""
    kind = fold(text(attribute, "link_type"))
    return "eligib" in kind or "audience" in kind


def _service(offer: _Offer | None, copied_on: date, attribution: str) -> Service:
    if offer is None:
        raise RecordError(_("La fiche n'a pas la forme attendue."))
    service, location = offer.service, offer.location
    name, own_id = text(service, "name"), text(service, "id")
    if not name or not own_id:
        raise RecordError(_("Il manque le nom ou l'identifiant."))
    category = offer.category or _refuse_category(offer)
    position = _position(location)
    address, postcode = _address(location)
    place = text(location, "id") or text(offer.link, "id")
    source_id = f"{own_id}/{place}/{category.code}"
    return Service(
        id=identify(SOURCE, source_id, name, position, address),
        source=SOURCE,
        source_id=source_id,
        category=category.code,
        name=name,
        position=position,
        copied_on=copied_on,
        attribution=attribution,
        organisation=text(offer.organization, "name"),
        address=address,
        postcode=postcode,
        hours=hsds_hours.read(offer.nearest("schedules"), copied_on),
        closure=_closure(service),
        eligibility=_eligibility(offer),
        documents=_documents(service),
        cost=_cost(service, copied_on),
        contact=_contact(offer),
        verified_on=_verified_on(service, copied_on),
        conditions=_conditions(offer),
        notice=text(service, "alert", MAX_CONDITIONS),
        siret=_siret(offer.organization),
        raw=_raw(offer),
    )


def _position(location: dict[str, Any]) -> Position:
    if text(location, "location_type") in ("virtual", "postal"):
        raise RecordError(_("Ce service est rendu à distance : il n'y a pas de lieu."))
    return records.position(
        records.number(location, "latitude"), records.number(location, "longitude")
    )


def _documents(service: dict[str, Any]) -> str:
    needed = (text(entry, "document") for entry in children(service, "required_documents"))
    return joined(*needed, separator=" ; ")[:MAX_TEXT]


def _refuse_category(offer: _Offer) -> Category:
    attributes = (*children(offer.service, "attributes"), *children(offer.link, "attributes"))
    terms = [name for entry in attributes if not _is_about_people(entry) for name in _names(entry)]
    if terms:
        raise RecordError(
            _("Aucune catégorie de l'annuaire pour : {terms}.").format(terms=", ".join(terms[:5]))
        )
    raise RecordError(_("La fiche ne dit pas de quelle aide il s'agit."))


def _address(location: dict[str, Any]) -> tuple[str, str]:
    """Give the address of a location, and its postcode."""
    written = children(location, "addresses")
    physical = (entry for entry in written if text(entry, "address_type") != "postal")
    address = next(physical, written[0] if written else {})
    postcode = text(address, "postal_code")
    town = joined(postcode, text(address, "city"), separator=" ")
    return joined(text(address, "address_1"), town), postcode


def _closure(service: dict[str, Any]) -> Closure | None:
    if text(service, "status").lower() != _CLOSED:
        return None
    return Closure(reason=text(service, "alert"))


def _eligibility(offer: _Offer) -> Eligibility:
    youngest, oldest = (_age(offer.service, name) for name in ("minimum_age", "maximum_age"))
    spoken = (text(entry, "code").lower() for entry in offer.nearest("languages"))
    descriptions = (
        fold(text(entry, "description")).strip(" .")
        for entry in children(offer.location, "accessibility")
    )
    accessible = {_ACCESSIBLE.get(words, Facet.UNKNOWN) for words in descriptions}
    return Eligibility(
        minor=Facet.NO if youngest is not None and youngest >= _ADULT else Facet.UNKNOWN,
        wheelchair=accessible.pop() if len(accessible) == 1 else Facet.UNKNOWN,
        languages=tuple(dict.fromkeys(code for code in spoken if _is_language(code))),
        min_age=youngest,
        max_age=oldest,
    )


def _age(service: dict[str, Any], field: str) -> int | None:
    years = records.number(service, field)
    return int(years) if years is not None and 0 <= years <= _OLDEST else None


def _is_language(code: str) -> bool:
    return code.isascii() and code.isalpha() and len(code) in (2, 3)


def _conditions(offer: _Offer) -> str:
    service = offer.service
    audience = (
        name
        for attribute in children(service, "attributes")
        if _is_about_people(attribute)
        for name in _names(attribute)[:1]
    )
    said = (
        text(service, "eligibility_description", MAX_CONDITIONS),
        *audience,
        text(service, "application_process", MAX_CONDITIONS),
        *(text(entry, "description") for entry in children(offer.location, "accessibility")),
    )
    return joined(*said, separator=" · ")[:MAX_CONDITIONS]


def _cost(service: dict[str, Any], today: date) -> str:
    """Give the prices that are valid today, in the source's words; nothing is ever "free"."""
    options = children(service, "cost_options")
    valid = (o for o in options if (records.day(text(o, "valid_to")) or today) >= today)
    prices = (_price(option) for option in valid)
    words = text(service, "fees_description") or text(service, "fees")
    return joined(*prices, words, separator=" ; ")[:MAX_TEXT]


def _price(option: dict[str, Any]) -> str:
    amount = records.number(option, "amount")
    sum_ = "" if amount is None else f"{amount:g} {text(option, 'currency').upper()}".strip()
    return joined(
        text(option, "option"),
        joined(sum_, text(option, "amount_description"), separator=" "),
        separator=" : ",
    )


def _contact(offer: _Offer) -> str:
    """Give a telephone, else a page, else an address to write to."""
    service, organization = offer.service, offer.organization
    phones = (*offer.nearest("phones"), *children(organization, "phones"))
    numbers = (text(phone, "number").strip('"') for phone in phones if text(phone, "type") != "fax")
    pages = (text(service, "url"), text(organization, "website"), text(service, "email"))
    return next(filter(None, (*numbers, *pages)), "")


def _verified_on(service: dict[str, Any], today: date) -> date | None:
    written = (text(service, name) for name in ("assured_date", "last_modified"))
    return next(filter(None, (records.past_day(value, today) for value in written)), None)


def _siret(organization: dict[str, Any]) -> str:
    identifiers = children(organization, "organization_identifiers")
    named = (
        records.siret(text(entry, "identifier"))
        for entry in identifiers
        if "siret" in fold(text(entry, "identifier_scheme") + text(entry, "identifier_type"))
    )
    return next(filter(None, named), "")


def _raw(offer: _Offer) -> str:
    """Give the service with the one place that the record is about."""
    kept = _kept(offer.service)
    kept["organization"] = _kept(offer.organization)
    link = _kept({name: value for name, value in offer.link.items() if name != "service"})
    kept["service_at_locations"] = [{**link, "location": _kept(offer.location)}]
    return records.as_json(kept)


def _kept(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in _NOT_KEPT}
