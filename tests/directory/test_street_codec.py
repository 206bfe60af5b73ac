import subprocess
import sys

import msgspec
import numpy as np
import pytest
import zstandard

from maraude.directory import street_codec
from maraude.directory.street_codec import MARK, VERSION
from maraude.domain.refusal import Refusal
from tests.directory.services import TODAY
from tests.directory.town import ATTRIBUTION, grid

TOWN = grid(10)
CONTENT = street_codec.encode(TOWN)


def refused(content: bytes) -> str:
    with pytest.raises(Refusal) as refusal:
        street_codec.decode(content)
    return refusal.value.code


def test_what_is_written_is_read_again() -> None:
    read = street_codec.decode(CONTENT)

    assert np.array_equal(read.lat, TOWN.lat)
    assert np.array_equal(read.lon, TOWN.lon)
    assert np.array_equal(read.edges, TOWN.edges)
    assert (read.attribution, read.copied_on) == (ATTRIBUTION, TODAY)
    assert street_codec.encode(read) == CONTENT


def test_the_heading_tells_of_the_streets() -> None:
    heading = street_codec.heading(CONTENT)

    assert (heading.nodes, heading.edges) == (121, 220)
    assert heading.box == TOWN.box
    assert (heading.attribution, heading.copied_on) == (ATTRIBUTION, TODAY)


def test_a_file_that_was_cut_is_refused() -> None:
    assert {refused(CONTENT[:size]) for size in range(len(CONTENT))} == {"damaged-streets"}


def test_a_file_with_one_bit_changed_is_refused() -> None:
    for at in range(len(CONTENT)):
        changed = CONTENT[:at] + bytes((CONTENT[at] ^ 1,)) + CONTENT[at + 1 :]
        assert refused(changed) in ("damaged-streets", "newer-streets")


def test_a_newer_file_is_refused_as_such() -> None:
    newer = MARK + bytes((VERSION + 1,)) + CONTENT[len(MARK) + 1 :]

    assert refused(newer) == "newer-streets"


@pytest.mark.parametrize(
    ("was", "lies"),
    [(b'"nodes":121', b'"nodes":120'), (b'"nodes":121', b'"nodes":999'), (b'"edges"', b'"hedge"')],
)
def test_a_heading_that_lies_is_refused(was: bytes, lies: bytes) -> None:
    told = CONTENT[:-32].replace(was, lies)
    assert len(told) == len(CONTENT) - 32

    assert refused(told + street_codec._digest(told)) == "damaged-streets"


def with_heading(heading: bytes, body: bytes) -> bytes:
    """Give a file whose digest is right, whatever is in it."""
    told = MARK + bytes((VERSION,)) + len(heading).to_bytes(4, "little") + heading + body
    return told + street_codec._digest(told)


def test_a_heading_nested_without_end_is_refused() -> None:
    assert refused(with_heading(b'{"x":' + b"[" * 100_000, b"")) == "damaged-streets"


def test_streets_that_swell_beyond_what_their_heading_says_are_not_inflated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    head = msgspec.json.encode(street_codec.heading(CONTENT))
    bomb = zstandard.ZstdCompressor().compress(bytes(10_000_000))
    assert len(bomb) < 1_000
    monkeypatch.setattr(zstandard, "ZstdDecompressor", lambda: pytest.fail("inflated"))

    assert refused(with_heading(head, bomb)) == "damaged-streets"


def test_without_numpy_the_heading_is_read_and_the_streets_say_what_to_install() -> None:
    code = f"""
import sys
sys.modules["numpy"] = None
from maraude.directory import street_codec
from maraude.domain.refusal import Refusal
content = bytes.fromhex({CONTENT.hex()!r})
assert street_codec.heading(content).nodes == 121
try:
    street_codec.decode(content)
except Refusal as refusal:
    sys.exit(refusal.code)
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.stderr.strip() == "missing-extra"
