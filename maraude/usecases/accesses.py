"""Who opened, changed or showed a person's file on this laptop, and when."""

from collections.abc import Iterable

from maraude.domain.access import Access, Act, Check
from maraude.i18n import N_, _
from maraude.store import access_log, persons
from maraude.usecases import coordination
from maraude.usecases.session import Session

_ACTS = {
    Act.OPENED: N_("fiche ouverte"),
    Act.CHANGED: N_("fiche modifiée"),
    Act.SHOWN: N_("fiche montrée à la personne"),
    Act.EXPORTED: N_("fiche écrite dans un fichier"),
    Act.ERASED: N_("personne effacée"),
}
CHECKS = {
    Check.KNOWN: N_("connue de l'équipe"),
    Check.PAPERS: N_("papiers vus"),
    Check.ANSWERS: N_("réponses sur ce que dit la fiche"),
    Check.ACCOMPANIED: N_("présentée par qui l'accompagne"),
}
"""How an identity was checked, in words to translate."""


def keep(session: Session, person: str, act: Act, check: Check | None = None) -> None:
    """Write down that a file is before somebody; nobody waits for it."""
    access = Access(session.now(), session.store.author, person, act, check)
    session.store.write_local(lambda connection: access_log.keep(connection, (access,)))


def keep_exported(session: Session, exported: Iterable[str]) -> None:
    """Write down that files left this laptop; on disk when it returns."""
    at, author = session.now(), session.store.author
    kept = [Access(at, author, person, Act.EXPORTED) for person in exported]
    session.store.write_local(lambda connection: access_log.keep(connection, kept)).result()


def of(session: Session, person: str) -> tuple[Access, ...]:
    """Give the accesses to a person's file, the latest first; Refusal ``not-coordinator``."""
    coordination.refuse_others(
        session, _("Qui a ouvert cette fiche : la coordination le voit, sur son ordinateur.")
    )
    return read(session, person)


def read(session: Session, person: str) -> tuple[Access, ...]:
    """Give the accesses to a person's file, for the person themself."""
    reader = session.store.reader
    return access_log.of(reader, persons.all_ids(reader, person))


def words(access: Access) -> str:
    """Say what was done with a file, and how the identity was checked."""
    act = _(_ACTS[access.act])
    if access.check is None:
        return act
    check = _(CHECKS[access.check])
    return _("{act} · identité : {check}").format(act=act, check=check)


def who(access: Access) -> str:
    """Name who it was, as the laptop knows them."""
    return access.author.partition(":")[2]
