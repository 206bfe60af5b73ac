"""An evening in full: people, what happened, what others wrote, and services of every kind."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from msgspec import structs

from maraude import paths
from maraude.directory import hours
from maraude.directory.importers.batch import Batch
from maraude.directory.service import Access, Eligibility, Facet, Service
from maraude.domain.choice import Choice, ChoiceKind
from maraude.domain.person import Informed
from maraude.domain.spot import Position
from maraude.store import keyring, slots
from maraude.store.keyring import Keyring
from maraude.store.slots import Cost
from maraude.usecases import log, tours
from maraude.usecases.session import Session
from tests.directory.services import SERVICE, TODAY
from tests.team import KEY
from tests.tui.told import disagree, told_by_the_server

LINES = (
    "3s=b= ,momo e",
    "hu--- ,marta *ani /Momo",
    "4,2a=t h-v=x=k=m=p-",
    "c-d= ,martin !pla",
    "2h ,marta ,momo !vio",
    "0s=5",
    "y",
    "q",
    "éhu",
)


def fill(session: Session) -> None:
    """Give the team an evening: people, what happened, and services of every kind."""
    tour = tours.current(session)
    assert tour is not None
    at = session.now()
    for name in ("Momo", "Marta", "Martin"):
        choice = Choice(ChoiceKind.PERSON, name.lower(), name=name, informed=Informed.YES)
        log.save(session, log.read(session, tour, f"e ,{name.lower()}", (choice,), at=at))
    about = (Choice(ChoiceKind.SAFETY, "marta"),)
    for line in LINES:
        log.save(session, log.read(session, tour, line, about if "!vio" in line else (), at=at))
    disagree(session)
    told_by_the_server(session)
    services = tuple(some_services())
    batch = Batch("essai", "Les Lucioles", len(services), services, ())
    session.services.replace(batch, TODAY, session.profile.zone)
    _let_in(session.store.home)


def come_home(session: Session) -> None:
    """End the tour: nobody is out."""
    tour = tours.current(session)
    assert tour is not None
    tours.end(session, tour, at=session.now() + timedelta(seconds=1))


def _let_in(home: Path) -> None:
    """Let Inès and Sam open the profile, by slots that no test opens."""
    slot = slots.seal(KEY, "user:ines", "une phrase assez longue", Cost())
    copies = [
        structs.replace(slot, header=structs.replace(slot.header, user=user))
        for user in ("user:ines", "user:sam", "recovery")
    ]
    keyring.install(paths.keyring(home), Keyring(key_id=bytes(16), slots=tuple(copies)))


def some_services() -> Iterator[Service]:
    """Give services around the spot, one of each kind that a list tells apart."""
    kinds = (
        ("24/7", Access.WALK_IN, Facet.YES),
        ("Mo-Su 18:00-08:30", Access.APPOINTMENT, Facet.UNKNOWN),
        ("Mo-Su 18:00-22:12", Access.REGISTRATION, Facet.NO),
        ("Mo-Fr 08:30-17:00", Access.REFERRAL, Facet.YES),
        ("Mo-Su 22:30-07:00", Access.UNKNOWN, Facet.UNKNOWN),
        ("", Access.WALK_IN, Facet.UNKNOWN),
        ('Mo-Fr 09:00-23:00 "essai"', Access.WALK_IN, Facet.UNKNOWN),
        ("SH off; Sa 14:00-17:00", Access.WALK_IN, Facet.UNKNOWN),
    )
    for number, (opening, access, facet) in enumerate(kinds):
        yield replace(
            SERVICE,
            id=f"essai:{number}",
            source_id=str(number),
            category="night_shelter",
            name=f"Halte {number}",
            address=f"{number} rue des Essais",
            position=Position(48.8676 + number / 300, 2.3636),
            hours=hours.read(opening),
            eligibility=Eligibility(woman=facet, pets=facet),
            access=access,
            verified_on=TODAY - timedelta(days=40) if number % 2 else None,
        )
