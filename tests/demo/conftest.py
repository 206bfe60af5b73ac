import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path

import pytest

from maraude import i18n
from maraude.demo import demo
from maraude.demo.clock import DemoClock
from maraude.usecases.session import Session
from tests.once import once

TONIGHT = datetime(2026, 11, 23, 21, 53, tzinfo=UTC)
Made = Callable[[str], Path]


def clock(moment: datetime = TONIGHT) -> DemoClock:
    """A clock of demonstrations whose real one stands still."""
    return DemoClock(moment, real=lambda: TONIGHT)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Give the demonstration in a language, this process's own, for the tests that only read it."""

    @cache
    def one(language: str) -> Path:
        found = once(tmp_path_factory, f"demo-{language}", partial(_make, language))
        return Path(shutil.copytree(found, tmp_path_factory.mktemp("demo") / language))

    return one


def _make(language: str, home: Path) -> None:
    before = i18n.language()
    i18n.use(language)
    demo.prepare(home, 1, clock())
    i18n.use(before)


@pytest.fixture
def own(made: Made, tmp_path: Path) -> Path:
    """A demonstration in French that a test may change."""
    return Path(shutil.copytree(made("fr"), tmp_path / "own"))


@pytest.fixture(params=["fr", "en"])
def home(request: pytest.FixtureRequest, made: Made) -> Path:
    """A demonstration in each language, to be read in it."""
    found = made(request.param)
    i18n.use(request.param)
    return found


@pytest.fixture
def session(home: Path) -> Iterator[Session]:
    opened = demo.open_session(home, clock())
    yield opened
    opened.close()
