"""What is known of a person: fill in their file, merge two, mark a wish to be forgotten."""

import re
from collections.abc import Sequence
from dataclasses import replace

from maraude.domain import codes
from maraude.domain.person import Informed, Person, PersonIdentity
from maraude.domain.refusal import Refusal
from maraude.domain.text import clean_line, searchable
from maraude.i18n import _
from maraude.store import of_person, persons
from maraude.store.records import get
from maraude.usecases import restriction
from maraude.usecases.session import Session

SINCE = re.compile(r"(19|20)\d\d(-(0[1-9]|1[0-2]))?$")


def by_id(session: Session, person: str) -> Person:
    """Give the file that goes on for a person; Refusal where there is none."""
    found = get(session.store.reader, Person, person)
    if found is None or found.deleted:
        raise Refusal("no-such-person", _("Cette fiche n'existe pas, ou plus."))
    return persons.head(session.store.reader, found)


def called(session: Session, ids: Sequence[str]) -> tuple[str, ...]:
    """Give what to call each person, in the order of their ids; nothing for whom is hidden."""
    hidden = restriction.hidden(session)
    names = persons.called(session.store.reader, [one for one in ids if one not in hidden])
    return tuple(names[person] for person in ids if person in names)


def person_codes(session: Session, ids: Sequence[str]) -> tuple[str, ...]:
    """Give the code of each person, in the order of their ids."""
    found = (get(session.store.reader, Person, person) for person in ids)
    return tuple(person.code for person in found if person)


def open_file(session: Session, name: str, informed: Informed) -> Person:
    """Begin a file on someone who goes by ``name``."""
    name = _name(name)
    person = Person(
        id=session.ids.record(),
        code=persons.fresh_code(session.store.reader, session.ids.code),
        called=name,
        team=session.profile.team,
        informed=informed,
    )
    return _keep(session, person)


def call(session: Session, person: Person, called: str, also_called: Sequence[str]) -> Person:
    """Say by which names a person goes."""
    called = _name(called)
    others = tuple(dict.fromkeys(filter(None, map(clean_line, also_called))))
    return _keep(
        session,
        replace(person, called=called, also_called=tuple(n for n in others if n != called)),
    )


def describe(session: Session, described: Person) -> Person:
    """Keep what is now known of a person; Refusal for what no list knows."""
    for listed, code in (
        ("age_bands", described.age),
        ("genders", described.gender),
        ("households", described.household),
        *(("languages", language) for language in described.languages),
    ):
        if code and code not in codes.load(listed):
            raise Refusal(
                "unknown-code", _("« {code} » n'est pas dans la liste.").format(code=code)
            )
    if described.outside_since and not SINCE.match(described.outside_since):
        raise Refusal("bad-date", _("Dehors depuis : une année, ou une année et un mois, 2024-03."))
    return _keep(
        session,
        replace(
            described,
            animals=clean_line(described.animals),
            referent=clean_line(described.referent),
        ),
    )


def identity(session: Session, person: str) -> PersonIdentity | None:
    """Give who a person is on paper, None where nobody noted it."""
    return of_person.identity(session.store.reader, person)


def identify(
    session: Session,
    person: Person,
    *,
    first_name: str,
    last_name: str,
    birth_year: int | None,
    phone: str,
) -> PersonIdentity:
    """Note who a person is on paper, in a record of its own."""
    if birth_year is not None and not 1900 <= birth_year <= session.evening.date.year:
        raise Refusal("bad-year", _("L'année de naissance s'écrit en quatre chiffres."))
    known = identity(session, person.id) or PersonIdentity(
        id=session.ids.record(), person=person.id
    )
    kept = replace(
        known,
        first_name=clean_line(first_name),
        last_name=clean_line(last_name),
        birth_year=birth_year,
        phone=clean_line(phone),
    )
    session.store.write(lambda t: t.save(kept), undoable_in=person.id).result()
    return kept


def merge(session: Session, kept: Person, other: Person) -> None:
    """Go on with one file where two are of one person; nothing of the other is rewritten.

    Who opposed a file in one of them opposes the one that goes on.
    """
    if kept.id == other.id:
        raise Refusal("same-file", _("C'est la même fiche."))
    goes_on = replace(kept, opposed=kept.opposed or other.opposed)
    session.store.write(
        lambda t: t.save(goes_on, replace(other, merged_into=kept.id)), undoable_in=kept.id
    ).result()


def separate(session: Session, kept: Person, other: Person) -> None:
    """Undo a merge, however long ago it was."""
    session.store.write(
        lambda t: t.save(replace(other, merged_into=None)), undoable_in=kept.id
    ).result()


def merged(session: Session, person: str) -> tuple[Person, ...]:
    """Give the files that were merged into a person's."""
    reader = session.store.reader
    ids = persons.all_ids(reader, person)
    return tuple(one for one in persons.by_ids(reader, ids) if one.id != person)


def ask_to_forget(session: Session, person: Person) -> Person:
    """Mark that a person asks to be forgotten: the file is closed until it is erased."""
    return _keep(session, replace(person, forget_at=session.now()))


def keep_after_all(session: Session, person: Person) -> Person:
    """Take back the mark that a person asks to be forgotten."""
    return _keep(session, replace(person, forget_at=None))


def _keep(session: Session, person: Person) -> Person:
    session.store.write(lambda t: t.save(person), undoable_in=person.id).result()
    return person


def _name(name: str) -> str:
    name = clean_line(name)
    if not searchable(name):
        raise Refusal("empty-name", _("Il faut un nom : prénom ou surnom."))
    return name
