"""Reopen an entry of tonight as the line that says it."""

from dataclasses import dataclass

from maraude import i18n
from maraude.domain.choice import Choice, ChoiceKind
from maraude.domain.encounter import Encounter
from maraude.domain.entry import Entry
from maraude.domain.refusal import Refusal
from maraude.domain.shorthand.letters import letters
from maraude.domain.shorthand.names import chip_words, spot_word
from maraude.domain.shorthand.render import render
from maraude.domain.shorthand.reopen import reopen
from maraude.domain.spot import Spot
from maraude.domain.tour import Tour
from maraude.i18n import _
from maraude.store import persons
from maraude.store.records import get
from maraude.usecases.session import Session


@dataclass(frozen=True, slots=True)
class Reopened:
    """An entry as a line, and the records that its words stand for."""

    line: str
    choices: tuple[Choice, ...]


def line_of(session: Session, tour: Tour, entry: Entry) -> Reopened:
    """Give the line that means ``entry`` again, ready to be changed."""
    encounter = entry.encounter
    if not isinstance(encounter, Encounter):
        raise Refusal(
            "not-an-encounter",
            _("Ce qui est parti sans rencontre ne se corrige pas : annulez avec Ctrl+Z."),
        )
    called = persons.called(session.store.reader, encounter.people.persons)
    words = chip_words([called.get(person, "") for person in encounter.people.persons])
    choices = [
        Choice(ChoiceKind.PERSON, word, record=person)
        for word, person in zip(words, encounter.people.persons, strict=True)
    ]
    place = ""
    if encounter.spot and encounter.spot != tour.spot:
        spot = get(session.store.reader, Spot, encounter.spot)
        place = spot_word(spot.name if spot else "")
        choices.append(Choice(ChoiceKind.SPOT, place, record=encounter.spot))
    draft = reopen(entry, tour.evening, words, place)
    return Reopened(render(draft, letters(i18n.language())), tuple(choices))

