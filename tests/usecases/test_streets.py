"""Minutes by the streets, in what is near and what is set aside."""

import math
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maraude import paths
from maraude.directory import hours
from maraude.directory.importers.batch import Batch
from maraude.directory.walking import Basis, Walk
from maraude.domain.refusal import Refusal
from maraude.store.services import Services
from maraude.usecases import orient, streets
from maraude.usecases.orient import Nearby, Question
from tests.directory.services import SERVICE, TODAY
from tests.directory.town import at, grid, town, write_extract

KEY = bytes(range(32))
PARIS = ZoneInfo("Europe/Paris")
TUESDAY_NIGHT = datetime(2026, 11, 24, 23, 30, tzinfo=PARIS)
ALWAYS = hours.read("24/7")
GRID = grid()


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    opened = Services.open(tmp_path, KEY)
    yield opened
    opened.close()


def fill(services: Services, **placed: tuple[float, float]) -> None:
    """Put open showers at places in metres east and north of where one asks."""
    found = [
        replace(SERVICE, id=f"essai:{n}", source_id=n, name=n, position=at(*place), hours=ALWAYS)
        for n, place in placed.items()
    ]
    batch = Batch("essai", "Les Lucioles", len(found), tuple(found), ())
    services.replace(batch, TODAY, PARIS, confirmed=True)


def question(**asked: object) -> Question:
    defaults: dict[str, object] = {
        "position": at(0, 0),
        "when": TUESDAY_NIGHT,
        "zone": PARIS,
        "categories": ("shower",),
    }
    return Question(**{**defaults, **asked})  # type: ignore[arg-type]  # by name


def walked(found: tuple[Nearby, ...]) -> list[tuple[str, tuple[int, int], str, bool]]:
    return [(one.name, one.minutes, one.walk.basis.value, one.within) for one in found]


def test_minutes_are_by_the_streets_and_in_their_order(services: Services) -> None:
    # Across the river there is one bridge, 900 m to the east.
    river = town(
        [(0, 0), (900, -1), (900, 200), (0, 200), (-400, -1)], [(0, 1), (1, 2), (2, 3), (0, 4)]
    )
    fill(services, en_face=(0, 199), a_cote=(-399, 1))
    assert walked(orient.near(services, question())) == [
        ("en_face", (3, 4), "estimate", True),
        ("a_cote", (6, 7), "estimate", True),
    ]

    services.streets.save(river)

    assert walked(orient.near(services, question())) == [("a_cote", (6, 6), "graph", True)]
    (far,) = orient.passed_over(services, question())
    assert walked((far,)) == [("en_face", (26, 26), "graph", False)]
    assert far.against == ("À 26 min à pied.",)


def test_a_straight_street_leads_further_than_the_estimate_promised(services: Services) -> None:
    fill(services, au_bout=(1_150, 0))
    assert [one.within for one in orient.near(services, question())] == [False]

    services.streets.save(GRID)

    assert walked(orient.near(services, question())) == [("au_bout", (15, 15), "graph", True)]


def test_who_walks_slowly_takes_longer_by_the_streets_too(services: Services) -> None:
    fill(services, au_bout=(530, 0))
    services.streets.save(GRID)

    assert walked(orient.near(services, question(speed=2.4))) == [
        ("au_bout", (14, 14), "graph", True)
    ]
    assert not orient.near(services, question(speed=2.0))[0].within


def test_outside_the_streets_known_minutes_are_estimated(services: Services) -> None:
    fill(services, dedans=(0, 310), dehors=(0, 550))
    services.streets.save(grid(blocks=8))

    assert walked(orient.near(services, question())) == [
        ("dedans", (4, 4), "graph", True),
        ("dehors", (8, 10), "estimate", True),
    ]
    elsewhere = orient.near(services, question(position=at(0, 500)))
    assert {one.walk.basis for one in elsewhere} == {Basis.ESTIMATE}


def test_what_is_beyond_the_streets_followed_is_never_called_within(services: Services) -> None:
    apart = town([(0, 0), (100, 1), (0, 300), (100, 301)], [(0, 1), (2, 3)])
    fill(services, sans_chemin=(50, 300))
    services.streets.save(apart)

    (found,) = orient.near(services, question(position=at(50, 1)))
    assert (found.walk.basis, found.within) == (Basis.ESTIMATE, False)


def test_damaged_streets_are_said_and_minutes_estimated(services: Services, tmp_path: Path) -> None:
    fill(services, ici=(100, 0))
    services.streets.save(GRID)
    file = paths.streets(tmp_path)
    file.write_bytes(file.read_bytes()[:-1])

    assert [one.walk.basis for one in orient.near(services, question())] == [Basis.ESTIMATE]
    problem = services.streets.why_not()
    assert problem is not None
    assert problem.code == "damaged-streets"
    with pytest.raises(Refusal) as refused:
        streets.status(services, TODAY)
    assert refused.value.code == "damaged-streets"


def test_an_extract_becomes_streets_that_are_used_at_once(
    services: Services, tmp_path: Path
) -> None:
    fill(services, ici=(99, 9))
    assert orient.near(services, question())[0].walk.basis is Basis.ESTIMATE
    places = {1: (-20.0, -20.0), 2: (100.0, 10.0)}
    extract = write_extract(tmp_path / "a.osm.pbf", places, [((1, 2), {"highway": "path"})])

    made = streets.build(services, extract, TODAY)

    assert (made.nodes, made.edges, made.age, made.problem) == (4, 3, 0, "")
    assert streets.status(services, TODAY) == made
    assert orient.near(services, question())[0].walk.basis is Basis.GRAPH
    assert streets.remove(services)
    assert not streets.remove(services)
    assert streets.status(services, TODAY) is None
    assert orient.near(services, question())[0].walk.basis is Basis.ESTIMATE


def test_a_file_that_is_refused_leaves_the_streets_before(
    services: Services, tmp_path: Path
) -> None:
    services.streets.save(GRID)
    wrong = tmp_path / "a.csv"
    wrong.write_text("nom;lat\n")
    with pytest.raises(Refusal):
        streets.build(services, wrong, TODAY)

    assert services.streets.get() is not None


def test_a_folder_that_cannot_be_written_is_said(services: Services, tmp_path: Path) -> None:
    paths.streets(tmp_path).mkdir()
    with pytest.raises(Refusal) as refused:
        services.streets.save(GRID)

    assert refused.value.code == "streets-not-written"
    assert [path.name for path in tmp_path.glob("streets*")] == ["streets.graph"]


def test_without_numpy_what_is_near_is_estimated(services: Services, tmp_path: Path) -> None:
    fill(services, ici=(100, 0))
    services.streets.save(GRID)
    code = f"""
import sys
sys.modules["numpy"] = sys.modules["scipy"] = None
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
opened = Services.open(Path({str(tmp_path)!r}), bytes(range(32)))
(found,) = orient.near(opened, question)
print(found.walk.basis, opened.streets.why_not().code)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("estimate missing-extra\n", "")


def test_without_streets_nothing_waits_for_numpy(services: Services, tmp_path: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from maraude.store.services import Services
from maraude.usecases import orient, streets
Services.open(Path({str(tmp_path)!r}), bytes(range(32))).streets.get()
print({{"numpy", "scipy"}} & set(sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("set()\n", "")


def by_all_streets(places: list[tuple[float, float]], limit: int) -> list[int]:
    """Give the whole minutes to the nearest places by the streets, without box, ring or limit."""
    ways = GRID.ways(at(0, 0), math.inf)
    assert ways is not None
    minutes = [
        Walk(metres / 80, Basis.GRAPH)
        for metres in ways.metres([at(*place) for place in places])
        if metres is not None
    ]
    return sorted(walk.range[0] for walk in minutes if walk.minutes <= 15)[:limit]


offsets = st.floats(-1_300, 1_300)


@given(st.lists(st.tuples(offsets, offsets), max_size=40, unique=True), st.integers(1, 6))
@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_looking_ring_by_ring_gives_what_all_streets_would(
    services: Services, places: list[tuple[float, float]], limit: int
) -> None:
    if not services.streets.get():
        services.streets.save(GRID)
    fill(services, **{f"lieu {n}": place for n, place in enumerate(places)})

    near = orient.near(services, question(), limit=limit)
    assert [one.minutes[0] for one in near if one.within] == by_all_streets(places, limit)
