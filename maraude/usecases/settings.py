"""See and change what can be set: for the program, and for the team."""

from dataclasses import dataclass, replace

from maraude import i18n, paths, preferences
from maraude.domain import setting as settings
from maraude.domain.evening import Evening, long_date
from maraude.domain.profile import Profile
from maraude.domain.refusal import Refusal
from maraude.domain.setting import Setting
from maraude.i18n import _
from maraude.preferences import Preferences
from maraude.store import meta
from maraude.usecases import tours
from maraude.usecases.session import Session


@dataclass(frozen=True, slots=True)
class Value:
    """A setting's value as it is typed, its label and the value in words."""

    setting: Setting
    text: str
    label: str
    words: str


def values(session: Session) -> tuple[Value, ...]:
    """Give every setting as it is now, in the order in which they are shown."""
    return tuple(value(session, setting) for setting in Setting)


def value(session: Session, setting: Setting) -> Value:
    """Give one setting as it is now."""
    text = _text(session, setting)
    return Value(setting, text, settings.label(setting), settings.words(setting, text))


def change(session: Session, setting: Setting, text: str) -> str:
    """Set ``setting`` to what was typed; gives the sentence that says so.

    It is on disk when this returns and holds from then on, the language included. Refusal where
    the value is wrong, cannot change, or cannot be written.
    """
    checked = settings.checked(setting, text)
    match setting:
        case Setting.LANGUAGE:
            keep_preferences(session, language=checked)
            i18n.use(checked)
        case Setting.THEME:
            keep_preferences(session, theme=checked)
        case _:
            _keep_profile(session, _changed(session, setting, checked))
    now = value(session, setting)
    return _("{label} : {value} · enregistré").format(label=now.label, value=now.words)


def keep_preferences(session: Session, *, language: str = "", theme: str = "") -> None:
    """Keep a language or a theme for the next start; Refusal where the disk does not take it."""
    file = paths.preferences(session.store.home)
    before = preferences.read(file)
    chosen = Preferences(language or before.language, theme or before.theme)
    try:
        preferences.write(file, chosen)
    except OSError as error:
        raise Refusal(
            "setting-not-kept",
            _("Ce réglage n'a pas pu être enregistré : vérifiez la place libre sur le disque."),
        ) from error


def _text(session: Session, setting: Setting) -> str:
    """Give a setting's value as it is typed."""
    profile = session.profile
    match setting:
        case Setting.LANGUAGE:
            return i18n.language()
        case Setting.THEME:
            return preferences.read(paths.preferences(session.store.home)).theme
        case Setting.SPEED:
            return str(profile.speed)
        case Setting.TIME_ZONE:
            return profile.time_zone
        case Setting.TEAM:
            return profile.team_name
        case Setting.ON_CALL:
            return profile.on_call
        case Setting.TERRITORY:
            return profile.territory.partition(":")[2]


def _changed(session: Session, setting: Setting, checked: str) -> Profile:
    """Give the profile with one setting changed."""
    profile = session.profile
    match setting:
        case Setting.SPEED:
            return replace(profile, speed=float(checked))
        case Setting.TIME_ZONE:
            changed = replace(profile, time_zone=checked)
            _refuse_another_evening(session, changed)
            return changed
        case Setting.TEAM:
            return replace(profile, team_name=checked)
        case _:
            return replace(profile, on_call=checked)


def _refuse_another_evening(session: Session, changed: Profile) -> None:
    """Refuse a time zone in which the tour that is open would belong to another evening."""
    tour = tours.current(session)
    evening = Evening.at(session.now(), changed.zone)
    if tour is not None and evening != tour.evening:
        raise Refusal(
            "tour-open",
            _(
                "Là-bas, c'est la soirée du {evening} : la maraude en cours changerait de date."
                " Terminez-la d'abord."
            ).format(evening=long_date(evening.date)),
        )


def _keep_profile(session: Session, profile: Profile) -> None:
    session.store.write(lambda transaction: meta.write(transaction.connection, profile)).result()
    session.store.profile = profile
