"""A small file that tells what the fields of a data set mean; ``template`` shows how.

It makes an importer of any table or export of an Opendatasoft portal that nobody wrote one for.
"""

import tomllib
from collections.abc import Mapping as Fields
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from maraude.directory import categories, naming
from maraude.directory.importers import documents
from maraude.directory.importers.records import MAX_TEXT, joined
from maraude.directory.service import FACETS, Access, Facet
from maraude.domain.refusal import Refusal
from maraude.domain.text import clean_line, fold
from maraude.i18n import _

MAX_BYTES = 2**18
RESERVED = (*naming.FAMILIES, "paris-toilettes", "paris-fontaines")
"""Sources that have an importer of their own, which no mapping may replace."""

TEXTS = (
    "organisation", "address", "postcode", "cost", "contact", "documents", "conditions", "notice",
)  # fmt: skip
FIELDS = (
    "id", "name", *TEXTS, "hours", "verified_on", "languages", "siret", "category", "access",
    "position", "lat", "lon", *FACETS,
)  # fmt: skip
"""What a field of a data set may be."""

_HEADER = ("source", "attribution", "category", "name", "fields", "values", "always")
_VALUED = ("category", "access", *FACETS)
_ANSWERS = {
    **dict.fromkeys(("oui", "yes", "true", "vrai", "1"), Facet.YES.value),
    **dict.fromkeys(("non", "no", "false", "faux", "0"), Facet.NO.value),
}
_MAX_SOURCE = 40

Values = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """What the records of one source mean.

    ``fields`` gives the names of a source's fields for each of ``FIELDS``; ``values`` what their
    contents (folded) stand for, by the same name; ``always`` the facets of which no field tells,
    because they are the same for all.
    """

    source: str
    attribution: str
    category: str
    name: str
    fields: dict[str, tuple[str, ...]]
    values: Values
    always: dict[str, str]

    def words(self, record: Fields[str, Any], name: str, limit: int = MAX_TEXT) -> str:
        """Give what the fields of ``name`` say, one after the other."""
        said = (_said(record.get(field)) for field in self.fields.get(name, ()))
        return joined(*said, separator=" ")[:limit].strip()

    def value(self, record: Fields[str, Any], name: str) -> str:
        """Give what the content of a field stands for; nothing where nobody told."""
        if name not in self.fields:
            return self.always.get(name, "")
        known = self.values.get(name) or (_ANSWERS if name in FACETS else {})
        return known.get(fold(self.words(record, name)), "")


def load(path: Path) -> Mapping:
    """Read a mapping; Refusal: as ``documents.load`` and ``parse``."""
    return parse(documents.load(path, MAX_BYTES), path.name)


def parse(content: bytes, name: str) -> Mapping:
    """Read the content of a mapping that is called ``name``.

    Refusal: ``wrong-mapping``, which names what is missing or unknown.
    """
    try:
        written = tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise wrong(
            _("« {name} » n'est pas du TOML lisible : {error}").format(
                name=name, error=clean_line(str(error))[:MAX_TEXT]
            )
        ) from error
    problems = tuple(_problems(written))
    if problems:
        raise wrong(" ".join(problems))
    return Mapping(
        source=written["source"],
        attribution=clean_line(written["attribution"])[:MAX_TEXT],
        category=written.get("category", ""),
        name=clean_line(written.get("name", ""))[:MAX_TEXT],
        fields={name: _listed(value) for name, value in written["fields"].items()},
        values={
            name: {fold(said): meant for said, meant in table.items()}
            for name, table in written.get("values", {}).items()
        },
        always=written.get("always", {}),
    )


def template() -> str:
    """Give a mapping to fill in, in the language in use."""
    return _TEMPLATE.format(
        about=_(
            "Ce que veulent dire les champs d'un jeu de données (portail Opendatasoft, ou tableau"
            " CSV)."
        ),
        sides=_("Les noms à gauche sont ceux de l'annuaire, à droite ceux du fichier."),
        name=_("Bains-douches"),
        unnamed=_("pour les fiches sans nom"),
        useless=_("effacez les lignes inutiles"),
        several=_("plusieurs champs se suivent"),
        degrees=_("ou bien lat et lon"),
        answers=_("sans table : oui et non"),
        always=_("ce qui est vrai de toutes les fiches"),
    )


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return joined(*(clean_line(entry) for entry in value if isinstance(entry, str)))
    return clean_line(str(value)) if isinstance(value, str | int | float) else ""


def _listed(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _problems(written: dict[str, Any]) -> list[str]:
    """Say in sentences all that is wrong with a mapping."""
    fields, values, always = (written.get(name, {}) for name in ("fields", "values", "always"))
    if not all(isinstance(table, dict) for table in (fields, values, always)):
        return [_("[fields], [values] et [always] sont des tableaux.")]
    unknown = [
        *(name for name in written if name not in _HEADER),
        *(f"fields.{name}" for name in fields if name not in FIELDS),
        *(f"values.{name}" for name in values if name not in _VALUED),
        *(f"always.{name}" for name in always if name not in FACETS),
    ]
    sentences = (
        _("Inconnus : {names}.").format(names=", ".join(map(clean_line, unknown)))
        if unknown
        else "",
        _("Champs possibles : {names}.").format(names=", ".join(FIELDS)) if unknown else "",
        *_header_problems(written),
        *(_field_problem(name, value) for name, value in fields.items()),
        *(_value_problem(name, table) for name, table in values.items() if name in _VALUED),
        *(
            _("values.{name} : il manque fields.{name}.").format(name=name)
            for name in values
            if name in _VALUED and name not in fields
        ),
        _value_problem("always", always),
    )
    return [sentence for sentence in sentences if sentence]


def _header_problems(written: dict[str, Any]) -> list[str]:
    source, category = written.get("source"), written.get("category", "")
    named = isinstance(source, str) and source.replace("-", "").isalnum() and source.isascii()
    problems = []
    if not named or source != str(source).lower() or len(str(source)) > _MAX_SOURCE:
        problems.append(
            _(
                "source : un nom court en minuscules, chiffres et traits d'union, par exemple"
                " paris-bains."
            )
        )
    elif naming.family(source) in RESERVED:
        problems.append(
            _("La source « {name} » a son propre importeur : choisissez un autre nom.").format(
                name=source
            )
        )
    texts = ("attribution", "name")
    problems += [
        _("{name} : il faut un texte.").format(name=name)
        for name in texts
        if not isinstance(written.get(name, "" if name == "name" else None), str)
    ]
    if category not in ("", *categories.load()):
        problems.append(_not_a_category(category))
    if not written.get("fields"):
        problems.append(_("[fields] doit nommer au moins un champ."))
    if not category and "category" not in written.get("values", {}):
        problems.append(_("Il manque category, ou la table [values.category]."))
    return problems


def _not_a_category(code: object) -> str:
    return _("« {name} » n'est pas une catégorie de l'annuaire. Catégories : {known}.").format(
        name=clean_line(str(code))[:MAX_TEXT], known=", ".join(categories.load())
    )


def _field_problem(name: str, value: object) -> str:
    names = [value] if isinstance(value, str) else value
    if isinstance(names, list) and names and all(isinstance(entry, str) for entry in names):
        return ""
    return _("fields.{name} : un nom de champ, ou une liste de noms.").format(name=clean_line(name))


def _value_problem(name: str, table: object) -> str:
    allowed: Sequence[str] = [facet.value for facet in Facet]
    if name == "category":
        allowed = list(categories.load())
    elif name == "access":
        allowed = [access.value for access in Access]
    wrong = (
        [entry for entry in table.values() if not isinstance(entry, str) or entry not in allowed]
        if isinstance(table, dict)
        else [table]
    )
    if not wrong:
        return ""
    return _("{name} : « {value} » n'est pas une valeur possible ({allowed}).").format(
        name=name, value=clean_line(str(wrong[0]))[:MAX_TEXT], allowed=", ".join(allowed)
    )


def wrong(sentence: str) -> Refusal:
    """Give the refusal of a mapping, ``wrong-mapping``, and why."""
    return Refusal("wrong-mapping", _("La correspondance ne va pas. {why}").format(why=sentence))


_TEMPLATE = """\
# {about}
# {sides}
source = "paris-bains"
attribution = "Ville de Paris, opendata.paris.fr (ODbL)"
category = "public_bath"
name = "{name}"  # {unnamed}

[fields]  # {useless}
id = "identifiant"
name = "nom"
address = ["numero", "voie"]  # {several}
postcode = "code_postal"
organisation = "gestionnaire"
hours = "horaires"
contact = "telephone"
cost = "tarif"
documents = "justificatifs"
conditions = "public"
notice = "information"
verified_on = "date_de_mise_a_jour"
languages = "langues"
siret = "siret"
position = "geo_point_2d"  # {degrees}
wheelchair = "acces_pmr"
pets = "animaux"

[values.wheelchair]  # {answers}
"Oui" = "yes"
"Partiellement" = "preferential"
"Non" = "no"

[always]  # {always}
no_papers = "yes"
"""
