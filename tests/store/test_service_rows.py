from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from maraude.directory.closure import Closure
from maraude.directory.hours import read
from maraude.directory.opening import Opening, State
from maraude.directory.service import Eligibility, Facet, Load
from maraude.store import engine
from maraude.store.services import Services
from tests.directory.services import TODAY
from tests.store.directories import KEY, PARIS, batch, held, opening, service


def test_what_the_team_verified_itself_comes_in_place_of_other_sources(services: Services) -> None:
    ours = service(9, id="team:9", source="team", name="bains  du canal", closure=Closure())
    services.replace(batch(service(1), service(2, name="Bains de l'Ourcq")), TODAY, PARIS)
    services.replace(batch(ours, source="team"), TODAY, PARIS)
    assert sorted(held(services)) == ["essai:2", "team:9"]
    with services.reading() as snapshot:
        assert [source.services for source in snapshot.sources()] == [2, 1]

    services.replace(batch(service(1), service(3)), TODAY, PARIS, confirmed=True)
    assert sorted(held(services)) == ["team:9"]
    services.replace(batch(source="team"), TODAY, PARIS, confirmed=True)
    assert sorted(held(services)) == ["essai:1", "essai:3"]


@pytest.mark.parametrize("days", [0, 200])
def test_a_closure_holds_in_the_table_and_beyond_it(services: Services, days: int) -> None:
    services.replace(
        batch(service(1, hours=read("24/7"), closure=Closure(reason="travaux"))), TODAY, PARIS
    )
    when = datetime(2026, 11, 23, 12, tzinfo=UTC) + timedelta(days=days)
    assert opening(services, when) == Opening(State.CLOSED, comment="travaux")


def test_a_closure_that_ends_is_an_update(services: Services) -> None:
    services.replace(batch(service(1, closure=Closure())), TODAY, PARIS)
    assert held(services)["essai:1"].closure == Closure()
    assert services.replace(batch(service(1)), TODAY, PARIS).updated == 1
    assert held(services)["essai:1"].closure is None


def test_all_that_a_source_says_of_a_service_is_kept(services: Services) -> None:
    told = service(
        1,
        eligibility=Eligibility(woman=Facet.PREFERENTIAL, min_age=18, max_age=25),
        conditions="Sur orientation du 115",
        notice="Fermé le 1er mai",
        load=Load.FULL,
        round="Camion bleu",
        siret="12345678900011",
        confidential=True,
    )
    services.replace(batch(told), TODAY, PARIS)

    assert held(services)["essai:1"] == told


VERSION_1 = """
DROP TABLE superseded;
DROP TABLE service_part;
DROP TABLE service;
CREATE TABLE service (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, source TEXT NOT NULL, source_id TEXT NOT NULL,
    category TEXT NOT NULL, name TEXT NOT NULL, lat REAL NOT NULL, lon REAL NOT NULL,
    organisation TEXT NOT NULL, address TEXT NOT NULL, postcode TEXT NOT NULL,
    hours_raw TEXT NOT NULL, hours_osm TEXT NOT NULL, hours_normalised INTEGER NOT NULL,
    facets TEXT NOT NULL, languages TEXT NOT NULL, access TEXT NOT NULL, documents TEXT NOT NULL,
    cost TEXT NOT NULL, contact TEXT NOT NULL, verified_on TEXT, digest TEXT NOT NULL
) STRICT;
DROP TABLE schedule;
CREATE TABLE schedule (
    key INTEGER PRIMARY KEY, osm TEXT NOT NULL, region TEXT NOT NULL, lat REAL, lon REAL
) STRICT;
INSERT INTO service VALUES (1, 'essai:1', 'essai', '1', 'shower', 'Bains du Canal', 48.8676, 2.3636,
    '', '', '', '24/7', '24/7', 0, 'uuuuuuuu', '', 'unknown', '', '', '', NULL, '');
INSERT INTO schedule VALUES (1, '24/7', '', NULL, NULL);
PRAGMA user_version = 1;
"""


def test_a_directory_of_the_first_version_keeps_its_services(
    tmp_path: Path, services: Services
) -> None:
    services.replace(batch(service(1, hours=read("24/7"))), TODAY, PARIS)
    with closing(engine.connect(tmp_path / "directory.db", KEY)) as connection:
        connection.executescript(VERSION_1)
        connection.execute("PRAGMA journal_mode = DELETE")
    opened = Services.open(tmp_path, KEY)

    assert opened.notice == ""
    assert held(opened)["essai:1"].hours.osm == "24/7"
    with opened.reading() as snapshot:
        assert list(snapshot.named(("bians", "canal"), 5).values()) == ["bains du canal"]
    assert opening(opened, datetime(2027, 11, 23, 12, tzinfo=UTC)).state is State.OPEN
    opened.replace(batch(service(1, closure=Closure())), TODAY, PARIS)
    assert held(opened)["essai:1"].closure == Closure()


def test_services_are_found_by_parts_of_what_they_are_called(services: Services) -> None:
    first = service(1, name="Halte des Lilas", organisation="Les Lucioles")
    services.replace(batch(first, service(2, name="Gymnase Lucien")), TODAY, PARIS)
    with services.reading() as snapshot:
        assert list(snapshot.named(("lials",), 5).values()) == ["halte des lilas les lucioles"]
        assert list(snapshot.named(("lucoles",), 1).values()) == ["halte des lilas les lucioles"]
        assert snapshot.named((), 5) == {}

    services.replace(batch(service(2, name="Gymnase Lucien")), TODAY, PARIS, confirmed=True)
    with services.reading() as snapshot:
        assert snapshot.named(("lilas",), 5) == {}


def test_a_service_that_changes_its_name_is_found_by_the_new_one_only(services: Services) -> None:
    services.replace(batch(service(1, name="Halte des Lilas")), TODAY, PARIS)
    services.replace(batch(service(1, name="Relais du Canal")), TODAY, PARIS)
    with services.reading() as snapshot:
        assert snapshot.named(("lilas",), 5) == {}
        (key,) = snapshot.named(("relais",), 5)
        assert [place.service for place in snapshot.placements([key])] == [key]
        assert snapshot.of_categories((service(1).category,), 5) == [key]


def test_what_a_team_knows_better_is_not_found_by_name(services: Services) -> None:
    services.replace(batch(service(1, name="Halte des Lilas")), TODAY, PARIS)
    ours = replace(service(9, name="Halte des Lilas"), source="team", id="team:9")
    services.replace(batch(ours, source="team"), TODAY, PARIS)
    with services.reading() as snapshot:
        keys = snapshot.named(("lilas",), 5)
        found = snapshot.services(place.service for place in snapshot.placements(keys))
        assert [one.id for one in found.values()] == ["team:9"]
        assert len(snapshot.of_categories((ours.category,), 5)) == 1
