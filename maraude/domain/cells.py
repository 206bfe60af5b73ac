"""Text in the cells of a table that a spreadsheet opens: no cell becomes a formula."""

import re

_FORMULA = re.compile(r"\s*'*[=+\-@\t\r\n]")


def neutral(text: str) -> str:
    """Give ``text`` as a cell holds it: an apostrophe before what a spreadsheet would compute."""
    return f"'{text}" if _FORMULA.match(text) else text


def restored(cell: str) -> str:
    """Give the text of a cell that ``neutral`` wrote, or that anybody typed."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell
