"""The end of what is kept of people: two years after the last time that anybody met them.

An enrolled laptop goes by the time that its server told last, and asks it to erase: the server
alone knows of every contact, and erases by itself each day. Every exchange brings that here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from maraude.domain import retention
from maraude.domain.encounter import Encounter
from maraude.domain.feeds import Role
from maraude.domain.person import Person
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.protocol.purge import MOST_PURGED
from maraude.store import contacts, encounters, persons
from maraude.store.records import get
from maraude.usecases import enrolment, erase, sync
from maraude.usecases.session import Session


@dataclass(frozen=True, slots=True)
class Ending:
    """Somebody whose ``files`` end at ``end`` (UTC): two years after they were last ``met``.

    ``person`` is the file that goes on. Where nobody ever met them, it is two years after the file
    was begun, at ``since``. What ``waits`` to be sent of them keeps them.
    """

    person: Person
    files: tuple[str, ...]
    met: datetime | None
    since: datetime
    end: datetime
    waits: bool


@dataclass(frozen=True, slots=True)
class Endings:
    """Whose end is past at ``at`` (UTC), and whose comes within 30 days; of so many ``files``.

    ``at`` is None where the server has not told this laptop the time.
    """

    at: datetime | None
    over: tuple[Ending, ...]
    soon: tuple[Ending, ...]
    files: int

    @property
    def ready(self) -> tuple[Ending, ...]:
        """Those who can be erased: all of whom is on the server, if there is one."""
        return tuple(one for one in self.over if not one.waits)


def look(session: Session) -> Endings:
    """Give whose two years are over, and whose soon are, by what this laptop knows.

    Whose file another laptop began, and whom nobody ever met, only the server knows. What somebody
    contests is kept until that is settled.
    """
    reader, at = session.store.reader, _moment(session)
    files = contacts.count(reader)
    if at is None:
        return Endings(None, (), (), files)
    until = at + retention.NOTICE
    frozen = persons.restricted(reader)
    quiet = contacts.not_met_since(reader, retention.starts(until))
    groups = [group for group in quiet if frozen.isdisjoint(group)]
    every = [file for group in groups for file in group]
    met, begun = contacts.last(reader, every), contacts.begun(reader, every)
    enrolled = enrolment.server(session) is not None
    waits = contacts.waiting(reader, every) if enrolled else frozenset()
    found = []
    for group in groups:
        last = max((met[one] for one in group if one in met), default=None)
        since = min((begun[one] for one in group if one in begun), default=None)
        person = get(reader, Person, group[0])
        if person is None or (known := last or since) is None:
            continue
        end = retention.ends(known)
        if end <= until:
            is_waiting = not waits.isdisjoint(group)
            found.append(Ending(person, group, last, since or known, end, is_waiting))
    found.sort(key=lambda one: (one.end, one.person.code))
    over = tuple(one for one in found if one.end <= at)
    return Endings(at, over, tuple(found[len(over) :]), files)


def run(session: Session, endings: Endings, *, many: bool = False) -> tuple[Ending, ...]:
    """Erase for ever those whose two years are over; gives them.

    An enrolled laptop asks its server, then exchanges. Refusal: ``many-over`` unless ``many`` are
    allowed, ``not-coordinator``, and where the server cannot be asked; as ``Store.erase``.
    """
    ready = endings.ready
    if retention.is_many(len(ready), endings.files) and not many:
        raise Refusal(
            "many-over",
            _(
                "Plus d'une fiche sur cinq serait effacée : vérifiez la date de cet ordinateur,"
                " puis la liste (maraude purge --dry-run). Pour le confirmer : maraude purge --yes."
            ),
        )
    if not ready:
        return ()
    if enrolment.server(session):
        return _asked(session, ready)
    going = frozenset(file for one in ready for file in one.files)
    silenced = {name for one in ready for name in _theirs(session, one.files, going)}
    session.store.erase(going, silenced)
    return ready


def may_purge(session: Session) -> bool:
    """Tell whether whoever works here decides it: the coordination, where there is a server."""
    server = enrolment.server(session)
    return server is None or server.role == Role.COORDINATOR


def _moment(session: Session) -> datetime | None:
    """Give the time to go by: the server's as it last told it, this laptop's without a server."""
    if enrolment.server(session) is None:
        return session.now()
    return enrolment.time_there(session)


def _asked(session: Session, ready: tuple[Ending, ...]) -> tuple[Ending, ...]:
    """Let the server erase, and bring that here."""
    from maraude.sync.failure import LinkError
    from maraude.sync.link import Link

    server = sync.joined(session)
    if not may_purge(session):
        raise Refusal(
            "not-coordinator",
            _(
                "La coordination efface ce qui arrive à son terme, et le serveur le fait de"
                " lui-même, chaque jour : un échange l'apporte ici."
            ),
        )
    names = [one.person.id for one in ready]
    try:
        with Link(server.url, server.pin, server.token) as link:
            gone = {
                name
                for start in range(0, len(names), MOST_PURGED)
                for name in link.purge(names[start : start + MOST_PURGED]).gone
            }
    except LinkError as error:
        raise Refusal(error.code, error.sentence) from error
    sync.run(session)
    return tuple(one for one in ready if one.person.id in gone)


def _theirs(session: Session, files: tuple[str, ...], going: frozenset[str]) -> Iterator[str]:
    """Give the encounters whose note goes: nobody else there keeps a file, or it names them."""
    names = erase.names_of(session, files)
    for entry in encounters.with_persons(session.store.reader, files):
        one = entry.encounter
        if not isinstance(one, Encounter):
            continue
        if going.issuperset(one.people.persons) or retention.speaks_of(one.note, names):
            yield one.id
