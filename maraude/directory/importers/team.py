"""What a team has verified itself, in a table of its own; ``TEMPLATE`` shows how."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from maraude.directory import categories, hours
from maraude.directory.importers import tables
from maraude.directory.importers.batch import Batch, RecordError, RefusedRecord, unrepeated
from maraude.directory.service import FACETS, Access, Eligibility, Facet, Service, identify
from maraude.domain.spot import Position
from maraude.domain.text import fold
from maraude.i18n import _

FORMAT = "team-csv"
SOURCE = "team"

COLUMNS = (
    "category", "name", "lat", "lon", "address", "postcode", "organisation", "hours",
    *FACETS, "languages", "access", "documents", "cost", "contact", "verified_on",
)  # fmt: skip
REQUIRED = ("category", "name", "lat", "lon")
FRENCH = {
    "categorie": "category",
    "nom": "name",
    "latitude": "lat",
    "longitude": "lon",
    "adresse": "address",
    "code postal": "postcode",
    "association": "organisation",
    "horaires": "hours",
    "femme": "woman",
    "homme": "man",
    "famille": "family",
    "mineur": "minor",
    "animaux": "pets",
    "fauteuil": "wheelchair",
    "sans papiers": "no_papers",
    "langues": "languages",
    "acces": "access",
    "cout": "cost",
    "verifie le": "verified_on",
}
TEMPLATE = """\
catégorie;nom;lat;lon;adresse;code postal;association;horaires;femme;homme;couple;famille;mineur;\
animaux;fauteuil;sans papiers;langues;accès;documents;coût;contact;vérifié le
douche;Bains-douches de l'exemple;48,8676;2,3636;1 rue de l'Exemple;75010;;\
Mo-Sa 07:30-12:30,14:00-18:00;oui;oui;;;;non;oui;oui;fr en;libre;aucun;gratuit;01 99 00 00 00;\
2026-11-20
"""
_ANSWERS = {
    "oui": Facet.YES,
    "yes": Facet.YES,
    "non": Facet.NO,
    "no": Facet.NO,
    "plutot": Facet.PREFERENTIAL,
    "preferential": Facet.PREFERENTIAL,
    "": Facet.UNKNOWN,
    "?": Facet.UNKNOWN,
}
_ACCESS = {
    "": Access.UNKNOWN,
    "libre": Access.WALK_IN,
    "walk-in": Access.WALK_IN,
    "rendez-vous": Access.APPOINTMENT,
    "appointment": Access.APPOINTMENT,
    "inscription": Access.REGISTRATION,
    "registration": Access.REGISTRATION,
    "orientation": Access.REFERRAL,
    "referral": Access.REFERRAL,
}


def read(path: Path, copied_on: date) -> Batch:
    """Read a team's table; a row that cannot be kept is refused with its line.

    Refusal: as ``tables.read``.
    """
    rows = tables.read(path, COLUMNS, FRENCH, REQUIRED)
    numbered: list[tuple[int, Service]] = []
    refused: list[RefusedRecord] = []
    for row in rows:
        try:
            numbered.append((row.line, _service(row.cells, copied_on)))
        except RecordError as error:
            refused.append(RefusedRecord(_("ligne {n}").format(n=row.line), str(error)))
    services, repeated = unrepeated(numbered)
    attribution = _("Vérifié par l'équipe")
    return Batch(SOURCE, attribution, len(rows), services, (*refused, *repeated))


def _service(cells: Mapping[str, str], copied_on: date) -> Service:
    category = categories.find(cells["category"])
    if category is None:
        raise RecordError(
            _("« {category} » n'est pas une catégorie de l'annuaire.").format(
                category=cells["category"]
            )
        )
    if not cells["name"]:
        raise RecordError(_("Il manque le nom."))
    position = _position(cells)
    written_hours = cells.get("hours", "")
    understood = hours.read(written_hours)
    address = cells.get("address", "")
    return Service(
        id=identify(SOURCE, "", f"{category.code} {cells['name']}", position, address),
        source=SOURCE,
        source_id="",
        category=category.code,
        name=cells["name"],
        position=position,
        copied_on=copied_on,
        attribution=_("Vérifié par l'équipe"),
        organisation=cells.get("organisation", ""),
        address=address,
        postcode=cells.get("postcode", ""),
        hours=understood,
        eligibility=_eligibility(cells),
        access=_access(cells),
        documents=cells.get("documents", ""),
        cost=cells.get("cost", ""),
        contact=cells.get("contact", ""),
        verified_on=_verified_on(cells),
        raw="{}",
    )


def _position(cells: Mapping[str, str]) -> Position:
    try:
        return Position.parse(f"{cells['lat'].replace(',', '.')},{cells['lon'].replace(',', '.')}")
    except ValueError:
        raise RecordError(_("La latitude ou la longitude n'est pas un nombre possible.")) from None


def _eligibility(cells: Mapping[str, str]) -> Eligibility:
    facets = {name: _answer(name, cells.get(name, "")) for name in FACETS}
    return Eligibility(**facets, languages=tuple(cells.get("languages", "").lower().split()))


def _answer(name: str, written: str) -> Facet:
    try:
        return _ANSWERS[fold(written)]
    except KeyError:
        raise RecordError(
            _("« {written} » ({column}) : écrire oui, non, ou rien.").format(
                written=written, column=name
            )
        ) from None


def _access(cells: Mapping[str, str]) -> Access:
    written = cells.get("access", "")
    try:
        return _ACCESS[fold(written)]
    except KeyError:
        raise RecordError(
            _(
                "Accès « {written} » : écrire libre, rendez-vous, inscription ou orientation."
            ).format(written=written)
        ) from None


def _verified_on(cells: Mapping[str, str]) -> date | None:
    written = cells.get("verified_on", "")
    if not written:
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(written, form).date()
        except ValueError:
            continue
    raise RecordError(_("La date s'écrit 2026-11-20 ou 20/11/2026."))
