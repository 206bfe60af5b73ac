"""Some flipped bytes of every file; ``python -m tests.flips`` flips as many as one likes."""

import random
from collections.abc import Iterator

import pytest

from maraude.store import reserve
from tests.flips.__main__ import SEED, SMALL_RESERVE
from tests.flips.runs import Flip, Trial, Verdict, flips

FLIPS = tuple(flips(30, random.Random(SEED)))  # noqa: S311 - to be found again


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reserve, "SIZE", SMALL_RESERVE)
        yield Trial(tmp_path_factory.mktemp("flips"))


@pytest.mark.parametrize("flip", FLIPS, ids=str)
def test_a_flipped_byte_is_told_or_changes_nothing(trial: Trial, flip: Flip) -> None:
    assert trial.run(flip) is not Verdict.WRONG
