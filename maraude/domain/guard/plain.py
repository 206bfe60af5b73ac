"""A text for comparison, character by character in its place."""

_ACCENTS = tuple(
    zip(
        "àâäáãåéèêëíîïìóôöòõúùûüçñýÿ’\u00a0\u202f\u2011–",
        "aaaaaaeeeeiiiiooooouuuucnyy'  --",
        strict=True,
    )
)


def plain(text: str) -> str:
    """Give ``text`` without case or accents, and as long as it is."""
    lowered = text.lower()
    if len(lowered) != len(text):  # A capital whose small letter is two characters.
        lowered = "".join(low if len(low := c.lower()) == 1 else c for c in text)
    for accented, letter in _ACCENTS:
        lowered = lowered.replace(accented, letter)
    return lowered
