import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maraude.directory import hours, matching, walking
from maraude.directory.experience import Experience, Outcome, Refusals
from maraude.directory.hours import read
from maraude.directory.importers.batch import Batch
from maraude.directory.matching import Accepts
from maraude.directory.opening import Opening, State
from maraude.directory.ranking import Freshness, Prospect
from maraude.directory.service import Eligibility, Facet, Load, Service
from maraude.domain.refusal import Refusal
from maraude.domain.spot import Position
from maraude.store.services import Services
from maraude.usecases import directory, orient
from maraude.usecases.orient import Nearby, Question
from tests.directory.services import REPUBLIQUE, SERVICE, TODAY

SANISETTES = Path(__file__).parents[2] / "../shared/data/paris/sanisettes.geojson"
KEY = bytes(range(32))
PARIS = ZoneInfo("Europe/Paris")
PETS = Eligibility(pets=Facet.YES)
TUESDAY_NIGHT = datetime(2026, 11, 24, 23, 30, tzinfo=PARIS)


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    opened = Services.open(tmp_path, KEY)
    yield opened
    opened.close()


@pytest.fixture
def paris(services: Services) -> Services:
    if not SANISETTES.exists():
        pytest.skip("../shared/data is not here")
    directory.import_file(services, SANISETTES, None, TODAY)
    return services


def north(metres: float) -> Position:
    return Position(REPUBLIQUE.lat + metres / 111_195, REPUBLIQUE.lon)


def fill(services: Services, *found: Service) -> None:
    numbered = [replace(one, id=f"essai:{n}", source_id=str(n)) for n, one in enumerate(found)]
    services.replace(
        Batch("essai", "Les Lucioles", len(found), tuple(numbered), ()),
        TODAY,
        PARIS,
        confirmed=True,
    )


def near(services: Services, **asked: object) -> tuple[Nearby, ...]:
    defaults = {
        "position": REPUBLIQUE,
        "when": TUESDAY_NIGHT,
        "zone": PARIS,
        "categories": ("shower",) if "need" not in asked else (),
    }
    limit = asked.pop("limit", 5)
    question = Question(**{**defaults, **asked})  # type: ignore[arg-type]  # by name
    return orient.near(services, question, limit=limit)  # type: ignore[arg-type]  # by name


def refusal_of(services: Services, **asked: object) -> str:
    with pytest.raises(Refusal) as refused:
        near(services, **asked)
    return refused.value.code


# Written down from the file, not computed: what is open on a Tuesday at 23:30, and until when.
AT_HALF_PAST_ELEVEN = {
    "24 h / 24": (State.OPEN, None),
    "6 h - 1 h": (State.OPEN, datetime(2026, 11, 25, 1, 0, tzinfo=PARIS)),
    "19 h - 7 h": (State.OPEN, datetime(2026, 11, 25, 7, 0, tzinfo=PARIS)),
    "6 h - 22 h": (State.CLOSED, None),
    "10h/18h": (State.CLOSED, None),
    "10h à 22h": (State.CLOSED, None),
    "Voir fiche équipement": (State.UNKNOWN, None),
    "": (State.UNKNOWN, None),
}


def test_at_half_past_eleven_only_what_is_open_then_is_called_open(paris: Services) -> None:
    found = near(paris, categories=["toilets"], limit=100)
    assert {one.state for one in found} == {State.OPEN, State.UNKNOWN, State.CLOSED}
    for one in found:
        assert (one.state, one.closes_at) == AT_HALF_PAST_ELEVEN[one.service.hours.raw]


def test_all_of_paris_at_half_past_eleven_is_open_closed_or_unknown_as_its_hours_say(
    paris: Services,
) -> None:
    when = TUESDAY_NIGHT.astimezone(UTC)
    with paris.reading() as snapshot:
        placed = list(snapshot.around("toilets", REPUBLIQUE, 20_000))
        whole = snapshot.services(p.service for p in placed)
        states = [(whole[p.service].hours.raw, snapshot.opening(p.schedule, when)) for p in placed]
    assert len(states) == 615
    for raw, opening in states:
        assert (opening.state, opening.closes_at) == AT_HALF_PAST_ELEVEN[raw]


def test_the_nearest_open_toilet_of_republique(paris: Services) -> None:
    best = near(paris, categories=["toilets"])[0]
    assert best.name == "Sanisette, 12 Place de la Republique"
    assert (best.metres, best.minutes, best.within) == (90, (1, 2), True)
    assert (best.state, best.closes_at, best.accepts) == (State.OPEN, None, Accepts.YES)
    assert best.why == "Ouvert sans interruption."
    assert (best.verified_on, best.copied_on) == (None, TODAY)
    assert best.freshness is Freshness.UNVERIFIED
    assert best.attribution == "Ville de Paris, opendata.paris.fr (ODbL)"


def test_open_comes_before_soon_before_unknown_before_closed(services: Services) -> None:
    fill(
        services,
        replace(SERVICE, position=north(100), hours=read("6 h - 22 h"), name="fermé"),
        replace(SERVICE, position=north(200), name="inconnu"),
        replace(SERVICE, position=north(300), hours=read("0 h - 6 h"), name="bientôt"),
        replace(SERVICE, position=north(400), hours=read("24 h / 24"), name="ouvert"),
    )
    found = near(services)
    assert [one.name for one in found] == ["ouvert", "bientôt", "inconnu", "fermé"]
    assert [one.opens_soon for one in found] == [False, True, False, False]
    assert found[1].opens_at == datetime(2026, 11, 25, 0, 0, tzinfo=PARIS)


def test_what_refuses_the_person_comes_last_and_says_why(services: Services) -> None:
    no_pets = Eligibility(woman=Facet.YES, pets=Facet.NO)
    pets = Eligibility(woman=Facet.YES, pets=Facet.YES)
    all_day = read("24 h / 24")
    fill(
        services,
        replace(SERVICE, position=north(100), hours=all_day, eligibility=no_pets, name="sans"),
        replace(SERVICE, position=north(200), hours=all_day, name="peut-être"),
        replace(SERVICE, position=north(300), hours=all_day, eligibility=pets, name="avec"),
    )
    found = near(services, for_=["woman", "pets"])
    assert [(one.name, one.accepts) for one in found] == [
        ("avec", Accepts.YES),
        ("peut-être", Accepts.CHECK),
        ("sans", Accepts.NO),
    ]
    assert "N'accueille pas les animaux." in found[2].why


def test_a_need_opens_onto_its_categories_and_no_other(services: Services) -> None:
    fill(
        services,
        replace(SERVICE, position=north(100), category="toilets"),
        replace(SERVICE, position=north(200), category="shower"),
        replace(SERVICE, position=north(300), category="laundry"),
    )
    assert [one.category for one in near(services, need="hyg")] == ["toilets", "shower"]
    assert [one.category for one in near(services)] == ["shower"]
    assert near(services, need="ECO") == ()


def test_the_quarter_of_an_hour_is_walked_not_flown(services: Services) -> None:
    fill(services, replace(SERVICE, position=north(920)), replace(SERVICE, position=north(926)))
    assert [one.metres for one in near(services)] == [920]
    assert [one.metres for one in near(services, minutes=16)] == [920, 926]
    assert len(near(services, minutes=15, speed=5.0)) == 2


def test_where_nothing_is_within_reach_the_nearest_are_given_and_marked(
    services: Services,
) -> None:
    fill(
        services,
        replace(SERVICE, position=north(1_500)),
        replace(SERVICE, position=north(1_600), hours=read("24 h / 24")),
        replace(SERVICE, position=north(9_000), hours=read("24 h / 24")),
    )
    found = near(services)
    assert [(one.metres, one.within) for one in found] == [(1_600, False), (1_500, False)]
    assert found[0].minutes == (23, 29)


def test_what_is_days_away_is_not_near(services: Services) -> None:
    fill(services, replace(SERVICE, position=north(50_000)))
    assert near(services) == ()


def test_what_was_set_aside_says_why_up_to_twice_as_far(services: Services) -> None:
    all_day = read("24 h / 24")
    no_pets = Eligibility(pets=Facet.NO)
    fill(
        services,
        replace(SERVICE, position=north(1_900), hours=all_day, name="trop loin"),
        replace(SERVICE, position=north(1_500), hours=all_day, name="loin"),
        replace(SERVICE, position=north(300), hours=read("6 h - 22 h"), name="fermé"),
        replace(SERVICE, position=north(200), name="inconnu"),
        replace(SERVICE, position=north(100), hours=all_day, eligibility=no_pets, name="sans"),
        replace(SERVICE, position=north(50), hours=all_day, name="bon", eligibility=PETS),
    )
    asked = Question(
        position=REPUBLIQUE, when=TUESDAY_NIGHT, zone=PARIS, categories=("shower",), for_=("pets",)
    )
    found = orient.passed_over(services, asked)
    assert [(one.name, one.against[0]) for one in found] == [
        ("sans", "N'accueille pas les animaux."),
        ("inconnu", "Heures inconnues."),
        ("fermé", "Fermé, rouvre : 06:00."),
        ("loin", "À 22–27 min à pied."),
    ]


def test_what_failed_of_late_comes_after_what_is_as_good_and_as_near(services: Services) -> None:
    all_day = read("24 h / 24")
    fill(
        services,
        replace(SERVICE, position=north(300), hours=all_day, name="non aboutie"),
        replace(SERVICE, position=north(305), hours=all_day, name="sans passé"),
        replace(SERVICE, position=north(600), hours=all_day, name="plus loin"),
    )
    failed = Experience("essai:0", (Outcome("NON", 1, TUESDAY_NIGHT - timedelta(days=3)),))
    asked = Question(position=REPUBLIQUE, when=TUESDAY_NIGHT, zone=PARIS, categories=("shower",))
    found = orient.near(services, asked, learn=lambda _services: (failed,))
    assert [one.name for one in found] == ["sans passé", "non aboutie", "plus loin"]
    assert found[1].experience == failed


def test_what_is_full_comes_after_what_is_not_and_is_never_hidden(services: Services) -> None:
    all_day = read("24 h / 24")
    fill(
        services,
        replace(SERVICE, position=north(100), hours=all_day, load=Load.FULL, name="complet"),
        replace(SERVICE, position=north(300), name="inconnu"),
        replace(SERVICE, position=north(400), hours=all_day, load=Load.FREE, name="ouvert"),
    )
    found = near(services)
    assert [one.name for one in found] == ["ouvert", "inconnu", "complet"]
    assert found[2].why == "Ouvert sans interruption. Complet, dit la source."
    asked = Question(position=REPUBLIQUE, when=TUESDAY_NIGHT, zone=PARIS, categories=("shower",))
    aside = orient.passed_over(services, asked)
    assert [(one.name, one.against[0]) for one in aside] == [
        ("complet", "Complet, dit la source."),
        ("inconnu", "Heures inconnues."),
    ]


def test_ages_refuse_a_minor_where_nobody_said_so(services: Services) -> None:
    fill(
        services,
        replace(SERVICE, eligibility=Eligibility(min_age=18), name="adultes"),
        replace(SERVICE, eligibility=Eligibility(min_age=16), name="jeunes"),
        replace(SERVICE, eligibility=Eligibility(min_age=18, minor=Facet.YES), name="accompagnés"),
    )
    accepts = {one.name: one.accepts for one in near(services, for_=["minor"])}
    assert accepts == {
        "adultes": Accepts.NO, "jeunes": Accepts.CHECK, "accompagnés": Accepts.YES
    }  # fmt: skip
    (adults,) = [one for one in near(services) if one.name == "adultes"]
    assert adults.service.eligibility.minor is Facet.UNKNOWN


def test_refusals_of_this_month_put_a_service_after_what_is_as_good(services: Services) -> None:
    all_day = read("24 h / 24")
    fill(
        services,
        replace(SERVICE, position=north(300), hours=all_day, name="animaux refusés"),
        replace(SERVICE, position=north(305), hours=all_day, name="sans passé"),
    )
    refused = Experience("essai:0", (), Refusals(3, 4, "ANI"))
    asked = Question(position=REPUBLIQUE, when=TUESDAY_NIGHT, zone=PARIS, categories=("shower",))
    found = orient.near(services, asked, learn=lambda _services: (refused,))
    assert [one.name for one in found] == ["sans passé", "animaux refusés"]
    assert found[1].against == ("3 refus sur 4 ce mois : animal refusé.",)
    assert found[1].brief.startswith("3 refus sur 4 ce mois : animal refusé")


def test_each_kind_is_found_apart(services: Services) -> None:
    fill(
        services,
        replace(SERVICE, position=north(100), category="toilets"),
        replace(SERVICE, position=north(200), category="toilets"),
        replace(SERVICE, position=north(900)),
    )
    asked = Question(position=REPUBLIQUE, when=TUESDAY_NIGHT, zone=PARIS, need="HYG")
    kinds = orient.by_kind(services, asked, limit=1)
    assert [[one.category for one in kind] for kind in kinds] == [["shower"], ["toilets"]]


def test_an_empty_directory_knows_nothing_near(services: Services) -> None:
    assert near(services) == ()


def test_summer_hours_are_doubted(services: Services) -> None:
    winter = replace(SERVICE, hours=read("24 h / 24"), verified_on=date(2027, 3, 1))
    fill(services, winter)
    (found,) = near(services, when=datetime(2027, 7, 14, 23, tzinfo=PARIS))
    assert found.why == "Ouvert sans interruption. Horaires d'été non confirmés."


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"categories": ["palace"]}, "unknown-category"),
        ({"need": "ZZZ"}, "unknown-need"),
        ({"for_": ["dog"]}, "unknown-facet"),
        ({"minutes": 0}, "wrong-value"),
        ({"minutes": float("nan")}, "wrong-value"),
        ({"limit": 0}, "wrong-value"),
        ({"speed": 0.0}, "wrong-value"),
        ({"when": datetime(9999, 12, 31, tzinfo=UTC)}, "wrong-value"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(
    services: Services, asked: dict[str, object], code: str
) -> None:
    assert refusal_of(services, **asked) == code


def test_the_answer_for_tonight_needs_no_library_of_opening_hours(
    tmp_path: Path, services: Services
) -> None:
    fill(services, replace(SERVICE, hours=read("6 h - 1 h")))
    code = f"""
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo
from maraude.domain.spot import Position
from maraude.store.services import Services
from maraude.usecases import orient
zone = ZoneInfo("Europe/Paris")
question = orient.Question(
    categories=["shower"], position=Position(48.8676, 2.3636), zone=zone,
    when=datetime(2026, 11, 24, 23, 30, tzinfo=zone),
)
(found,) = orient.near(Services.open(Path({str(tmp_path)!r}), bytes(range(32))), question)
print(found.state, "opening_hours" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("open False\n", "")


offsets = st.floats(-0.02, 0.02)
raw_hours = st.sampled_from(
    ["", "24 h / 24", "6 h - 22 h", "6 h - 1 h", "0 h - 5 h", "23 h - 23 h 40"]
)
facets = st.sampled_from(list(Facet))
found_services = st.builds(
    lambda lat, lon, raw, woman: replace(
        SERVICE,
        position=Position(REPUBLIQUE.lat + lat, REPUBLIQUE.lon + lon),
        hours=read(raw),
        eligibility=Eligibility(woman=woman),
    ),
    offsets, offsets, raw_hours, facets,
)  # fmt: skip


def brute_force(found: list[Service], limit: int) -> list[Position]:
    """Rank all services within reach, without any index, box or stopping early."""
    ranks = []
    for one in found:
        metres = walking.metres(REPUBLIQUE, one.position)
        schedule = hours.schedule(one)
        opening = hours.opening(schedule, PARIS, TUESDAY_NIGHT) if schedule else Opening()
        match = matching.match(one.eligibility, ("woman",))
        prospect = Prospect(opening, match, walking.minutes(metres), TUESDAY_NIGHT)
        if metres <= walking.reach(15):
            ranks.append((prospect.rank, one.position))
    return [position for _rank, position in sorted(ranks, key=lambda entry: entry[0])[:limit]]


@given(st.lists(found_services, max_size=60), st.integers(1, 6))
@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_looking_ring_by_ring_gives_what_looking_at_all_would(
    services: Services, found: list[Service], limit: int
) -> None:
    fill(services, *found)
    answer = [n.service.position for n in near(services, for_=["woman"], limit=limit) if n.within]
    assert answer == brute_force(found, limit)
