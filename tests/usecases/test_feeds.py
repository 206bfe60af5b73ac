"""Feeds of a format beside each other, and sources that are made of several files."""

import gzip
import json
from typing import Any

import pytest

from maraude import paths
from maraude.directory import sources as directory_sources
from maraude.directory.sources import Source
from maraude.domain.refusal import Refusal
from maraude.usecases import addresses, sources, updates
from maraude.usecases.addresses import AddressImport
from maraude.usecases.session import Session
from maraude.usecases.updates import Outcome, Progress, Watch
from tests.directory.addresses.files import BAN_HEADER, TOWN, ban
from tests.directory.importers.hsds_files import SERVICE as HSDS
from tests.directory.importers.test_data_inclusion import SERVICE as HELP
from tests.directory.importers.test_data_inclusion import STRUCTURE
from tests.sync.replay import Replay
from tests.usecases.test_updates import counts, named, told


def test_feeds_of_a_format_are_called_as_their_addresses_are(
    alone: Session, replay: Replay
) -> None:
    named(alone, replay, "lyon", "hsds-nantes")
    for name in ("lyon", "hsds-nantes"):
        replay.give(f"/{name}", json.dumps([HSDS]))
    assert [one.code for one in updates.run(alone)] == ["", ""]
    assert counts(alone) == {"hsds-lyon": 1, "hsds-nantes": 1}


def inclusion(alone: Session, replay: Replay) -> None:
    """Add data.inclusion, whose services and structures are two files."""
    urls = [f"{replay.url}/{name}.json?v=1" for name in ("services", "structures")]
    sources.add(alone, directory_sources.source("data-inclusion", urls[0], more=urls[1:]))
    replay.give("/services.json", json.dumps([HELP]), etag='"s1"')
    replay.give("/structures.json", json.dumps([STRUCTURE]), etag='"t1"')


def organisation(alone: Session) -> str:
    with alone.services.reading() as snapshot:
        (key,) = snapshot.of_categories(["meal"], 5)
        return snapshot.services([key])[key].organisation


def test_a_source_of_two_files_is_read_as_one(alone: Session, replay: Replay) -> None:
    inclusion(alone, replay)
    (first,) = updates.run(alone)
    (again,) = updates.run(alone)

    assert told(first) == (Outcome.UPDATED, 1, 1, 0, 0)
    assert organisation(alone) == "Les Lucioles"
    assert (again.outcome, again.report, len(replay.asked)) == (Outcome.UNCHANGED, None, 4)
    assert list(paths.downloads(alone.store.home).iterdir()) == []


def test_where_one_of_two_files_has_changed_both_are_read(alone: Session, replay: Replay) -> None:
    inclusion(alone, replay)
    updates.run(alone)
    structure = {**STRUCTURE, "nom": "Les Colibris"}
    replay.give("/structures.json", json.dumps([structure]), etag='"t2"')
    (done,) = updates.run(alone)

    assert told(done) == (Outcome.UPDATED, 1, 0, 1, 0)
    assert organisation(alone) == "Les Colibris"


@pytest.mark.parametrize(
    ("fails", "how", "code"),
    [
        ("services", {"status": 404}, "gone"),
        ("structures", {"status": 500}, "server"),
        ("structures", {"body": '[{"id": "cut', "etag": '"2"'}, "unreadable-file"),
    ],
)
def test_where_one_of_two_files_fails_nothing_changes(
    alone: Session, replay: Replay, fails: str, how: dict[str, Any], code: str
) -> None:
    inclusion(alone, replay)
    updates.run(alone)
    other = {"services": "structures", "structures": "services"}[fails]
    changed = {**(HELP if other == "services" else STRUCTURE), "nom": "Autre nom"}
    replay.give(f"/{other}.json", json.dumps([changed]), etag='"x2"')
    replay.give(f"/{fails}.json", **how)
    (done,) = updates.run(alone)

    assert (done.outcome, done.code) == (Outcome.FAILED, code)
    assert organisation(alone) == "Les Lucioles"
    assert counts(alone) == {"data-inclusion": 1}


def test_addresses_come_like_any_other_source(alone: Session, replay: Replay) -> None:
    sources.add(alone, Source("adresses-99", f"{replay.url}/adresses-99.csv.gz"))
    lines = [ban(str(n), "Rue des Lilas") for n in range(1, 11)]
    packed = gzip.compress("\n".join((BAN_HEADER, *lines, "rien")).encode())
    file = replay.give("/adresses-99.csv.gz", packed, kind="application/gzip", etag='"1"', cut=40)
    (done,) = updates.run(alone)
    (again,) = updates.run(alone)

    assert isinstance(done.report, AddressImport)
    assert (done.outcome, done.report.kept, done.report.refused) == (
        Outcome.UPDATED, {"99": 10}, 1
    )  # fmt: skip
    assert addresses.find(alone, "4 rue des lilas")[0].label == "4 Rue des Lilas, 99000 Lucioles"
    assert (again.outcome, again.report) == (Outcome.UNCHANGED, None)
    assert replay.headers(1)["range"] == "bytes=40-"

    file.body, file.etag = gzip.compress("\n".join((BAN_HEADER, *lines[:5])).encode()), '"2"'
    (refused,) = updates.run(alone)
    assert refused.code == "large-removal"
    (confirmed,) = updates.run(alone, confirmed=True)
    assert confirmed.outcome is Outcome.UPDATED
    assert [area.addresses for area in addresses.status(alone.addresses)] == [5]


def test_reading_addresses_can_be_stopped(alone: Session, replay: Replay) -> None:
    sources.add(alone, Source("adresses-99", f"{replay.url}/a.csv"))
    replay.give("/a.csv", "\n".join(TOWN), kind="text/csv")
    seen: list[Progress] = []
    (done,) = updates.run(
        alone, watch=Watch(seen.append, lambda: any(one.done == one.total for one in seen))
    )
    assert (done.outcome, done.code) == (Outcome.FAILED, "cancelled")
    assert addresses.status(alone.addresses) == ()


@pytest.mark.parametrize("typed", ["", "7", "96", "971x", "../75", "2C"])
def test_a_department_is_one_that_there_is(typed: str) -> None:
    with pytest.raises(Refusal):
        directory_sources.of_department(typed)
    assert directory_sources.of_department("2a").url.endswith("/adresses-2A.csv.gz")
    assert directory_sources.of_department("2a").name == "adresses-2a"
