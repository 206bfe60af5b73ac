"""What is around the team of the tests: the services near, and who can open the profile."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from msgspec import structs

from maraude import paths
from maraude.directory import hours
from maraude.directory.service import Access, Eligibility, Facet, Service
from maraude.domain.spot import Position
from maraude.store import keyring, slots
from maraude.store.keyring import Keyring
from maraude.store.slots import Cost
from tests.directory.services import SERVICE, TODAY
from tests.team import KEY


def let_in(home: Path) -> None:
    """Let Inès and Sam open the profile, by slots that no test opens."""
    slot = slots.seal(KEY, "user:ines", "une phrase assez longue", Cost())
    copies = [
        structs.replace(slot, header=structs.replace(slot.header, user=user))
        for user in ("user:ines", "user:sam", "recovery")
    ]
    keyring.install(paths.keyring(home), Keyring(key_id=bytes(16), slots=tuple(copies)))


def services_around() -> Iterator[Service]:
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
