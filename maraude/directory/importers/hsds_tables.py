"""The tabular form of HSDS: a table for each kind of object, joined by their identifiers."""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any, TypeGuard

from maraude.directory.importers.records import children, text

Rows = list[dict[str, Any]]
_PLURALS = ("", "s", "es")
_OF_SERVICE = ("phone", "schedule", "language", "required_document", "cost_option")
_OF_LOCATION = ("phone", "schedule", "language", "address", "accessibility")
_OF_LINK = ("phone", "schedule")
_LISTS = {"address": "addresses", "accessibility": "accessibility"}


def recognises(document: object) -> TypeGuard[Mapping[str, Any]]:
    """Tell whether ``document`` has the tables of services and of where they are."""
    if not isinstance(document, dict):
        return False
    tables = _Tables(document)
    services = tables.rows("service")
    flat = not any("service_at_locations" in row for row in services)
    linked = any("service_id" in row for row in tables.rows("service_at_location"))
    return bool(services) and flat and linked


def nest(document: Mapping[str, Any]) -> list[Any]:
    """Give each service with all that the other tables say of it; None for a torn row."""
    tables = _Tables(document)
    organizations = tables.by_id("organization")
    identifiers = tables.children("organization_identifier", "organization_id")
    phones = tables.children("phone", "organization_id")
    for key, organization in organizations.items():
        organization["organization_identifiers"] = identifiers[key]
        organization["phones"] = phones[key]
    links = _links(tables)
    attributes = _attributes(tables)
    own = {kind: tables.children(kind, "service_id") for kind in _OF_SERVICE}
    services = tables.listed("service")
    for service in filter(None, services):
        key = text(service, "id")
        service.update({_list_of(kind): rows[key] for kind, rows in own.items()})
        service["attributes"] = attributes[key]
        service["organization"] = organizations.get(text(service, "organization_id"), {})
        service["service_at_locations"] = links[key]
    return services


def _links(tables: "_Tables") -> defaultdict[str, Rows]:
    """Give where each service is, by the service's identifier."""
    locations = tables.by_id("location")
    attributes = _attributes(tables)
    of_location = {kind: tables.children(kind, "location_id") for kind in _OF_LOCATION}
    for key, location in locations.items():
        location.update({_list_of(kind): rows[key] for kind, rows in of_location.items()})
    own = {kind: tables.children(kind, "service_at_location_id") for kind in _OF_LINK}
    links = tables.children("service_at_location", "service_id")
    for link in (link for rows in links.values() for link in rows):
        key = text(link, "id")
        link.update({_list_of(kind): rows[key] for kind, rows in own.items()})
        link["attributes"] = attributes[key]
        link["location"] = locations.get(text(link, "location_id"), {})
    return links


def _attributes(tables: "_Tables") -> defaultdict[str, Rows]:
    """Give the attributes of each object, with their terms."""
    terms = tables.by_id("taxonomy_term")
    attributes = tables.children("attribute", "link_id")
    for attribute in (attribute for rows in attributes.values() for attribute in rows):
        attribute["taxonomy_term"] = terms.get(text(attribute, "taxonomy_term_id"), {})
    return attributes


def _list_of(kind: str) -> str:
    return _LISTS.get(kind, f"{kind}s")


class _Tables:
    """The tables of a package, under the names of their objects."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        package = document.get("datapackage")
        resources = children(package, "resources") if isinstance(package, dict) else []
        named = {text(r, "name"): PurePath(text(r, "path")).stem for r in resources}
        self._document = document
        self._stems = {name: stem for name, stem in named.items() if stem in document}

    def listed(self, kind: str) -> list[Any]:
        """Give the rows of a table, None for a torn one; none where there is no such table."""
        names = (self._stems.get(kind, kind), *(f"{kind}{plural}" for plural in _PLURALS))
        found = next((self._document[name] for name in names if name in self._document), None)
        rows = found if isinstance(found, list) else []
        return [dict(row) if isinstance(row, dict) else None for row in rows]

    def rows(self, kind: str) -> Rows:
        """Give the rows of a table that can be read."""
        return [row for row in self.listed(kind) if row is not None]

    def by_id(self, kind: str) -> dict[str, dict[str, Any]]:
        """Give the rows of a table by their identifier."""
        return {text(row, "id"): row for row in self.rows(kind)}

    def children(self, kind: str, key: str) -> defaultdict[str, Rows]:
        """Give the rows of a table by the identifier of what they belong to."""
        found: defaultdict[str, Rows] = defaultdict(list)
        for row in self.rows(kind):
            if owner := text(row, key):
                found[owner].append(row)
        return found
