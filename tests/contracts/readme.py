"""Writes the table of keys of the README from the table of commands.

Run: python -m tests.contracts.readme
"""

import re
from pathlib import Path

from maraude.tui.commands import readme_table

README = Path(__file__).parents[2] / "README.md"
PLACE = re.compile(r"(<!-- keys: .*? -->\n).*?(<!-- /keys -->)", re.DOTALL)


def with_keys(text: str) -> str:
    """Give the README's text with the table as the commands have it now."""
    return PLACE.sub(lambda found: f"{found[1]}{readme_table('en')}\n{found[2]}", text)


def main() -> None:
    """Rewrite the README."""
    README.write_text(with_keys(README.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
