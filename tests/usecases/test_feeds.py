"""Feeds of a format beside each other, and sources that are made of several files."""

import json
from typing import Any

import pytest

from maraude import paths
from maraude.directory import sources as addresses
from maraude.usecases import sources, updates
from maraude.usecases.session import Session
from maraude.usecases.updates import Outcome
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
    sources.add(alone, addresses.source("data-inclusion", urls[0], more=urls[1:]))
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
