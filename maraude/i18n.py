"""The languages of the interface: French is the source text, English its translation."""

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

LANGUAGES = ("fr", "en")
NAMES = {"fr": "français", "en": "English"}
"""What each language calls itself, for whoever reads only that one."""

LOCALE_DIR = Path(__file__).parent / "locale"


class French(gettext.NullTranslations):
    """The source texts as they are; French counts 0 as one."""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Give the form for ``n`` things."""
        return msgid1 if abs(n) < 2 else msgid2


_active: gettext.NullTranslations = French()
_language = "fr"
_aside: ContextVar[tuple[gettext.NullTranslations, str] | None] = ContextVar("aside", default=None)


def preferred(environ: os._Environ[str] | dict[str, str] = os.environ) -> str:
    """Give the language that the environment asks for, French where it asks for neither."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environ.get(name):
            return "en" if value.startswith("en") else "fr"
    return "fr"


def use(language: str) -> None:
    """Translate from now on into ``language``, one of ``LANGUAGES``."""
    global _active, _language
    install(_translations(language), language)


def install(translations: gettext.NullTranslations, language: str) -> None:
    """Translate from now on with ``translations``."""
    global _active, _language
    _active, _language = translations, language


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Translate into ``language`` within the block, and in the calling thread or task alone."""
    wanted = (_active, _language)
    if language != _language:
        wanted = (_translations(language), language)
    token = _aside.set(wanted)
    try:
        yield
    finally:
        _aside.reset(token)


def translate_argparse() -> None:
    """Have argparse say its own words in the language in use.

    They come from gettext's default domain, whose language only the environment can choose.
    """
    os.environ["LANGUAGE"] = _language
    gettext.bindtextdomain("argparse", LOCALE_DIR)
    gettext.textdomain("argparse")


def language() -> str:
    """Give the language in use."""
    return _current()[1]


def _(message: str) -> str:
    """Translate a whole sentence or label."""
    return _current()[0].gettext(message)


def label(fr: str, en: str) -> str:
    """Give the one of a data file's two labels that is in the language in use."""
    translations, spoken = _current()
    return translations.pgettext("label", en if spoken == "en" else fr)


def ngettext(one: str, many: str, n: int) -> str:
    """Translate a sentence that counts ``n`` things."""
    return _current()[0].ngettext(one, many, n)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name
    """Mark a text for translation where it is not yet shown."""
    return message


def _current() -> tuple[gettext.NullTranslations, str]:
    return _aside.get() or (_active, _language)


def _translations(language: str) -> gettext.NullTranslations:
    if language == "fr":
        return French()
    return gettext.translation("maraude", LOCALE_DIR, [language])
