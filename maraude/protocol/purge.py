"""What a coordinator asks once two years are over since somebody was met: that they be erased."""

from typing import Annotated

import msgspec

PURGE = "/v1/purge"

MOST_PURGED = 500
MAX_PURGE = 64 * 1024
"""Bytes of a request, with what a newer program may add to it."""


class PurgeRequest(msgspec.Struct, frozen=True):
    """The ids of the files that go on."""

    persons: Annotated[list[str], msgspec.Meta(min_length=1, max_length=MOST_PURGED)]


class PurgeAnswer(msgspec.Struct, frozen=True):
    """Those of them that are erased; of the others the server knows a later contact."""

    gone: tuple[str, ...]
