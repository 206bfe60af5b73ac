"""Runs of the simulation by their seeds."""

import shutil
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest

from maraude.domain.feeds import may_write
from maraude.server import redaction
from tests.simulation.checks import check
from tests.simulation.start import chance, make_template
from tests.simulation.voiding import check_void
from tests.simulation.world import World

STEPS = 24
_MEMORY = Path("/dev/shm")  # noqa: S108 - each run has a folder of its own there


def run(seed: int, *, loud: bool = False, purges: bool = False, redacts: bool = False) -> None:
    """Run a seed; the AssertionError of one that fails tells how to see its steps.

    With ``purges``, the server also erases people whom nobody has met for two years; with
    ``redacts``, everybody voids texts, their own and others'.
    """
    kinds = {
        "disasters": seed % 4 > 0,
        "wrong_clocks": has_wrong_clocks(seed),
        "purges": purges,
        "redacts": redacts,
    }
    folder = Path(tempfile.mkdtemp(prefix="maraude-simulation-", dir=_place()))
    try:
        with (
            chance(seed),
            pytest.MonkeyPatch.context() as patch,
            closing(World(folder, _template(), seed, **kinds)) as world,
        ):
            patch.setattr(redaction, "may_redact", may_write)
            try:
                world.run(STEPS * 2 if purges or redacts else STEPS)
                world.heal()
                check(world)
                check_void(world)
                world.dismiss()
            except BaseException as error:
                options = " purge" * purges + " redact" * redacts
                error.add_note(f"python -m tests.simulation {seed}{options}")
                raise
            finally:
                if loud:
                    print("\n".join(world.trace))
    finally:
        shutil.rmtree(folder)


def has_wrong_clocks(seed: int) -> bool:
    """Tell whether the clocks of a run may be years off from its beginning."""
    return seed % 5 == 0


@cache
def _template() -> Path:
    return make_template(Path(tempfile.mkdtemp(prefix="maraude-simulation-", dir=_place())))


def _place() -> Path | None:
    return _MEMORY if _MEMORY.is_dir() else None
