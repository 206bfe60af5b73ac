"""School holidays of the three zones of France, and the days for which they are known.

``school_holidays.json`` holds them. Corsica and overseas have calendars of their own, which are not
held here.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from maraude.directory.opening import Days

_POSTCODE_DIGITS = 5
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The school holidays of a zone, which hold for the days of ``valid``.

    On ``bridges`` schools are closed outside of any holidays: what follows school holidays may go
    either way then.
    """

    valid: Days
    holidays: tuple[Days, ...]
    bridges: tuple[Days, ...]

    def doubtful(self, asked: Days) -> Iterator[Days]:
        """Give those of the days ``asked`` of which it is not known whether they are holidays."""
        unknown = (
            Days(date.min, self.valid.first - _DAY),
            *self.bridges,
            Days(self.valid.last + _DAY, date.max),
        )
        for days in unknown:
            common = Days(max(asked.first, days.first), min(asked.last, days.last))
            if common.first <= common.last:
                yield common


def department(postcode: str) -> str:
    """Give the department of a postcode where its calendar is held, nothing elsewhere."""
    code = postcode[:2]
    return code if len(postcode) == _POSTCODE_DIGITS and calendar(code) else ""


def calendar(department: str) -> Calendar | None:
    """Give the calendar of a department, None where none is held."""
    return _calendars().get(department)


@cache
def _calendars() -> dict[str, Calendar]:
    """Read the data file, by department."""
    document = json.loads(files(__package__).joinpath("school_holidays.json").read_text("utf-8"))
    valid = Days(*(date.fromisoformat(document[name]) for name in ("since", "until")))
    bridges = _days(document["bridges"])
    found: dict[str, Calendar] = {}
    for zone, departments in document["zones"].items():
        holidays = _days(entry for entry in document["holidays"] if zone in entry["zones"])
        found |= dict.fromkeys(departments, Calendar(valid, holidays, bridges))
    return found


def _days(entries: Iterable[Mapping[str, str]]) -> tuple[Days, ...]:
    return tuple(
        Days(*(date.fromisoformat(entry[name]) for name in ("first", "last"))) for entry in entries
    )
