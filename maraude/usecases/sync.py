"""Give the server what was written here, and take what others wrote."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.store import incarnation, meta, outbox, signing_key, trail
from maraude.usecases import (
    conflicts,
    departure,
    dismissal,
    enrolment,
    history,
    profiles,
    rescue,
)
from maraude.usecases.enrolment import Server
from maraude.usecases.session import Session

if TYPE_CHECKING:
    from maraude.sync.link import Link
    from maraude.sync.session import Progress

_AT, _COMPLETE, _SAFE = "sync.at", "sync.complete", "sync.safe"


@dataclass(frozen=True, slots=True)
class Standing:
    """How laptop and server stand; ``synced_at`` (UTC) is when the server last answered.

    ``since`` is when the oldest change that waits was written. All is ``safe`` that the server has
    in a verified backup elsewhere too. Who works here ``settles`` conflicts, or leaves them to the
    coordinators. Since ``doubted``, the server's audit does not go on from what it was; at
    ``resumed`` the server last said that it was restored (both UTC).
    """

    enrolled: bool
    waiting: int
    since: datetime | None
    synced_at: datetime | None
    complete: bool
    conflicts: int
    safe: bool = False
    settles: bool = True
    doubted: datetime | None = None
    resumed: datetime | None = None

    @property
    def up_to_date(self) -> bool:
        """Whether everything of here is there, and everything of there was here at last."""
        return self.enrolled and self.complete and self.waiting == 0


def standing(session: Session) -> Standing:
    """Give how laptop and server stand."""
    reader = session.store.reader
    kept = meta.kept(reader, "sync.")
    at = kept.get(_AT)
    audit = trail.standing(reader)
    return Standing(
        enrolment.server(session) is not None,
        outbox.waiting(reader),
        outbox.waiting_since(reader),
        datetime.fromisoformat(at) if at else None,
        kept.get(_COMPLETE) == str(True),
        conflicts.count(session),
        0 < incarnation.current(reader).n <= int(kept.get(_SAFE, "0")),
        conflicts.may_settle(session),
        audit.doubted,
        audit.resumed,
    )


def run(
    session: Session,
    *,
    allow_removals: bool = False,
    progress: Callable[["Progress"], None] = lambda _progress: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> "Progress":
    """Exchange until both sides have the same; Refusal in the words of whoever has to act.

    What was exchanged before it broke off is kept. Refusal ``emptied`` where the organisation has
    excluded this laptop and has all of it: nothing opens it any more. The base's directory then
    follows, over the same connection.
    """
    from maraude.sync.client import Client
    from maraude.sync.link import Link
    from maraude.sync.session import synchronise

    server = joined(session)

    with session.services.reading() as snapshot:
        client = Client(session.store, session.now, snapshot.standing().version)
    with Link(server.url, server.pin, server.token) as link:

        def exchange() -> "Progress":
            return synchronise(
                session.store,
                client,
                link,
                allow_removals=allow_removals,
                progress=progress,
                cancelled=cancelled,
            )

        done = ended(session, exchange, cancelled=cancelled)
        return _followed(session, done, link, client.affords, progress, cancelled)


def _followed(
    session: Session,
    done: "Progress",
    link: "Link",
    want: int,
    progress: Callable[["Progress"], None],
    cancelled: Callable[[], bool],
) -> "Progress":
    """Bring the directory to what the base publishes, once all else was exchanged.

    What goes wrong there is said, and takes nothing from the exchange.
    """
    from maraude.sync.failure import LinkError
    from maraude.sync.published import Update

    if done.directory is None or cancelled():
        return done
    update = Update(
        session.services,
        link,
        signing_key.held(session.store.reader),
        done.directory,
        want,
        session.now().astimezone(session.zone).date(),
        session.profile.zone,
        lambda count: progress(replace(done, services=count)),
        cancelled,
    )
    try:
        followed = update.run()
    except LinkError as error:
        return replace(done, trouble=error.sentence)
    except Refusal as refusal:
        return replace(done, trouble=refusal.message)
    return replace(done, services=followed.written + followed.removed) if followed else done


def joined(session: Session) -> Server:
    """Give the server of this laptop; Refusal ``is-demo``, ``not-enrolled``."""
    profiles.refuse_to_leave(session.profile)
    server = enrolment.server(session)
    if server is None:
        raise Refusal(
            "not-enrolled",
            _(
                "Cet ordinateur n'est inscrit auprès d'aucun serveur. La coordination donne un"
                " code : il se tape dans les réglages (r), ou après maraude enrol."
            ),
        )
    return server


def ended(
    session: Session,
    exchange: Callable[[], "Progress"],
    command: str = "maraude sync",
    cancelled: Callable[[], bool] = lambda: False,
) -> "Progress":
    """Do an exchange, and keep how it ended; Refusal in the words of whoever has to act.

    ``command`` is what does it again. Once all is exchanged, what is over leaves the laptop.
    """
    from maraude.sync.client import TooManyRemovedError, TooOldError
    from maraude.sync.failure import LinkError

    try:
        done = exchange()
    except LinkError as error:
        raise Refusal(error.code, error.sentence) from error
    except TooManyRemovedError:
        raise _many_removed(command) from None
    except TooOldError:
        raise _too_old() from None
    if done.wipe:
        raise departure.begin(session) or _excluded()
    _keep(session, done)
    rescue.entrust(session)
    left, stay = dismissal.carry_out(session)
    if done.complete:
        history.thin(session, cancelled)
    return replace(done, left=left, stay=stay)


def _many_removed(command: str) -> Refusal:
    return Refusal(
        "many-removed",
        _(
            "Le serveur retirerait plus d'un cinquième des fiches de cet ordinateur. Rien n'a été"
            " retiré. Si la coordination le confirme : {command} --accept-removals."
        ).format(command=command),
    )


def _too_old() -> Refusal:
    return Refusal(
        "too-old",
        _(
            "Tout ce qui était noté ici est remis au serveur, mais cette version de maraude est"
            " trop ancienne pour recevoir ce que les autres ont noté : mettez-la à jour."
        ),
    )


def _excluded() -> Refusal:
    return Refusal(
        "excluded",
        _(
            "La coordination a exclu cet ordinateur : il ne reçoit plus rien. Une partie de ce qui"
            " attend n'a pas encore pu lui être remise ; recommencez quand le réseau est là."
        ),
    )


def _keep(session: Session, done: "Progress") -> None:
    at = datetime.fromtimestamp(done.at / 1000, UTC) if done.at else session.now()
    values = {_AT: at.isoformat(), _COMPLETE: str(done.complete)}
    session.store.write(lambda transaction: meta.keep(transaction.connection, values)).result()
