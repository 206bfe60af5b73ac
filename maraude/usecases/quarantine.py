"""See what the server keeps apart, and let it apply some of it: for coordinators."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from maraude.domain.feeds import Role
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.protocol.quarantine import MOST_RELEASED, Kept, Listing, Name, Released
from maraude.usecases import sync
from maraude.usecases.session import Session

if TYPE_CHECKING:
    from maraude.sync.link import Link

T = TypeVar("T")


def listed(session: Session, laptop: str = "", reason: str = "") -> Listing:
    """Ask the server what it keeps apart: of a laptop, by its name, for a reason, or all.

    It gives the first that came. Refusal where it cannot be asked, ``not-coordinator``.
    """
    return _asked(session, lambda link: link.quarantine(laptop, reason))


def releasable(found: Listing) -> tuple[Kept, ...]:
    """Give those that this laptop may let the server apply."""
    return tuple(one for one in found.changes if one.reachable)


def release(session: Session, names: Sequence[Name]) -> Released:
    """Let the server apply changes, in the order in which they came; Refusal as ``listed``.

    What was applied before the line broke off is applied: asked again, it is ``unknown-change``.
    """

    def ask(link: "Link") -> Released:
        parts = [names[at : at + MOST_RELEASED] for at in range(0, len(names), MOST_RELEASED)]
        done = [link.release(part) for part in parts]
        return Released(
            tuple(name for part in done for name in part.released),
            tuple(one for part in done for one in part.refused),
        )

    return _asked(session, ask)


def _asked(session: Session, ask: "Callable[[Link], T]") -> T:
    from maraude.sync.failure import LinkError
    from maraude.sync.link import Link

    server = sync.joined(session)
    if server.role != Role.COORDINATOR:
        raise Refusal(
            "not-coordinator",
            _("Seule la coordination voit ce que le serveur a mis de côté, et le libère."),
        )
    try:
        with Link(server.url, server.pin, server.token) as link:
            return ask(link)
    except LinkError as error:
        raise Refusal(error.code, error.sentence) from error
