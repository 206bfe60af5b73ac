"""A fictional service of HSDS 3, nested and as tables."""

import csv
import json
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

Record = dict[str, Any]


def uid(name: str) -> str:
    """Give an identifier of HSDS, the same for the same name."""
    return str(uuid5(NAMESPACE_URL, name))


def term(name: str, **changes: Any) -> Record:
    """Give an attribute with its term."""
    return {
        "id": uid(f"attribute {name}"),
        "taxonomy_term": {"id": uid(f"term {name}"), "name": name, "description": name, **changes},
    }


def schedule(byday: str, opens_at: str, closes_at: str, **changes: Any) -> Record:
    """Give a weekly row."""
    row = {"freq": "WEEKLY", "byday": byday, "opens_at": opens_at, "closes_at": closes_at}
    return {"id": uid(f"{byday} {opens_at}"), **row, **changes}


LOCATION: Record = {
    "id": uid("location"),
    "location_type": "physical",
    "name": "Maison du Canal",
    "latitude": 48.8676,
    "longitude": 2.3636,
    "addresses": [
        {
            "id": uid("postal"),
            "address_1": "Boîte postale 3",
            "city": "Paris",
            "state_province": "Île-de-France",
            "postal_code": "75999",
            "country": "FR",
            "address_type": "postal",
        },
        {
            "id": uid("physical"),
            "address_1": "1 quai de l'Exemple",
            "city": "Paris",
            "state_province": "Île-de-France",
            "postal_code": "75010",
            "country": "FR",
            "address_type": "physical",
        },
    ],
    "accessibility": [{"id": uid("accessible"), "description": "Wheelchair accessible"}],
    "schedules": [schedule("MO,TU,WE,TH,FR,SA,SU", "00:00", "24:00")],
    "phones": [{"id": uid("desk"), "number": "01 99 00 00 09"}],
}
ORGANIZATION: Record = {
    "id": uid("organization"),
    "name": "Les Lucioles",
    "description": "Une association fictive",
    "website": "https://lucioles.example.org",
    "organization_identifiers": [
        {
            "id": uid("siret"),
            "identifier_scheme": "FR-SIRET",
            "identifier_type": "company",
            "identifier": "123 456 789 00011",
        }
    ],
}
SERVICE: Record = {
    "id": uid("service"),
    "name": "Douches du Canal",
    "status": "active",
    "eligibility_description": "Majeurs sans abri, femmes le mardi",
    "application_process": "Se présenter à l'accueil",
    "minimum_age": 18,
    "maximum_age": 99,
    "assured_date": "2026-10-02",
    "last_modified": "2026-11-01T10:30:00Z",
    "alert": "Eau froide jusqu'à vendredi",
    "fees_description": "Serviette prêtée",
    "phones": [
        {"id": uid("fax"), "number": "01 99 00 00 01", "type": "fax"},
        {"id": uid("voice"), "number": "01 99 00 00 00", "type": "voice"},
    ],
    "schedules": [
        schedule("MO,TU", "09:00", "12:00", timezone=3, interval=1),
        schedule("MO,TU", "14:00:00", "17:30:00", timezone=3),
        schedule("SA", "10:00", "12:00", description="Le samedi matin"),
    ],
    "languages": [
        {"id": uid("fr"), "name": "French", "code": "fr"},
        {"id": uid("ar"), "name": "Arabic", "code": "AR"},
        {"id": uid("?"), "name": "Signs"},
    ],
    "cost_options": [
        {"id": uid("1"), "option": "Savon", "amount": 0.5, "currency": "eur"},
        {"id": uid("2"), "amount": 2, "currency": "eur", "valid_to": "2025-12-31"},
    ],
    "required_documents": [
        {"id": uid("card"), "document": "Carte de la maison"},
        {"id": uid("paper"), "document": "Ordonnance"},
    ],
    "attributes": [
        term("Showers"),
        {**term("Women"), "link_type": "service_eligibility"},
    ],
    "contacts": [{"id": uid("person"), "name": "Camille Exemple"}],
    "organization": ORGANIZATION,
    "service_at_locations": [{"id": uid("link"), "location": LOCATION}],
}


def service(**changes: Any) -> Record:
    """Give the service, with other fields; None takes one away."""
    return {name: value for name, value in {**SERVICE, **changes}.items() if value is not None}


def tables(*services: Record) -> dict[str, list[Record]]:
    """Take services apart into the tables of a data package."""
    found: dict[str, list[Record]] = {}
    for one in services:
        organization = one["organization"]
        flat = {**one, "organization_id": organization["id"]}
        _take_apart(found, "service", flat, _OF_SERVICE, "service_id")
        _take_apart(found, "organization", organization, _OF_ORGANIZATION, "organization_id")
        for link in one["service_at_locations"]:
            location = link["location"]
            joined = {"service_id": one["id"], "location_id": location["id"]}
            _take_apart(
                found, "service_at_location", {**link, **joined}, _OF_LINK, "service_at_location_id"
            )
            _take_apart(found, "location", location, _OF_LOCATION, "location_id")
        for attribute in one["attributes"]:
            kept = attribute["taxonomy_term"]
            row = {"link_id": one["id"], "link_entity": "service", "taxonomy_term_id": kept["id"]}
            flat = {n: v for n, v in attribute.items() if n != "taxonomy_term"}
            found.setdefault("attribute", []).append({**flat, **row})
            found.setdefault("taxonomy_term", []).append(kept)
    return found


_OF_SERVICE = {
    "phones": "phone",
    "schedules": "schedule",
    "languages": "language",
    "cost_options": "cost_option",
    "required_documents": "required_document",
}
_OF_LINK = {"schedules": "schedule"}
_OF_ORGANIZATION = {"organization_identifiers": "organization_identifier"}
_OF_LOCATION = {
    "addresses": "address",
    "accessibility": "accessibility",
    "schedules": "schedule",
    "phones": "phone",
}


def _take_apart(
    found: dict[str, list[Record]], kind: str, record: Record, lists: dict[str, str], key: str
) -> None:
    for field, table in lists.items():
        rows = [{**row, key: record["id"]} for row in record.get(field, [])]
        found.setdefault(table, []).extend(rows)
    flat = {n: v for n, v in record.items() if not isinstance(v, list | dict)}
    if flat not in found.setdefault(kind, []):
        found[kind].append(flat)


def write_package(
    folder: Path,
    *services: Record,
    paths: dict[str, str] | None = None,
    name: str = "human_services_data",
) -> None:
    """Write a tabular data package: a table for each kind of object, and what names them."""
    taken = tables(*services)
    named = {kind: (paths or {}).get(kind, f"{kind}s.csv") for kind in taken}
    resources = [{"name": kind, "path": path} for kind, path in named.items()]
    package = {"name": name, "title": "Annuaire d'essai", "resources": resources}
    (folder / "datapackage.json").write_text(json.dumps(package), "utf-8")
    for kind, rows in taken.items():
        with (folder / named[kind]).open("w", encoding="utf-8", newline="") as stream:
            table = csv.DictWriter(stream, list({name: 0 for row in rows for name in row}))
            table.writeheader()
            table.writerows(rows)
