"""What answers this need, for this person, open now, within a quarter of an hour on foot."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from maraude.directory import categories as category_list
from maraude.directory import matching, ranking, reasons, walking
from maraude.directory.matching import Accepts
from maraude.directory.opening import Opening, State
from maraude.directory.ranking import Freshness, Prospect
from maraude.directory.service import Service
from maraude.domain import codes
from maraude.domain.refusal import Refusal
from maraude.domain.spot import Position
from maraude.i18n import _
from maraude.store.service_snapshot import Placement, Snapshot
from maraude.store.services import Services

QUARTER_HOUR = 15
FARTHEST_METRES = 40_000.0
"""Beyond a day's walk nothing is near."""
FIRST_SHARE = 1 / 8
"""Share of the reach that is looked at first, a power of two: in a dense city it is enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearby:
    """A service seen from where someone stands.

    ``metres`` are straight, ``minutes`` the estimated range of the walk; ``within`` tells
    whether that is within the minutes asked for. Moments are in the zone asked for; ``why`` is
    sentences in the language in use.
    """

    service: Service
    metres: int
    minutes: tuple[int, int]
    within: bool
    state: State
    opens_soon: bool
    opens_at: datetime | None
    closes_at: datetime | None
    comment: str
    accepts: Accepts
    freshness: Freshness
    why: str

    @property
    def id(self) -> str:
        """The service's id."""
        return self.service.id

    @property
    def name(self) -> str:
        """The service's name."""
        return self.service.name

    @property
    def category(self) -> str:
        """The code of the service's category."""
        return self.service.category

    @property
    def source(self) -> str:
        """The source of the record."""
        return self.service.source

    @property
    def lat(self) -> float:
        """Degrees north (WGS 84)."""
        return self.service.position.lat

    @property
    def lon(self) -> float:
        """Degrees east (WGS 84)."""
        return self.service.position.lon

    @property
    def verified_on(self) -> date | None:
        """The day on which the source verified the record, None where it does not say."""
        return self.service.verified_on

    @property
    def copied_on(self) -> date:
        """The day on which the record came to this laptop."""
        return self.service.copied_on

    @property
    def attribution(self) -> str:
        """What must be shown with the record."""
        return self.service.attribution


@dataclass(frozen=True, slots=True)
class _Found:
    """A placement within the search, and how it does there."""

    placement: Placement
    metres: float
    prospect: Prospect


def near(
    services: Services,
    *,
    position: Position,
    when: datetime,
    zone: tzinfo,
    categories: Sequence[str] = (),
    need: str = "",
    for_: Iterable[str] = (),
    minutes: float = QUARTER_HOUR,
    limit: int = 5,
    speed: float = walking.SPEED,
) -> tuple[Nearby, ...]:
    """Give the ``limit`` best services for ``categories`` or a ``need`` (list 1), best first.

    ``when`` is aware; ``for_`` names what is true of the person (``matching.asked``); ``speed``
    is in km/h. Where nothing at all is within ``minutes`` on foot, the nearest further away are
    given, marked by ``within``.

    Refusal: ``unknown-category``, ``unknown-need``, ``unknown-facet``, ``wrong-value``.
    """
    _check(minutes, limit, speed, when)
    wanted = _categories(categories, need)
    search = _Search(wanted, position, when, matching.asked(for_), speed)
    reach = walking.reach(minutes, speed)
    with services.reading() as snapshot:
        best = search.best(snapshot, reach, limit)
        whole = snapshot.services(found.placement.service for found in best)
    return tuple(
        _nearby(
            found,
            whole[found.placement.service],
            speed,
            zone,
            within=found.metres <= reach,
        )
        for found in best
    )


@dataclass(frozen=True, slots=True)
class _Search:
    """What is looked for, where, when and for whom."""

    categories: tuple[str, ...]
    position: Position
    when: datetime
    wanted: tuple[str, ...]
    speed: float

    def best(self, snapshot: Snapshot, reach: float, limit: int) -> list[_Found]:
        """Look further and further, until what is further away cannot be better."""
        openings: dict[int | None, Opening] = {}
        ranked: list[_Found] = []
        for metres in _radii(reach):
            found = self._within(snapshot, metres, openings)
            ranked = sorted(found, key=lambda entry: entry.prospect.rank)[:limit]
            enough = len(ranked) == limit and all(entry.prospect.is_best for entry in ranked)
            if enough or (ranked and metres >= reach):
                break
        return ranked

    def _within(
        self, snapshot: Snapshot, metres: float, openings: dict[int | None, Opening]
    ) -> Iterator[_Found]:
        for category in self.categories:
            for placement in snapshot.around(category, self.position, metres):
                away = walking.metres(self.position, placement.position)
                if away > metres:
                    continue
                if placement.schedule not in openings:
                    openings[placement.schedule] = snapshot.opening(placement.schedule, self.when)
                prospect = Prospect(
                    openings[placement.schedule],
                    matching.match(placement.eligibility, self.wanted),
                    walking.minutes(away, self.speed),
                    self.when,
                )
                yield _Found(placement, away, prospect)


def _radii(reach: float) -> Iterator[float]:
    """Give growing distances in metres, ``reach`` among them."""
    metres = reach * FIRST_SHARE
    while metres < FARTHEST_METRES:
        yield metres
        metres *= 2
    yield FARTHEST_METRES


def _check(minutes: float, limit: int, speed: float, when: datetime) -> None:
    if not (0 < minutes <= 240 and 1 <= limit <= 100 and 1 <= speed <= 10):
        raise Refusal(
            "wrong-value",
            _("On cherche de 1 à 240 minutes, de 1 à 100 services, de 1 à 10 km/h."),
        )
    if not 2000 <= when.year < 2100:
        raise Refusal("wrong-value", _("On cherche à une date entre 2000 et 2099."))


def _categories(names: Sequence[str], need: str) -> tuple[str, ...]:
    """Give codes of categories, each once."""
    found = {}
    for name in names:
        category = category_list.find(name)
        if category is None:
            raise Refusal(
                "unknown-category",
                _("« {name} » n'est pas une catégorie de l'annuaire. Catégories : {known}.").format(
                    name=name, known=", ".join(category_list.load())
                ),
            )
        found[category.code] = category
    if need:
        if need.upper() not in codes.load("needs"):
            raise Refusal(
                "unknown-need", _("« {need} » n'est pas un besoin de la liste.").format(need=need)
            )
        found |= {category.code: category for category in category_list.answering(need.upper())}
    return tuple(found)


def _nearby(found: _Found, service: Service, speed: float, zone: tzinfo, *, within: bool) -> Nearby:
    prospect = found.prospect
    opening = prospect.opening
    today = prospect.when.astimezone(zone).date()
    return Nearby(
        service=service,
        metres=round(found.metres),
        minutes=walking.estimate(found.metres, speed),
        within=within,
        state=opening.state,
        opens_soon=opening.opens_soon(prospect.when),
        opens_at=opening.opens_at.astimezone(zone) if opening.opens_at else None,
        closes_at=opening.closes_at.astimezone(zone) if opening.closes_at else None,
        comment=opening.comment,
        accepts=prospect.match.accepts,
        freshness=ranking.freshness(service.category, service.verified_on, today),
        why=reasons.why(service, prospect, zone),
    )
