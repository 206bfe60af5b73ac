"""Records of any data set, as a mapping says what their fields mean."""

from collections.abc import Mapping as Fields
from collections.abc import Sequence
from datetime import date
from typing import Any

from maraude.directory import categories, hours
from maraude.directory.hours import MAX_CHARACTERS
from maraude.directory.importers import opendatasoft, records
from maraude.directory.importers.batch import Batch, RefusedRecord, collect
from maraude.directory.importers.mapping import TEXTS, Mapping, wrong
from maraude.directory.importers.records import MAX_CONDITIONS, MAX_TEXT, RecordError, joined
from maraude.directory.service import FACETS, Access, Eligibility, Facet, Service, identify
from maraude.domain.spot import Position
from maraude.domain.text import clean_line
from maraude.i18n import _


def read(document: object, mapping: Mapping, copied_on: date) -> Batch:
    """Read the records of an export, or the rows of a table, as ``mapping`` says.

    Refusal: ``wrong-mapping`` where the document has none of its fields.
    """
    entries = opendatasoft.entries(document)
    present = {name for entry in entries for name in opendatasoft.fields(entry)}
    # Where a record is may stand outside its fields.
    named = [f for name, group in mapping.fields.items() if name != "position" for f in group]
    absent = [field for field in named if field not in present]
    if named and len(absent) == len(named):
        raise wrong(
            _("Le fichier n'a aucun des champs nommés. Ses champs : {fields}.").format(
                fields=", ".join(sorted(map(clean_line, present))[:50]) or _("aucun")
            )
        )
    numbered = ((str(number), entry) for number, entry in enumerate(entries, start=1))
    batch = collect(
        mapping.source,
        mapping.attribution,
        numbered,
        lambda entry: _service(entry, mapping, copied_on),
    )
    return batch.noting(_absent(absent))


def _absent(names: Sequence[str]) -> tuple[RefusedRecord, ...]:
    return tuple(
        RefusedRecord(
            _("champ « {name} »").format(name=name), _("Aucune fiche du fichier n'a ce champ.")
        )
        for name in dict.fromkeys(names)
    )


def _service(entry: object, mapping: Mapping, copied_on: date) -> Service:
    record = opendatasoft.fields(entry)
    if not isinstance(entry, dict) or not record:
        raise RecordError(_("La fiche n'a pas la forme attendue."))
    code = _category(record, mapping)
    position = _position(entry, record, mapping)
    texts: dict[str, Any] = {
        name: mapping.words(record, name, MAX_CONDITIONS if name == "conditions" else MAX_TEXT)
        for name in TEXTS
    }
    label = mapping.name or categories.load()[code].fr.capitalize()
    name = mapping.words(record, "name") or joined(label, texts["address"])
    own_id = mapping.words(record, "id")
    return Service(
        id=identify(mapping.source, own_id, name, position, texts["address"]),
        source=mapping.source,
        source_id=own_id,
        category=code,
        name=name,
        position=position,
        copied_on=copied_on,
        attribution=mapping.attribution,
        **texts,
        hours=hours.read(mapping.words(record, "hours", MAX_CHARACTERS + 1)),
        eligibility=_eligibility(record, mapping),
        access=Access(mapping.value(record, "access") or Access.UNKNOWN),
        verified_on=records.past_day(mapping.words(record, "verified_on"), copied_on),
        siret=records.siret(mapping.words(record, "siret")),
        raw=records.as_json(entry),
    )


def _category(record: Fields[str, Any], mapping: Mapping) -> str:
    code = mapping.value(record, "category") or mapping.category
    if code:
        return code
    said = mapping.words(record, "category")
    if said:
        raise RecordError(_("Aucune catégorie de l'annuaire pour : {terms}.").format(terms=said))
    raise RecordError(_("La fiche ne dit pas de quelle aide il s'agit."))


def _position(entry: dict[str, Any], record: Fields[str, Any], mapping: Mapping) -> Position:
    if {"lat", "lon"} <= mapping.fields.keys():
        lat, lon = (
            records.number({name: mapping.words(record, name)}, name) for name in ("lat", "lon")
        )
        return records.position(lat, lon)
    (field,) = mapping.fields.get("position", (opendatasoft.POINT,))[:1]
    return opendatasoft.position(entry, field)


def _eligibility(record: Fields[str, Any], mapping: Mapping) -> Eligibility:
    facets: dict[str, Any] = {
        name: Facet(mapping.value(record, name) or Facet.UNKNOWN) for name in FACETS
    }
    spoken = mapping.words(record, "languages").lower().replace(",", " ").split()
    codes = (code for code in spoken if code.isascii() and code.isalpha() and len(code) in (2, 3))
    return Eligibility(**facets, languages=tuple(dict.fromkeys(codes)))
