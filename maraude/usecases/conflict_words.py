"""Fields of records and their values, in the words of the interface."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from maraude.domain import codes
from maraude.domain.evening import long_date
from maraude.i18n import N_, _

_KINDS = {
    "person": N_("fiche"),
    "person_identity": N_("identité"),
    "encounter": N_("rencontre"),
    "tour": N_("maraude"),
    "spot": N_("lieu"),
    "spot_position": N_("position d'un lieu"),
    "referral": N_("orientation"),
    "follow_up": N_("à revoir"),
    "stock_move": N_("stock"),
    "safety_note": N_("note protégée"),
    "alert": N_("alerte"),
    "situation": N_("où la personne dort"),
    "right": N_("droit"),
    "right_step": N_("prochaine étape"),
    "health_note": N_("note de santé"),
    "health_mark": N_("trace d'une note de santé"),
    "note": N_("mot"),
    "incident": N_("incident"),
    "service_note": N_("correction de l'annuaire"),
}
_FIELDS = {
    "called": N_("nom d'usage"),
    "also_called": N_("autres noms"),
    "informed": N_("informée"),
    "age": N_("âge"),
    "age_estimated": N_("âge estimé"),
    "gender": N_("genre"),
    "languages": N_("langues"),
    "interpreter": N_("interprète"),
    "household": N_("ménage"),
    "outside_since": N_("dehors depuis"),
    "animals": N_("animaux"),
    "referent": N_("référent"),
    "vulnerable": N_("vulnérable"),
    "opposed": N_("s'oppose au suivi"),
    "restricted": N_("fiche gelée"),
    "forget_at": N_("à oublier"),
    "merged_into": N_("fiche réunie"),
    "deleted": N_("supprimé"),
    "first_name": N_("prénom"),
    "last_name": N_("nom de famille"),
    "birth_year": N_("année de naissance"),
    "phone": N_("téléphone"),
    "name": N_("nom"),
    "kind": N_("genre de lieu"),
    "sector": N_("secteur"),
    "lat": N_("latitude"),
    "lon": N_("longitude"),
    "result": N_("résultat"),
    "reason": N_("raison"),
    "closed_at": N_("close le"),
    "state": N_("où cela en est"),
    "due": N_("pour le"),
    "note": N_("note"),
    "severity": N_("gravité"),
    "until": N_("jusqu'au"),
    "what_to_do": N_("que faire"),
    "night": N_("la nuit"),
    "since": N_("depuis le"),
    "place": N_("endroit"),
    "day": N_("le jour"),
    "next_step": N_("prochaine étape"),
    "text": N_("texte"),
    "told": N_("dit à"),
    "to": N_("pour"),
    "debrief": N_("bilan"),
    "kilometres": N_("kilomètres"),
    "members": N_("équipe"),
    "spot": N_("lieu"),
    "code": N_("code"),
    "what_for": N_("pour quoi"),
    "every": N_("tous les combien de soirs"),
    "target": N_("vers"),
    "service_name": N_("service"),
    "waited": N_("minutes d'attente"),
}
_LISTS = {
    "age": "age_bands",
    "gender": "genders",
    "languages": "languages",
    "household": "households",
    "night": "situations",
    ("alert", "code"): "alerts",
    ("safety_note", "code"): "alerts",
    ("right", "code"): "rights",
    ("right", "state"): "right_states",
    ("referral", "reason"): "refusal_reasons",
    ("referral", "target"): "targets",
    ("follow_up", "what_for"): "needs",
    ("encounter", "contact"): "contacts",
}
"""The code list of a field, of all types or of one."""

_WORDS = {
    ("person", "informed", "yes"): N_("oui"),
    ("person", "informed", "no"): N_("non"),
    ("person", "informed", "not_possible"): N_("pas possible"),
    ("follow_up", "state", "open"): N_("à faire"),
    ("follow_up", "state", "done"): N_("fait"),
    ("follow_up", "state", "dropped"): N_("abandonné"),
}
_MAX_OTHERS = 6
_NOT_TEXT = frozenset({"code", "team", "tour", "encounter", "person", "spot", "informed", "state"})


def kind(type_name: str) -> str:
    """Name a type of record."""
    return _(_KINDS[type_name]) if type_name in _KINDS else type_name


def field(name: str) -> str:
    """Name a field."""
    return _(_FIELDS[name]) if name in _FIELDS else name


def value(type_name: str, name: str, written: Any) -> str:
    """Say a value of a field, as JSON knows it."""
    if written is None or written in ("", []):
        return _("rien")
    if isinstance(written, bool):
        return _("oui") if written else _("non")
    if isinstance(written, list):
        return ", ".join(value(type_name, name, element) for element in written)
    if isinstance(written, dict):
        return " ".join(str(part) for part in written.values() if part not in ("", None))
    if isinstance(written, str):
        return _text(type_name, name, written)
    return str(written)


def others(
    type_name: str, document: Mapping[str, Any], besides: str = ""
) -> tuple[tuple[str, str], ...]:
    """Say the other fields of a record that say something, a few of them."""
    rest = {name: value for name, value in document.items() if name != besides}
    return said(type_name, rest)[:_MAX_OTHERS]


def said(type_name: str, document: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Say the fields that have a name here and say something."""
    return tuple(
        (field(name), value(type_name, name, document[name]))
        for name in document
        if name in _FIELDS
        and (name != "code" or (type_name, name) in _LISTS)
        and document[name] not in (None, "", [], False, 0)
    )


def is_text(type_name: str, name: str) -> bool:
    """Tell whether people write the field in words of their own."""
    return name not in _NOT_TEXT and name not in _LISTS and (type_name, name) not in _LISTS


def _text(type_name: str, name: str, written: str) -> str:
    names = _LISTS.get((type_name, name)) or _LISTS.get(name)
    if names:
        return codes.load(names).label(written)
    if (type_name, name) == ("referral", "result"):
        results = codes.load("referral_results")
        return (results if written in results else codes.load("call_results")).label(written)
    if word := _WORDS.get((type_name, name, written)):
        return _(word)
    return _date(written) or written


def _date(written: str) -> str:
    """Say an ISO date or moment as a day; nothing for other text."""
    try:
        return long_date(date.fromisoformat(written))
    except ValueError:
        pass
    try:
        return long_date(datetime.fromisoformat(written).date())
    except ValueError:
        return ""
