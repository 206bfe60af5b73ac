"""Public holidays of parts of France, which the opening hours library does not know.

Sources: code du travail, article L3134-13 (Alsace-Moselle); law 83-550 of 30 June 1983 as amended
and its decrees (commemoration of the abolition of slavery overseas).
"""

from datetime import date, timedelta

_ALSACE_MOSELLE = frozenset({"57", "67", "68"})
_ABOLITION_OF_SLAVERY = {
    "971": (5, 27),  # Guadeloupe
    "972": (5, 22),  # Martinique
    "973": (6, 10),  # Guyane
    "974": (12, 20),  # La Réunion
    "976": (4, 27),  # Mayotte
}


def region(postcode: str) -> str:
    """Give the department of ``postcode`` where it has holidays of its own, nothing elsewhere."""
    return next(
        (code for code in (*_ALSACE_MOSELLE, *_ABOLITION_OF_SLAVERY) if postcode.startswith(code)),
        "",
    )


def regional(region: str, year: int) -> tuple[date, ...]:
    """Give the holidays that a region has besides the national ones."""
    if region in _ALSACE_MOSELLE:
        return (_easter(year) - timedelta(days=2), date(year, 12, 26))
    if region in _ABOLITION_OF_SLAVERY:
        return (date(year, *_ABOLITION_OF_SLAVERY[region]),)
    return ()


def _easter(year: int) -> date:
    """Give Easter Sunday of the Gregorian calendar. Source: Meeus, Jones and Butcher, 1876."""
    century, in_century = divmod(year, 100)
    lunar = (
        19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15
    ) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (in_century // 4) - lunar - in_century % 4) % 7
    shift = (year % 19 + 11 * lunar + 22 * weekday) // 451
    month, day = divmod(lunar + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
