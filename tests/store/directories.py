"""What the tests of the directory's file share: services, and what it says of them."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from maraude.directory.importers.batch import Batch
from maraude.directory.opening import Opening
from maraude.directory.service import Service
from maraude.store.services import Services
from tests.directory.services import REPUBLIQUE, SERVICE

KEY = bytes(range(32))
PARIS = ZoneInfo("Europe/Paris")


def service(number: int, **changes: object) -> Service:
    plain = replace(SERVICE, id=f"essai:{number}", source_id=str(number), raw=f'{{"n": {number}}}')
    return replace(plain, **changes)  # type: ignore[arg-type]  # any field, by name


def batch(*found: Service, source: str = "essai") -> Batch:
    return Batch(source, "Les Lucioles", len(found), found, ())


def held(services: Services, category: str = "shower") -> dict[str, Service]:
    with services.reading() as snapshot:
        keys = [p.service for p in snapshot.around(category, REPUBLIQUE, 5_000)]
        return {found.id: found for found in snapshot.services(keys).values()}


def opening(services: Services, when: datetime) -> Opening:
    with services.reading() as snapshot:
        (placement,) = snapshot.around("shower", REPUBLIQUE, 5_000)
        return snapshot.opening(placement.schedule, when)
