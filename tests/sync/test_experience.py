"""What one team learnt at a service is known to the others after they have exchanged."""

from contextlib import closing
from datetime import date, timedelta

from maraude.directory.experience import Experience, Outcome, Refusals, refused
from maraude.domain.evening import Evening
from maraude.domain.referral import Referral
from maraude.domain.tour import Tour
from maraude.store.addresses import Addresses
from maraude.store.services import Services
from maraude.usecases import experiences
from maraude.usecases.session import Session
from tests.server.laptop import NORD
from tests.sync.laptops import Laptop
from tests.team import KEY, Clock

HALT = "essai:halte"
TONIGHT = Evening(date(2026, 11, 23))


def went(laptop: Laptop, clock: Clock, number: int, result: str, reason: str = "") -> None:
    """Write what came of a referral of the tour that ``laptop`` is on."""
    made = Referral(
        id=f"{laptop.way.device}-{number}",
        tour=f"tour-{laptop.way.device}",
        target="HAN",
        at=clock(),
        result=result,
        reason=reason,
        closed_at=clock(),
        service=HALT,
        service_name="Halte",
    )
    laptop.save(made)


def learnt(laptop: Laptop, clock: Clock) -> tuple[Experience, ...]:
    addresses = Addresses.open(laptop.home, KEY)
    with closing(Services.open(laptop.home, KEY)) as services:
        return experiences.at(Session(laptop.store, services, addresses, clock), [HALT])


def test_two_laptops_learn_of_each_others_referrals(
    ines: Laptop, sam: Laptop, clock: Clock
) -> None:
    for laptop in (ines, sam):
        device = laptop.way.device
        laptop.save(Tour(id=f"tour-{device}", team=NORD, started_at=clock(), evening=TONIGHT))
    went(ines, clock, 1, "NON", "ANI")
    went(ines, clock, 2, "REF", "ANI")
    went(sam, clock, 1, "REA")
    clock.pass_time(hours=1)
    went(sam, clock, 2, "NON", "HYG")
    assert learnt(ines, clock)[0].refusals == Refusals(2, 2, "ANI")
    for laptop in (ines, sam, ines):
        laptop.sync()
    now, before = clock(), clock() - timedelta(hours=1)
    for laptop in (ines, sam):
        (told,) = learnt(laptop, clock)
        assert set(told.outcomes) == {
            Outcome("NON", 2, now), Outcome("REF", 1, before), Outcome("REA", 1, before)
        }  # fmt: skip
        assert refused(told.refusals) == "3 refus sur 4 ce mois : animal refusé."
