"""The demonstration as a profile of its own: made from a seed, opened without a passphrase."""

import random
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import time
from pathlib import Path

from maraude import i18n, paths
from maraude.demo import history
from maraude.demo.clock import PARIS, DemoClock, demo_clock
from maraude.demo.history import Progress
from maraude.demo.stage import Stage, StillClock
from maraude.domain.clock import Now
from maraude.domain.encounter import Encounter
from maraude.domain.evening import Evening
from maraude.domain.identifiers import Ids
from maraude.domain.person import Person
from maraude.domain.profile import Profile
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.store import files
from maraude.store.records import select
from maraude.store.store import Store
from maraude.usecases import profiles, spots
from maraude.usecases.session import Session

AUTHOR = "user:demo"
MARKER, GUIDED = "demo.txt", "guided"


@dataclass(frozen=True, slots=True)
class Summary:
    """What the demonstration holds; ``evenings`` counts tonight's too."""

    evening: Evening
    evenings: int
    encounters: int
    people: int
    spots: int
    services: int


def is_demo(home: Path) -> bool:
    """Tell whether a folder is a demonstration's."""
    return paths.demo_key(home).exists()


def open_session(home: Path, now: Now | None = None) -> Session:
    """Open a demonstration, without a passphrase: everything in it is fictional."""
    return profiles.open_with(home, paths.demo_key(home).read_bytes(), AUTHOR, now or demo_clock())


def prepare(
    home: Path,
    seed: int,
    clock: DemoClock | None = None,
    progress: Progress = lambda _done, _all: None,
) -> None:
    """Make the demonstration of the clock's evening in ``home``, unless it is there already.

    All of it depends on the seed, the evening and the language alone. Refusal for a folder that
    holds a real profile.
    """
    if paths.keyring(home).exists() or (profiles.exists(home) and not is_demo(home)):
        raise Refusal(
            "real-profile",
            _("Ce dossier contient un vrai profil : la démonstration ne s'y mêle pas."),
        )
    evening = Evening.at((clock or demo_clock())(), PARIS)
    marker = f"{seed} {evening} {i18n.language()}"
    if is_demo(home) and _read(home / MARKER) == marker:
        return
    guided = is_guided(home)
    if is_demo(home):
        shutil.rmtree(home)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    _fill(home, evening, random.Random(marker), progress)  # noqa: S311 - the same seed must give the same evening
    if guided:
        keep_guided(home)
    files.write(home / MARKER, marker.encode())


def is_guided(home: Path) -> bool:
    """Tell whether the guided first minute was shown here already."""
    return (home / GUIDED).exists()


def keep_guided(home: Path) -> None:
    """Keep that the guided first minute was shown: it does not come back unasked."""
    files.write(home / GUIDED, b"")


def summary(home: Path) -> Summary:
    """Say what the demonstration in ``home`` holds."""
    with _opened(home, paths.demo_key(home).read_bytes(), demo_clock()) as session:
        reader = session.store.reader
        met = list(select(reader, Encounter, "deleted = 0"))
        with session.services.reading() as snapshot:
            count = sum(source.services for source in snapshot.sources())
        return Summary(
            session.evening,
            len({encounter.tour for encounter in met}),
            len(met),
            sum(1 for _person in select(reader, Person, "deleted = 0")),
            len(spots.find(session)),
            count,
        )


def _fill(home: Path, evening: Evening, chance: random.Random, progress: Progress) -> None:
    """Create the profile and write its history, by a clock that stands where the history is."""
    clock = StillClock(evening.later(-history.NIGHTS).moment(time(18), PARIS))
    key = secrets.token_bytes(32)
    files.write(paths.demo_key(home), key)
    Store.create(home, key, _profile(), AUTHOR, clock).close()
    with _opened(home, key, clock) as session:
        seeded = replace(session, ids=Ids.seeded(random.Random(chance.random())))  # noqa: S311 - of fictional records
        history.write(Stage(seeded, clock, evening), chance, progress)


@contextmanager
def _opened(home: Path, key: bytes, now: Now) -> Iterator[Session]:
    session = profiles.open_with(home, key, AUTHOR, now)
    try:
        yield session
    finally:
        session.close()


def _profile() -> Profile:
    return Profile(
        organisation="org:demonstration",
        team="team:demonstration",
        territory="territory:paris",
        organisation_name=_("Démonstration"),
        team_name=_("Nord"),
        on_call="01 99 00 00 00",
        demo=True,
    )


def _read(file: Path) -> str:
    return file.read_text("utf-8") if file.exists() else ""
