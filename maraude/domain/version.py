"""Versions of the program, of which the server may ask a least one."""

import re

_NUMBERS = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9}){0,5}", re.ASCII)


def read(text: str) -> tuple[int, ...]:
    """Read "0.2.1"; ValueError for anything else."""
    if not _NUMBERS.fullmatch(text):
        raise ValueError("not a version")
    numbers = [int(number) for number in text.split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def is_older(version: str, than: str) -> bool:
    """Tell whether a program's version comes before another, or cannot be read."""
    try:
        return read(version) < read(than)
    except ValueError:
        return True
