"""A fictional evening, written by the use cases themselves: what the demonstration shows."""

import random
import secrets
import shutil
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from maraude import i18n, paths
from maraude.demo import services
from maraude.demo.clock import PARIS, demo_now
from maraude.domain.choice import Choice, ChoiceKind
from maraude.domain.evening import Evening
from maraude.domain.person import Informed
from maraude.domain.profile import Profile
from maraude.domain.refusal import Refusal
from maraude.domain.shorthand.letters import letters
from maraude.domain.shorthand.parse import parse
from maraude.domain.shorthand.render import render
from maraude.domain.spot import Position
from maraude.domain.tour import Member, Tour
from maraude.i18n import _
from maraude.store import files
from maraude.store.store import Store
from maraude.usecases import log, profiles, spots, tours
from maraude.usecases.session import Session

AUTHOR = "user:demo"
LAST = time(22, 50)
SPOTS = (
    ("Canal St-Martin", 48.8676, 2.3636),
    ("Gare de l'Est", 48.8765, 2.3590),
    ("Rotonde de la Villette", 48.8841, 2.3655),
    ("Square des Tilleuls", 48.8720, 2.3470),
    ("Rue des Écluses", 48.8790, 2.3640),
    ("Passage du Faubourg", 48.8702, 2.3565),
)
PEOPLE = ("Marta", "Momo", "Youssef", "Anna", "Théo", "Rosa", "Sam", "Lucie")
BEFORE = ("e s= ,marta r", "s=x= ,momo r", "mk= ,youssef r", "b= ,anna")
"""What was noted the evening before: whom tonight's follow-ups are about."""
TONIGHT = (
    "3s=b= ;gare",
    "s=x= ,momo e",
    "z",
    "q",
    "4,2a=t ;rotonde",
    "hu25- *nco ,rosa",
    "g= ,marta",
    "mk=r3 ,youssef !pla",
    "c-d= ;square",
    "p r ,théo",
    "éhc=u-r ;canal",
    "hu ,lucie",
)


@dataclass(frozen=True, slots=True)
class Summary:
    """What the demonstration holds."""

    evening: Evening
    encounters: int
    people: int
    spots: int
    services: int


def is_demo(home: Path) -> bool:
    """Tell whether a folder is a demonstration's."""
    return paths.demo_key(home).exists()


def open_session(home: Path) -> Session:
    """Open a demonstration, without a passphrase: everything in it is fictional."""
    return profiles.open_with(home, paths.demo_key(home).read_bytes(), AUTHOR, demo_now())


def prepare(home: Path, seed: int) -> None:
    """Make the demonstration's evening in ``home``, unless it is there already.

    Refusal for a folder that holds a real profile.
    """
    if paths.keyring(home).exists() or (profiles.exists(home) and not is_demo(home)):
        raise Refusal(
            "real-profile",
            _("Ce dossier contient un vrai profil : la démonstration ne s'y mêle pas."),
        )
    now = demo_now()
    marker = f"{seed} {Evening.at(now(), PARIS)} {i18n.language()}"
    if is_demo(home) and _marker(home).exists() and _marker(home).read_text() == marker:
        return
    if is_demo(home):
        shutil.rmtree(home)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = secrets.token_bytes(32)
    files.write(paths.demo_key(home), key)
    Store.create(home, key, _profile(), AUTHOR, now).close()
    session = profiles.open_with(home, key, AUTHOR, now)
    try:
        _fill(session, random.Random(seed))  # noqa: S311 - the same seed must give the same evening
    finally:
        session.close()
    files.write(_marker(home), marker.encode())


def summary(home: Path) -> Summary:
    """Say what the demonstration in ``home`` holds."""
    session = open_session(home)
    try:
        tour = tours.of_evening(session, session.evening)
        with session.services.reading() as snapshot:
            count = sum(source.services for source in snapshot.sources())
        return Summary(
            session.evening,
            len(tours.entries(session, tour)) if tour else 0,
            len(PEOPLE),
            len(spots.find(session)),
            count,
        )
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


def _marker(home: Path) -> Path:
    return home / "demo.txt"


def _fill(session: Session, chance: random.Random) -> None:
    """Write places, services, the evening before and tonight."""
    for name, lat, lon in SPOTS:
        spots.add(session, name, Position(lat, lon))
    today = session.evening.date
    session.services.replace(services.batch(chance, today), today, session.profile.zone)
    known: list[str] = []
    before = session.evening.later(-1)
    yesterday = _start(session, before)
    for number, line in enumerate(BEFORE):
        _write(session, yesterday, line, before.moment(time(21, 10 * number), PARIS), known)
    tours.end(session, yesterday, at=before.moment(time(23, 50), PARIS))
    tonight = _start(session, session.evening)
    spots.go(session, tonight, spots.find(session, "canal")[0].spot.id)
    for line, at in zip(TONIGHT, _moments(session, chance), strict=True):
        current = tours.of_evening(session, session.evening) or tonight
        _write(session, current, line, at, known)


def _start(session: Session, evening: Evening) -> Tour:
    at = min(evening.moment(time(20, 15), PARIS), session.now())
    members = (Member("Inès", "driver"), Member("Karim"), Member("Nour"))
    return tours.start(session, sector=_("Nord"), members=members, at=at)


def _moments(session: Session, chance: random.Random) -> list[datetime]:
    """Give the times of tonight's lines: every ten minutes or so, up to the last hour of work."""
    latest = min(session.now() - timedelta(minutes=4), session.evening.moment(LAST, PARIS))
    minutes = [0]
    for _line in TONIGHT[1:]:
        minutes.append(minutes[-1] + chance.randint(7, 14))
    start = max(latest - timedelta(minutes=minutes[-1]), session.evening.starts(PARIS))
    return [min(start + timedelta(minutes=passed), latest) for passed in minutes]


def _write(session: Session, tour: Tour, line: str, at: datetime, known: list[str]) -> None:
    """Write a line, with the files of the people whom it names for the first time."""
    named = [name for name in PEOPLE if f",{name.lower()}" in line]
    fresh = [name for name in named if name not in known]
    choices = tuple(
        Choice(ChoiceKind.PERSON, name.lower(), name=name, informed=Informed.YES) for name in fresh
    )
    known += fresh
    written = render(parse(line, letters("fr")), letters(i18n.language()))
    log.save(session, log.read(session, tour, written, choices, at=at))
