"""A source that the base publishes no longer, on laptops that read it and on others."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from maraude.domain.refusal import Refusal
from maraude.server import meta, publish
from maraude.server.exchange import exchange
from maraude.server.publish import Published
from maraude.usecases import directory as directories
from tests.directory.services import TODAY
from tests.server.readers import Reader, published, showers
from tests.server.serving import Served, serving
from tests.store.directories import PARIS, batch, service


@pytest.fixture
def served(tmp_path: Path, url: str) -> Iterator[Served]:
    with serving(tmp_path / "server", tls=False, answer=exchange, database=url) as running:
        yield running


@pytest.fixture
def ines(tmp_path: Path, served: Served) -> Iterator[Reader]:
    with closing(Reader(tmp_path / "ines", served, 1)) as made:
        yield made


@pytest.fixture
def sam(tmp_path: Path, served: Served) -> Iterator[Reader]:
    with closing(Reader(tmp_path / "sam", served, 2)) as made:
        yield made


def withdrawn(served: Served, source: str = "essai", *, confirmed: bool = True) -> Published:
    with served.database.write() as connection:
        return publish.remove(connection, source, 1, confirmed=confirmed)


def test_what_the_base_publishes_no_longer_every_laptop_drops(
    served: Served, ines: Reader, sam: Reader
) -> None:
    published(served, showers(1, 2))
    published(served, batch(service(1, source="port", id="port:1"), source="port"))
    ines.update()
    done = withdrawn(served)
    for laptop in (ines, sam):
        laptop.update()

    assert (done.version, done.kept, done.removed) == (3, 0, 2)
    assert set(ines.held) == set(sam.held) == {"port:1"}
    assert ines.version == sam.version == 3
    for laptop in (ines, sam):
        assert [one.source for one in directories.status(laptop.services, TODAY)] == ["port"]
    with served.database.read() as connection:
        assert [(one.source, one.services) for one in publish.status(connection)] == [
            ("essai", 0),
            ("port", 1),
        ]

    published(served, showers(3))
    ines.update()
    assert set(ines.held) == {"essai:3", "port:1"}


def test_what_a_laptop_imported_itself_stays_when_the_base_publishes_it_no_longer(
    served: Served, ines: Reader, sam: Reader
) -> None:
    published(served, showers(1, 2))
    published(served, batch(service(1, source="port", id="port:1"), source="port"))
    ines.update()
    for laptop in (ines, sam):
        laptop.services.replace(showers(1, 2, 7), TODAY, PARIS)
    withdrawn(served)
    for laptop in (ines, sam):
        laptop.update()

    assert set(ines.held) == set(sam.held) == {"essai:1", "essai:2", "essai:7", "port:1"}


@pytest.mark.parametrize(
    ("source", "confirmed", "code"),
    [("essai", False, "large-removal"), ("loin", True, "unknown-source")],
)
def test_a_source_is_not_withdrawn_by_mistake(
    served: Served, source: str, code: str, *, confirmed: bool
) -> None:
    published(served, showers(1, 2))
    with pytest.raises(Refusal) as refused:
        withdrawn(served, source, confirmed=confirmed)
    assert refused.value.code == code
    with served.database.read() as connection:
        assert meta.directory(connection) == 1
