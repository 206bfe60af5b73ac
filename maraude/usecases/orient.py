"""What answers this need, for this person, open now, within a quarter of an hour on foot."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo

from maraude.directory import (
    brief,
    corrections,
    experience,
    matching,
    ranking,
    reasons,
    walking,
)
from maraude.directory import categories as category_list
from maraude.directory.experience import Experience
from maraude.directory.matching import Accepts
from maraude.directory.opening import State
from maraude.directory.ranking import Freshness
from maraude.directory.service import Service
from maraude.directory.walking import Walk, Walker
from maraude.domain import codes
from maraude.domain.refusal import Refusal
from maraude.domain.service_note import ServiceNote
from maraude.domain.spot import Position
from maraude.i18n import _
from maraude.store.service_snapshot import Snapshot
from maraude.store.services import Services
from maraude.usecases.corrected import Corrected
from maraude.usecases.surroundings import FURTHER, Found, Search

QUARTER_HOUR = 15
SPARE = 3
"""Services beyond those asked for, among which one where referrals failed may lose its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearby:
    """A service seen from where someone stands.

    ``metres`` are straight, ``walk`` is by the streets where they are known, else estimated;
    ``within`` tells whether it is within the minutes asked for. Moments are in the zone asked
    for; ``why`` and what speaks ``against`` it are sentences in the language in use, ``brief``
    says the gravest in a few words. ``experience`` is what came of our referrals.
    """

    service: Service
    metres: int
    walk: Walk
    within: bool
    state: State
    opens_soon: bool
    opens_at: datetime | None
    closes_at: datetime | None
    comment: str
    accepts: Accepts
    freshness: Freshness
    why: str
    brief: str
    against: tuple[str, ...]
    experience: Experience
    corrected: tuple[ServiceNote, ...] = ()

    @property
    def minutes(self) -> tuple[int, int]:
        """The fewest and the most whole minutes of the walk."""
        return self.walk.range

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
    for_: Sequence[str] = ()
    minutes: float = QUARTER_HOUR
    speed: float = walking.SPEED
    corrected: Sequence[ServiceNote] = ()


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
    marked by ``within``. Of two that are as good and as near, to the minute, the one that what
    teams learnt there speaks against comes after.

    Refusal: ``unknown-category``, ``unknown-need``, ``unknown-facet``, ``wrong-value``.
    """
    with services.reading() as snapshot:
        search = _search(services, snapshot, question, limit)
        best = search.best(limit + SPARE)
        return _ordered(_whole(search.corrected, question, best, learn))[:limit]


def passed_over(
    services: Services, question: Question, *, limit: int = 50, learn: Learn = nothing_learnt
) -> tuple[Nearby, ...]:
    """Give what is not simply good, up to twice as far as asked for, nearest first.

    Each says what speaks ``against`` it. Refusal: as ``near``.
    """
    with services.reading() as snapshot:
        search = _search(services, snapshot, question, limit)
        doubtful = _whole(search.corrected, question, search.doubtful(limit), learn)
        return tuple(nearby for nearby, _found in doubtful)


def placed(
    services: Services, question: Question, keys: Sequence[int], *, learn: Learn = nothing_learnt
) -> tuple[Nearby, ...]:
    """Give services by their keys in the directory, in that order, however far they are.

    Refusal: as ``near``.
    """
    with services.reading() as snapshot:
        at = {placement.service: placement for placement in snapshot.placements(keys)}
        placements = [at[key] for key in keys if key in at]
        search = _search(services, snapshot, question, 1)
        whole = _whole(search.corrected, question, search.of(placements), learn)
        return tuple(nearby for nearby, _found in whole)


def by_kind(
    services: Services,
    question: Question,
    *,
    limit: int = 50,
    learn: Learn = nothing_learnt,
    ask: Callable[..., tuple[Nearby, ...]] = near,
) -> tuple[tuple[Nearby, ...], ...]:
    """Give what ``ask`` (``near``, ``passed_over``) finds of each category apart, where it does.

    So what is at every corner, such as toilets, does not hide what is rare. Refusal: as ``near``.
    """
    apart = (
        replace(question, categories=(code,), need="")
        for code in _categories(question.categories, question.need)
    )
    found = (ask(services, one, limit=limit, learn=learn) for one in apart)
    return tuple(some for some in found if some)


def _search(services: Services, snapshot: Snapshot, question: Question, limit: int) -> Search:
    """Check what is asked, and look at the ways from there."""
    _check(question, limit)
    categories = _categories(question.categories, question.need)
    wanted = matching.asked(question.for_)
    farthest = question.minutes * FURTHER * walking.metres_a_minute(question.speed)
    ways = services.streets.ways(question.position, farthest)
    walker = Walker(question.position, question.speed, ways)
    corrected = Corrected.by(question.corrected, snapshot)
    return Search(corrected, walker, categories, wanted, question.when, question.minutes)


def _whole(
    corrected: Corrected, question: Question, found: Sequence[Found], learn: Learn
) -> list[tuple[Nearby, Found]]:
    """Give what was found with its service, in words."""
    keys = [one.placed.placement.service for one in found]
    services = corrected.snapshot.services(keys)
    learnt = {one.service: one for one in learn([services[key].id for key in keys])}
    return [
        (
            _corrected(
                _nearby(one, services[key], question, learnt),
                corrected.of(one.placed.placement),
                question.zone,
            ),
            one,
        )
        for key, one in zip(keys, found, strict=True)
    ]


def _ordered(found: list[tuple[Nearby, Found]]) -> tuple[Nearby, ...]:
    """Put what failed of late after what is otherwise alike."""

    def order(entry: tuple[Nearby, Found]) -> tuple[object, ...]:
        service, one = entry
        doubted = service.experience.speaks_against(one.prospect.when)
        return (*one.prospect.rank[:-1], service.minutes, doubted, one.placed.metres)

    return tuple(service for service, _found in sorted(found, key=order))


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
    found: Found, service: Service, question: Question, learnt: Mapping[str, Experience]
) -> Nearby:
    prospect, zone = found.prospect, question.zone
    opening = prospect.opening
    walk = found.placed.walk
    within = walk.minutes <= question.minutes
    too_far = "" if within else walk.phrase
    today = prospect.when.astimezone(zone).date()
    learned = learnt.get(service.id, Experience(service.id))
    returned = experience.refused(learned.refusals) if learned.refusals.prevail else ""
    against = reasons.against(service, prospect, zone, too_far=too_far)
    return Nearby(
        service=service,
        metres=round(found.placed.metres),
        walk=walk,
        within=within,
        state=opening.state,
        opens_soon=opening.opens_soon(prospect.when),
        opens_at=opening.opens_at.astimezone(zone) if opening.opens_at else None,
        closes_at=opening.closes_at.astimezone(zone) if opening.closes_at else None,
        comment=opening.comment,
        accepts=prospect.match.accepts,
        freshness=ranking.freshness(service.category, service.verified_on, today),
        why=reasons.why(service, prospect, zone),
        brief=brief.words(service, prospect, learned, zone, asked=bool(question.for_)),
        against=(*against, returned) if returned else against,
        experience=learned,
    )
