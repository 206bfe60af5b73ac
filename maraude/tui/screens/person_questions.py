"""The questions by which a person's file is filled in; each gives the sentence that says so."""

import asyncio

from textual.app import App

from maraude.domain import codes
from maraude.domain.alert import Alert
from maraude.domain.evening import Evening
from maraude.domain.followup import FollowUp
from maraude.domain.note import Note
from maraude.domain.person import Person, PersonIdentity
from maraude.domain.referral import Referral
from maraude.domain.right import Right
from maraude.domain.when import read_evening
from maraude.i18n import _
from maraude.tui.screens.ask import AskScreen, ask_keeping
from maraude.tui.screens.confirm import ConfirmScreen
from maraude.tui.screens.person_lines import evening_words, follow_up_words
from maraude.tui.screens.pick import Choosable, Pick
from maraude.usecases import (
    alerts,
    erase,
    follow_ups,
    forms,
    notes,
    people,
    referrals,
    restriction,
    rights,
    situations,
)
from maraude.usecases.session import Session

Screens = App[object]


async def alert(app: Screens, session: Session, person: Person) -> str:
    """Raise an alert."""
    code = await _code(app, _("Quelle alerte ?"), "alerts")
    if not code:
        return ""
    answers = await app.push_screen_wait(
        AskScreen(codes.load("alerts").label(code), (_("Que faire ? (peut rester vide)"),))
    )
    if answers is None:
        return ""
    await asyncio.to_thread(alerts.put_up, session, code, person=person.id, what_to_do=answers[0])
    return _("Alerte posée · Ctrl+Z annule")


async def see_again(app: Screens, session: Session, person: Person) -> str:
    """Plan to see the person again."""
    labels = (
        _("Quelle soirée ? demain, mardi, 24/11, +3 ; vide : à dire plus tard"),
        _("Pour quoi ? (peut rester vide)"),
        _("Puis tous les combien de soirs ? (vide : une seule fois)"),
    )
    answers = await app.push_screen_wait(
        AskScreen(
            _("Revoir {name}").format(name=person.called),
            labels,
            lambda said: evening_objection(session, said[0]) or _number_objection(said[2]),
        )
    )
    if answers is None:
        return ""
    due = evening(session, answers[0])
    every = int(answers[2] or 0)
    await asyncio.to_thread(
        follow_ups.plan, session, person=person.id, due=due, note=answers[1], every=every
    )
    return _("À revoir : {evening} · Ctrl+Z annule").format(evening=evening_words(due))


async def right(app: Screens, session: Session, person: Person, known: Right | None = None) -> str:
    """Say where a right stands, and what comes next."""
    code = known.code if known else await _code(app, _("Quel droit ?"), "rights")
    if not code:
        return ""
    label = codes.load("rights").label(code)
    state = await _code(app, _("{right} : où en est-on ?").format(right=label), "right_states")
    if not state:
        return ""
    answers = await app.push_screen_wait(
        AskScreen(
            label,
            (
                _("Prochaine étape, par exemple : RDV mardi 10 h à l'espace solidaire"),
                _("Pour quelle soirée ? demain, mardi, 24/11, +3 (peut rester vide)"),
            ),
            lambda said: evening_objection(session, said[1]),
            (known.next_step if known else "", ""),
        )
    )
    if answers is None:
        return ""
    due = evening(session, answers[1])
    await asyncio.to_thread(rights.put, session, person, code, state, next_step=answers[0], due=due)
    return _("Droit noté · Ctrl+Z annule")


async def situation(app: Screens, session: Session, person: Person) -> str:
    """Say where the person sleeps now."""
    night = await _code(app, _("Où la personne dort-elle ?"), "situations")
    if not night:
        return ""
    answers = await app.push_screen_wait(
        AskScreen(
            codes.load("situations").label(night),
            (
                _("Précision : rue, hall, quai (peut rester vide)"),
                _("Et le jour ? (peut rester vide)"),
            ),
        )
    )
    if answers is None:
        return ""
    await asyncio.to_thread(
        situations.begin, session, person, night, place=answers[0], day=answers[1]
    )
    return _("Lieu de vie noté · Ctrl+Z annule")


async def note(app: Screens, session: Session, person: Person) -> str:
    """Write a note on the person."""
    form = forms.note_on(person.id)
    answers = await ask_keeping(
        app,
        session,
        form,
        _("Un mot sur {name}, comme si elle ou il devait le lire").format(name=person.called),
        (_("Texte"), _("Jusqu'à quelle soirée ? (vide : sans fin)")),
        lambda said: evening_objection(session, said[1]),
    )
    if answers is None or not answers[0]:
        return _("Brouillon gardé.") if forms.read(session, form) else ""
    until = evening(session, answers[1])
    await asyncio.to_thread(notes.write, session, answers[0], person=person.id, until=until)
    await asyncio.wrap_future(forms.drop(session, form))
    return _("Mot enregistré · Ctrl+Z annule")


async def identity(app: Screens, session: Session, person: Person) -> str:
    """Note who the person is on paper, once that is confirmed to be needed."""
    question = _(
        "L'identité est gardée à part, et vue par moins de monde. À noter seulement si une démarche"
        " en dépend, et si la personne est d'accord. L'ouvrir ?"
    )
    if not await app.push_screen_wait(ConfirmScreen(question)):
        return ""
    labels = (_("Prénom"), _("Nom"), _("Année de naissance"), _("Téléphone"))
    values = _identity_values(people.identity(session, person.id))
    answers = await app.push_screen_wait(
        AskScreen(
            _("Identité de {name}").format(name=person.called),
            labels,
            lambda said: _number_objection(said[2]),
            values,
            unguarded=(2, 3),
        )
    )
    if answers is None or answers == values:
        return ""
    first_name, last_name, birth_year, phone = answers
    await asyncio.to_thread(
        people.identify,
        session,
        person,
        first_name=first_name,
        last_name=last_name,
        birth_year=int(birth_year) if birth_year else None,
        phone=phone,
    )
    return _("Identité notée à part · Ctrl+Z annule")


async def duplicate(app: Screens, session: Session, person: Person, other: Person) -> str:
    """Go on with one file where two are of one person."""
    question = _(
        "Réunir « {other} » ({code}) dans la fiche de {name} ? Rien n'est réécrit : cela se défait"
        " à tout moment."
    ).format(other=other.called, code=other.code, name=person.called)
    if not await app.push_screen_wait(ConfirmScreen(question)):
        return ""
    await asyncio.to_thread(people.merge, session, person, other)
    return _("Fiches réunies · Ctrl+Z annule")


async def separate(app: Screens, session: Session, person: Person, other: Person) -> str:
    """Make two files of one again."""
    question = _("Séparer de nouveau la fiche « {other} » ({code}) ?").format(
        other=other.called, code=other.code
    )
    if not await app.push_screen_wait(ConfirmScreen(question)):
        return ""
    await asyncio.to_thread(people.separate, session, person, other)
    return _("Fiches séparées · Ctrl+Z annule")


async def forget(app: Screens, session: Session, person: Person) -> str:
    """Mark that the person asks to be forgotten, or take that back."""
    if person.forget_at:
        await asyncio.to_thread(people.keep_after_all, session, person)
        return _("La demande d'oubli est retirée : la fiche s'ouvre de nouveau.")
    question = _(
        "{name} demande à être oublié·e ? La fiche se ferme tout de suite et n'est plus proposée ;"
        " elle sera effacée. D'ici là, la demande peut être retirée."
    ).format(name=person.called)
    if not await app.push_screen_wait(ConfirmScreen(question)):
        return ""
    await asyncio.to_thread(people.ask_to_forget, session, person)
    return _("Demande d'oubli notée : la fiche est fermée.")


async def restrict(app: Screens, session: Session, person: Person) -> str:
    """Freeze the file of a person who contests it, or lift that."""
    if restriction.is_frozen(session, person.id):
        question = _(
            "Lever le gel ? La demande est examinée : la fiche se lit et s'écrit de nouveau."
        )
        if not await app.push_screen_wait(ConfirmScreen(question)):
            return ""
        await asyncio.to_thread(restriction.lift, session, person)
        return _("Le gel est levé : la fiche se lit et s'écrit de nouveau.")
    question = _(
        "{name} conteste ce que dit sa fiche ? Elle est gelée partout : rien n'y entre, seule la"
        " coordination la voit et lèvera le gel. Les rencontres restent comptées, sans elle."
    ).format(name=person.called)
    if not await app.push_screen_wait(ConfirmScreen(question)):
        return ""
    await asyncio.to_thread(restriction.freeze, session, person)
    return restriction.frozen_words()


async def erase_for_ever(app: Screens, session: Session, person: Person) -> str:
    """Erase a person, once that is confirmed; gives what to say of it."""
    question = _(
        "Effacer pour toujours tout ce qui est écrit de {code}, ici et sur chaque ordinateur ?"
        " Rien n'en sera retrouvé. Les rencontres restent comptées, sans la personne."
    ).format(code=person.code)
    if not await app.push_screen_wait(ConfirmScreen(question)):
        return ""
    done = await asyncio.to_thread(erase.erase, session, person)
    return "\n".join(erase.told(session, done))


async def on_alert(app: Screens, session: Session, chosen: Alert) -> str:
    """Close an alert, or say what to do about it."""
    answers = (
        Choosable("close", _("close : elle ne vaut plus"), "c"),
        Choosable("instruct", _("dire que faire"), "f"),
    )
    label = codes.load("alerts").label(chosen.code)
    what = await app.push_screen_wait(Pick(label, answers))
    if what == "close":
        await asyncio.to_thread(alerts.close, session, chosen)
        return _("Alerte close · Ctrl+Z annule")
    if what == "instruct":
        said = await app.push_screen_wait(
            AskScreen(label, (_("Que faire ?"),), values=(chosen.what_to_do,))
        )
        if said is not None:
            await asyncio.to_thread(alerts.instruct, session, chosen, said[0])
            return _("Alerte complétée · Ctrl+Z annule")
    return ""


async def on_follow_up(app: Screens, session: Session, chosen: FollowUp) -> str:
    """Finish, move or drop a follow-up."""
    answers = (
        Choosable("finish", _("c'est fait"), "f"),
        Choosable("move", _("un autre soir"), "s"),
        Choosable("drop", _("y renoncer"), "x"),
    )
    what = await app.push_screen_wait(Pick(follow_up_words(chosen), answers))
    if what == "finish":
        await asyncio.to_thread(follow_ups.finish, session, chosen)
        return _("Revu : c'est noté · Ctrl+Z annule")
    if what == "drop":
        await asyncio.to_thread(follow_ups.drop, session, chosen)
        return _("Ce n'est plus prévu · Ctrl+Z annule")
    if what == "move":
        said = await app.push_screen_wait(
            AskScreen(
                follow_up_words(chosen),
                (_("Quelle soirée ? demain, mardi, 24/11, +3 ; vide : à dire plus tard"),),
                lambda said: evening_objection(session, said[0]),
            )
        )
        if said is not None:
            due = evening(session, said[0])
            await asyncio.to_thread(follow_ups.move, session, chosen, due)
            return _("À revoir : {evening} · Ctrl+Z annule").format(evening=evening_words(due))
    return ""


async def on_referral(app: Screens, session: Session, person: Person, chosen: Referral) -> str:
    """Say what came of a referral; "no place" and "the person said no" are answers apart."""
    listed = "call_results" if chosen.is_call else "referral_results"
    target = chosen.service_name or codes.load("targets").label(chosen.target)
    result = await _code(app, _("{target} : qu'en est-il ?").format(target=target), listed)
    if not result:
        return ""
    reason = ""
    if result in ("REF", "REFP", "NON"):
        reason = await _code(app, _("Pour quelle raison ? (Échap : non dite)"), "refusal_reasons")
    await asyncio.to_thread(
        referrals.conclude, session, chosen, result, person=person.id, reason=reason
    )
    return _("Suite notée · Ctrl+Z annule")


async def on_note(app: Screens, session: Session, chosen: Note) -> str:
    """Take a note back."""
    if not await app.push_screen_wait(ConfirmScreen(_("Retirer ce mot ?"))):
        return ""
    await asyncio.to_thread(notes.withdraw, session, chosen)
    return _("Mot retiré · Ctrl+Z annule")


def _identity_values(known: PersonIdentity | None) -> tuple[str, ...]:
    if known is None:
        return ()
    return (known.first_name, known.last_name, str(known.birth_year or ""), known.phone)


async def _code(app: Screens, question: str, listed: str) -> str:
    """Let one code of a list be chosen; nothing for Escape."""
    answers = [Choosable(entry.code, entry.label) for entry in codes.load(listed)]
    return await app.push_screen_wait(Pick(question, answers)) or ""


def evening(session: Session, text: str) -> Evening | None:
    """Read an evening as typed, None where nothing is; ValueError for anything else."""
    return read_evening(text, session.evening) if text else None


def evening_objection(session: Session, text: str) -> str:
    """Say how an evening is written, where ``text`` is none."""
    try:
        evening(session, text)
    except ValueError:
        return _("La soirée s'écrit : demain, mardi, 24/11 ou +3.")
    return ""


def _number_objection(text: str) -> str:
    return "" if not text or text.isdecimal() else _("Un nombre, en chiffres.")
