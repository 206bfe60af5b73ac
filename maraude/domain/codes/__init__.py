"""The code lists: versioned data files, French and English, that an official list may replace.

A retired code stays in its file for ever, so that what was recorded under it can be read.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from maraude import i18n
from maraude.domain.text import fold

NAMES = (
    "common",
    "needs",
    "given",
    "situations",
    "households",
    "age_bands",
    "genders",
    "languages",
    "alerts",
    "targets",
    "referral_results",
    "call_results",
    "refusal_reasons",
    "signal_sources",
    "signal_closings",
    "contacts",
    "rights",
    "right_states",
)


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a list.

    ``short`` labels are for a list, ``cell`` ones for the board of letters: ten characters at
    most, where the short one is longer. ``crosswalk`` names the entry's
    counterparts in other lists (``soliguide``, ``ethos``, ``ethos_light``, ``hud``); where there
    are several, the code alone does not tell which one. ``need`` is, for a given thing, the need
    that it answers; ``stock`` tells that it comes out of the van. ``severity`` is an alert's:
    1 now, 2 tonight, 3 at the next pass. A ``flag`` stands beside a code of its list, not in
    its place.
    """

    code: str
    fr: str
    en: str
    short_fr: str = ""
    short_en: str = ""
    cell_fr: str = ""
    cell_en: str = ""
    retired: bool = False
    flag: bool = False
    need: str = ""
    stock: bool = False
    severity: int = 0
    crosswalk: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The full label in the language in use."""
        return i18n.label(self.fr, self.en)

    @property
    def short(self) -> str:
        """The short label in the language in use, the full one where there is none."""
        return i18n.label(self.short_fr or self.fr, self.short_en or self.en)

    @property
    def cell(self) -> str:
        """The label for a cell of the board in the language in use."""
        fr = self.cell_fr or self.short_fr or self.fr
        return i18n.label(fr, self.cell_en or self.short_en or self.en)


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list of codes in the order in which it is shown.

    ``common`` holds what may stand in any list for a missing answer (unknown, declined, not
    asked); it is found by its code and never offered.
    """

    name: str
    version: str
    codes: tuple[Code, ...]
    common: tuple[Code, ...] = ()

    def __iter__(self) -> Iterator[Code]:
        """Give the codes that may still be recorded."""
        return (code for code in self.codes if not code.retired)

    def __contains__(self, code: str) -> bool:
        return any(entry.code == code for entry in (*self.codes, *self.common))

    def __getitem__(self, code: str) -> Code:
        """Give an entry, retired ones too; KeyError for a code that the list never had."""
        for entry in (*self.codes, *self.common):
            if entry.code == code:
                return entry
        raise KeyError(code)

    def label(self, code: str) -> str:
        """Give a code's label; the code itself where a newer list was used to record it."""
        return self[code].label if code in self else code

    def short(self, code: str) -> str:
        """Give a code's short label; the code itself as ``label`` does."""
        return self[code].short if code in self else code

    def starting_with(self, prefix: str) -> tuple[Code, ...]:
        """Give the recordable entries whose code starts with ``prefix``, an equal one alone."""
        wanted = fold(prefix).upper()
        found = tuple(entry for entry in self if entry.code.startswith(wanted))
        return tuple(entry for entry in found if entry.code == wanted) or found


@cache
def load(name: str) -> CodeList:
    """Read one of the lists in ``NAMES`` from its data file."""
    document = json.loads(files(__package__).joinpath(f"{name}.json").read_text("utf-8"))
    codes = tuple(
        Code(**{**entry, "crosswalk": {k: tuple(v) for k, v in entry.get("crosswalk", {}).items()}})
        for entry in document["codes"]
    )
    common = () if name == "common" else load("common").codes
    return CodeList(document["name"], document["version"], codes, common)
