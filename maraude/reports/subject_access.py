"""A person's file on paper: as plain text and as HTML."""

from collections.abc import Iterator
from pathlib import Path
from textwrap import fill

from maraude import paths
from maraude.domain.refusal import Refusal
from maraude.domain.text import printable
from maraude.i18n import _
from maraude.reports.html import Markup, page, tag
from maraude.store import files
from maraude.usecases.subject_access import SubjectFile
from maraude.usecases.subject_sections import Line, Section

WIDTH = 72
TEXT, HTML = ".txt", ".html"


def text(shown: SubjectFile) -> str:
    """Give the file as text, 72 columns wide."""
    return "".join(
        f"{fill(printable(line), WIDTH, subsequent_indent='  ')}\n" for line in lines(shown)
    )


def lines(shown: SubjectFile) -> Iterator[str]:
    """Give the file line by line, of any length; an empty line parts."""
    yield shown.title
    yield from ("", *shown.introduction)
    for section in shown.sections:
        yield from ("", section.title.upper())
        yield from map(line_words, section.lines)


def line_words(line: Line) -> str:
    """Say a line: its day, its words and where they come from."""
    said = f"{line.when}  {line.words}" if line.when else line.words
    return f"{said} ({line.source})" if line.source else said


def html(shown: SubjectFile) -> str:
    """Give the file as one HTML document."""
    introduction = (tag("p", sentence) for sentence in shown.introduction)
    sections = (_section(number, one) for number, one in enumerate(shown.sections))
    return page(shown.title, shown.language, tag("h1", shown.title), *introduction, *sections)


def write(shown: SubjectFile, file: str) -> Path:
    """Write it as a new file, 0600: text where its name ends in ``.txt``, else HTML.

    In a folder it gets a name that says nobody's. Refusal: ``file-exists``, ``not-written``.
    """
    path = paths.typed(file).absolute()
    if path.is_dir():
        path /= f"{shown.name}{HTML}"
    content = text(shown) if path.suffix == TEXT else html(shown)
    try:
        files.write_new(path, content.encode())
    except FileExistsError as error:
        raise Refusal(
            "file-exists", _("Il y a déjà un fichier de ce nom. Choisissez-en un autre.")
        ) from error
    except OSError as error:
        raise Refusal(
            "not-written", _("La fiche n'a pas pu être écrite dans {path}.").format(path=path)
        ) from error
    return path


def _section(number: int, section: Section) -> Markup:
    name = f"s{number}"
    items = (tag("li", *_item(line)) for line in section.lines)
    return tag(
        "section", tag("h2", section.title, id=name), tag("ul", *items), **{"aria-labelledby": name}
    )


def _item(line: Line) -> Iterator[str]:
    if line.when:
        yield tag("span", f"{line.when} ", class_="when")
    yield line.words
    if line.source:
        yield tag("span", f" ({line.source})", class_="source")
