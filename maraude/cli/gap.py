"""``maraude gap``: where, when and for what nothing was open within a quarter of an hour."""

import sys
from argparse import Namespace
from collections.abc import Callable, Sequence

from maraude.cli import access, output
from maraude.cli.output import Answer
from maraude.domain.suppression import INSIDE, OUTSIDE
from maraude.i18n import _
from maraude.usecases import gap, gap_figures, gap_words
from maraude.usecases.gap_figures import Cell, Figure, Gap, Line

NAME_WIDTH, COUNT_WIDTH = 34, 14


def show(arguments: Namespace) -> Answer:
    """Count the requests of some evenings."""
    with access.session(arguments) as session:
        first, last = (
            access.evening(session, text) if text else None
            for text in (arguments.first, arguments.last)
        )
        chosen = gap.period(session, first, last)
        shows = sys.stderr is not None and sys.stderr.isatty()
        looked = gap.look(session, *chosen, arguments.minutes, _progress if shows else _silent)
    if shows:
        output.show_progress("", last=True)
    found = gap_figures.of(looked, OUTSIDE if arguments.outside else INSIDE)
    return Answer(_document(found), _text(found))


def _progress(done: int, total: int) -> None:
    output.show_progress(f"{done}/{total}", last=False)


def _silent(_done: int, _total: int) -> None:
    return


def _document(found: Gap) -> dict[str, object]:
    return {
        "from": str(found.first),
        "to": str(found.last),
        "minutes": found.minutes,
        "definition": gap_words.definition(found.minutes, found.least),
        "encounters": _figure(found.met),
        "no_position": _figure(found.nowhere),
        "total": _line(found.total),
        "by_quarter": [{"quarter": one.name, **_line(one)} for one in found.by_quarter],
        "by_hour": [{"hour": int(one.name), **_line(one)} for one in found.by_hour],
        "by_need": [{"need": one.name, **_line(one)} for one in found.by_need],
        "cells": [_cell(one) for one in found.cells],
        "attributions": list(found.attributions),
        "missing": found.missing or None,
    }


def _line(line: Line) -> dict[str, object]:
    return {
        "nothing_open": _figure(line.nothing),
        "unknown": _figure(line.unknown),
        "open": _figure(line.open),
        "asked": _figure(line.asked),
    }


def _cell(cell: Cell) -> dict[str, object]:
    return {
        "quarter": cell.quarter,
        "hour": cell.hour,
        "need": cell.need,
        "nothing_open": _figure(cell.nothing),
    }


def _figure(figure: Figure) -> int | str:
    """Give a count, "<5" or another such, or "hidden"."""
    if figure.count is not None:
        return figure.count
    return f"<{figure.least}" if figure.small else "hidden"


def _text(found: Gap) -> list[str]:
    title = _("Le quart d'heure, {dates}").format(dates=gap_words.dates(found))
    lines = [title, *filter(None, (found.missing,)), gap_words.met(found), ""]
    lines += _table(_("En tout"), [found.total], lambda _name: _("toutes les demandes"))
    lines += _table(_("Par besoin"), found.by_need, gap_words.need)
    lines += _table(_("Par quartier"), found.by_quarter, gap_words.quarter)
    lines += _table(_("Par heure"), found.by_hour, lambda name: gap_words.hour(int(name)))
    lines += [_("Rien d'ouvert, par quartier, heure et besoin")]
    lines += [_of_cell(cell) for cell in found.cells if cell.nothing.count is not None]
    lines += [hidden] if (hidden := gap_words.hidden_cells(found)) else []
    return [*lines, "", *gap_words.definition(found.minutes, found.least), *found.attributions]


def _table(title: str, lines: Sequence[Line], name: Callable[[str], str]) -> list[str]:
    heads = (_("rien d'ouvert"), _("on ne sait pas"), _("ouvert"), _("demandes"))
    return [
        f"{title:<{NAME_WIDTH}}" + "".join(f"{head:>{COUNT_WIDTH + 1}}" for head in heads),
        *(_row(name(line.name), line) for line in lines),
        "",
    ]


def _row(name: str, line: Line) -> str:
    figures = (line.nothing, line.unknown, line.open, line.asked)
    counts = "".join(f"{gap_words.figure(one):>{COUNT_WIDTH + 1}}" for one in figures)
    return f"{name[: NAME_WIDTH - 1]:<{NAME_WIDTH}}{counts}"


def _of_cell(cell: Cell) -> str:
    return _("{place} : {n}").format(place=gap_words.place(cell), n=gap_words.figure(cell.nothing))
