"""A few kills of everything that writes; ``python -m tests.kills`` does as many as one likes."""

import random
from pathlib import Path

import pytest

from maraude.store import reserve
from tests.kills.__main__ import SEED
from tests.kills.runs import SMALL_RESERVE, trial
from tests.kills.targets import TARGETS

KILLS = 3


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_acknowledged_is_lost_and_the_profile_opens_again(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reserve, "SIZE", SMALL_RESERVE)
    tried = trial(name, tmp_path)
    for kill in tried.kills(KILLS, random.Random(SEED)):  # noqa: S311 - to be found again
        tried.run(kill)
