"""What messages look like on the wire."""

import hashlib
import random

import msgspec
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from maraude.protocol import dictionary, messages
from maraude.protocol.messages import Hello, MalformedMessageError, Welcome

HELLO = Hello("0" * 32, "1" * 16, 3, "2" * 16, 1, "0.1.0", 1_795_468_200_000, {"team:nord": 7})
WELCOME = Welcome("0" * 32, "2" * 16, 2, 0, 1_795_468_200_000, ("team:nord",))
LINE = b'{"n":3,"h":"01a20a3e8840.0000","t":"person","r":"marta","k":"patch","b":1,"f":{"note":""}}'


def test_a_request_is_read_as_it_was_written() -> None:
    assert messages.read_request(messages.request(HELLO, [LINE])) == (HELLO, [LINE])


def test_the_dictionary_is_what_laptops_in_use_have() -> None:
    assert hashlib.sha256(dictionary.LINES).hexdigest()[:16] == "ea9ed883f91d6ea6"


def test_a_short_message_is_half_as_long_as_without_the_dictionary() -> None:
    body = messages.request(HELLO, [])
    alone = zstandard.ZstdCompressor(9).compress(messages.inflate(body, 10_000))
    assert len(body) < len(alone) * 0.6


def test_what_a_program_without_the_dictionary_compressed_is_read() -> None:
    body = messages.request(HELLO, [LINE])
    alone = zstandard.ZstdCompressor(9).compress(messages.inflate(body, 10_000))
    assert messages.read_request(alone) == (HELLO, [LINE])


def test_a_long_message_is_read_as_it_was_written() -> None:
    chance = random.Random(1)  # noqa: S311 - a workload, not a secret
    lines = [chance.randbytes(500).hex().encode() for _line in range(100)]
    assert messages.read_request(messages.request(HELLO, lines)) == (HELLO, lines)


def test_a_bomb_is_not_inflated() -> None:
    bomb = zstandard.ZstdCompressor(19).compress(b"\n" * (messages.MAX_BODY + 1))
    assert len(bomb) < 1000
    with pytest.raises(MalformedMessageError, match="too long"):
        messages.read_request(bomb)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_request_or_refused(body: bytes) -> None:
    with pytest.raises(MalformedMessageError):
        messages.read_request(body)


@settings(deadline=None)
@given(st.data())
def test_an_answer_changed_in_any_byte_is_refused(data: st.DataObject) -> None:
    answer = bytearray(messages.answer([msgspec.json.encode(WELCOME)]))
    place = data.draw(st.integers(0, len(answer) - 1))
    answer[place] ^= data.draw(st.integers(1, 255))
    try:
        lines = messages.read_answer(bytes(answer), WELCOME.nonce)
    except MalformedMessageError:
        return
    assert lines == [WELCOME]
