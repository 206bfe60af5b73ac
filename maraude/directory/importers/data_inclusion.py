"""data.inclusion v1: services of the social sector, and the structures that give them.

Its weekly export has one file for each, in JSON or CSV. What it says of ``publics`` and ``frais``
was often guessed on the way (an unknown price became "gratuit", an unmapped public everyone): it
is told as a condition, never held as certain. Schema: data-inclusion-schema 1.0.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from maraude.directory import categories, hours
from maraude.directory.categories import Category
from maraude.directory.hours import MAX_CHARACTERS
from maraude.directory.importers import records
from maraude.directory.importers.batch import Batch, collect
from maraude.directory.importers.records import MAX_CONDITIONS, RecordError, joined, text, texts
from maraude.directory.service import Access, Eligibility, Facet, Hours, Service, identify
from maraude.domain.refusal import Refusal
from maraude.domain.spot import Position
from maraude.i18n import _

FORMAT = SOURCE = "data-inclusion"
LIST = "services"
ATTRIBUTION = "data.inclusion (data.inclusion.gouv.fr)"
_PUBLICS = {
    "tous-publics": "tous publics",
    "beneficiaires-des-minimas-sociaux": "bénéficiaires des minima sociaux",
    "demandeurs-emploi": "demandeurs d'emploi",
    "etudiants": "étudiants",
    "personnes-en-situation-de-handicap": "personnes en situation de handicap",
    "personnes-en-situation-durgence": "personnes en situation d'urgence",
    "personnes-en-situation-juridique-specifique": "personnes en situation juridique spécifique",
    "personnes-exilees": "personnes exilées",
    "residents-qpv-frr": "résidents en QPV ou FRR",
    "seniors": "séniors",
}
# Names of people are of no use here; what a structure tells of itself makes a record too long.
_NOT_KEPT = ("contact_nom_prenom", "structure")
_NOT_KEPT_OF_STRUCTURE = (*_NOT_KEPT, "description")


@dataclass(frozen=True, slots=True)
class _Offer:
    """A service under one of its categories, with its structure; no category where none fits."""

    service: dict[str, Any]
    structure: dict[str, Any]
    category: Category | None

    def text(self, field: str, limit: int = records.MAX_TEXT) -> str:
        """Give a field of the service, else of its structure."""
        return text(self.service, field, limit) or text(self.structure, field, limit)


def recognises(document: object) -> bool:
    """Tell whether ``document`` holds services or structures of data.inclusion."""
    return any(_is_service(e) or _is_structure(e) for _label, e in _entries(document))


def read(document: object, copied_on: date) -> Batch:
    """Read the services of a document that ``recognises`` knows.

    Refusal: ``missing-services`` where it holds structures alone.
    """
    entries = list(_entries(document))
    structures = {text(e, "id"): e for _label, e in entries if _is_structure(e)}
    if structures and not any(_is_service(e) for _label, e in entries):
        raise Refusal(
            "missing-services",
            _(
                "Ce fichier n'a que les structures de data.inclusion. Mettez-le avec celui des"
                " services dans un dossier ou une archive zip, puis importez celui-ci."
            ),
        )
    offers = (
        offer
        for label, entry in entries
        if not _is_structure(entry)
        for offer in _offers(label, entry, structures)
    )
    return collect(SOURCE, ATTRIBUTION, offers, lambda entry: _service(entry, copied_on))


def _entries(document: object) -> Iterator[tuple[str, Any]]:
    """Give the records of all lists of a document, whatever their names, each with its place."""
    lists = document if isinstance(document, dict) else {"": document}
    for name, listed in lists.items():
        for number, entry in enumerate(listed if isinstance(listed, list) else (), start=1):
            yield f"{name} {number}".strip(), entry


def _is_service(entry: object) -> bool:
    return isinstance(entry, dict) and {"nom", "structure_id"} <= entry.keys()


def _is_structure(entry: object) -> bool:
    known = ("date_maj", "siret", "reseaux_porteurs", "horaires_accueil")
    if not isinstance(entry, dict) or "structure_id" in entry or "thematiques" in entry:
        return False
    return {"id", "nom"} <= entry.keys() and any(field in entry for field in known)


def _offers(
    place: str, entry: object, structures: dict[str, dict[str, Any]]
) -> Iterator[tuple[str, _Offer | None]]:
    """Give a service once for each category that it falls under."""
    if not isinstance(entry, dict):
        yield place, None
        return
    label = text(entry, "id") or place
    structure = records.child(entry, "structure") or structures.get(text(entry, "structure_id"), {})
    found = (categories.counterpart("data_inclusion", t) for t in texts(entry, "thematiques"))
    known = dict.fromkeys(filter(None, found)) or (None,)
    for category in known:
        yield label, _Offer(entry, structure, category)


def _service(offer: _Offer | None, copied_on: date) -> Service:
    if offer is None:
        raise RecordError(_("La fiche n'a pas la forme attendue."))
    service, structure = offer.service, offer.structure
    category = offer.category or _refuse_category(service)
    name, own_id = text(service, "nom"), text(service, "id")
    if not name or not own_id:
        raise RecordError(_("Il manque le nom ou l'identifiant."))
    if texts(service, "modes_accueil") == ["a-distance"]:
        raise RecordError(_("Ce service est rendu à distance : il n'y a pas de lieu."))
    position = _position(offer)
    address = joined(
        offer.text("adresse"),
        joined(offer.text("code_postal"), offer.text("commune"), separator=" "),
    )
    source_id = f"{own_id}/{category.code}"
    return Service(
        id=identify(SOURCE, source_id, name, position, address),
        source=SOURCE,
        source_id=source_id,
        category=category.code,
        name=name,
        position=position,
        copied_on=copied_on,
        attribution=ATTRIBUTION,
        organisation=text(structure, "nom"),
        address=address,
        postcode=offer.text("code_postal"),
        hours=_hours(offer),
        eligibility=_eligibility(service),
        access=_access(service),
        cost=_cost(service),
        contact=_contact(offer),
        verified_on=records.past_day(text(service, "date_maj"), copied_on),
        conditions=_conditions(service),
        siret=records.siret(text(structure, "siret")),
        raw=_raw(offer),
    )


def _refuse_category(service: dict[str, Any]) -> Category:
    if themes := texts(service, "thematiques"):
        raise RecordError(
            _("Aucune catégorie de l'annuaire pour : {terms}.").format(terms=", ".join(themes[:5]))
        )
    raise RecordError(_("La fiche ne dit pas de quelle aide il s'agit."))


def _position(offer: _Offer) -> Position:
    """Give the position of the service, else of its structure."""
    holder = offer.service if records.number(offer.service, "latitude") else offer.structure
    return records.position(records.number(holder, "latitude"), records.number(holder, "longitude"))


def _hours(offer: _Offer) -> Hours:
    return hours.read(offer.text("horaires_accueil", MAX_CHARACTERS + 1))


def _eligibility(service: dict[str, Any]) -> Eligibility:
    """Give whom the service is meant for; a public that is not named is not refused."""
    publics = texts(service, "publics")
    return Eligibility(
        woman=Facet.PREFERENTIAL if "femmes" in publics else Facet.UNKNOWN,
        family=Facet.PREFERENTIAL if "familles" in publics else Facet.UNKNOWN,
    )


def _conditions(service: dict[str, Any]) -> str:
    publics = ", ".join(_PUBLICS.get(public, public) for public in texts(service, "publics"))
    free = text(service, "frais") == "gratuit"
    said = (
        f"Publics : {publics}" if publics else "",
        text(service, "publics_precisions", MAX_CONDITIONS),
        text(service, "conditions_acces", MAX_CONDITIONS),
        text(service, "mobilisation_precisions", MAX_CONDITIONS),
        "Gratuité annoncée, à vérifier" if free else "",
    )
    return joined(*said, separator=" · ")[:MAX_CONDITIONS]


def _cost(service: dict[str, Any]) -> str:
    said = text(service, "frais_precisions")
    return said or ("payant" if text(service, "frais") == "payant" else "")


def _access(service: dict[str, Any]) -> Access:
    if texts(service, "mobilisable_par") == ["professionnels"]:
        return Access.REFERRAL
    by_presence = "se-presenter" in texts(service, "modes_mobilisation")
    return Access.WALK_IN if by_presence else Access.UNKNOWN


def _contact(offer: _Offer) -> str:
    fields = ("telephone", "courriel", "site_web", "lien_source")
    return next(filter(None, map(offer.text, fields)), "")


def _raw(offer: _Offer) -> str:
    """Give the service with its structure inside."""
    structure = _without(offer.structure, _NOT_KEPT_OF_STRUCTURE)
    return records.as_json({**_without(offer.service, _NOT_KEPT), "structure": structure})


def _without(record: dict[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    return {field: value for field, value in record.items() if field not in fields}
