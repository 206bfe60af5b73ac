"""The catalogue of translations, kept in step with the source.

``python -m tests.contracts.catalogue`` adds new texts to the English catalogue, drops those that
the source no longer has, compiles every catalogue and lists what is still to be translated.
Translations are written by hand, in ``maraude/locale/en/LC_MESSAGES/maraude.po``; run it again
afterwards to compile them.
"""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[2]
ENGLISH = ROOT / "maraude/locale/en/LC_MESSAGES/maraude.po"
ARGPARSE = ROOT / "maraude/locale/fr/LC_MESSAGES/argparse.po"

KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural_forms}\\n"

"""
NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)


def main() -> None:
    """Bring the catalogues up to date and say what lacks a translation."""
    catalogue = refreshed()
    write(catalogue, ENGLISH)
    for path in (ENGLISH, ARGPARSE):
        compile_catalogue(path)
    missing = untranslated(catalogue)
    for message in missing:
        print(repr(message.id))
    print(f"{len(catalogue)} texts, {len(missing)} to be translated in {ENGLISH.relative_to(ROOT)}")


def extracted() -> Catalog:
    """Give every text that the source marks, without translations."""
    catalogue = Catalog()
    found = extract_from_dir(ROOT / "maraude", [("**.py", "python")], keywords=KEYWORDS)
    for file, _line, text, comments, _context in found:
        catalogue.add(text, None, [(f"maraude/{file}", 0)], auto_comments=comments)
    return catalogue


def refreshed() -> Catalog:
    """Give the texts of the source, with the translations that the English catalogue has."""
    catalogue = read(ENGLISH)
    catalogue.update(extracted(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def read(path: Path) -> Catalog:
    """Read a catalogue; its language is the name of its folder."""
    language = path.parts[-3]
    if not path.exists():
        return Catalog(language)
    with path.open("rb") as file:
        return read_po(file, language)


def write(catalogue: Catalog, path: Path) -> None:
    """Write a catalogue so that the same texts always give the same bytes."""
    header = HEADER.format(language=catalogue.locale, plural_forms=catalogue.plural_forms)
    texts = BytesIO()
    write_po(
        texts,
        catalogue,
        width=98,
        omit_header=True,
        sort_output=True,
        ignore_obsolete=True,
        include_lineno=False,
    )
    path.write_bytes(header.encode() + texts.getvalue())


def compile_catalogue(path: Path) -> None:
    """Write the binary form, which the program reads, beside a catalogue."""
    catalogue = read(path)
    catalogue.creation_date = catalogue.revision_date = NO_DATE
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)


def untranslated(catalogue: Catalog) -> list[Message]:
    """Give the messages that lack a translation or one of its forms, or whose form is in doubt."""
    return [
        message
        for message in catalogue
        if message.id
        and (
            message.fuzzy
            or not all(message.string if isinstance(message.string, tuple) else (message.string,))
        )
    ]


if __name__ == "__main__":
    main()
