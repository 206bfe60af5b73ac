"""The 24 probes in every field that can reach a screen, as another program would have written them.

Nothing here is cleaned: it is what came from an older or a hostile laptop, a file or a server.
"""

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from itertools import count
from typing import Any

from msgspec import Raw, json

from maraude.directory.importers.batch import Batch
from maraude.directory.service import Hours, Service
from maraude.domain.access import Access, Act
from maraude.domain.encounter import Given, StockMove
from maraude.domain.followup import FollowUp
from maraude.domain.health_note import HealthMark, HealthNote
from maraude.domain.incident import Incident
from maraude.domain.note import Note
from maraude.domain.person import Person, PersonIdentity
from maraude.domain.right import Right, RightStep
from maraude.domain.service_note import ServiceNote
from maraude.protocol import documents
from maraude.protocol.messages import Base, Rival
from maraude.store import access_log, meta
from maraude.store.records import select
from maraude.usecases import tours
from maraude.usecases.session import Session
from tests.directory.services import TODAY

PROBES = (
    "\x1b[31mrouge", "\x1b[2Jvide", "\x1b[10;10Hailleurs", "\x1b[?1049l", "\x1b[6n", "\x1b[c",
    "\x1b]0;titre\x07", "\x1b]2;titre\x1b\\", "\x1b]52;c;bWFyYXVkZQ==\x07",
    "\x1b]8;;https://exemple.test\x1b\\lien", "\x1bP1$qm\x1b\\", "\x1b_app\x1b\\", "\x1bc", "\x07",
    "\x08\x08\x08efface", "\x9b31mc1", "\x9d52;c;bWFyYXVkZQ==\x9c", "\x90dcs\x9c", "\x0eso\x0f",
    "\u202eesrever", "\u2066isole\u2069", "a\rretour", "[/]", "[@click=app.quit]clic[/]",
)  # fmt: skip
MORE = "[né 1980]\ttab\nligne\u2028\ufeff\ufdd0"

LINKS = frozenset({
    "id", "tour", "person", "persons", "spot", "encounter", "merged_into", "service", "source",
    "source_id", "raw", "organisation", "territory", "time_zone", "speed", "demo", "right",
    "health_note",
})  # fmt: skip
"""Fields that say what belongs together: another value there would only hide the record."""
CODED = frozenset({
    "code", "team", "contact", "reason", "kind", "night", "day", "state", "result", "target",
    "age", "gender", "languages", "household", "what", "facet", "item", "alerts", "role", "to",
    "author", "category", "postcode", "siret", "outside_since", "what_for", "opening",
})  # fmt: skip
"""Fields of a code or a slug: poisoned in a second record, as in a newer program's."""


RESIDUE = ("rouge", "Hailleurs", "vide", "titre", "52;c;", "efface", "[/]", "esrever", "clic")


def is_shown(text: str) -> bool:
    """Tell whether what is harmless of some probe is in a text."""
    return any(part in text for part in RESIDUE)


class Poison:
    """Gives texts that hold every probe, each beginning with another one."""

    def __init__(self) -> None:
        self._turn = count()

    def text(self, before: str = "") -> str:
        """Give a text of all probes after ``before``."""
        first = next(self._turn) % len(PROBES)
        return before + "".join((*PROBES[first:], *PROBES[:first])) + MORE

    def into(self, value: Any, kept: frozenset[str]) -> Any:
        """Give a record, or what it holds, with every text poisoned but the fields ``kept``.

        Of several, the poisoned ones follow those that were there.
        """
        if isinstance(value, str) and not isinstance(value, Enum):
            return self.text(value)
        if isinstance(value, tuple):
            poisoned = tuple(self.into(part, kept) for part in value)
            return value if poisoned == value else (*value, *poisoned)
        if not is_dataclass(value) or isinstance(value, type):
            return value
        found = {field.name: getattr(value, field.name) for field in fields(value)}
        kept_not = {name: part for name, part in found.items() if name not in kept}
        return replace(value, **{name: self.into(part, kept) for name, part in kept_not.items()})


def poison(session: Session, services: Iterable[Service]) -> None:
    """Poison an evening: every record, the directory, the profile, and what a server has told."""
    poison_of = Poison()
    session.store.write(lambda transaction: transaction.save(*_rarer(session))).result()
    records = list(_records(session))
    missing = set(documents.TYPES.values()) - {type(record) for record in records}
    assert missing == set(), "give a record of it in _rarer"
    texts = [poison_of.into(record, LINKS | CODED) for record in records]
    codes = [replace(poison_of.into(record, LINKS), id=session.ids.record()) for record in records]
    session.store.write(lambda transaction: transaction.save(*texts, *codes)).result()
    _poison_directory(session, poison_of, services)
    _poison_told(session, poison_of)
    _poison_conflicts(session, poison_of)
    _poison_accesses(session, poison_of)


def _records(session: Session) -> Iterator[Any]:
    for kind in documents.TYPES.values():
        yield from select(session.store.reader, kind, "deleted = 0")


def _rarer(session: Session) -> Iterator[Any]:
    """Give a record of each type that an ordinary evening lacks."""
    tour = tours.current(session)
    (marta,) = select(session.store.reader, Person, "called = 'Marta'")
    assert tour is not None
    at = session.now()
    new = session.ids.record
    yield PersonIdentity(id=new(), person=marta.id, first_name="Marta")
    yield FollowUp(id=new(), due=session.evening, tour=tour.id, person=marta.id, note="au pont")
    yield Right(id=new(), person=marta.id, code="DOM", state="OUI", next_step="passer au CCAS")
    yield RightStep(id=new(), person=marta.id, right=new(), text="papiers : RDV mardi 10 h")
    yield HealthNote(id=new(), person=marta.id, at=at, text="pansement refait")
    yield HealthMark(id=new(), person=marta.id, health_note=new(), at=at)
    yield Note(id=new(), at=at, text="pas de distribution jeudi")
    yield Note(id=new(), at=at, text="préfère le matin", person=marta.id)
    yield Incident(id=new(), tour=tour.id, at=at, text="pneu crevé", told="la base")
    yield StockMove(id=new(), tour=tour.id, at=at, items=(Given("SOU", 1),), note="au local")
    yield ServiceNote(id=new(), service="essai:0", at=at, what="closed", text="porte fermée")


def _poison_directory(session: Session, poison_of: Poison, services: Iterable[Service]) -> None:
    """Let a file or the base have said all of it in every word that is shown of a service."""
    kept = LINKS | CODED | {"hours"}
    hostile = tuple(
        replace(poison_of.into(service, kept), hours=_hours(service.hours, poison_of))
        for service in services
    )
    batch = Batch("essai", poison_of.text("Les Lucioles"), len(hostile), hostile, ())
    session.services.replace(batch, TODAY, session.profile.zone)


def _hours(hours: Hours, poison_of: Poison) -> Hours:
    remark = poison_of.text("essai").replace('"', "").replace("\n", "")
    return replace(hours, raw=poison_of.text(hours.raw), osm=hours.osm.replace("essai", remark))


def _poison_told(session: Session, poison_of: Poison) -> None:
    """Let the profile and all that the server has told of itself and of others be hostile."""
    base = Base(
        2,
        ((poison_of.text("Momo 3"), 0),),
        ((poison_of.text("Momo 1"), poison_of.text("out-of-scope"), 2),),
    )
    names = ("organisation_name", "team_name", "on_call")
    told = {f"profile.{name}": poison_of.text("Nord") for name in names}
    told["sync.base"] = json.encode(base).decode()
    session.store.write(lambda transaction: meta.keep(transaction.connection, told)).result()


def _poison_conflicts(session: Session, poison_of: Poison) -> None:
    """Let the values that others wrote, and their authors, be hostile."""
    rivals = tuple(
        Rival(Raw(json.encode(poison_of.text(name))), poison_of.text(f"user:{name}"), h, inc * 8, 2)
        for name, h, inc in (
            ("sam", "019c3f2a1b40.0003", "00"),
            ("ines", "019c3f2a1b30.0003", "11"),
        )
    )
    told = json.encode(rivals).decode()
    session.store.write_local(
        lambda connection: connection.execute("UPDATE conflict SET rivals = ?", (told,))
    ).result()


def _poison_accesses(session: Session, poison_of: Poison) -> None:
    """Let somebody of a hostile name have opened each file."""
    opened = [
        Access(session.now(), poison_of.text("user:sam"), person.id, Act.OPENED)
        for person in select(session.store.reader, Person, "deleted = 0")
    ]
    session.store.write_local(lambda connection: access_log.keep(connection, opened)).result()
