"""What the board shows for a line: its letters, or what could complete the word being typed."""

from maraude.domain import codes
from maraude.domain.shorthand.draft import Act, Draft, Problem
from maraude.domain.shorthand.letters import Letters, board
from maraude.domain.shorthand.toggle import state
from maraude.i18n import _
from maraude.tui.widgets.board import Cell

_LISTS = {
    "!": ("alerts",),
    "*": ("call_results", "refusal_reasons"),
    ".": ("needs", "given", "contacts", "targets"),
}


def cells(letters: Letters, draft: Draft) -> tuple[Cell, ...]:
    """Give what could complete a word that waits for more, else the letters and two signs."""
    waiting = next((p for p in draft.problems if p.candidates), None)
    if waiting is not None:
        return tuple(Cell(code.lower(), _label(waiting, code)) for code in waiting.candidates)
    return (
        *(Cell(key.key, key.cell, state(draft, key.act)) for key in board(letters)),
        Cell(".", _("autre code")),
        Cell("!", _("alerte")),
    )


def act(letters: Letters, cell: Cell) -> Act | None:
    """Give what a cell of the letters is about, None for a sign."""
    return next((key.act for key in board(letters) if key.key == cell.key), None)


def completed(line: str, problem: Problem, word: str) -> str:
    """Give the line with the word of ``problem`` written out."""
    return f"{line[: problem.start]}{word}{line[problem.start + len(problem.text) :]}"


def _label(problem: Problem, code: str) -> str:
    names = ("targets",) if problem.text.startswith("..") else _LISTS[problem.text[0]]
    for name in names:
        if code in codes.load(name):
            return codes.load(name).short(code)
    return code
