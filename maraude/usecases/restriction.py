"""A file that the person contests is frozen: kept as it is, shown to the coordination alone.

Nothing goes into it, whoever writes; what a laptop wrote before it heard of it is kept, as unseen
as the rest. Only the coordination lifts it.
"""

from collections.abc import Iterable
from dataclasses import replace

from maraude.domain.person import Person
from maraude.i18n import _
from maraude.store import persons
from maraude.store.transaction import Transaction
from maraude.usecases import coordination
from maraude.usecases.session import Session


def freeze(session: Session, person: Person) -> None:
    """Freeze a person's file; not undone, but lifted."""
    session.store.write(lambda t: t.save(replace(person, restricted=True))).result()


def lift(session: Session, person: Person) -> None:
    """Let a file be read and written again; Refusal ``not-coordinator``."""
    coordination.refuse_others(
        session, _("Seule la coordination lève le gel d'une fiche, une fois la demande examinée.")
    )

    def job(transaction: Transaction) -> None:
        files = persons.all_ids(transaction.connection, person.id)
        for file in persons.by_ids(transaction.connection, files):
            transaction.save(replace(file, restricted=False))

    session.store.write(job).result()


def frozen_words() -> str:
    """Say what has become of a file that was just frozen."""
    return _("Fiche gelée : seule la coordination la voit, et elle seule lèvera le gel.")


def is_frozen(session: Session, person: str) -> bool:
    """Tell whether a file is frozen, or another one of the same person."""
    return person in persons.restricted(session.store.reader)


def hidden(session: Session) -> frozenset[str]:
    """Give the ids of the files that whoever works here is shown nothing of."""
    frozen = persons.restricted(session.store.reader)
    return frozenset() if frozen and coordination.coordinates(session) else frozen


def refuse_hidden(session: Session, persons_shown: Iterable[str]) -> None:
    """Refuse, with ``not-coordinator``, to show the files of persons, by their ids."""
    if not hidden(session).isdisjoint(persons_shown):
        coordination.refuse_others(
            session, _("Cette fiche est gelée : seule la coordination peut la voir.")
        )
