"""A place where people are met, and its exact position, which fewer may see."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A named place in a sector. Others than the owning team see the sector alone."""

    id: str
    name: str
    team: str
    kind: str = ""
    sector: str = ""
    deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SpotPosition:
    """Where a spot is exactly, in degrees (WGS 84); a row of its own: it stays with the team."""

    id: str
    spot: str
    lat: float
    lon: float
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Position:
    """A point in degrees (WGS 84)."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not (-90 <= self.lat <= 90 and -180 <= self.lon <= 180):
            raise ValueError(f"no such place: {self.lat}, {self.lon}")

    @classmethod
    def parse(cls, text: str) -> "Position":
        """Read ``48.8676,2.3636``; ValueError for anything else."""
        lat, _, lon = text.partition(",")
        return cls(float(lat), float(lon))
