"""The short code that lifts the veil; it opens nothing by itself."""

from collections.abc import Callable
from itertools import pairwise

from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.store import meta
from maraude.store import pin as pins
from maraude.usecases.session import Session

LEAST, MOST = 4, 12
_ROW = str.maketrans("&é\"'(-è_çà", "1234567890")
"""The digits of the AZERTY row, typed without Shift."""
_UNATTENDED = "unattended."


def is_set(session: Session) -> bool:
    """Tell whether whoever opened the profile has a short code."""
    return bool(pins.kept(session.store.reader, session.store.author))


def change(session: Session, typed: str) -> None:
    """Give whoever opened the profile the short code that was typed; Refusal ``weak-pin``."""
    digest = pins.digest(checked(typed))
    author = session.store.author
    session.store.write_local(lambda connection: pins.keep(connection, author, digest)).result()


def forget(session: Session) -> None:
    """Leave whoever opened the profile without a short code."""
    author = session.store.author
    session.store.write_local(lambda connection: pins.forget(connection, author)).result()


def check(session: Session) -> Callable[[str], bool] | None:
    """Give what tells the short code of whoever opened the profile; None where they have none.

    What is given takes a tenth of a second, and may be called in any thread.
    """
    digest = pins.kept(session.store.reader, session.store.author)
    return (lambda typed: pins.matches(digest, _digits(typed))) if digest else None


def checked(typed: str) -> str:
    """Give the digits that were typed; Refusal ``weak-pin`` where they would be guessed at once."""
    pin = _digits(typed)
    if not (pin.isascii() and pin.isdigit() and LEAST <= len(pin) <= MOST):
        raise Refusal("weak-pin", _("Un code court a de 4 à 12 chiffres."))
    steps = {int(b) - int(a) for a, b in pairwise(pin)}
    if steps in ({0}, {1}, {-1}):
        raise Refusal("weak-pin", _("Pas une suite ni un seul chiffre répété : on l'essaierait."))
    return pin


def keep_unattended(session: Session) -> None:
    """Keep that the profile was locked while nobody was there, for want of a short code."""
    if not is_set(session):
        kept = {f"{_UNATTENDED}{session.store.author}": "1"}
        session.store.write_local(lambda connection: meta.keep(connection, kept)).result()


def advice(session: Session) -> str:
    """Say once, after such a lock, how to go on next time without the passphrase."""
    key = f"{_UNATTENDED}{session.store.author}"
    if is_set(session) or key not in meta.kept(session.store.reader, _UNATTENDED):
        return ""
    session.store.write_local(lambda connection: meta.forget(connection, key)).result()
    return _(
        "Maraude s'est verrouillé pendant votre absence. Avec un code court, quelques chiffres"
        " suffiraient à reprendre : r, puis « Qui peut ouvrir », puis c."
    )


def _digits(typed: str) -> str:
    return "".join(typed.split()).translate(_ROW)
