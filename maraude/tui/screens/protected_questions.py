"""The questions for what fewer read than a person's file; each gives the sentence that says so."""

import asyncio

from textual.app import App

from maraude.domain import codes
from maraude.domain.encounter import SafetyNote
from maraude.domain.health_note import HealthNote
from maraude.domain.person import Person
from maraude.domain.right import RightStep
from maraude.i18n import _
from maraude.tui.screens.ask import AskScreen
from maraude.tui.screens.person_questions import evening, evening_objection
from maraude.tui.screens.pick import Choosable, Pick
from maraude.usecases import protected, rights
from maraude.usecases.session import Session

Screens = App[object]


async def safety(app: Screens, session: Session, person: Person) -> str:
    """Note violence or exploitation, apart from the file."""
    alerts = codes.load("alerts")
    answers = [Choosable(code, alerts.label(code)) for code in protected.SAFETY]
    question = _(
        "De quoi s'agit-il ? Cette note reste à part, au nom de {name} seulement : la coordination"
        " la lit. En danger maintenant : le 17, ou le 114 par SMS."
    ).format(name=person.called)
    code = await app.push_screen_wait(Pick(question, answers))
    if not code:
        return ""
    label = _("Ce que la personne a dit, avec son accord, en peu de mots")
    said = await app.push_screen_wait(AskScreen(alerts.label(code), (label,)))
    if said is None or not said[0]:
        return ""
    await asyncio.to_thread(protected.note_safety, session, person, code, said[0])
    return _("Noté à part : la coordination le lira · Ctrl+Z annule")


async def health(app: Screens, session: Session, person: Person) -> str:
    """Note something for the care team."""
    question = _(
        "Note de santé de {name} : les soignants de l'équipe la lisent, la coordination sait"
        " seulement qu'elle existe."
    ).format(name=person.called)
    said = await app.push_screen_wait(AskScreen(question, (_("Texte"),), unguarded=(0,)))
    if said is None or not said[0]:
        return ""
    await asyncio.to_thread(protected.note_health, session, person, said[0])
    return _("Note de santé enregistrée · Ctrl+Z annule")


async def about(
    app: Screens, session: Session, person: Person, chosen: RightStep | SafetyNote | HealthNote
) -> str:
    """Change a step, or read a note that fewer may read."""
    if isinstance(chosen, RightStep):
        return await step(app, session, person, chosen)
    return await _note(app, session, person, chosen)


async def _note(
    app: Screens, session: Session, person: Person, note: SafetyNote | HealthNote
) -> str:
    answers = (
        Choosable("close", _("refermer"), "f"),
        Choosable("withdraw", _("la retirer"), "r"),
    )
    text = note.text or _("Rien de plus n'a été écrit.")
    if await app.push_screen_wait(Pick(text, answers)) != "withdraw":
        return ""
    await asyncio.to_thread(protected.withdraw, session, person, note)
    return _("Note retirée · Ctrl+Z annule")


async def step(
    app: Screens, session: Session, person: Person, known: RightStep | None = None
) -> str:
    """Say what comes next with the person's papers, and for which evening."""
    labels = (
        _("Prochaine étape, par exemple : RDV mardi 10 h à l'espace solidaire"),
        _("Pour quelle soirée ? demain, mardi, 24/11, +3 (peut rester vide)"),
    )
    question = _("Papiers de {name} : toutes les équipes le lisent").format(name=person.called)
    values = (known.text, str(known.due or "")) if known else ()
    said = await app.push_screen_wait(
        AskScreen(question, labels, lambda said: evening_objection(session, said[1]), values)
    )
    if said is None or not (said[0] or known):
        return ""
    due = evening(session, said[1])
    await asyncio.to_thread(rights.put_step, session, person, said[0], due, known)
    return _("Papiers : c'est noté · Ctrl+Z annule")
