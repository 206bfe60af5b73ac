import gettext
import os
import subprocess
import sys
from threading import Thread

import pytest

from maraude import i18n
from maraude.i18n import N_, _, ngettext

PARSER = """
import argparse, sys
from maraude import i18n
i18n.use(sys.argv[1])
i18n.translate_argparse()
parser = argparse.ArgumentParser(prog="maraude")
parser.add_argument("line")
parser.add_argument("--limit", type=int, choices=(1, 5))
parser.parse_args(sys.argv[2:])
"""


class Shouting(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return message.upper()


def argparse_says(language: str, *arguments: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", PARSER, language, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "LANG": "C", "COLUMNS": "80"},
        check=False,
    )
    return ran.stdout + ran.stderr


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "fr"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "fr_FR.UTF-8", "LC_ALL": ""}, "fr"),
        ({"LANG": "C"}, "fr"),
    ],
)
def test_the_environment_chooses_the_language(environment: dict[str, str], language: str) -> None:
    assert i18n.preferred(environment) == language


def test_french_is_the_source_text() -> None:
    i18n.use("fr")
    assert i18n.language() == "fr"
    assert _("lundi") == "lundi"


def test_english_is_a_translation() -> None:
    i18n.use("en")
    assert i18n.language() == "en"
    assert _("lundi") == "Monday"


def test_a_marked_text_stays_in_the_source_language_until_it_is_shown() -> None:
    i18n.use("en")
    assert N_("lundi") == "lundi"


@pytest.mark.parametrize(
    ("count", "form"), [(0, "lieu"), (1, "lieu"), (1.5, "lieu"), (2, "lieux"), (21, "lieux")]
)
def test_french_counts_nothing_as_one(count: int, form: str) -> None:
    assert ngettext("lieu", "lieux", count) == form


def test_argparse_speaks_french_where_the_locale_does_not() -> None:
    assert "usage : maraude [-h] [--limit {1,5}] line" in argparse_says("fr", "-h")
    assert "affiche cette aide et quitte" in argparse_says("fr", "-h")
    assert "maraude : erreur : arguments obligatoires manquants : line" in argparse_says("fr")
    assert "choix inconnu : 3 (possibles : 1, 5)" in argparse_says("fr", "x", "--limit=3")


def test_argparse_speaks_english_where_english_is_chosen() -> None:
    assert "usage: maraude" in argparse_says("en", "-h")
    assert "the following arguments are required: line" in argparse_says("en")


def test_another_language_can_be_spoken_aside_without_changing_the_one_in_use() -> None:
    with i18n.speaking("en"):
        aside = (i18n.language(), _("fermé"), ngettext("{n} fiche", "{n} fiches", 0))
        elsewhere = Thread(target=lambda: heard.append(_("fermé")))
        heard: list[str] = []
        elsewhere.start()
        elsewhere.join()

    assert aside == ("en", "closed", "{n} files")
    assert heard == ["fermé"]
    assert (i18n.language(), _("fermé")) == ("fr", "fermé")


def test_the_language_in_use_is_spoken_aside_as_it_is_in_use() -> None:
    i18n.install(Shouting(), "fr")
    with i18n.speaking("fr"):
        assert _("fermé") == "FERMÉ"
