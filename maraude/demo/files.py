"""Fills in the files of the demonstration: what is known, planned and said of people."""

from dataclasses import replace

from maraude.demo import words
from maraude.demo.cast import CAST
from maraude.demo.stage import Stage
from maraude.demo.words import Message, Planned, Stay, Step
from maraude.domain.incident import Incident
from maraude.domain.person import Person
from maraude.domain.right import Right
from maraude.domain.situation import Situation
from maraude.i18n import _
from maraude.store.records import select
from maraude.usecases import alerts, follow_ups, notes, tours


def describe(stage: Stage, word: str, ago: int) -> None:
    """Write what a new file says of someone, and where they slept until that evening."""
    stage.save(_described(stage, word))
    for stay in words.STAYS:
        if stay.word == word and stay.since >= ago:
            _begin(stage, stay)


def write(stage: Stage, ago: int) -> None:
    """Write beside the lines of an evening all that ``words`` says of it."""
    for stay in words.STAYS:
        if stay.since == ago and stay.word in stage.persons:
            _begin(stage, stay)
    stage.save(*(_right(stage, step) for step in words.STEPS if step.noted == ago))
    for planned in words.PLANNED:
        if planned.ago == ago:
            _plan(stage, planned)
    for message in words.MESSAGES:
        if message.ago == ago:
            _tell(stage, message)
    _watch_over(stage, ago)
    _report(stage, ago)


def _described(stage: Stage, word: str) -> Person:
    role = CAST[word]
    return replace(
        stage.person(word),
        also_called=(words.ALSO_CALLED[word],) if word in words.ALSO_CALLED else (),
        age=role.age,
        age_estimated=role.age in ("A40", "A55"),
        gender=role.gender,
        languages=role.languages,
        interpreter=word in words.INTERPRETER,
        household=role.household,
        outside_since=role.outside_since(stage.tonight),
        animals=_said(words.ANIMALS.get(word, "")),
        referent=words.REFERENTS.get(word, ""),
        vulnerable=word in words.VULNERABLE,
        opposed=word in words.OPPOSED,
    )


def _begin(stage: Stage, stay: Stay) -> None:
    """Begin a stay, which ends the one before; nothing where it is written already."""
    person, since = stage.persons[stay.word], stage.evening(stay.since)
    lasting = list(
        select(stage.session.store.reader, Situation, "person = ? AND until IS NULL", person)
    )
    if any(known.since == since for known in lasting):
        return
    begun = Situation(
        id=stage.session.ids.record(),
        person=person,
        night=stay.night,
        since=since,
        place=_said(stay.place),
        day=_said(stay.day),
    )
    stage.save(*(replace(known, until=since) for known in lasting), begun)


def _right(stage: Stage, step: Step) -> Right:
    return Right(
        id=stage.session.ids.record(),
        person=stage.persons[step.word],
        code=step.code,
        state=step.state,
        next_step=_said(step.step),
        due=None if step.due is None else stage.evening(step.noted - step.due),
    )


def _plan(stage: Stage, planned: Planned) -> None:
    follow_ups.plan(
        stage.session,
        person=stage.persons[planned.word],
        due=None if planned.due is None else stage.evening(planned.ago - planned.due),
        every=planned.every,
        note=_said(planned.note),
    )


def _tell(stage: Stage, message: Message) -> None:
    notes.write(
        stage.session,
        _said(message.text),
        person=stage.persons[message.word] if message.word else None,
        to=_said(message.to),
        until=None if message.days is None else stage.evening(message.ago - message.days),
    )


def _watch_over(stage: Stage, ago: int) -> None:
    """Raise, instruct and close the alerts of an evening."""
    session = stage.session
    for closed in words.CLOSED:
        if closed.ago == ago:
            for alert in alerts.open_now(session):
                if alert.code == closed.code:
                    alerts.close(session, alert)
    for raised in words.WATCHED:
        if raised.ago != ago:
            continue
        person = stage.persons[raised.word]
        known = next((a for a in alerts.about(session, person) if a.code == raised.code), None)
        if known:
            alerts.instruct(session, known, _said(raised.what_to_do))
        else:
            what = _said(raised.what_to_do)
            alerts.put_up(session, raised.code, person=person, what_to_do=what)


def _report(stage: Stage, ago: int) -> None:
    """Write what happened to the team, and who asks tonight to be forgotten."""
    session = stage.session
    tour = tours.current(session)
    for event in words.EVENTS:
        if event.ago == ago and tour:
            stage.save(
                Incident(
                    id=session.ids.record(),
                    tour=tour.id,
                    at=session.now(),
                    text=_said(event.text),
                    told=_said(event.told),
                    spot=tour.spot,
                )
            )
    if ago == 0:
        stage.save(replace(stage.person(words.FORGOTTEN), forget_at=session.now()))


def _said(text: str) -> str:
    """Give a text of ``words`` in the language in use; gettext answers nothing with its header."""
    return _(text) if text else ""
