"""What a team has verified itself, in a table of its own; ``template`` shows how."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from maraude import i18n
from maraude.directory import categories, hours
from maraude.directory.closure import Closure
from maraude.directory.importers import tables
from maraude.directory.importers.batch import Batch, RefusedRecord, collect
from maraude.directory.importers.records import MAX_TEXT, RecordError, as_json, day, position
from maraude.directory.importers.tables import Columns, Row, WrongRow
from maraude.directory.service import FACETS, TEAM, Access, Eligibility, Facet, Service, identify
from maraude.domain.spot import Position
from maraude.domain.text import fold
from maraude.i18n import _

FORMAT = "team-csv"

COLUMNS = Columns(
    titles={
        "category": "catégorie",
        "name": "nom",
        "lat": "latitude",
        "lon": "longitude",
        "address": "adresse",
        "postcode": "code postal",
        "organisation": "association",
        "hours": "horaires",
        "closed_since": "fermé depuis",
        "closed_until": "fermé jusqu'au",
        "closed_reason": "motif de fermeture",
        "woman": "femme",
        "man": "homme",
        "couple": "couple",
        "family": "famille",
        "minor": "mineur",
        "pets": "animaux",
        "wheelchair": "fauteuil",
        "no_papers": "sans papiers",
        "languages": "langues",
        "access": "accès",
        "documents": "documents",
        "cost": "coût",
        "contact": "contact",
        "verified_on": "vérifié le",
    },
    required=("category", "name", "lat", "lon"),
)
_EXAMPLE = {
    "category": "douche",
    "name": "Exemple : bains-douches (ligne à effacer)",
    "lat": "48,8676",
    "lon": "2,3636",
    "address": "1 rue de l'Exemple",
    "postcode": "75010",
    "organisation": "Les Lucioles",
    "hours": "Mo-Sa 07:30-12:30,14:00-18:00",
    "closed_since": "2026-08-01",
    "closed_until": "2026-08-31",
    "closed_reason": "travaux",
    "woman": "oui",
    "man": "oui",
    "pets": "non",
    "wheelchair": "oui",
    "no_papers": "oui",
    "languages": "fr en",
    "access": "libre",
    "documents": "aucun",
    "cost": "gratuit",
    "contact": "01 99 00 00 00",
    "verified_on": "2026-11-20",
}
_ENGLISH_EXAMPLE = {
    **_EXAMPLE,
    "category": "shower",
    "name": "Example: public baths (line to be deleted)",
    "closed_reason": "works",
    **dict.fromkeys(("woman", "man", "wheelchair", "no_papers"), "yes"),
    "pets": "no",
    "access": "walk-in",
    "documents": "none",
    "cost": "free",
}
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
_MAX_QUOTED = 40


def template() -> str:
    """Give a table to fill in, in the language in use: the columns, and an example.

    The example is never imported, so that whoever forgets it sends nobody there.
    """
    cells = (
        i18n.label(_EXAMPLE.get(name, ""), _ENGLISH_EXAMPLE.get(name, ""))
        for name in COLUMNS.titles
    )
    return f"{';'.join(map(COLUMNS.title, COLUMNS.titles))}\n{';'.join(cells)}\n"


def read(path: Path, copied_on: date) -> Batch:
    """Read a team's table; a row that cannot be kept is refused with its line.

    Refusal: as ``tables.read``.
    """
    table = tables.read(path, COLUMNS)
    attribution = _("Vérifié par l'équipe")

    def service(row: Row | WrongRow) -> Service | None:
        cells = tables.cells(row)
        return None if _is_example(cells) else _service(cells, copied_on, attribution)

    labelled = ((_("ligne {n}").format(n=row.line), row) for row in table.rows)
    notes = tuple(
        RefusedRecord(
            _("colonne « {name} »").format(name=name),
            _("Cette colonne n'est pas connue : elle n'a pas été lue."),
        )
        for name in table.unknown
    )
    return replace(collect(TEAM, attribution, labelled, service), notes=notes)


def of_records(rows: Iterable[Mapping[str, str]], copied_on: date) -> Batch:
    """Read again rows that were kept, as ``read`` reads those of a table."""
    attribution = _("Vérifié par l'équipe")
    labelled = ((row.get("name", ""), row) for row in rows)
    return collect(TEAM, attribution, labelled, lambda row: _service(row, copied_on, attribution))


def _is_example(cells: Mapping[str, str]) -> bool:
    return cells["name"] in (_EXAMPLE["name"], _ENGLISH_EXAMPLE["name"])


def _service(cells: Mapping[str, str], copied_on: date, attribution: str) -> Service:
    category = categories.find(cells["category"])
    if category is None:
        raise RecordError(
            _("« {category} » n'est pas une catégorie de l'annuaire.").format(
                category=cells["category"][:_MAX_QUOTED]
            )
        )
    name = _cell(cells, "name")
    if not name:
        raise RecordError(_("Il manque le nom."))
    place = _position(cells)
    address = _cell(cells, "address")
    identifier = identify(TEAM, "", f"{category.code} {name}", place, address)
    return Service(
        id=identifier,
        source=TEAM,
        # What a team writes twice of one place contradicts itself: one row is refused.
        source_id=identifier.removeprefix(f"{TEAM}:"),
        category=category.code,
        name=name,
        position=place,
        copied_on=copied_on,
        attribution=attribution,
        organisation=_cell(cells, "organisation"),
        address=address,
        postcode=_cell(cells, "postcode"),
        hours=hours.read(cells.get("hours", "")),
        closure=_closure(cells),
        eligibility=_eligibility(cells),
        access=_access(cells),
        documents=_cell(cells, "documents"),
        cost=_cell(cells, "cost"),
        contact=_cell(cells, "contact"),
        verified_on=_verified_on(cells, copied_on),
        raw=as_json(dict(cells)),
    )


def _cell(cells: Mapping[str, str], name: str) -> str:
    return cells.get(name, "")[:MAX_TEXT].strip()


def _position(cells: Mapping[str, str]) -> Position:
    try:
        lat, lon = (float(cells[name].replace(",", ".")) for name in ("lat", "lon"))
        return position(lat, lon)
    except ValueError:
        raise RecordError(_("La latitude ou la longitude n'est pas un nombre possible.")) from None


def _closure(cells: Mapping[str, str]) -> Closure | None:
    """Give the closure of a row: any of its three columns makes one."""
    since, until = _date(cells, "closed_since"), _date(cells, "closed_until")
    reason = _cell(cells, "closed_reason")
    if since and until and until < since:
        raise RecordError(_("La fermeture finit avant de commencer."))
    return Closure(since, until, reason) if since or until or reason else None


def _eligibility(cells: Mapping[str, str]) -> Eligibility:
    facets: dict[str, Any] = {name: _answer(name, cells.get(name, "")) for name in FACETS}
    return Eligibility(**facets, languages=tuple(_cell(cells, "languages").lower().split()))


def _answer(name: str, written: str) -> Facet:
    try:
        return _ANSWERS[fold(written)]
    except KeyError:
        raise RecordError(
            _("« {written} » ({column}) : écrire oui, non, ou rien.").format(
                written=written[:_MAX_QUOTED], column=COLUMNS.said([name])
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
            ).format(written=written[:_MAX_QUOTED])
        ) from None


def _verified_on(cells: Mapping[str, str], today: date) -> date | None:
    verified_on = _date(cells, "verified_on")
    if verified_on and verified_on > today:
        raise RecordError(_("La date de vérification est dans l'avenir."))
    return verified_on


def _date(cells: Mapping[str, str], name: str) -> date | None:
    written = cells.get(name, "")
    if not written:
        return None
    read = day(written) or _french_day(written)
    if read is None:
        raise RecordError(
            _("« {written} » ({column}) : une date s'écrit 2026-11-20 ou 20/11/2026.").format(
                written=written[:_MAX_QUOTED], column=COLUMNS.said([name])
            )
        )
    return read


def _french_day(written: str) -> date | None:
    try:
        return day(datetime.strptime(written, "%d/%m/%Y").date().isoformat())
    except ValueError:
        return None
