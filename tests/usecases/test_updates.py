"""The directory updated over a real connection, from a server on this machine."""

import json
from datetime import date
from pathlib import Path

import pytest

from maraude import paths
from maraude.directory import sources as addresses
from maraude.directory.sources import Source
from maraude.domain.refusal import Refusal
from maraude.usecases import directory, sources, updates
from maraude.usecases.directory import ImportReport
from maraude.usecases.session import Session
from maraude.usecases.updates import Outcome, Progress, Updated, Watch
from tests.directory.importers.soliguide import place
from tests.sync.replay import Replay
from tests.sync.soliguide_server import KEY, serving
from tests.team import Clock

PARIS = Path(__file__).parents[2] / "../shared/data/paris"
TODAY = date(2026, 11, 23)


def toilets(*streets: str) -> str:
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [2.36, 48.86]},
            "properties": {"adresse": street, "horaire": "24 h / 24", "acces_pmr": "Oui",
                           "relais_bebe": None},
        }
        for street in streets
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": features})


def fountains(*numbers: int) -> str:
    return json.dumps(
        [
            {"gid": str(n), "dispo": "OUI", "type_objet": "BORNE_FONTAINE",
             "geo_point_2d": {"lon": 2.36, "lat": 48.86}}
            for n in numbers
        ]
    )  # fmt: skip


STREETS = tuple(f"{n} RUE DES ESSAIS" for n in range(10))


def named(session: Session, replay: Replay, *names: str) -> None:
    for name in names:
        sources.add(session, Source(name, f"{replay.url}/{name}"))


def told(done: Updated) -> tuple[object, ...]:
    report = done.report
    assert isinstance(report, ImportReport)
    return done.outcome, report.kept, report.added, report.updated, report.removed


def counts(session: Session) -> dict[str, int]:
    return {one.source: one.services for one in directory.status(session.services, TODAY)}


def test_each_source_says_what_changed_of_it(alone: Session, replay: Replay) -> None:
    named(alone, replay, "wc", "eau")
    replay.give("/wc", toilets(*STREETS))
    replay.give("/eau", fountains(1, 2, 3))
    first = updates.run(alone)
    replay.give("/wc", toilets(*STREETS[1:], "11 RUE DES ESSAIS"))
    replay.give("/eau", fountains(1, 2, 3))
    second = updates.run(alone)

    assert [one.source.name for one in first] == ["eau", "wc"]
    assert list(map(told, first)) == [
        (Outcome.UPDATED, 3, 3, 0, 0),
        (Outcome.UPDATED, 10, 10, 0, 0),
    ]
    assert list(map(told, second)) == [
        (Outcome.UNCHANGED, 3, 0, 0, 0),
        (Outcome.UPDATED, 10, 1, 0, 1),
    ]
    assert list(paths.downloads(alone.store.home).iterdir()) == []


def test_what_has_not_changed_is_not_sent_and_counts_as_copied_today(
    alone: Session, replay: Replay, clock: Clock
) -> None:
    named(alone, replay, "wc")
    file = replay.give("/wc", toilets(*STREETS), etag='"1"')
    updates.run(alone)
    file.body = b""
    clock.pass_time(days=3)
    (again,) = updates.run(alone)

    assert (again.outcome, again.report) == (Outcome.UNCHANGED, None)
    assert replay.headers()["if-none-match"] == '"1"'
    (source,) = directory.status(alone.services, date(2026, 11, 26))
    assert (source.copied_on, source.services) == (date(2026, 11, 26), 10)


def test_what_is_no_longer_here_is_asked_for_again(alone: Session, replay: Replay) -> None:
    named(alone, replay, "wc")
    replay.give("/wc", toilets(*STREETS), etag='"1"')
    updates.run(alone)
    replay.give("/wc", toilets(*STREETS, "11 RUE DES ESSAIS"), etag='"2"')
    updates.run(alone)
    directory.restore(alone.services, TODAY)
    assert counts(alone) == {"paris-toilettes": 10}
    (again,) = updates.run(alone)

    assert "if-none-match" not in replay.headers()
    assert told(again) == (Outcome.UPDATED, 11, 1, 0, 0)


def test_one_that_fails_leaves_the_others_alone(alone: Session, replay: Replay) -> None:
    named(alone, replay, "absent", "casse", "eau", "page", "wc", "texte")
    replay.give("/casse", status=500)
    replay.give("/eau", fountains(1))
    replay.give("/page", "<html>Bienvenue</html>", kind="text/html")
    replay.give("/texte", "bonjour", kind="text/plain")
    replay.give("/wc", toilets(*STREETS))
    done = {one.source.name: one for one in updates.run(alone)}

    assert {name: one.code for name, one in done.items()} == {
        "absent": "gone",
        "casse": "server",
        "eau": "",
        "page": "portal",
        "texte": "unknown-format",
        "wc": "",
    }
    assert all(one.reason.endswith((".", ")")) for one in done.values() if one.code)
    assert counts(alone) == {"paris-fontaines": 1, "paris-toilettes": 10}


def test_much_that_disappears_needs_to_be_confirmed(alone: Session, replay: Replay) -> None:
    named(alone, replay, "wc")
    replay.give("/wc", toilets(*STREETS))
    updates.run(alone)
    replay.give("/wc", toilets(*STREETS[:5]), etag='"2"')
    (refused,) = updates.run(alone)
    assert (refused.outcome, refused.code) == (Outcome.FAILED, "large-removal")
    assert "5 des 10" in refused.reason
    assert counts(alone) == {"paris-toilettes": 10}

    (done,) = updates.run(alone, confirmed=True)
    assert told(done) == (Outcome.UPDATED, 5, 0, 0, 5)


def test_an_update_is_taken_back_whole_and_that_too(alone: Session, replay: Replay) -> None:
    named(alone, replay, "wc", "eau")
    replay.give("/wc", toilets(*STREETS))
    replay.give("/eau", fountains(1))
    updates.run(alone)
    replay.give("/wc", toilets(*STREETS, "11 RUE DES ESSAIS"))
    replay.give("/eau", fountains(1, 2))
    updates.run(alone)
    before, after = {"paris-fontaines": 1, "paris-toilettes": 10}, {
        "paris-fontaines": 2,
        "paris-toilettes": 11,
    }  # fmt: skip
    assert counts(alone) == after

    directory.restore(alone.services, TODAY)
    assert counts(alone) == before
    assert {one.source: one.services for one in directory.previous(alone.services, TODAY)} == after
    directory.restore(alone.services, TODAY)
    assert counts(alone) == after


def test_without_one_before_nothing_can_be_put_back(alone: Session, replay: Replay) -> None:
    named(alone, replay, "wc")
    replay.give("/wc", toilets(*STREETS))
    updates.run(alone)

    assert directory.previous(alone.services, TODAY) == ()
    with pytest.raises(Refusal) as refused:
        directory.restore(alone.services, TODAY)
    assert refused.value.code == "no-previous-directory"
    assert counts(alone) == {"paris-toilettes": 10}


def test_two_addresses_of_one_source_do_not_undo_each_other(alone: Session, replay: Replay) -> None:
    named(alone, replay, "wc", "wc-bis")
    replay.give("/wc", toilets(*STREETS))
    replay.give("/wc-bis", toilets("1 AVENUE FICTIVE"))
    _first, second = updates.run(alone)

    assert second.code == "same-source"
    assert counts(alone) == {"paris-toilettes": 10}


def test_a_key_is_sent_kept_and_shown_nowhere(alone: Session, replay: Replay) -> None:
    source = Source("wc", f"{replay.url}/wc", "opendatasoft")
    sources.add(alone, source, "cle-tres-secrete")
    replay.give("/wc", toilets(*STREETS))
    updates.run(alone)
    (listed,) = sources.listed(alone)

    assert replay.headers()["authorization"] == "Apikey cle-tres-secrete"
    assert listed.has_key
    assert "cle-tres-secrete" not in repr(listed)
    files = [path for path in alone.store.home.rglob("*") if path.is_file()]
    assert all(b"cle-tres-secrete" not in path.read_bytes() for path in files)
    sources.remove(alone, "wc")
    sources.add(alone, source)
    assert sources.key(alone, "wc") == ""


def test_soliguide_comes_by_its_interface_with_the_key_and_stays_off_the_disk(
    alone: Session,
) -> None:
    shower = place(1, name="Bains-douches fictifs")
    with serving(shower, place(2), packed=True) as server:
        sources.add(alone, Source("soliguide", server.url, "soliguide"), KEY)
        seen: list[Progress] = []
        (done,) = updates.run(alone, watch=Watch(seen.append))
        (again,) = updates.run(alone)

    assert told(done)[:3] == (Outcome.UPDATED, 2, 2)
    assert told(again) == (Outcome.UNCHANGED, 2, 0, 0, 0)
    assert {headers["Authorization"] for _path, headers, _body in server.asked} == {f"JWT {KEY}"}
    assert seen
    files = [path for path in alone.store.home.rglob("*") if path.is_file()]
    assert all(b"Bains-douches fictifs" not in path.read_bytes() for path in files)


def test_a_search_of_soliguide_that_fails_or_is_stopped_is_said(alone: Session) -> None:
    with serving(place(1), answer=(401, {}, b"")) as server:
        sources.add(alone, Source("soliguide", server.url, "soliguide"), KEY)
        (refused,) = updates.run(alone)
        server.answer = None
        asked = iter((False, True))
        (stopped,) = updates.run(alone, watch=Watch(is_cancelled=lambda: next(asked)))

    assert (refused.code, stopped.code) == ("key-refused", "cancelled")
    assert KEY not in refused.reason


def test_a_mapping_is_kept_with_the_address_and_reads_what_comes(
    alone: Session, replay: Replay
) -> None:
    baths = """
source = "paris-bains"
attribution = "Ville de Paris (ODbL)"
category = "public_bath"
name = "Bains-douches"

[fields]
name = "nom"
hours = "horaires"
"""
    replay.give(
        "/bains",
        json.dumps(
            [{"nom": "Bains fictifs", "horaires": "Tu-Su 07:30-13:00",
              "geo_point_2d": {"lon": 2.36, "lat": 48.86}}]
        ),
    )  # fmt: skip
    sources.add(alone, addresses.source("bains", f"{replay.url}/bains", mapping=baths))
    (done,) = updates.run(alone)

    assert told(done) == (Outcome.UPDATED, 1, 1, 0, 0)
    assert counts(alone) == {"paris-bains": 1}
    with pytest.raises(Refusal):
        addresses.source("bains", f"{replay.url}/bains", mapping="source = 1")


def test_progress_is_told_and_stopping_keeps_what_has_come(alone: Session, replay: Replay) -> None:
    named(alone, replay, "eau", "wc")
    replay.give("/eau", fountains(1))
    replay.give("/wc", toilets(*STREETS))
    seen: list[Progress] = []
    first, second = updates.run(
        alone, watch=Watch(seen.append, lambda: any(one.done == one.total for one in seen))
    )

    assert (first.outcome, second.code) == (Outcome.UPDATED, "cancelled")
    assert {one.name for one in seen} == {"eau"}
    assert counts(alone) == {"paris-fontaines": 1}


def test_ctrl_c_ends_the_fetching_and_keeps_what_has_come(alone: Session, replay: Replay) -> None:
    named(alone, replay, "eau", "wc")
    replay.give("/eau", fountains(1))
    replay.give("/wc", toilets(*STREETS))

    def interrupt(progress: Progress) -> None:
        if progress.name == "wc":
            raise KeyboardInterrupt

    _first, second = updates.run(alone, watch=Watch(interrupt))

    assert second.code == "cancelled"
    assert counts(alone) == {"paris-fontaines": 1}


def test_the_program_s_own_sources_are_those_of_the_territory(work: Session) -> None:
    listed = {one.source.name: one.source for one in sources.listed(work)}

    assert list(listed) == ["adresses-75", "openstreetmap", "paris-fontaines", "paris-toilettes"]
    assert all(one.url.startswith("https://") for one in listed.values())
    assert listed["openstreetmap"].format == "overpass"
    sources.remove(work, "paris-fontaines")
    left = [one.source.name for one in sources.listed(work)]
    assert left == ["adresses-75", "openstreetmap", "paris-toilettes"]
    assert sources.put_back(work, "paris-fontaines") == listed["paris-fontaines"]
    assert len(sources.listed(work)) == 4


def test_an_unknown_source_is_named(work: Session) -> None:
    with pytest.raises(Refusal) as refused:
        updates.run(work, ("loin",))
    assert refused.value.code == "unknown-source"
    assert "paris-toilettes" in refused.value.message


@pytest.mark.parametrize("packed", [False, True])
def test_the_files_of_paris_come_over_a_connection(
    alone: Session, replay: Replay, *, packed: bool
) -> None:
    if not PARIS.exists():
        pytest.skip("../shared/data is not here")
    named(alone, replay, "wc", "eau")
    how = {"packed": packed, "etag": '"1"', "digest": b"", "cut": 40_000}
    replay.give("/wc", (PARIS / "sanisettes.geojson").read_bytes(), **how)
    replay.give("/eau", (PARIS / "fontaines.json").read_bytes(), **how)
    updates.run(alone)

    assert counts(alone) == {"paris-fontaines": 1211, "paris-toilettes": 615}
    assert [one.outcome for one in updates.run(alone)] == [Outcome.UNCHANGED] * 2
