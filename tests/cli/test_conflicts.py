"""``maraude conflicts`` and ``settle``, on two laptops of one server."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from maraude.domain.feeds import Role
from maraude.domain.person import Person
from maraude.store.records import select
from maraude.usecases import people, profiles
from tests.cli.conftest import Laptop, Run
from tests.server.serving import Served
from tests.team import KEY, Clock


@pytest.fixture
def ines(laptop: Laptop) -> Run:
    return laptop("ines", "nord")


@pytest.fixture
def sam(laptop: Laptop) -> Run:
    return laptop("sam", "nord")


@pytest.fixture
def disputed(ines: Run, sam: Run, server: Served, tmp_path: Path) -> dict[str, object]:
    """Both named another referent, apart; gives it as the coordinator's laptop lists it."""
    ines("enrol", str(server.invite(Role.COORDINATOR)))
    sam("enrol", str(server.invite()))
    ines("log", "h ,marta", "--new-person", "Marta")
    ines("sync")
    sam("sync")
    describe(tmp_path / "ines", lambda marta: replace(marta, referent="Lou"))
    describe(tmp_path / "sam", lambda marta: replace(marta, referent="Karim"))
    for one in (ines, sam, ines):
        one("sync")
    (found,) = ines("conflicts")["conflicts"]
    assert isinstance(found, dict)
    return found


def describe(home: Path, change: Callable[[Person], Person]) -> None:
    with closing(profiles.open_with(home, KEY, f"user:{home.name}", Clock())) as session:
        (marta,) = select(session.store.reader, Person, "called = 'Marta'")
        people.describe(session, change(marta))


def referent(home: Path) -> str:
    with closing(profiles.open_with(home, KEY, f"user:{home.name}", Clock())) as session:
        (marta,) = select(session.store.reader, Person, "called = 'Marta'")
        return marta.referent


@pytest.mark.parametrize(
    ("chosen", "kept"),
    [(("--value", "2"), None), (("--text", "Lou et Karim"), "Lou et Karim"), (("--keep-all",), "")],
)
def test_what_is_settled_is_so_on_all_laptops(
    disputed: dict[str, list[dict[str, str]]],
    ines: Run,
    sam: Run,
    tmp_path: Path,
    chosen: tuple[str, ...],
    kept: str | None,
) -> None:
    first, second = (value["value"] for value in disputed["values"])
    expected = {None: second, "": first}.get(kept, kept)
    done = ines("settle", disputed["conflict"], *chosen)
    for one in (ines, sam):
        one("sync")

    assert done == {"settled": disputed["conflict"], "conflicts": 0}
    assert {referent(tmp_path / name) for name in ("ines", "sam")} == {expected}
    assert sam("conflicts") == {"conflicts": []}


def test_what_cannot_be_settled_so_changes_nothing(
    disputed: dict[str, str], ines: Run, sam: Run
) -> None:
    name = disputed["conflict"]
    for word, chosen, code in (
        ("00000000", "1", "unknown-conflict"),
        (name, "3", "unknown-value"),
        (name, "0", "unknown-value"),
    ):
        assert ines("settle", word, "--value", chosen, status=1)["error"]["code"] == code
    (seen,) = sam("conflicts")["conflicts"]
    told = sam("settle", seen["conflict"], "--value", "1", status=1)
    assert told["error"]["code"] == "not-coordinator"
    assert ines("conflicts") == {"conflicts": [disputed]}
