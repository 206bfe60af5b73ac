"""The directory that the base publishes, read by real laptops over HTTP."""

import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, update

from maraude import sealed
from maraude.directory.closure import Closure
from maraude.directory.opening import State
from maraude.directory.service import Eligibility, Facet
from maraude.domain.refusal import Refusal
from maraude.protocol import directory
from maraude.protocol.directory import Known, Opening, Page
from maraude.server import access, meta, publish
from maraude.server import directory as answering
from maraude.server.exchange import exchange
from maraude.server.scope import RevokedDeviceError
from maraude.server.tables import directory_service, directory_source
from maraude.store.services import Services
from maraude.sync.failure import LinkError
from maraude.usecases import directory as directories
from tests.directory.services import TODAY
from tests.server.readers import Reader, published, read, showers
from tests.server.serving import Served, serving
from tests.store.directories import KEY, PARIS, batch, service


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


def test_what_the_base_imports_every_laptop_has(served: Served, ines: Reader, sam: Reader) -> None:
    told = service(
        2,
        name="Foyer des Lilas",
        eligibility=Eligibility(woman=Facet.PREFERENTIAL, languages=("fr", "so")),
        closure=Closure(reason="travaux"),
        confidential=True,
        verified_on=TODAY,
    )
    done = published(served, batch(service(1), told))
    for laptop in (ines, sam):
        laptop.update()

    assert (done.version, done.kept, done.updated, done.removed) == (1, 2, 0, 0)
    assert ines.held == sam.held
    assert ines.held["essai:2"] == replace(told, raw="")
    assert ines.version == sam.version == 1
    with ines.services.reading() as snapshot:
        (lilas,) = (
            p for p in snapshot.around("shower", told.position, 100)
            if snapshot.services([p.service])[p.service].id == "essai:2"
        )  # fmt: skip
        assert snapshot.opening(lilas.schedule, served.clock()).state is State.CLOSED


def test_who_was_away_is_sent_what_changed_once(served: Served, ines: Reader) -> None:
    published(served, showers(*range(1, 21)))
    ines.update()
    before = len(ines.sent)
    for name in ("Bains du Port", "Bains du Quai"):
        changed = [service(number) for number in range(1, 20)]
        changed[3] = service(4, name=name)
        published(served, batch(*changed))
    published(served, batch(*changed, service(21)))
    done = ines.update()

    assert before == 20
    assert sorted(ines.sent[before:]) == ["essai:20", "essai:21", "essai:4"]
    assert done is not None
    assert (done.version, done.written, done.removed) == (4, 2, 1)
    assert ines.held["essai:4"].name == "Bains du Quai"
    assert "essai:20" not in ines.held


def test_what_comes_back_after_it_was_gone_is_there(served: Served, ines: Reader) -> None:
    published(served, showers(1, 2, 3, 4, 5, 6))
    ines.update()
    published(served, showers(1, 2, 3, 4, 5))
    ines.update()
    assert "essai:6" not in ines.held
    published(served, showers(1, 2, 3, 4, 5, 6))
    ines.update()
    assert "essai:6" in ines.held


def test_a_new_copy_that_changes_nothing_is_a_version_and_a_date(
    served: Served, ines: Reader
) -> None:
    published(served, showers(1, 2))
    ines.update()
    with served.database.write() as connection:
        later = TODAY.replace(day=28)
        done = publish.publish(connection, showers(1, 2), later, 1, confirmed=False)
    ines.update()

    assert (done.version, done.updated) == (2, 0)
    assert len(ines.sent) == 2
    assert {one.copied_on for one in ines.held.values()} == {later}


def test_a_file_that_loses_much_is_not_published_unasked(served: Served, ines: Reader) -> None:
    published(served, showers(*range(1, 11)))
    with pytest.raises(Refusal) as refused:
        published(served, showers(*range(1, 8)))
    assert refused.value.code == "large-removal"
    ines.update()
    assert (ines.version, len(ines.held)) == (1, 10)
    published(served, showers(*range(1, 8)), confirmed=True)
    ines.update()
    assert (ines.version, len(ines.held)) == (2, 7)


def test_a_file_that_loses_all_of_a_category_is_not_published_unasked(served: Served) -> None:
    laundry = service(11, category="laundry")
    published(served, batch(*showers(*range(1, 11)).services, laundry))
    with pytest.raises(Refusal) as refused:
        published(served, showers(*range(1, 11)))
    assert refused.value.code == "large-removal"
    assert published(served, showers(*range(1, 11)), confirmed=True).removed == 1


def test_what_only_the_laptop_has_stays_and_its_own_table_wins(
    served: Served, ines: Reader
) -> None:
    own = service(9, id="team:9", source="team", name="bains du canal")
    mine = service(1, id="ici:1", source="ici", name="Douches du Marché")
    ines.services.replace(batch(own, source="team"), TODAY, PARIS)
    ines.services.replace(batch(mine, source="ici"), TODAY, PARIS)
    ines.services.replace(batch(service(1, name="Ancien nom")), TODAY, PARIS)
    of_base = service(8, id="team:8", source="team", name="Bains des Halles")
    published(served, showers(1, 2))
    published(served, batch(of_base, source="team"))
    ines.update()

    assert sorted(ines.held) == ["base:8", "ici:1", "team:9"]
    with ines.services.reading() as snapshot:
        assert {s.source: s.services for s in snapshot.sources()} == {
            "base": 1, "essai": 2, "ici": 1, "team": 1,
        }  # fmt: skip


def test_a_file_imported_here_gives_way_to_the_base_again(served: Served, ines: Reader) -> None:
    published(served, showers(1, 2))
    ines.update()
    ines.services.replace(showers(1, 2, 3, name="D'ici"), TODAY, PARIS)
    assert (ines.version, len(ines.held)) == (0, 3)
    ines.update()
    assert sorted(ines.held) == ["essai:1", "essai:2"]
    assert ines.held["essai:1"].name == "Bains du Canal"


def test_what_the_base_keeps_the_records_of_is_read_again_there(
    served: Served, ines: Reader
) -> None:
    published(served, showers(1, 2))
    ines.update()
    with pytest.raises(Refusal) as refused:
        directories.remap(ines.services, "essai", TODAY)
    assert refused.value.code == "published-source"
    assert len(ines.held) == 2


def test_an_update_is_taken_back_and_comes_again(served: Served, ines: Reader) -> None:
    published(served, showers(1, 2))
    ines.update()
    published(served, showers(1, 2, 3))
    ines.update()
    ines.services.restore()
    assert (len(ines.held), ines.version) == (2, 1)
    ines.update()
    assert (len(ines.held), ines.version) == (3, 2)


def test_an_update_that_breaks_off_goes_on_where_it_was(served: Served, ines: Reader) -> None:
    published(served, showers(*range(1, 601), conditions="x" * 400))
    answers = 0

    def breaks(body: bytes) -> bytes:
        nonlocal answers
        answers += 1
        if answers > 2:
            raise LinkError("offline")
        return body

    ines.way.on_the_way = breaks
    with pytest.raises(LinkError) as failure:
        ines.update(want=0)
    assert failure.value.code == "offline"
    assert (ines.held, ines.version) == ({}, 0)
    first = len(ines.way.answers)
    ines.way.on_the_way = lambda body: body
    ines.update(want=0)

    assert ines.way.asked[first].positions["essai"] > 0
    assert len(ines.held) == 600
    assert len(set(ines.sent)) == 600


@pytest.mark.parametrize("size", [0, 1, 63, 64, 100, -1])
def test_a_cut_answer_changes_nothing(served: Served, ines: Reader, size: int) -> None:
    published(served, showers(1, 2))
    ines.way.on_the_way = lambda body: body[:size]
    with pytest.raises(LinkError) as failure:
        ines.update()
    assert (failure.value.code, ines.held, ines.version) == ("unsigned", {}, 0)


def test_an_answer_that_another_key_signed_changes_nothing(served: Served, ines: Reader) -> None:
    published(served, showers(1, 2))
    empty = directory.answer([b'{"m":"opening","version":1}'])
    forged = sealed.sign(empty, sealed.new_signing_key(), directory.PURPOSE)
    ines.way.on_the_way = lambda _body: forged
    with pytest.raises(LinkError) as failure:
        ines.update()
    assert (failure.value.code, ines.version) == ("unsigned", 0)
    assert "pas signé par la base" in failure.value.sentence


def test_an_answer_is_asked_again_where_it_came_damaged(served: Served, ines: Reader) -> None:
    published(served, showers(1, 2))
    damaged = iter([True, False])
    ines.way.on_the_way = lambda body: body[::-1] if next(damaged) else body
    ines.update()
    assert len(ines.held) == 2


def test_an_older_version_played_again_changes_nothing(served: Served, ines: Reader) -> None:
    published(served, showers(1, 2))
    ines.update()
    old = ines.way.answers[-1]
    published(served, showers(1, 2, 3))
    ines.way.on_the_way = lambda _body: old
    with pytest.raises(LinkError) as failure:
        ines.update()
    assert (failure.value.code, len(ines.held), ines.version) == ("older-directory", 2, 1)
    assert "plus ancien" in failure.value.sentence
    with pytest.raises(LinkError) as failure:
        ines.update(announced=0)
    assert failure.value.code == "older-directory"


def test_a_page_of_elsewhere_changes_nothing(served: Served, ines: Reader, sam: Reader) -> None:
    published(served, showers(1, 2))
    ines.update()
    sam.update()
    published(served, showers(1, 2, 3))
    published(served, showers(1, 2, 3, 4))
    ines.update()
    ours = ines.way.answers[-1]
    published(served, showers(1, 2, 3, 4, 5))
    sam.way.on_the_way = lambda _body: ours
    with pytest.raises(LinkError):
        sam.update()
    assert (len(sam.held), sam.version) == (2, 1)


def test_what_differs_from_the_base_is_read_whole_once(served: Served, ines: Reader) -> None:
    published(served, showers(1, 2, 3, 4, 5, 6))
    ines.update()
    kept = select(directory_service.c.digest)
    with served.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM directory_service WHERE id = 'essai:3'")
        total = directory.total(connection.execute(kept).scalars())
        connection.execute(update(directory_source).values(count=5, version=2, sum=total))
        meta.keep(connection, meta.DIRECTORY, "2")
    ines.update()
    assert sorted(ines.held) == [f"essai:{n}" for n in (1, 2, 4, 5, 6)]


def test_a_revoked_device_gets_nothing(served: Served, ines: Reader, sam: Reader) -> None:
    published(served, showers(1, 2))
    with served.database.write() as connection:
        access.revoke(connection, ines.device, served.clock)
    with pytest.raises(LinkError) as failure:
        ines.update()
    assert (failure.value.code, ines.held) == ("refused", {})
    sam.update()
    assert len(sam.held) == 2


def test_a_device_revoked_after_it_was_let_in_gets_nothing(served: Served, ines: Reader) -> None:
    published(served, showers(1, 2))
    with served.database.write() as connection:
        access.revoke(connection, ines.device, served.clock)
    with pytest.raises(RevokedDeviceError):
        answering.answer(served.database, ines.device, Known())


def test_after_a_restore_no_version_is_used_twice(served: Served, ines: Reader) -> None:
    published(served, showers(1, 2))
    published(served, showers(1, 2, 3))
    ines.update()
    with served.database.write() as connection:
        meta.keep(connection, meta.DIRECTORY, "1")
        meta.new_epoch(connection)
        assert meta.directory(connection) > 2
    published(served, showers(1, 2, 4), confirmed=True)
    ines.update()
    assert sorted(ines.held) == ["essai:1", "essai:2", "essai:4"]


def test_the_snapshot_before_is_kept(served: Served, ines: Reader, tmp_path: Path) -> None:
    published(served, showers(1, 2))
    ines.update()
    published(served, showers(1, 2, 3))
    ines.update()
    (tmp_path / "ines" / "directory.db").unlink()
    with closing(Services.open(tmp_path / "ines", KEY)) as before:
        ines.services = before
        assert (len(ines.held), ines.version) == (2, 1)


def test_a_service_that_is_too_long_is_left_out_and_named(served: Served, ines: Reader) -> None:
    done = published(served, batch(service(1), service(2, conditions="x" * 70_000)))
    ines.update()
    assert [one.record for one in done.refused] == ["essai:2"]
    assert sorted(ines.held) == ["essai:1"]


def test_nothing_that_the_laptop_keeps_of_it_can_be_read(
    served: Served, ines: Reader, tmp_path: Path
) -> None:
    published(served, showers(1, name="Foyer Marqueur", confidential=True))
    seen: list[bytes] = []

    def look(body: bytes) -> bytes:
        seen.append(body)
        if len(seen) == 1:
            return body
        raise LinkError("offline")

    ines.way.on_the_way = look
    ines.update()
    kept = b"".join(file.read_bytes() for file in (tmp_path / "ines").iterdir())
    assert b"Marqueur" not in kept


def test_a_request_takes_little_memory_though_the_directory_is_large(
    served: Served, ines: Reader
) -> None:
    published(served, showers(*range(20_000), conditions="y" * 1_000))
    tracemalloc.start()
    try:
        body = answering.answer(served.database, ines.device, Known(want=2**53 - 1))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    opening, page, *rows = read(body, ines.key)
    assert isinstance(opening, Opening)
    assert isinstance(page, Page)
    assert opening.more
    assert len(rows) < 1_200
    assert peak < 16 * 2**20
