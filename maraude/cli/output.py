"""What a command prints: sentences for people, one JSON document for programs."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from maraude.domain.text import clean, printable


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command did, twice: as the fields of a JSON document, and in lines."""

    document: Mapping[str, Any]
    lines: Sequence[str] = ()


def show(answer: Answer, *, as_json: bool) -> None:
    """Print an answer on standard output."""
    if as_json:
        _write(sys.stdout, json.dumps(answer.document, ensure_ascii=False, allow_nan=False))
    else:
        for line in answer.lines:
            _write(sys.stdout, line)
    sys.stdout.flush()


def say(sentence: str) -> None:
    """Print a sentence beside the answer, on standard error."""
    _write(sys.stderr, sentence)


def error(code: str, message: str, *, as_json: bool) -> None:
    """Print why a command did nothing, on standard error."""
    if as_json:
        document = {"error": {"code": code, "message": clean(message)}}
        _write(sys.stderr, json.dumps(document, ensure_ascii=False))
    else:
        _write(sys.stderr, message)


def _write(stream: Any, text: str) -> None:
    encoding = stream.encoding or "utf-8"
    shown = printable(text).encode(encoding, "replace").decode(encoding)
    print(shown, file=stream)
