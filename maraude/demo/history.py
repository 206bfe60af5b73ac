"""Writes the demonstration's thirty evenings and tonight, by what a team would have typed."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from maraude import i18n
from maraude.demo import files, lines, services, words
from maraude.demo.cast import CAST
from maraude.demo.clock import PARIS
from maraude.demo.evenings import Evenings
from maraude.demo.scene import Scene
from maraude.demo.spots import PLACES
from maraude.demo.stage import Stage
from maraude.directory.importers.batch import Batch
from maraude.domain.choice import Choice, ChoiceKind
from maraude.domain.encounter import Encounter, Given
from maraude.domain.person import Informed
from maraude.domain.shorthand.letters import letters
from maraude.domain.shorthand.meaning import AWAITED
from maraude.domain.shorthand.names import spot_word
from maraude.domain.shorthand.parse import parse
from maraude.domain.shorthand.render import render
from maraude.domain.tour import Member, Tour
from maraude.i18n import _
from maraude.usecases import calls, log, spots, tours

if TYPE_CHECKING:
    from maraude.domain.referral import Referral

NIGHTS = 30
STARTS = time(20, 15)
STOCK = {"SOU": 50, "BOI": 70, "REP": 40, "COU": 16, "DUV": 8, "KIT": 15, "CHA": 30, "VET": 12}
WAIT = timedelta(minutes=20)
"""After how long the 115 called back, where it did."""
REST = timedelta(minutes=3)
SERVICE_SHARE = 0.04
TARGETS = {"night_stop": "HAN", "day_centre": "ADJ"}
"""Services that were proposed by name, and the target that each stands for."""

Progress = Callable[[int, int], None]
"""Told how many evenings are written, and of how many."""


def write(stage: Stage, chance: random.Random, progress: Progress) -> None:
    """Write everything. The same ``chance`` writes the same, to the last id."""
    stage.set_clock(NIGHTS, time(18))
    for place in PLACES:
        made = spots.add(stage.session, place.name, place.at, kind=_(place.kind), sector=_("Nord"))
        stage.spots[place.name] = made.id
    batch = services.batch(chance, stage.tonight.date)
    stage.session.services.replace(batch, stage.tonight.date, PARIS)
    history = _History(stage, chance, batch)
    for ago in range(NIGHTS, -1, -1):
        history.evening(ago)
        progress(NIGHTS - ago + 1, NIGHTS + 1)


class _History:
    """The evenings one after the other; ``awaited`` are referrals of which something may come."""

    def __init__(self, stage: Stage, chance: random.Random, batch: Batch) -> None:
        self._stage = stage
        self._session = stage.session
        self._chance = chance
        self._evenings = Evenings(chance)
        self._services = [s for s in batch.services if s.category in TARGETS]
        self._awaited: list[Referral] = []

    def evening(self, ago: int) -> None:
        """Start a tour, write its lines and what stands beside them; end it, but for tonight's."""
        self._start(ago)
        self._follow_referrals()
        for scene in self._evenings.scenes(ago):
            at = self._stage.evening(ago).moment(scene.at, PARIS)
            if ago:
                self._answer_calls(at - WAIT)
            self._stage.clock.moment = at
            self._write(scene, ago)
        if ago:
            self._answer_calls(self._session.now())
        self._stage.clock.moment += REST
        files.write(self._stage, ago)
        if ago:
            self._end()

    def _start(self, ago: int) -> None:
        at = self._stage.set_clock(ago, STARTS)
        crew = words.CREWS[ago % len(words.CREWS)]
        members = tuple(Member(*name.split(":")) for name in crew)
        started = tours.start(self._session, sector=_("Nord"), members=members, at=at)
        loaded = tuple(Given(code, quantity) for code, quantity in STOCK.items())
        self._stage.save(replace(started, stock_out=loaded))

    def _end(self) -> None:
        tour = self._tour()
        self._stage.clock.moment += self._chance.randint(10, 25) * timedelta(minutes=1)
        self._stage.save(replace(tour, stock_in=tuple(self._left(tour))))
        tours.end(
            self._session,
            self._tour(),
            kilometres=self._chance.randint(16, 44) / 2,
            debrief=_(self._chance.choice(words.DEBRIEFS)),
        )

    def _left(self, tour: Tour) -> Iterator[Given]:
        """Count what came back."""
        given: dict[str, int] = {}
        for entry in tours.entries(self._session, tour):
            encounter = entry.encounter
            items = encounter.given if isinstance(encounter, Encounter) else encounter.items
            for item in items:
                given[item.code] = given.get(item.code, 0) + item.quantity
        for code, loaded in STOCK.items():
            yield Given(code, max(loaded - given.get(code, 0), 0))

    def _write(self, scene: Scene, ago: int) -> None:
        """Type a line, with the files of those whom it names for the first time."""
        draft = parse(scene.line, letters("fr"))
        fresh = [word for word in draft.persons if word not in self._stage.persons]
        choices = [self._whom(word) for word in draft.persons]
        tour = self._tour()
        if tour.spot != self._stage.spots[scene.spot]:
            place = spot_word(scene.spot)
            draft = replace(draft, spot=place)
            choices.append(Choice(ChoiceKind.SPOT, place, record=self._stage.spots[scene.spot]))
        if ago and draft.people and self._chance.random() < SERVICE_SHARE:
            choices.append(self._service())
        draft = replace(draft, note=_(scene.note) if scene.note else "")
        line = render(draft, letters(i18n.language()))
        reading = log.read(self._session, tour, line, choices, at=self._session.now())
        entry = log.save(self._session, reading)
        if entry is None or not isinstance(entry.encounter, Encounter):
            return
        self._stage.persons.update(zip(draft.persons, entry.encounter.people.persons, strict=True))
        for word in fresh:
            files.describe(self._stage, word, ago)
        self._awaited += [r for r in entry.referrals if r.result in AWAITED and not r.is_call]

    def _whom(self, word: str) -> Choice:
        if known := self._stage.persons.get(word):
            return Choice(ChoiceKind.PERSON, word, record=known)
        informed = Informed.NOT_POSSIBLE if word in words.NOT_INFORMED else Informed.YES
        return Choice(ChoiceKind.PERSON, word, name=CAST[word].called, informed=informed)

    def _service(self) -> Choice:
        service = self._chance.choice(self._services)
        target = TARGETS[service.category]
        return Choice(ChoiceKind.SERVICE, target, record=service.id, name=service.name)

    def _answer_calls(self, until: datetime) -> None:
        """Write what the 115 answered to the calls made by ``until`` that were left open."""
        for call in tours.open_calls(self._session, self._tour()):
            if call.at <= until:
                self._stage.clock.moment = call.at + WAIT
                calls.answer(self._session, call, lines.drawn(self._chance, lines.ANSWERED))

    def _follow_referrals(self) -> None:
        """Write what came of the referrals of the evenings before."""
        followed = []
        for referral in self._awaited:
            if result := lines.drawn(self._chance, lines.ARRIVED):
                closed_at = None if result in AWAITED else self._session.now()
                followed.append(replace(referral, result=result, closed_at=closed_at))
        self._awaited = []
        self._stage.save(*followed)

    def _tour(self) -> Tour:
        tour = tours.current(self._session)
        if tour is None:
            raise RuntimeError("no tour is open")
        return tour
