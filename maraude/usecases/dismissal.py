"""Take the key slots of those away whom the base wants to open this laptop no more."""

from contextlib import suppress
from functools import partial

from maraude import paths
from maraude.domain.refusal import Refusal
from maraude.store import dismissals, keyring
from maraude.usecases.session import Session


def carry_out(session: Session) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Do it; gives who left, and who stays since nobody else could open it (slugs).

    The server is told at the next exchange. Whoever has it open goes on until it locks.
    """
    wanted = dismissals.wanted(session.store.reader)
    path = paths.keyring(session.store.home)
    if not wanted or not path.exists():
        return (), ()
    left, stay, gone = [], [], []
    for user in wanted:
        try:
            keyring.remove(path, user)
        except Refusal as refused:
            if refused.code == "last-slot":
                stay.append(user)
            elif refused.code == "no-such-slot":
                gone.append(user)
        else:
            left.append(user)
    with suppress(Refusal):  # the disk is full: the server is told later
        session.store.write_local(partial(dismissals.carry_out, users=[*left, *gone])).result()
    return tuple(left), tuple(stay)
