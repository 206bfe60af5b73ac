import hashlib
import json

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maraude.domain.clock import MAX_COUNTER, MAX_MS, HybridTime
from maraude.protocol.changes import (
    MAX_LINE,
    Change,
    ChangeTooLargeError,
    MalformedChangeError,
    decode,
    digest,
    encode,
)

QUICK = settings(deadline=None, max_examples=200)

LINE = (
    b'{"n":812,"h":"019c3f2a1b40.0003","t":"person","r":"6f1c","k":"patch","b":41,'
    b'"f":{"called":"Marta"},"tx":1}'
)

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text("abcé_\\", max_size=6), inner, max_size=4)
    ),
    max_leaves=12,
)
changes = st.builds(
    Change,
    n=st.integers(1, 2**53 - 1),
    h=st.builds(HybridTime, st.integers(0, MAX_MS), st.integers(0, MAX_COUNTER)).map(str),
    t=st.sampled_from(["tour", "spot_position", "encounter"]),
    r=st.uuids(version=4).map(str),
    k=st.sampled_from(["put", "patch"]),
    b=st.integers(0, 2**53 - 1),
    f=st.dictionaries(st.text("abcé_\\", max_size=6), json_values, max_size=4).map(
        lambda fields: msgspec.Raw(msgspec.json.encode(fields))
    ),
    tx=st.integers(1, 2**53 - 1),
)


def change(fields: bytes = b'{"called":"Marta"}') -> Change:
    return Change(
        n=812,
        h="019c3f2a1b40.0003",
        t="person",
        r="6f1c",
        k="patch",
        b=41,
        f=msgspec.Raw(fields),
        tx=1,
    )


def test_a_change_is_one_compact_line() -> None:
    assert encode(change()) == LINE


@QUICK
@given(changes)
def test_a_change_is_read_as_it_was_written(change: Change) -> None:
    line = encode(change)
    assert decode(line) == change
    assert encode(decode(line)) == line
    assert b"\n" not in line


@QUICK
@given(changes)
def test_a_line_is_json_that_anyone_can_read(change: Change) -> None:
    document = json.loads(encode(change))
    assert list(document) == ["n", "h", "t", "r", "k", "b", "f", "tx"]
    assert document["f"] == json.loads(bytes(change.f))


def test_a_line_may_be_64_kibibytes_and_not_one_byte_more() -> None:
    room = MAX_LINE - len(encode(change(b'{"note":""}')))
    longest = encode(change(b'{"note":"' + b"x" * room + b'"}'))
    assert len(longest) == MAX_LINE == 65_536
    assert decode(longest).n == 812
    with pytest.raises(ChangeTooLargeError):
        encode(change(b'{"note":"' + b"x" * (room + 1) + b'"}'))
    with pytest.raises(MalformedChangeError):
        decode(longest.replace(b"x", b"xx", 1))


def test_an_error_names_no_word_of_the_record() -> None:
    with pytest.raises(ChangeTooLargeError) as too_large:
        encode(change(b'{"note":"' + b"Marta" * 20_000 + b'"}'))
    with pytest.raises(MalformedChangeError) as malformed:
        decode(LINE + b"}")
    assert "Marta" not in f"{too_large.value}{malformed.value}{malformed.value.__cause__}"


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        LINE[:-1],
        LINE + b"\n",
        b" " + LINE,
        LINE.replace(b"812", b"0"),
        LINE.replace(b"812", b"812.0"),
        LINE.replace(b"812", b'"812"'),
        LINE.replace(b"41", b"-1"),
        LINE.replace(b"019c3f2a1b40.0003", b"019C3F2A1B40.0003"),
        LINE.replace(b"019c3f2a1b40.0003", b"hier"),
        LINE.replace(b'"person"', b'"Person"'),
        LINE.replace(b'"person"', b'""'),
        LINE.replace(b"6f1c", b""),
        LINE.replace(b"6f1c", b"6" * 65),
        LINE.replace(b"patch", b"link"),
        LINE.replace(b'"tx":1', b'"tx":0'),
        LINE.replace(b'"tx":1', b'"tx":1,"x":2'),
        LINE.replace(b',"tx":1', b""),
        LINE.replace(b'"n":812', b'"n":812,"n":812'),
        LINE.replace(b'"n":812,"h":"019c3f2a1b40.0003"', b'"h":"019c3f2a1b40.0003","n":812'),
    ],
)
def test_a_line_that_is_no_change_is_refused(line: bytes) -> None:
    with pytest.raises(MalformedChangeError):
        decode(line)


@pytest.mark.parametrize(
    "fields",
    [
        b"null",
        b"[1]",
        b'"called"',
        b'{"called": "Marta"}',
        b'{"called":"Marta","called":"Momo"}',
        b'{"called":"\xff"}',
        b'{"called":"\\ud800"}',
        b'{"called":"\\u0000"}',
        b'{"called":"\\\\\\u0000"}',
        b'{"called":"\\u00e9"}',
        b'{"lat":NaN}',
        b'{"lat":1e400}',
        b'{"lat":1E0}',
        b'{"called":' + b"[" * 20_000 + b"]" * 20_000 + b"}",
    ],
)
def test_fields_that_we_would_not_have_written_are_refused(fields: bytes) -> None:
    with pytest.raises(MalformedChangeError):
        decode(LINE.replace(b'{"called":"Marta"}', fields))


def test_a_backslash_before_u0000_is_ordinary_text() -> None:
    line = encode(change(rb'{"note":"C:\\u0000"}'))
    assert msgspec.json.decode(decode(line).f) == {"note": r"C:\u0000"}


def test_a_digest_is_half_a_sha_256_of_the_line() -> None:
    assert digest(LINE) == hashlib.sha256(LINE).digest()[:16]
    assert digest(LINE) != digest(LINE.replace(b"Marta", b"marta"))
