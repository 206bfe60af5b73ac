"""An address, and which number of a street comes closest to the one asked for."""

from collections.abc import Iterable
from dataclasses import dataclass

from maraude.domain.spot import Position

OTHER_SIDE = 1.5
"""How much further a number counts that is across the street: the odd ones face the even ones."""


@dataclass(frozen=True, slots=True)
class HouseNumber:
    """A number in a street; ``suffix`` is folded (``bis``, ``ter``, ``a``). 0 names the place."""

    number: int
    suffix: str = ""

    def __str__(self) -> str:
        return f"{self.number or ''} {self.suffix}".strip()

    def is_written(self, asked: "HouseNumber") -> bool:
        """Tell whether ``asked`` may stand for this number: ``12 b`` is said of a ``12 bis``."""
        return self.number == asked.number and (
            self.suffix == asked.suffix
            or (len(asked.suffix) == 1 and self.suffix in _LONG.get(asked.suffix, ()))
        )


_LONG = {"b": ("bis",), "t": ("ter",), "q": ("quater",)}


@dataclass(frozen=True, slots=True)
class Address:
    """One address of a file. ``department`` is the first part of its commune's INSEE code."""

    department: str
    street: str
    postcode: str
    town: str
    house: HouseNumber
    position: Position


def nearest(asked: HouseNumber, numbers: Iterable[HouseNumber]) -> HouseNumber:
    """Give the number itself where it is there, else the closest one; ValueError for none."""

    def far(number: HouseNumber) -> tuple[float, bool, str]:
        apart = abs(number.number - asked.number)
        across = OTHER_SIDE * (apart % 2)
        return apart + across, not number.is_written(asked), number.suffix

    return min(numbers, key=far)
