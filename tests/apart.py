"""Changes that a real server keeps apart, for the tests of a coordinator's laptop."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from maraude.domain.feeds import Role
from maraude.server.exchange import exchange
from maraude.store import incarnation
from maraude.usecases import enrolment, profiles, sync
from maraude.usecases.session import Session
from tests.server.laptop import LYON, PARIS, Laptop, enrol
from tests.server.serving import Served, serving
from tests.team import KEY, Clock, make_profile

NAME = "portable 1"
HOSTILE = "\x1b]52;c;cm0=\x07[/][@click=app.quit]x[/]\u202e"


def enrolled(home: Path, server: Served, role: Role = Role.COORDINATOR) -> Session:
    """Open the laptop of a team, which has exchanged once."""
    home.mkdir()
    make_profile(home)
    session = profiles.open_with(home, KEY, "user:ines", Clock())
    session.store.write_local(incarnation.fork).result()
    enrolment.enrol(session, str(server.invite(role)), "ines")
    sync.run(session)
    return session


@contextmanager
def keeping_apart(folder: Path) -> Iterator[Served]:
    """A server that keeps apart what a laptop of Lille wrote of Paris and Lyon, and no change.

    That is a file of Paris, a hostile word in it, one of Lyon, and what nobody can read.
    """
    with serving(folder, answer=exchange) as served:
        enrol(served.database, NAME, grants=("territory:lille",))
        lille = Laptop(served.database, NAME, served.clock)
        lille.write("put", "person", "marta", {"territory": PARIS, **person("Marta")})
        lille.write("patch", "person", "marta", {"referent": HOSTILE})
        lille.write("put", "person", "yusef", {"territory": LYON, **person("Yusef")})
        lille.lines.append(b"{}")
        lille.exchange()
        yield served


def person(called: str) -> dict[str, Any]:
    """Give the fields of a file."""
    return {"called": called, "code": "ABCDEFG", "team": "team:nord", "informed": "yes"}
