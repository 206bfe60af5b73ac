"""What someone needs and who they are, as the directory is asked for it."""

from collections.abc import Iterable
from dataclasses import dataclass

from maraude.directory.matching import LANGUAGE
from maraude.domain.encounter import Encounter, Given, Need, NeedState, People
from maraude.domain.entry import Entry
from maraude.domain.person import Person
from maraude.domain.shorthand import facts
from maraude.store import persons as person_files
from maraude.usecases import opposition, restriction
from maraude.usecases.log import Reading
from maraude.usecases.session import Session

_OF_GENDER = {"H": "man", "HT": "man", "F": "woman", "FT": "woman"}
_OF_HOUSEHOLD = {
    "HI": ("man",),
    "FI": ("woman",),
    "FE": ("woman",),
    "CP": ("couple",),
    "FA": ("family",),
    "MH": ("family",),
    "MF": ("family",),
    "MNA": ("minor",),
}
_UNDER_18 = "M18"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the directory is asked: needs (list 1), and what is true of the person.

    ``for_`` names things that ``matching.asked`` knows.
    """

    needs: tuple[str, ...] = ()
    for_: tuple[str, ...] = ()


def of_reading(session: Session, reading: Reading) -> Asked:
    """Give what a line leaves open, in its order, for those whom it counts."""
    filed = opposition.filed(reading.persons)
    persons = tuple(match.chosen.record for match in filed if match.chosen)
    people = facts.people(reading.draft, [match.word for match in reading.persons])
    animal = facts.has_animal(reading.draft) or _is_animal_helped(facts.given(reading.draft))
    return Asked(_open(facts.needs(reading.draft)), _who(session, people, persons, animal=animal))


def of_entry(session: Session, entry: Entry, person: str | None = None) -> Asked:
    """Give what an encounter left open, for those whom it counts, or for one of them by id."""
    encounter = entry.encounter
    if not isinstance(encounter, Encounter):
        return Asked()
    people = People(unknown=1) if person else encounter.people
    persons = (person,) if person else encounter.people.persons
    return Asked(
        _open(encounter.needs),
        _who(
            session, people, persons, animal=encounter.animal or _is_animal_helped(encounter.given)
        ),
    )


def _open(needs: Iterable[Need]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(need.code for need in needs if need.state is not NeedState.MET))


def _is_animal_helped(given: Iterable[Given]) -> bool:
    return any(one.code == "ANI" for one in given)


def _who(
    session: Session, people: People, persons: tuple[str, ...], *, animal: bool
) -> tuple[str, ...]:
    """Give what is true of all who are there; their file says more where there is one person."""
    is_alone = len(persons) == 1 and people.total <= 1
    files = person_files.heads(session.store.reader, persons) if is_alone else ()
    open_ = [f for f in files if not (f.forget_at or restriction.is_frozen(session, f.id))]
    said = [name for file in open_ for name in _of_person(file)]
    return tuple(dict.fromkeys((*said, *_of_people(people), *(("pets",) if animal else ()))))


def _of_people(people: People) -> tuple[str, ...]:
    """Read counts; men and women together are neither: a place takes each of them or not."""
    adults = people.total - people.minors
    if people.minors and not adults:
        return ("minor",)
    family = ("family",) if people.minors else ()
    if adults and people.women == adults:
        return ("woman", *family)
    if adults and people.men == adults:
        return ("man", *family)
    return family


def _of_person(person: Person) -> tuple[str, ...]:
    """Read a file; a language matters where French is not spoken, or an interpreter is needed."""
    gender = (_OF_GENDER[person.gender],) if person.gender in _OF_GENDER else ()
    household = _OF_HOUSEHOLD.get(person.household, ())
    foreign = [language for language in person.languages if language != "fr"]
    asks_language = foreign and (person.interpreter or "fr" not in person.languages)
    return (
        *gender,
        *household,
        *(("minor",) if person.age == _UNDER_18 else ()),
        *(("pets",) if person.animals else ()),
        *((f"{LANGUAGE}{foreign[0]}",) if asks_language else ()),
    )
