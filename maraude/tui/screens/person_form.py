"""What is known of a person, one field at a time, each kept at once."""

import asyncio
from dataclasses import replace
from typing import Any

from textual.app import App

from maraude.domain import codes
from maraude.domain.person import Person
from maraude.domain.refusal import Refusal
from maraude.i18n import N_, _
from maraude.tui.screens import questions
from maraude.tui.screens.ask import AskScreen
from maraude.tui.screens.pick import Choosable, Pick
from maraude.usecases import people
from maraude.usecases.session import Session

_LISTS = {"age": "age_bands", "gender": "genders", "household": "households"}
_FLAGS = ("age_estimated", "interpreter", "vulnerable", "opposed")
_FIELDS = {
    "names": N_("Noms"),
    "informed": N_("Informée de la fiche"),
    "gender": N_("Genre"),
    "age": N_("Âge"),
    "age_estimated": N_("Âge estimé"),
    "languages": N_("Langues"),
    "interpreter": N_("Interprète nécessaire"),
    "household": N_("Ménage"),
    "outside_since": N_("Dehors depuis"),
    "animals": N_("Animaux"),
    "referent": N_("Référent"),
    "vulnerable": N_("Vulnérable"),
    "opposed": N_("S'oppose à la tenue d'une fiche"),
}


async def fill_in(app: App[object], session: Session, person: Person) -> Person:
    """Let fields be chosen and filled in until Escape; give the person as kept."""
    while True:
        rows = [
            Choosable(
                field,
                _("{field} : {value}").format(field=_(label), value=_shown(person, field)),
            )
            for field, label in _FIELDS.items()
        ]
        field = await app.push_screen_wait(Pick(_("Modifier quoi ? Échap : terminé"), rows))
        if field is None:
            return person
        try:
            person = await _change(app, session, person, field)
        except Refusal as refusal:
            app.notify(refusal.message, severity="error")


async def _change(app: App[object], session: Session, person: Person, field: str) -> Person:
    """Ask for one field and keep it."""
    if field == "names":
        return await _names(app, session, person)
    changed = await _asked(app, person, field)
    if changed == person:
        return person
    return await asyncio.to_thread(people.describe, session, changed)


async def _names(app: App[object], session: Session, person: Person) -> Person:
    labels = (_("Comment on l'appelle"), _("Autres noms, séparés par des virgules"))
    answers = await app.push_screen_wait(
        AskScreen(_("Noms"), labels, values=(person.called, ", ".join(person.also_called)))
    )
    if answers is None:
        return person
    called, others = answers
    return await asyncio.to_thread(people.call, session, person, called, others.split(","))


async def _asked(app: App[object], person: Person, field: str) -> Person:
    """Give the person with what was answered for a field, unchanged for Escape."""
    label = _(_FIELDS[field])
    if field in _FLAGS:
        return _with(person, field, not getattr(person, field))
    if field == "informed":
        informed = await app.push_screen_wait(questions.informed(person.called))
        return replace(person, informed=informed) if informed else person
    if field == "languages":
        return await _languages(app, person)
    if field in _LISTS:
        code = await app.push_screen_wait(Pick(label, _codes(_LISTS[field])))
        return person if code is None else _with(person, field, code)
    hint = _("{field}, par exemple 2024 ou 2024-03") if field == "outside_since" else "{field}"
    answers = await app.push_screen_wait(
        AskScreen(label, (hint.format(field=label),), values=(getattr(person, field),))
    )
    return person if answers is None else _with(person, field, answers[0])


async def _languages(app: App[object], person: Person) -> Person:
    """Add a language, or take it away."""
    spoken = person.languages
    rows = [
        Choosable(code.code, f"{'x' if code.code in spoken else ' '} {code.label}")
        for code in codes.load("languages")
    ]
    chosen = await app.push_screen_wait(Pick(_("Langues : Entrée ajoute ou retire"), rows))
    if chosen is None:
        return person
    kept = tuple(language for language in spoken if language != chosen)
    return replace(person, languages=kept if chosen in spoken else (*spoken, chosen))


def _with(person: Person, field: str, value: object) -> Person:
    values: dict[str, Any] = {field: value}
    return replace(person, **values)


def _codes(listed: str) -> list[Choosable[str]]:
    """Give the codes of a list, and what forgets the answer."""
    return [
        *(Choosable(entry.code, entry.label) for entry in codes.load(listed)),
        Choosable("", _("non renseigné"), "-"),
    ]


def _shown(person: Person, field: str) -> str:
    """Say what a field holds."""
    if field == "names":
        return " · ".join(person.names)
    if field == "informed":
        return questions.informed_label(person.informed)
    if field == "languages":
        return ", ".join(codes.load("languages").label(code) for code in person.languages) or "–"
    value = getattr(person, field)
    if field in _FLAGS:
        return _("oui") if value else _("non")
    return (codes.load(_LISTS[field]).label(value) if field in _LISTS and value else value) or "–"
