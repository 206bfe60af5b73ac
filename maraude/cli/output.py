"""What a command prints: sentences for people, one JSON document for programs."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TextIO

from maraude.domain.text import clean, printable


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command did, twice: as the fields of a JSON document, and in lines.

    ``status`` is the exit status, 1 where what was asked is not as it should be.
    """

    document: Mapping[str, Any]
    lines: Sequence[str] = ()
    status: int = 0


class NotShownError(Exception):
    """An answer could not be printed: ``reader_left``, or there is no room for it."""

    def __init__(self, failure: OSError) -> None:
        super().__init__()
        self.reader_left = isinstance(failure, BrokenPipeError)


def show(answer: Answer, *, as_json: bool) -> None:
    """Print an answer on standard output; NotShownError where that fails."""
    document = json.dumps(answer.document, ensure_ascii=False, allow_nan=False)
    try:
        _write(sys.stdout, *((document,) if as_json else answer.lines))
    except OSError as failure:
        raise NotShownError(failure) from failure


def say(sentence: str) -> None:
    """Print a sentence beside the answer, on standard error."""
    _write(sys.stderr, sentence)


def show_progress(sentence: str, *, last: bool) -> None:
    """Print how far long work has come, on standard error, over what was said of it before."""
    with suppress(OSError):
        sys.stderr.write(f"\r{printable(sentence)}\x1b[K{chr(10) if last else ''}")
        sys.stderr.flush()


def error(code: str, message: str, *, as_json: bool, usage: str = "") -> None:
    """Print why a command did nothing, on standard error, after how it is written."""
    document = {"error": {"code": code, "message": clean(message)}}
    lines = (json.dumps(document, ensure_ascii=False),) if as_json else (usage, message)
    try:
        _write(sys.stderr, *filter(None, lines))
    except OSError:
        discard(sys.stderr)


def discard(stream: TextIO) -> None:
    """Let go of what a stream could not take, which Python would try again at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _write(stream: Any, *lines: str) -> None:
    """Print lines on a stream; it is None where whoever started the program closed it."""
    if stream is None:
        return
    encoding = stream.encoding or "utf-8"
    for line in lines:
        print(printable(line).encode(encoding, "replace").decode(encoding), file=stream)
    stream.flush()
