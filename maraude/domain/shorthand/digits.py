"""Numbers on the line: the unshifted AZERTY row counts as digits."""

_ROW = {sign: str((place + 1) % 10) for place, sign in enumerate("&é\"'(-è_çà")}
_VALUES = {str(n): str(n) for n in range(10)} | _ROW | {s.upper(): d for s, d in _ROW.items()}
_BEYOND_ALL_LIMITS = 10_000


def end(text: str, start: int, *, hyphen: bool = False) -> int:
    """Give where the digits that begin at ``start`` end; ``-`` is a 6 only with ``hyphen``."""
    while start < len(text) and text[start] in _VALUES and (hyphen or text[start] != "-"):
        start += 1
    return start


def value(digits: str) -> int:
    """Give the number that a run of digits writes, at most 10,000: every limit lies below."""
    plain = "".join(_VALUES[digit] for digit in digits).lstrip("0")
    return int(plain or "0") if len(plain) <= 4 else _BEYOND_ALL_LIMITS


def has_letter(digits: str) -> bool:
    """Tell whether a run of digits might as well begin a name: ``é``, ``è``, ``ç`` or ``à``."""
    return any(digit.isalpha() for digit in digits)
