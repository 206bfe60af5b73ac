"""A small profile with a file of every kind, and all that it shows once it is open."""

import shutil
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from maraude import paths
from maraude.directory.addresses.address import Address, HouseNumber
from maraude.directory.importers.batch import Batch
from maraude.domain.person import Person
from maraude.domain.refusal import Refusal
from maraude.domain.spot import Position
from maraude.store import keyring, records
from maraude.store.slots import Cost
from maraude.store.store import Store
from maraude.usecases import backups, log, profiles, tours
from maraude.usecases.session import Session
from tests.directory.services import SERVICE, TODAY
from tests.directory.town import grid
from tests.team import PASSPHRASE, PROFILE, Clock

AUTHOR = "user:ines"
PACKED = "copie.maraude"
Shown = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Profile:
    """A profile as kill -9 leaves it, with its log, and ``closed``; its key, and what it shows."""

    killed: Path
    closed: Path
    key: bytes
    shown: Shown


def make(folder: Path) -> Profile:
    """Make the profile in an empty folder."""
    home, killed = folder / "home", folder / "killed"
    home.mkdir(parents=True)
    key, _words = keyring.create(paths.keyring(home), AUTHOR, PASSPHRASE, Cost())
    keyring.open_slot(paths.keyring(home), PASSPHRASE)
    clock = Clock()
    Store.create(home, key, PROFILE, AUTHOR, clock).close()
    with closing(profiles.open_with(home, key, AUTHOR, clock)) as session:
        _fill(session, clock)
        shown, said = everything(session)
        assert not said
        shutil.copytree(home, killed)
    return Profile(killed, home, key, shown)


def _fill(session: Session, clock: Clock) -> None:
    store = session.store
    people = [
        Person(id=name, code=f"{name.upper()}23", called=name, team=PROFILE.team)
        for name in ("marta", "noe")
    ]
    store.write(lambda transaction: transaction.save(*people)).result()
    store.erase(["noe"])
    services = tuple(
        replace(SERVICE, id=f"essai:{n}", source_id=str(n), name=f"Bains {n}") for n in range(6)
    )
    for count in (3, 6):
        batch = Batch("essai", "Les Lucioles", count, services[:count], ())
        session.services.replace(batch, TODAY, session.profile.zone)
    session.services.streets.save(grid(4))
    session.addresses.replace(
        [
            Address("75", "Rue du Canal", "75010", "Paris", HouseNumber(n), Position(48.87, 2.36))
            for n in range(1, 5)
        ],
        "essai",
        "Ville fictive",
        TODAY,
    )
    tour = tours.start(session)
    for number in range(6):
        log.save(session, log.read(session, tour, f"2hs=u- /avant {number}", at=clock()))
    store.back_up()
    backups.pack(session, store.home / PACKED)
    for number in range(6):
        clock.pass_time(minutes=3)
        log.save(session, log.read(session, tour, f"2hs=u- /après {number}", at=clock()))


def everything(session: Session) -> tuple[Shown, str]:
    """Give all that the profile holds, and what is said of that which cannot be read."""
    tour = tours.current(session)
    lines = tours.entries(session, tour) if tour else ()
    shown = {
        "profile": frozenset((repr(session.profile),)),
        "lines": frozenset(repr((one.encounter, one.referrals)) for one in lines),
        "people": frozenset(map(repr, records.select(session.store.reader, Person, "1"))),
    }
    said = [session.notice]
    for name, read in (("services", _services), ("streets", _streets), ("addresses", _addresses)):
        try:
            shown[name] = read(session)
        except Refusal as refused:
            said.append(refused.message)
    return shown, " ".join(filter(None, said))


def _services(session: Session) -> frozenset[str]:
    with session.services.reading() as snapshot:
        keys = snapshot.of_categories([SERVICE.category], 10)
        return frozenset(map(repr, snapshot.services(keys).values()))


def _streets(session: Session) -> frozenset[str]:
    if refused := session.services.streets.why_not():
        raise refused
    streets = session.services.streets.get()
    return frozenset(map(repr, streets.lat.tolist() if streets else ()))


def _addresses(session: Session) -> frozenset[str]:
    with session.addresses.reading() as book:
        return frozenset(
            repr((street, book.numbers(street))) for street in book.with_words(["canal"], 10)
        )
