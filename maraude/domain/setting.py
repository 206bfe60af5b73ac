"""What can be set, what each setting accepts, and how its value reads."""

import math
import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache
from zoneinfo import available_timezones

from maraude import i18n, preferences
from maraude.domain.refusal import Refusal
from maraude.domain.text import clean_line, fold
from maraude.i18n import N_, _

SLOWEST, FASTEST = 1.0, 10.0
"""Walking speeds for which services near are searched, in km/h."""

MAX_NAME = 40
_TELEPHONE = re.compile(r"\+?[0-9][0-9 .()-]{0,28}[0-9]")
_NOT_PLACES = ("Etc/", "SystemV/")


class Setting(StrEnum):
    """A setting, by the word that names it on the command line."""

    LANGUAGE = "language"
    THEME = "theme"
    SPEED = "speed"
    TIME_ZONE = "time-zone"
    TEAM = "team"
    ON_CALL = "on-call"
    TERRITORY = "territory"


_LABELS = {
    Setting.LANGUAGE: N_("Langue"),
    Setting.THEME: N_("Couleurs"),
    Setting.SPEED: N_("Vitesse de marche"),
    Setting.TIME_ZONE: N_("Fuseau horaire"),
    Setting.TEAM: N_("Nom de l'équipe"),
    Setting.ON_CALL: N_("Numéro d'astreinte"),
    Setting.TERRITORY: N_("Territoire"),
}
_THEMES = {
    preferences.NIGHT: N_("nuit, rouge sur noir"),
    preferences.DAY: N_("jour, noir sur blanc"),
}


def label(setting: Setting) -> str:
    """Name a setting in the language in use."""
    return _(_LABELS[setting])


def words(setting: Setting, value: str) -> str:
    """Give a checked value as it reads, in the language in use."""
    match setting:
        case Setting.LANGUAGE:
            return i18n.NAMES[value]
        case Setting.THEME:
            return _(_THEMES[value])
        case Setting.SPEED:
            whole, _point, tenths = value.partition(".")
            return _("{whole},{tenths} km/h").format(whole=whole, tenths=tenths or "0")
        case Setting.ON_CALL:
            return value or _("aucun")
        case _:
            return value


def checked(setting: Setting, text: str) -> str:
    """Give what was typed as the setting keeps it; Refusal, with what it accepts, where wrong."""
    return _CHECKS[setting](clean_line(text))


@cache
def zones() -> tuple[str, ...]:
    """Give the time zones of the places of the world, IANA names, by name. Reads the disk once."""
    places = (zone for zone in available_timezones() if "/" in zone)
    return (*sorted(zone for zone in places if not zone.startswith(_NOT_PLACES)), "UTC")


def zones_like(text: str) -> tuple[str, ...]:
    """Give the time zones whose name holds ``text``, whatever its accents and its case."""
    wanted = _spelt(text)
    return tuple(zone for zone in zones() if wanted in _spelt(zone))


def _spelt(zone: str) -> str:
    return fold(zone.replace("_", " "))


def _language(text: str) -> str:
    names = {fold(name): code for code, name in i18n.NAMES.items()}
    code = names.get(fold(text), fold(text))
    if code not in i18n.LANGUAGES:
        raise _refused(_("La langue est fr (français) ou en (English)."))
    return code


def _theme(text: str) -> str:
    if fold(text) not in preferences.THEMES:
        raise _refused(_("Les couleurs sont night (nuit) ou day (jour)."))
    return fold(text)


def _speed(text: str) -> str:
    try:
        speed = float(text.replace(",", "."))
    except ValueError:
        speed = math.nan
    if not SLOWEST <= speed <= FASTEST:
        raise _refused(_("La vitesse de marche va de 1 à 10 km/h, par exemple 4,8."))
    return str(round(speed, 1))


def _time_zone(text: str) -> str:
    found = zones_like(text)
    exact = [zone for zone in found if _spelt(zone) == _spelt(text)]
    if exact:
        return exact[0]
    if not text or not found:
        raise _refused(
            _("« {text} » n'est pas un fuseau horaire connu. Par exemple : Europe/Paris.").format(
                text=text
            )
        )
    near = ", ".join(found[:4])
    raise _refused(_("« {text} » n'est pas un nom complet : {near}.").format(text=text, near=near))


def _team(text: str) -> str:
    if not text or len(text) > MAX_NAME:
        raise _refused(_("Le nom de l'équipe a de 1 à 40 caractères."))
    return text


def _on_call(text: str) -> str:
    if text and not _TELEPHONE.fullmatch(text):
        raise _refused(
            _(
                "Un numéro s'écrit en chiffres, par exemple 01 99 00 12 34 ; laissez vide pour"
                " n'en avoir aucun."
            )
        )
    return text


def _territory(text: str) -> str:
    raise Refusal(
        "fixed-setting",
        _(
            "Le territoire a été choisi à la création du profil : tout ce qui est noté en dépend,"
            " il ne change plus."
        ),
    )


def _refused(sentence: str) -> Refusal:
    return Refusal("wrong-setting", sentence)


_CHECKS: Mapping[Setting, Callable[[str], str]] = {
    Setting.LANGUAGE: _language,
    Setting.THEME: _theme,
    Setting.SPEED: _speed,
    Setting.TIME_ZONE: _time_zone,
    Setting.TEAM: _team,
    Setting.ON_CALL: _on_call,
    Setting.TERRITORY: _territory,
}
