from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from maraude.directory.brief import words
from maraude.directory.closure import Closure
from maraude.directory.experience import Experience, Outcome, Refusals
from maraude.directory.hours import read
from maraude.directory.matching import match
from maraude.directory.opening import Opening, State
from maraude.directory.ranking import Prospect
from maraude.directory.service import Access, Eligibility, Facet, Hours, Service
from tests.directory.services import SERVICE

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)
FRESH = replace(SERVICE, verified_on=date(2026, 11, 20))
OPEN, SHUT = Opening(State.OPEN), Opening(State.CLOSED)


def said(
    service: Service,
    opening: Opening = OPEN,
    wanted: tuple[str, ...] = (),
    learned: Experience | None = None,
    when: datetime = NOW,
    minutes: float = 5,
) -> str:
    prospect = Prospect(opening, match(service.eligibility, wanted), minutes, when)
    told = learned or Experience(service.id)
    return words(service, prospect, told, PARIS, asked=bool(wanted))


@pytest.mark.parametrize(
    ("service", "opening", "expected"),
    [
        (FRESH, OPEN, ""),
        (SERVICE, OPEN, "fiche non vérifiée"),
        (replace(FRESH, verified_on=date(2026, 2, 1)), OPEN, "fiche ancienne"),
        (FRESH, SHUT, "pas d'ici deux semaines"),
        (
            FRESH,
            Opening(State.CLOSED, opens_at=datetime(2026, 11, 27, 7, tzinfo=UTC)),
            "rouvre vendredi 08:00",
        ),
        (FRESH, Opening(State.CLOSED, opens_at=datetime(2026, 11, 24, 23, tzinfo=UTC)), ""),
        (FRESH, Opening(State.UNKNOWN, comment="sur rendez-vous"), "« sur rendez-vous »"),
        (replace(FRESH, hours=Hours("voir affiche")), Opening(), "« voir affiche »"),
        (replace(FRESH, hours=read("SH 10:00-12:00")), Opening(), "selon vacances scolaires"),
        (
            replace(FRESH, closure=Closure(until=date(2026, 12, 1), reason="travaux")),
            SHUT,
            "travaux → 01/12",
        ),
        (replace(FRESH, closure=Closure()), SHUT, "signalé fermé"),
        (replace(FRESH, round="Camion Colibri"), OPEN, "Camion Colibri, arrêt"),
        (replace(FRESH, access=Access.REFERRAL), OPEN, "sur orientation"),
        (
            replace(FRESH, eligibility=Eligibility(min_age=18, max_age=25), notice="grève"),
            OPEN,
            "De 18 à 25 ans · conditions : voir dessous",
        ),
    ],
)
def test_a_line_says_the_gravest_in_a_few_words(
    service: Service, opening: Opening, expected: str
) -> None:
    assert said(service, opening) == expected


def test_whom_it_takes_is_said_only_where_it_was_asked() -> None:
    whom = Eligibility(woman=Facet.YES, pets=Facet.NO)
    some = replace(FRESH, eligibility=whom)
    assert said(some) == ""
    assert said(some, wanted=("woman",)) == "accepte"
    assert said(some, wanted=("woman", "minor", "couple")) == "mineur, couple ?"
    assert said(some, wanted=("woman", "pets", "minor")) == "refuse : animal · mineur ?"


def test_what_teams_learnt_there_is_said() -> None:
    outcomes = (Outcome("NON", 3, NOW), Outcome("REA", 1, NOW))
    mostly = Experience("essai:1", outcomes, Refusals(3, 4, "ANI"))
    seldom = Experience("essai:1", outcomes, Refusals(1, 4, "ANI"))
    assert said(FRESH, learned=mostly) == "3 refus sur 4 ce mois : animal refusé · suites -3 +1"
    assert said(FRESH, learned=seldom) == "suites -3 +1"


def test_what_closes_before_one_arrives_and_summer_hours_are_said() -> None:
    summer = datetime(2026, 8, 2, 21, 40, tzinfo=UTC)
    closing = Opening(State.OPEN, closes_at=datetime(2026, 8, 2, 21, 45, tzinfo=UTC))
    old = replace(FRESH, hours=read("08:00-23:45"), verified_on=date(2026, 4, 30))
    assert said(old, closing, when=summer, minutes=10) == (
        "ferme avant l'arrivée · été non confirmé · fiche ancienne"
    )
