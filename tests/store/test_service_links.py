"""What several sources say of one service is shown with it, and stays as it is."""

from contextlib import closing
from pathlib import Path

from maraude.directory.links import Link, Sign
from maraude.directory.service import Service
from maraude.domain.spot import Position
from maraude.store import engine
from maraude.store.services import Services
from tests.directory.services import REPUBLIQUE, TODAY
from tests.store.directories import KEY, PARIS, batch, held, service

FAR = Position(REPUBLIQUE.lat + 0.01, REPUBLIQUE.lon)


def other(number: int, **changes: object) -> Service:
    return service(number, **{"id": f"autre:{number}", "source": "autre", **changes})


def links(services: Services, identifier: str = "essai:1") -> tuple[Link, ...]:
    with services.reading() as snapshot:
        return snapshot.links(held(services)[identifier])


def test_a_service_is_linked_by_its_name_its_number_and_its_telephone(services: Services) -> None:
    ours = service(1, siret="12345678900011", contact="01 99 00 00 00")
    services.replace(batch(ours, service(2, name="Ailleurs", position=FAR)), TODAY, PARIS)
    theirs = (
        other(1, name="Bains du canal"),
        other(2, name="Le quai", position=FAR, siret="12345678900011"),
        other(3, name="La halte", position=FAR, contact="+33199000000", confidential=True),
        other(4, name="Autre chose", position=FAR),
    )
    services.replace(batch(*theirs, source="autre"), TODAY, PARIS)
    assert links(services) == (
        Link("autre:1", "autre", "Bains du canal", Sign.NAME),
        Link("autre:2", "autre", "Le quai", Sign.SIRET),
        Link("autre:3", "autre", "La halte", Sign.PHONE, confidential=True),
    )
    assert links(services, "autre:3") == (Link("essai:1", "essai", "Bains du Canal", Sign.PHONE),)
    assert len(held(services)) == 6


def test_of_many_links_the_nearest_are_given(services: Services) -> None:
    services.replace(batch(service(1, contact="01 99 00 00 00")), TODAY, PARIS)
    further = [
        other(
            n, name=f"Halte {n}", contact="0199000000",
            position=Position(REPUBLIQUE.lat + n / 1_000, REPUBLIQUE.lon),
        )
        for n in range(9, 0, -1)
    ]  # fmt: skip
    services.replace(batch(*further, source="autre"), TODAY, PARIS)
    assert [link.id for link in links(services)] == [f"autre:{n}" for n in range(1, 6)]


def test_a_directory_of_before_learns_its_telephones(tmp_path: Path, services: Services) -> None:
    services.replace(batch(service(1, contact="01 99 00 00 00")), TODAY, PARIS)
    theirs = other(2, name="La halte", contact="0199000000")
    services.replace(batch(theirs, source="autre"), TODAY, PARIS)
    with closing(engine.connect(tmp_path / "directory.db", KEY)) as connection:
        connection.executescript(
            "DROP TABLE service_part; DROP INDEX service_siret; DROP INDEX service_phone;"
            " ALTER TABLE service DROP COLUMN phone; PRAGMA user_version = 3;"
            " PRAGMA journal_mode = DELETE"
        )
    opened = Services.open(tmp_path, KEY)
    assert [link.sign for link in links(opened)] == [Sign.PHONE]
