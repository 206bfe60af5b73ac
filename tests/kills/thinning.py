"""Killed while what is over leaves a laptop of the street."""

from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from maraude.domain.encounter import Encounter, People
from maraude.domain.evening import Evening
from maraude.domain.tour import Tour
from maraude.store import meta
from maraude.store.engine import Connection
from maraude.usecases import history, profiles
from maraude.usecases.session import Session
from tests.joined import become
from tests.server.laptop import NORD
from tests.team import KEY, Clock, make_profile

OLD, RECENT = 150, 5


def prepare(home: Path) -> None:
    """Make an enrolled profile that has years-old nights, and one of today."""
    make_profile(home)
    with closing(_opened(home)) as session:
        become(session, "volunteer")
        for evenings, number in ((OLD, OLD), (0, RECENT)):
            at = session.now() - timedelta(days=evenings)
            tour = Tour(
                id=f"tour-{evenings}",
                evening=Evening.at(at, session.zone),
                team=NORD,
                started_at=at,
                ended_at=at,
            )
            met = (
                Encounter(
                    id=f"met-{evenings}-{n}",
                    tour=tour.id,
                    at=at,
                    contact="CON",
                    people=People(unknown=1),
                )
                for n in range(number)
            )
            session.store.write(lambda t, saved=(tour, *met): t.save(*saved)).result()  # type: ignore[misc]
        session.store.write_local(_at_the_base).result()


def act(home: Path, say: Callable[[str], None]) -> None:
    """Let it go."""
    with closing(_opened(home)) as session:
        history.thin(session)
        say("thinned")


def check(home: Path, acknowledged: list[str]) -> None:
    """Require whole rows, what is said of them to be true, and that the next time ends it."""
    with closing(_opened(home)) as session:
        tours, met = _kept(session)
        assert met >= RECENT, "what is not over is gone"
        assert history.begins(session) or met == OLD + RECENT, "nothing says that some is gone"
        assert not acknowledged or (tours, met) == (1, RECENT)
        history.thin(session)
        assert _kept(session) == (1, RECENT)
        for pragma, well in (("integrity_check", [("ok",)]), ("cipher_integrity_check", [])):
            assert session.store.reader.execute(f"PRAGMA {pragma}").fetchall() == well


def _opened(home: Path) -> Session:
    return profiles.open_with(home, KEY, "user:ines", Clock())


def _at_the_base(connection: Connection) -> None:
    connection.execute("DELETE FROM change")
    meta.keep(connection, {"sync.now": str(int(Clock()().timestamp() * 1000))})


def _kept(session: Session) -> tuple[int, int]:
    query = "SELECT (SELECT count(*) FROM tour), (SELECT count(*) FROM encounter)"
    tours, met = session.store.reader.execute(query).fetchone()
    return tours, met
