from datetime import UTC, datetime
from pathlib import Path

import pytest

from maraude import i18n, paths, preferences
from maraude.domain.kept_line import KeptLine
from maraude.domain.refusal import Refusal
from maraude.domain.setting import Setting
from maraude.preferences import Preferences
from maraude.usecases import drafts, profiles, settings, spots, storage, tours
from maraude.usecases.session import Session
from tests.team import KEY, Clock


def text(session: Session, setting: Setting) -> str:
    return settings.value(session, setting).text


@pytest.mark.parametrize(
    ("setting", "typed", "told"),
    [
        (Setting.THEME, "day", "Couleurs : jour, noir sur blanc · enregistré"),
        (Setting.SPEED, "3,5", "Vitesse de marche : 3,5 km/h · enregistré"),
        (Setting.TIME_ZONE, "Indian/Reunion", "Fuseau horaire : Indian/Reunion · enregistré"),
        (Setting.TEAM, "Nord-Est", "Nom de l'équipe : Nord-Est · enregistré"),
        (Setting.ON_CALL, "01 99 00 12 34", "Numéro d'astreinte : 01 99 00 12 34 · enregistré"),
    ],
)
def test_a_change_is_said_holds_at_once_and_survives_a_restart(
    work: Session, clock: Clock, setting: Setting, typed: str, told: str
) -> None:
    assert settings.change(work, setting, typed) == told
    at_once = text(work, setting)
    again = profiles.open_with(work.store.home, KEY, "user:ines", clock)
    try:
        assert text(again, setting) == at_once != text_before(setting)
    finally:
        again.close()


def text_before(setting: Setting) -> str:
    return {
        Setting.THEME: "night",
        Setting.SPEED: "4.8",
        Setting.TIME_ZONE: "Europe/Paris",
        Setting.TEAM: "Nord",
        Setting.ON_CALL: "",
    }[setting]


def test_the_language_changes_the_sentence_that_says_so(work: Session) -> None:
    assert settings.change(work, Setting.LANGUAGE, "en") == "Language: English · saved"
    assert i18n.language() == "en"
    assert preferences.read(paths.preferences(work.store.home)).language == "en"


def test_a_theme_does_not_take_the_language_away(work: Session) -> None:
    settings.change(work, Setting.LANGUAGE, "en")
    settings.change(work, Setting.THEME, "day")

    assert preferences.read(paths.preferences(work.store.home)) == Preferences("en", "day")


def test_a_wrong_value_changes_nothing(work: Session) -> None:
    with pytest.raises(Refusal):
        settings.change(work, Setting.TIME_ZONE, "Europe/Londre")

    assert text(work, Setting.TIME_ZONE) == "Europe/Paris"


def test_the_territory_is_shown_and_cannot_be_changed(work: Session) -> None:
    with pytest.raises(Refusal):
        settings.change(work, Setting.TERRITORY, "lyon")

    assert text(work, Setting.TERRITORY) == "paris"


def test_another_team_name_leaves_what_ties_the_records_together(work: Session) -> None:
    settings.change(work, Setting.TEAM, "Sud")

    assert work.profile.team == "team:nord"


def test_the_zone_does_not_move_the_open_tour_to_another_evening(work: Session) -> None:
    tours.start(work)
    with pytest.raises(Refusal, match="soirée du dimanche 22"):
        settings.change(work, Setting.TIME_ZONE, "Pacific/Honolulu")
    settings.change(work, Setting.TIME_ZONE, "Europe/London")

    assert tours.current(work) is not None


def test_a_preference_that_cannot_be_written_is_refused_with_a_sentence(work: Session) -> None:
    (work.store.home / "preferences.json.tmp").mkdir()

    with pytest.raises(Refusal, match="place libre"):
        settings.change(work, Setting.LANGUAGE, "en")
    assert i18n.language() == "fr"


def test_a_new_profile_keeps_the_language_it_was_made_in(tmp_path: Path) -> None:
    profiles.create(
        tmp_path / "new",
        organisation="Les Lucioles",
        team="Nord",
        user="Inès",
        passphrase="une phrase assez longue",
        language="en",
    )

    assert preferences.read(paths.preferences(tmp_path / "new")).language == "en"


def test_a_draft_keeps_its_meaning_in_another_language(work: Session) -> None:
    at = datetime(2026, 11, 23, 21, tzinfo=UTC)
    drafts.keep(work, KeptLine("2hc=u- ,mar /cabine", at)).result()
    i18n.use("en")
    english = drafts.read(work)
    i18n.use("fr")
    french = drafts.read(work)

    assert english == KeptLine("2hb=u- ,mar /cabine", at, language="en")
    assert french == KeptLine("2hc=u- ,mar /cabine", at, language="fr")


def test_the_disk_is_measured(work: Session, clock: Clock) -> None:
    spots.add(work, "Canal St-Martin", None)
    before = storage.look(work.store.home)
    work.store.back_up()
    clock.pass_time(minutes=20)
    work.store.back_up()
    found = storage.look(work.store.home)

    assert (before.backup_count, before.backups, before.last_backup) == (0, 0, None)
    assert found.backup_count == 2
    assert found.last_backup == clock()
    assert found.work >= paths.database(work.store.home).stat().st_size
    files = [path for path in work.store.home.rglob("*") if path.is_file()]
    assert found.home_bytes == sum(path.stat().st_size for path in files)
    assert found.free > 0
