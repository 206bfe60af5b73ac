"""The questions of the debrief: what becomes of a call, an alert, a follow-up, an incident."""

from collections.abc import Callable
from functools import partial

from textual.app import App

from maraude.domain.alert import Alert
from maraude.domain.evening import Evening
from maraude.domain.followup import FollowUp
from maraude.domain.incident import Incident
from maraude.domain.note import Note
from maraude.domain.referral import Referral
from maraude.domain.tour import Tour
from maraude.domain.when import read_evening
from maraude.i18n import _
from maraude.tui.screens import questions
from maraude.tui.screens.ask import AskScreen, ask_keeping
from maraude.tui.screens.debrief_rows import DebriefRow
from maraude.tui.screens.pick import Choosable, Pick
from maraude.usecases import alerts, calls, follow_ups, forms, incidents, notes
from maraude.usecases.session import Session

Job = Callable[[], object]
"""Writes what was answered; Refusal where it cannot be."""


async def treat(app: App[object], session: Session, row: DebriefRow) -> Job | None:
    """Ask what becomes of a line; None where nothing was answered or nothing can be done."""
    match row.about:
        case Referral() as call:
            return await answer(app, session, call)
        case Alert() as alert:
            return await _alert(app, session, alert, row.who)
        case FollowUp() as follow_up:
            return await _follow_up(app, session, follow_up, row.who)
        case Note() as note:
            question = _("Retirer cette transmission ?")
            keep = Choosable(value=False, label=_("la garder"), key="g")
            withdraw = Choosable(value=True, label=_("la retirer"), key="r")
            sure = await app.push_screen_wait(Pick(question, [keep, withdraw]))
            return partial(notes.withdraw, session, note) if sure else None
        case Incident() as incident:
            return await _incident(app, session, incident)
        case None:
            return None


async def answer(app: App[object], session: Session, call: Referral) -> Job | None:
    """Ask what the 115 answered to a call."""
    since = f"{call.at.astimezone(session.zone):%H:%M}"
    result = await app.push_screen_wait(questions.call_answer(since))
    return partial(calls.answer, session, call, result) if result else None


async def new_incident(app: App[object], session: Session, tour: Tour) -> Job | None:
    """Ask what happened, and to whom it was told; what is typed stays until it is written."""
    answers = await ask_keeping(
        app, session, forms.INCIDENT, _("Incident"), _incident_labels(), _incident_objection
    )
    if answers is None:
        return None
    text, told = answers

    def write() -> None:
        incidents.write(session, tour, text, told)
        forms.drop(session, forms.INCIDENT).result()

    return write


async def _alert(app: App[object], session: Session, alert: Alert, who: str) -> Job | None:
    question = _("Alerte, {who} : que devient-elle ?").format(who=who)
    choices = [
        Choosable("keep", _("la garder pour l'équipe suivante, et dire quoi faire"), "g"),
        Choosable("close", _("la clore : elle n'a plus lieu d'être"), "c"),
    ]
    chosen = await app.push_screen_wait(Pick(question, choices))
    if chosen == "close":
        return partial(alerts.close, session, alert)
    if chosen is None:
        return None
    label = _("Que faire, pour l'équipe suivante")
    answers = await app.push_screen_wait(AskScreen(question, (label,), values=(alert.what_to_do,)))
    return partial(alerts.instruct, session, alert, answers[0]) if answers else None


async def _follow_up(
    app: App[object], session: Session, follow_up: FollowUp, who: str
) -> Job | None:
    tonight = session.evening
    question = _("{who}, à revoir : et maintenant ?").format(who=who)
    choices = [
        Choosable("tomorrow", _("demain soir"), "d"),
        Choosable("other", _("une autre soirée"), "a"),
        Choosable("finish", _("c'est fait"), "f"),
        Choosable("drop", _("ne plus le prévoir"), "x"),
    ]
    match await app.push_screen_wait(Pick(question, choices)):
        case "tomorrow":
            return partial(follow_ups.move, session, follow_up, tonight.later(1))
        case "finish":
            return partial(follow_ups.finish, session, follow_up)
        case "drop":
            return partial(follow_ups.drop, session, follow_up)
        case "other":
            evening = await _evening(app, question, tonight)
            return partial(follow_ups.move, session, follow_up, evening) if evening else None
        case _:
            return None


async def _evening(app: App[object], question: str, tonight: Evening) -> Evening | None:
    """Ask for an evening from tonight on."""

    def objection(answers: tuple[str, ...]) -> str:
        try:
            evening = read_evening(answers[0], tonight)
        except ValueError:
            return _("La soirée se dit : demain, mardi, 24, 24/11 ou +3.")
        return _("Cette soirée est passée.") if evening < tonight else ""

    label = _("Quelle soirée : demain, mardi, 24/11, +3")
    answers = await app.push_screen_wait(AskScreen(question, (label,), objection))
    return read_evening(answers[0], tonight) if answers else None


async def _incident(app: App[object], session: Session, incident: Incident) -> Job | None:
    choices = [
        Choosable("correct", _("le corriger"), "c"),
        Choosable("withdraw", _("le retirer"), "r"),
    ]
    chosen = await app.push_screen_wait(Pick(_("Cet incident :"), choices))
    if chosen == "withdraw":
        return partial(incidents.withdraw, session, incident)
    if chosen is None:
        return None
    values = (incident.text, incident.told)
    answers = await app.push_screen_wait(
        AskScreen(_("Incident"), _incident_labels(), _incident_objection, values)
    )
    return partial(incidents.change, session, incident, *answers) if answers else None


def _incident_labels() -> tuple[str, str]:
    return (_("Ce qui s'est passé"), _("À qui cela a été dit"))


def _incident_objection(answers: tuple[str, ...]) -> str:
    return "" if answers[0] else _("Dites en quelques mots ce qui s'est passé.")
