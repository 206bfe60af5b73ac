"""Records as the JSON documents that commands print."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from maraude.domain.encounter import Encounter, Given, StockMove
from maraude.domain.entry import Entry
from maraude.domain.evening import Evening
from maraude.domain.followup import FollowUp
from maraude.domain.guard import Finding
from maraude.domain.referral import Referral
from maraude.domain.right import Right
from maraude.domain.tour import Tour
from maraude.usecases import people, spots
from maraude.usecases.person_file import PersonFile
from maraude.usecases.session import Session


def entry(session: Session, tour: Tour, kept: Entry) -> dict[str, Any]:
    """Give one line of the evening under the name of what it is."""
    if isinstance(kept.encounter, StockMove):
        return {"stock_move": _stock_move(session, tour, kept.encounter)}
    return {"encounter": _encounter(session, tour, kept, kept.encounter)}


def tour(session: Session, shown: Tour, entries: Sequence[Entry]) -> dict[str, Any]:
    """Give a tour with all its lines, the latest first."""
    return {
        "tour": {
            "id": shown.id,
            "evening": str(shown.evening),
            "team": shown.team,
            "sector": shown.sector,
            "spot": spots.name(session, shown.spot),
            "members": [{"name": m.name, "role": m.role} for m in shown.members],
            "started_at": _at(session, shown.started_at),
            "ended_at": _at(session, shown.ended_at),
            "kilometres": shown.kilometres,
            "debrief": shown.debrief,
        },
        "encounters": [
            _encounter(session, shown, kept, kept.encounter)
            for kept in entries
            if isinstance(kept.encounter, Encounter)
        ],
        "stock_moves": [
            _stock_move(session, shown, kept.encounter)
            for kept in entries
            if isinstance(kept.encounter, StockMove)
        ],
    }


def person(session: Session, file: PersonFile) -> dict[str, Any]:
    """Give a person's file: what is known, what holds, what comes next.

    Who they are on paper is not in it: that is read on its own.
    """
    known = file.person
    return {
        "code": known.code,
        "called": known.called,
        "also_called": list(known.also_called),
        "informed": known.informed.value,
        "age": known.age,
        "age_estimated": known.age_estimated,
        "gender": known.gender,
        "languages": list(known.languages),
        "interpreter": known.interpreter,
        "household": known.household,
        "outside_since": known.outside_since,
        "animals": known.animals,
        "referent": known.referent,
        "vulnerable": known.vulnerable,
        "opposed": known.opposed,
        "restricted": known.restricted,
        "encounters": file.encounters,
        "missing": file.missing or None,
        "alerts": [
            {"code": a.code, "severity": a.severity, "what_to_do": a.what_to_do}
            for a in file.alerts
        ],
        "follow_ups": [_follow_up(session, planned) for planned in file.follow_ups],
        "rights": [_right(right) for right in file.rights],
        "steps": [{"text": step.text, "due": _evening(step.due)} for step in file.steps],
        "referrals": [referral(made) for made in file.referrals],
        "situations": [
            {"night": s.night, "since": _evening(s.since), "until": _evening(s.until)}
            for s in file.situations
        ],
        "notes": [note.text for note in file.notes],
    }


def found(findings: Sequence[Finding]) -> dict[str, Any]:
    """Give what a note had better not hold, each with why and with a mask for it."""
    return {
        "warnings": [
            {"kind": one.kind.value, "text": one.text, "message": one.why, "mask": one.mask}
            for one in findings
        ]
    }


def referral(given: Referral) -> dict[str, Any]:
    """Give a referral; a 115 call says how many minutes it waited."""
    document = {"target": given.target, "result": given.result}
    optional = {
        "waited": given.waited,
        "reason": given.reason,
        "service": given.service,
        "service_name": given.service_name,
    }
    return document | {name: value for name, value in optional.items() if value not in (None, "")}


def _encounter(session: Session, tour: Tour, kept: Entry, met: Encounter) -> dict[str, Any]:
    counted = met.people
    return {
        "id": met.id,
        "evening": str(tour.evening),
        "at": _at(session, met.at),
        "spot": spots.name(session, met.spot),
        "contact": met.contact,
        "people": counted.total,
        "counts": {
            "men": counted.men,
            "women": counted.women,
            "unknown": counted.unknown,
            "minors": counted.minors,
        },
        "persons": list(people.person_codes(session, counted.persons)),
        "needs": [
            {"code": need.code, "state": need.state.value, "item": need.item, "reason": need.reason}
            for need in met.needs
        ],
        "given": _given(met.given),
        "referrals": [referral(made) for made in kept.referrals],
        "follow_ups": [_follow_up(session, planned) for planned in kept.follow_ups],
        "alerts": list(met.alerts),
        "safety_notes": len(kept.safety_notes),
        "animal": met.animal,
        "reason": met.reason,
        "note": met.note,
    }


def _right(right: Right) -> dict[str, Any]:
    return {
        "code": right.code,
        "state": right.state,
        "next_step": right.next_step,
        "due": _evening(right.due),
    }


def _follow_up(session: Session, planned: FollowUp) -> dict[str, Any]:
    persons = (planned.person,) if planned.person else ()
    return {
        "due": _evening(planned.due),
        "person": next(iter(people.person_codes(session, persons)), None),
        "spot": spots.name(session, planned.spot),
        "what_for": list(planned.what_for),
        "state": planned.state.value,
    }


def _stock_move(session: Session, tour: Tour, move: StockMove) -> dict[str, Any]:
    return {
        "id": move.id,
        "evening": str(tour.evening),
        "at": _at(session, move.at),
        "spot": spots.name(session, move.spot),
        "items": _given(move.items),
        "note": move.note,
    }


def _given(items: Sequence[Given]) -> list[dict[str, Any]]:
    return [{"code": item.code, "quantity": item.quantity} for item in items]


def _evening(evening: Evening | None) -> str | None:
    return str(evening) if evening else None


def _at(session: Session, moment: datetime | None) -> str | None:
    return moment.astimezone(session.zone).isoformat(timespec="minutes") if moment else None
