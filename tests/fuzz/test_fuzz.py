"""Bytes from elsewhere, changed at random: read, or refused in words, and nothing else."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS


@pytest.mark.parametrize("name", TARGETS)
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.binary(max_size=24))
def test_whatever_comes_is_read_or_refused_in_words(name: str, data: bytes) -> None:
    TARGETS[name](data)
