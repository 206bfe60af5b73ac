"""Direct someone to a service of the directory."""

from dataclasses import replace

from maraude.domain import codes
from maraude.domain.choice import Choice, ChoiceKind
from maraude.domain.encounter import Encounter
from maraude.domain.entry import Entry
from maraude.domain.referral import Referral
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.usecases.orient import Nearby
from maraude.usecases.session import Session

_TARGETS = {
    "night_stop": "HAN",
    "night_shelter": "CHU",
    "day_centre": "ADJ",
    "rest": "ADJ",
    "harm_reduction": "CAARUD",
    "addiction_care": "CSAPA",
    "mental_health": "CMP",
    "pregnancy": "PMI",
    "domiciliation": "DOM",
    "health_coverage": "CPAM",
    "asylum": "GUDA",
    "employment": "FTR",
    "vet": "VET",
}
SENSITIVE = "violence"
"""The category whose services no record and no paper may name."""


def choice(service: Nearby) -> Choice:
    """Give the choice that a line keeps until it is saved: this service was proposed.

    A confidential place is written as the kind that it is, since records travel. Refusal for a
    service whose very name would tell of violence in a record that others read.
    """
    if service.category == SENSITIVE:
        raise Refusal(
            "sensitive-service",
            _(
                "Par sécurité, cette orientation ne s'écrit pas dans une rencontre : notez !vio,"
                " la note reste à part."
            ),
        )
    target = _TARGETS.get(service.category, "AUT")
    if service.service.confidential:
        return Choice(ChoiceKind.SERVICE, target, name=codes.load("targets").label(target))
    return Choice(ChoiceKind.SERVICE, target, record=service.id, name=service.name)


def propose(session: Session, entry: Entry, chosen: Choice) -> Referral:
    """Write that a service was proposed in an encounter that is already kept."""
    if not isinstance(entry.encounter, Encounter):
        raise Refusal("not-an-encounter", _("Choisissez d'abord une rencontre dans la liste."))
    made = replace(of_choice(session, entry.encounter, chosen), at=session.now())
    session.store.write(lambda t: t.save(made), undoable_in=entry.encounter.tour).result()
    return made


def of_choice(session: Session, encounter: Encounter, chosen: Choice) -> Referral:
    """Give the referral that a SERVICE choice stands for, proposed during the encounter."""
    return Referral(
        id=session.ids.record(),
        tour=encounter.tour,
        target=chosen.word,
        at=encounter.at,
        result="PRO",
        encounter=encounter.id,
        persons=encounter.people.persons,
        service=chosen.record,
        service_name=chosen.name,
    )
