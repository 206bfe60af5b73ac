"""The streets as the bytes of one small file, which tell by themselves whether they are whole.

A mark, the version in one byte, the length of the heading in four, the heading in JSON, the
coordinates and edges compressed, and the BLAKE2b digest of all that. Numbers are little-endian.
"""

import hashlib
from datetime import date
from typing import TYPE_CHECKING

import msgspec
import zstandard

from maraude.directory.walking import Box
from maraude.domain.refusal import Refusal
from maraude.i18n import _

if TYPE_CHECKING:
    from maraude.directory.streets import Streets

MARK = b"maraude streets\n"
VERSION = 1
DEGREE = 1_000_000
"""Steps of a coordinate in one degree: 11 cm."""
MAX_NODES = 20_000_000
_DIGEST = 32
_LEVEL = 19


class Heading(msgspec.Struct, frozen=True, kw_only=True):
    """What can be told of the streets without unpacking them; the box is in degrees."""

    nodes: int
    edges: int
    box: Box
    attribution: str
    copied_on: date


def encode(streets: "Streets") -> bytes:
    """Give the file of ``streets``; the same streets always give the same bytes."""
    import numpy as np

    heading = msgspec.json.encode(
        Heading(
            nodes=len(streets.lat),
            edges=len(streets.edges),
            box=streets.box,
            attribution=streets.attribution,
            copied_on=streets.copied_on,
        )
    )
    first, second = streets.edges[:, 0], streets.edges[:, 1]
    columns = (
        np.diff(np.rint(streets.lat * DEGREE), prepend=0),
        np.diff(np.rint(streets.lon * DEGREE), prepend=0),
        np.diff(first, prepend=0),
        second - first,
    )
    # Bytes of the same weight stand together: most of those of small differences are zero.
    packed = b"".join(
        column.astype("<i4").view(np.uint8).reshape(-1, 4).T.tobytes() for column in columns
    )
    body = zstandard.ZstdCompressor(level=_LEVEL).compress(packed)
    told = MARK + bytes((VERSION,)) + len(heading).to_bytes(4, "little") + heading + body
    return told + _digest(told)


def heading(content: bytes) -> Heading:
    """Read what can be told of a file; Refusal ``damaged-streets``, ``newer-streets``."""
    return _parts(content)[0]


def decode(content: bytes) -> "Streets":
    """Read a file whole.

    Refusal: ``damaged-streets``, ``newer-streets``, ``missing-extra`` where numpy or scipy is not
    installed.
    """
    head, body = _parts(content)
    try:
        import numpy as np

        from maraude.directory.streets import Streets
    except ImportError as error:
        raise missing_extra() from error
    size = 8 * (head.nodes + head.edges)
    try:
        # What a frame says of its size is what is inflated, whatever limit is given besides.
        if zstandard.frame_content_size(body) != size:
            raise _damaged()
        packed = zstandard.ZstdDecompressor().decompress(body)
    except zstandard.ZstdError as error:
        raise _damaged() from error
    columns, at = [], 0
    for count in (head.nodes, head.nodes, head.edges, head.edges):
        octets = np.frombuffer(packed, np.uint8, 4 * count, at).reshape(4, count)
        columns.append(np.ascontiguousarray(octets.T).view("<i4").reshape(count).astype(np.int64))
        at += 4 * count
    lat, lon, first, step = columns
    first = np.cumsum(first)
    edges = np.stack((first, first + step), axis=1)
    if edges.size and not (edges.min() >= 0 and edges.max() < head.nodes):
        raise _damaged()
    return Streets(
        np.cumsum(lat) / DEGREE,
        np.cumsum(lon) / DEGREE,
        edges.astype(np.int32),
        head.attribution,
        head.copied_on,
    )


def missing_extra() -> Refusal:
    """Give the refusal for a laptop without what streets are read with."""
    return Refusal(
        "missing-extra",
        _(
            "Pour marcher par les rues, installez maraude avec l'option walk :"
            " pip install 'maraude[walk]'."
        ),
    )


def _parts(content: bytes) -> tuple[Heading, bytes]:
    """Give the heading and what is compressed, once the whole file is known to be sound."""
    if not content.startswith(MARK):
        raise _damaged()
    after = len(MARK)
    if content[after : after + 1] > bytes((VERSION,)):
        raise Refusal(
            "newer-streets",
            _(
                "Le plan des rues a été fait par une version plus récente de maraude. Mettez"
                " maraude à jour, ou refaites le plan."
            ),
        )
    told, digest = content[:-_DIGEST], content[-_DIGEST:]
    if _digest(told) != digest:
        raise _damaged()
    body = after + 5 + int.from_bytes(told[after + 1 : after + 5], "little")
    try:
        head = msgspec.json.decode(told[after + 5 : body], type=Heading)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise _damaged() from error
    if not (0 < head.nodes <= MAX_NODES and 0 <= head.edges <= 8 * MAX_NODES):
        raise _damaged()
    return head, told[body:]


def _digest(told: bytes) -> bytes:
    return hashlib.blake2b(told, digest_size=_DIGEST).digest()


def _damaged() -> Refusal:
    return Refusal(
        "damaged-streets",
        _(
            "Le plan des rues est abîmé : les minutes à pied sont estimées. Refaites-le avec"
            " maraude directory graph build FICHIER.osm.pbf."
        ),
    )
