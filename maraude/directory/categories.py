"""What kinds of help the directory tells apart: finer than a need, since a shower is no toilet."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from maraude import i18n
from maraude.domain.text import fold

FRESH_DAYS = 90
"""Days for which a verified record is as good as new; less for what breaks overnight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """One kind of help. ``needs`` are codes of list 1 that it answers.

    ``soliguide``, ``data_inclusion`` and ``osm`` name its counterparts there; ``hsds`` are folded
    names of terms in the taxonomies that HSDS data use.
    """

    code: str
    fr: str
    en: str
    needs: tuple[str, ...]
    fresh_days: int = FRESH_DAYS
    soliguide: tuple[str, ...] = ()
    data_inclusion: tuple[str, ...] = ()
    osm: tuple[str, ...] = ()
    hsds: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The label in the language in use."""
        return i18n.label(self.fr, self.en)


@cache
def load() -> dict[str, Category]:
    """Read the list from its data file, by code, in the order in which it is shown."""
    document = json.loads(files(__package__).joinpath("categories.json").read_text("utf-8"))
    return {entry["code"]: _category(entry) for entry in document["categories"]}


def find(name: str) -> Category | None:
    """Give the category of a code or a label in either language; None where there is none."""
    wanted = fold(name)
    return next(
        (
            category
            for category in load().values()
            if wanted in (category.code, fold(category.fr), fold(category.en))
        ),
        None,
    )


def counterpart(crosswalk: str, term: str) -> Category | None:
    """Give the category of a term under one of the crosswalks of ``Category``; None for none."""
    return _crosswalk(crosswalk).get(term)


@cache
def _crosswalk(name: str) -> dict[str, Category]:
    return {term: category for category in load().values() for term in getattr(category, name)}


def answering(need: str) -> tuple[Category, ...]:
    """Give the categories that answer a need (list 1)."""
    return tuple(category for category in load().values() if need in category.needs)


def _category(entry: dict[str, Any]) -> Category:
    """Give an entry of the data file, its lists as tuples."""
    lists = {name: tuple(value) for name, value in entry.items() if isinstance(value, list)}
    return Category(**{**entry, **lists})
