import gc
from collections.abc import Iterator

import pytest
from textual import _wait

from maraude import i18n, process

# Before the next key, Textual's pilot waits for a span in which the process does nearly nothing.
# Its own, a fiftieth of a second, left the processors idle for a third of such a test.
_wait.SLEEP_GRANULARITY = 1 / 250
_wait.SLEEP_IDLE = _wait.SLEEP_GRANULARITY / 20


def pytest_collection_finish() -> None:
    """Let the garbage collector leave alone what stays, and rest: that took a fifth of the time."""
    gc.collect()
    gc.freeze()
    process.collect_rarely()


@pytest.fixture(autouse=True)
def french_afterwards() -> Iterator[None]:
    """Whatever language a test spoke, the next one begins in French."""
    yield
    i18n.use("fr")
