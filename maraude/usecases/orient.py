"""What answers this need, for this person, open now, within a quarter of an hour on foot."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo

from maraude.directory import categories as category_list
from maraude.directory import corrections, matching, ranking, reasons, walking
from maraude.directory.experience import Experience
from maraude.directory.matching import Accepts
from maraude.directory.opening import Opening, State
from maraude.directory.ranking import Freshness, Prospect
from maraude.directory.service import Service
from maraude.domain import codes
from maraude.domain.refusal import Refusal
from maraude.domain.service_note import ServiceNote
from maraude.domain.spot import Position
from maraude.i18n import _
from maraude.store.service_snapshot import Placement, Snapshot
from maraude.store.services import Services
from maraude.usecases.corrected import Corrected

QUARTER_HOUR = 15
FARTHEST_METRES = 40_000.0
"""Beyond a day's walk nothing is near."""
SPARE = 3
"""Services beyond those asked for, among which one where referrals failed may lose its place."""
FIRST_SHARE = 1 / 8
"""Share of the reach that is looked at first, a power of two: in a dense city it is enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearby:
    """A service seen from where someone stands.

    ``metres`` are straight, ``minutes`` the estimated range of the walk; ``within`` tells
    whether that is within the minutes asked for. Moments are in the zone asked for; ``why`` and
    what speaks ``against`` it are sentences in the language in use. ``experience`` is what came
    of our referrals, ``corrected`` what the coordination says against its source.
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
    against: tuple[str, ...]
    experience: Experience
    corrected: tuple[ServiceNote, ...] = ()

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is looked for, from where, when and for whom.

    ``categories`` are theirs or those that answer ``need`` (list 1). ``when`` is aware; ``for_``
    names what is true of the person (``matching.asked``); ``minutes`` are on foot, at ``speed``
    km/h. What the coordination has ``corrected`` of services holds over what their source says.
    """

    position: Position
    when: datetime
    zone: tzinfo
    categories: Sequence[str] = ()
    need: str = ""
    for_: Iterable[str] = ()
    minutes: float = QUARTER_HOUR
    speed: float = walking.SPEED
    corrected: Sequence[ServiceNote] = ()

    @property
    def reach(self) -> float:
        """Straight metres that are probably within ``minutes``."""
        return walking.reach(self.minutes, self.speed)


Learn = Callable[[Sequence[str]], Iterable[Experience]]
"""Gives what teams learnt at services (ids)."""


def nothing_learnt(services: Sequence[str]) -> Iterable[Experience]:
    """Give no experience, where none is at hand."""
    del services
    return ()


def near(
    services: Services, question: Question, *, limit: int = 5, learn: Learn = nothing_learnt
) -> tuple[Nearby, ...]:
    """Give the ``limit`` best services for a question, best first.

    Where nothing at all is within its minutes on foot, the nearest further away are given,
    marked by ``within``. Of two that are as good and as near, to the minute, the one where
    referrals failed of late comes after.

    Refusal: ``unknown-category``, ``unknown-need``, ``unknown-facet``, ``wrong-value``.
    """
    with services.reading() as snapshot:
        search = _Search.of(question, limit, snapshot)
        return _ordered(search.whole(search.best(limit + SPARE), learn))[:limit]


def passed_over(
    services: Services, question: Question, *, limit: int = 50, learn: Learn = nothing_learnt
) -> tuple[Nearby, ...]:
    """Give what is not simply good, up to twice as far as asked for, nearest first.

    Each says what speaks ``against`` it. Refusal: as ``near``.
    """
    with services.reading() as snapshot:
        search = _Search.of(question, limit, snapshot)
        found = sorted(search.within(question.reach * 2), key=lambda found: found.metres)
        doubtful = [f for f in found if f.metres > question.reach or not f.prospect.is_best]
        return tuple(service for service, _found in search.whole(doubtful[:limit], learn))


@dataclass(frozen=True, slots=True)
class _Search:
    """A question, checked, over the directory as it is now."""

    question: Question
    snapshot: Snapshot
    categories: tuple[str, ...]
    wanted: tuple[str, ...]
    corrected: Corrected
    openings: dict[int | None, Opening] = field(default_factory=dict)

    @classmethod
    def of(cls, question: Question, limit: int, snapshot: Snapshot) -> "_Search":
        """Check what is asked."""
        _check(question, limit)
        categories = _categories(question.categories, question.need)
        corrected = Corrected.by(question.corrected, snapshot)
        return cls(question, snapshot, categories, matching.asked(question.for_), corrected)

    def best(self, limit: int) -> list[_Found]:
        """Look further and further, until what is further away cannot be better."""
        reach = self.question.reach
        ranked: list[_Found] = []
        for metres in _radii(reach):
            ranked = sorted(self.within(metres), key=lambda found: found.prospect.rank)[:limit]
            enough = len(ranked) == limit and all(found.prospect.is_best for found in ranked)
            if enough or (ranked and metres >= reach):
                break
        return ranked

    def within(self, metres: float) -> Iterator[_Found]:
        """Give all that is within straight ``metres``."""
        when, position, speed = self.question.when, self.question.position, self.question.speed
        for category in self.categories:
            for placement in self.corrected.around(category, position, metres):
                away = walking.metres(position, placement.position)
                if away > metres:
                    continue
                if placement.schedule not in self.openings:
                    self.openings[placement.schedule] = self.snapshot.opening(
                        placement.schedule, when
                    )
                notes = self.corrected.of(placement)
                whom = corrections.eligibility(notes, placement.eligibility)
                prospect = Prospect(
                    corrections.opening(notes, self.openings[placement.schedule]),
                    matching.match(whom, self.wanted),
                    walking.minutes(away, speed),
                    when,
                )
                yield _Found(placement, away, prospect)

    def whole(self, found: Sequence[_Found], learn: Learn) -> list[tuple[Nearby, _Found]]:
        """Give each placement with its service, in words."""
        services = self.snapshot.services(one.placement.service for one in found)
        ids = [services[one.placement.service].id for one in found]
        learnt = {experience.service: experience for experience in learn(ids)}
        return [
            (
                _corrected(
                    _nearby(one, services[one.placement.service], self.question, learnt),
                    self.corrected.of(one.placement),
                    self.question.zone,
                ),
                one,
            )
            for one in found
        ]


def _ordered(found: list[tuple[Nearby, _Found]]) -> tuple[Nearby, ...]:
    """Put what failed of late after what is otherwise alike."""

    def order(entry: tuple[Nearby, _Found]) -> tuple[object, ...]:
        service, one = entry
        failed = service.experience.failed_lately(one.prospect.when)
        return (*one.prospect.rank[:-1], service.minutes, failed, one.metres)

    return tuple(service for service, _found in sorted(found, key=order))


def _radii(reach: float) -> Iterator[float]:
    """Give growing distances in metres, ``reach`` among them."""
    metres = reach * FIRST_SHARE
    while metres < FARTHEST_METRES:
        yield metres
        metres *= 2
    yield FARTHEST_METRES


def _check(question: Question, limit: int) -> None:
    if not (0 < question.minutes <= 240 and 1 <= limit <= 100 and 1 <= question.speed <= 10):
        raise Refusal(
            "wrong-value",
            _("On cherche de 1 à 240 minutes, de 1 à 100 services, de 1 à 10 km/h."),
        )
    if not 2000 <= question.when.year < 2100:
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


def _corrected(found: Nearby, notes: corrections.Notes, zone: tzinfo) -> Nearby:
    """Give a service as corrected: its place, and first of all who says so."""
    if not notes:
        return found
    said = [corrections.signed(note, zone) for note in notes]
    return replace(
        found,
        service=corrections.applied(notes, found.service),
        why=" ".join((*said, found.why)),
        against=(*said, *found.against),
        corrected=tuple(notes),
    )


def _nearby(
    found: _Found, service: Service, question: Question, learnt: Mapping[str, Experience]
) -> Nearby:
    prospect, zone = found.prospect, question.zone
    opening = prospect.opening
    walk = walking.estimate(found.metres, question.speed)
    within = found.metres <= question.reach
    too_far = "" if within else walking.phrase(walk)
    today = prospect.when.astimezone(zone).date()
    return Nearby(
        service=service,
        metres=round(found.metres),
        minutes=walk,
        within=within,
        state=opening.state,
        opens_soon=opening.opens_soon(prospect.when),
        opens_at=opening.opens_at.astimezone(zone) if opening.opens_at else None,
        closes_at=opening.closes_at.astimezone(zone) if opening.closes_at else None,
        comment=opening.comment,
        accepts=prospect.match.accepts,
        freshness=ranking.freshness(service.category, service.verified_on, today),
        why=reasons.why(service, prospect, zone),
        against=reasons.against(service, prospect, zone, too_far=too_far),
        experience=learnt.get(service.id, Experience(service.id)),
    )
