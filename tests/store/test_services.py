import json
import os
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from maraude.directory.closure import Closure
from maraude.directory.hours import read
from maraude.directory.importers.batch import Batch
from maraude.directory.opening import Opening, State
from maraude.directory.service import Access, Eligibility, Facet, Hours, Service
from maraude.domain.refusal import Refusal
from maraude.domain.spot import Position
from maraude.store.services import Services
from tests.directory.services import REPUBLIQUE, TODAY
from tests.store.directories import KEY, PARIS, batch, held, opening, service

REUNION = ZoneInfo("Indian/Reunion")


def refusal_of(services: Services, new: Batch) -> str:
    with pytest.raises(Refusal) as refused:
        services.replace(new, TODAY, PARIS)
    return refused.value.code


def test_a_service_comes_back_as_it_was_put(services: Services) -> None:
    whole = service(
        1,
        name="Bains-douches « Été »",
        organisation="Les Lucioles",
        address="3 rue Verte, 75010",
        postcode="75010",
        hours=Hours("Mo-Fr 9:00-12:00", "Mo-Fr 09:00-12:00", normalised=True),
        closure=Closure(date(2026, 12, 1), date(2027, 5, 1), "fermeture hivernale"),
        eligibility=Eligibility(woman=Facet.PREFERENTIAL, pets=Facet.NO, languages=("fr", "ti")),
        access=Access.REGISTRATION,
        documents="aucun",
        cost="1 €",
        contact="01 00 00 00 00",
        verified_on=date(2026, 10, 2),
    )
    services.replace(batch(whole, service(2)), TODAY, PARIS)
    assert held(services) == {"essai:1": whole, "essai:2": service(2)}


def test_a_new_directory_is_empty(services: Services) -> None:
    assert held(services) == {}
    with services.reading() as snapshot:
        assert snapshot.sources() == ()
        assert snapshot.opening(None, datetime(2026, 11, 23, tzinfo=UTC)) == Opening()


def test_what_was_put_is_there_after_opening_again(tmp_path: Path, services: Services) -> None:
    services.replace(batch(service(1)), TODAY, PARIS)
    assert held(Services.open(tmp_path, KEY)) == {"essai:1": service(1)}


def test_a_source_is_replaced_and_its_changes_are_counted(services: Services) -> None:
    first = [service(n) for n in range(10)]
    services.replace(batch(*first), TODAY, PARIS)
    later = [service(0, name="Autre nom"), *first[1:9], service(10)]
    done = services.replace(batch(*later), TODAY, PARIS)
    assert (done.kept, done.updated, done.removed) == (10, 1, 1)
    assert held(services) == {found.id: found for found in later}


def test_a_new_copy_of_the_same_is_no_update_but_is_dated(services: Services) -> None:
    services.replace(batch(service(1)), TODAY, PARIS)
    tomorrow = TODAY + timedelta(days=1)
    done = services.replace(batch(service(1, copied_on=tomorrow)), tomorrow, PARIS)
    assert (done.kept, done.updated, done.removed) == (1, 0, 0)
    assert held(services)["essai:1"].copied_on == tomorrow


def test_a_service_that_moves_is_found_at_its_new_place_only(services: Services) -> None:
    services.replace(batch(service(1)), TODAY, PARIS)
    away = Position(48.80, 2.30)
    services.replace(
        batch(service(1, position=away, category="laundry")), TODAY, PARIS, confirmed=True
    )
    assert held(services) == {}
    with services.reading() as snapshot:
        assert [p.position for p in snapshot.around("laundry", away, 10)] == [away]


def test_sources_do_not_touch_each_other(services: Services) -> None:
    other = service(1, id="autre:1", source="autre")
    services.replace(batch(service(1)), TODAY, PARIS)
    services.replace(batch(other, source="autre"), TODAY, PARIS)
    services.replace(batch(service(2)), TODAY, PARIS, confirmed=True)
    assert sorted(held(services)) == ["autre:1", "essai:2"]


def test_losing_a_fifth_is_taken_and_losing_more_is_not(services: Services) -> None:
    first = [service(n) for n in range(10)]
    services.replace(batch(*first), TODAY, PARIS)
    assert refusal_of(services, batch(*first[3:])) == "large-removal"
    assert len(held(services)) == 10
    assert services.replace(batch(*first[2:]), TODAY, PARIS).removed == 2


def test_losing_a_whole_category_is_not_taken(services: Services) -> None:
    first = [service(n) for n in range(10)]
    services.replace(batch(*first, service(10, category="laundry")), TODAY, PARIS)
    assert refusal_of(services, batch(*first)) == "large-removal"
    assert len(held(services, "laundry")) == 1


def test_a_large_removal_is_carried_out_once_confirmed(services: Services) -> None:
    services.replace(batch(*(service(n) for n in range(10))), TODAY, PARIS)
    done = services.replace(batch(service(0)), TODAY, PARIS, confirmed=True)
    assert (done.kept, done.removed) == (1, 9)


def test_progress_ends_at_the_last_service(services: Services) -> None:
    told: list[tuple[int, int]] = []
    services.replace(
        batch(*(service(n) for n in range(1_100))), TODAY, PARIS, progress=lambda *d: told.append(d)
    )
    assert told == [(500, 1_100), (1_000, 1_100), (1_100, 1_100)]


def test_openings_are_the_same_from_the_table_and_beyond_it(services: Services) -> None:
    daily = service(1, hours=read("6 h - 1 h"))
    services.replace(batch(daily), TODAY, PARIS)
    for days in (0, 5, 10, 200, -200):
        when = datetime(2026, 11, 23, 23, 30, tzinfo=PARIS) + timedelta(days=days)
        closes_at = datetime(2026, 11, 24, 1, 0, tzinfo=PARIS) + timedelta(days=days)
        assert opening(services, when) == Opening(State.OPEN, closes_at=closes_at.astimezone(UTC))


def test_hours_that_change_are_expanded_anew(services: Services) -> None:
    services.replace(batch(service(1, hours=read("6 h - 1 h"))), TODAY, PARIS)
    services.replace(batch(service(1, hours=read("8 h - 9 h"))), TODAY, PARIS)
    assert opening(services, datetime(2026, 11, 24, 22, tzinfo=UTC)).state is State.CLOSED


def test_a_refresh_moves_the_table_on_and_changes_no_answer(
    tmp_path: Path, services: Services
) -> None:
    services.replace(batch(service(1, hours=read("6 h - 1 h"))), TODAY, PARIS)
    when = datetime(2026, 12, 5, 12, tzinfo=UTC)
    before = opening(services, when)
    services.refresh(date(2026, 12, 5))
    with services.reading() as snapshot:
        assert snapshot.covers_from == datetime(2026, 12, 4, 23, tzinfo=UTC)
    assert opening(services, when) == before


def test_a_second_refresh_on_the_same_day_writes_nothing(
    tmp_path: Path, services: Services
) -> None:
    services.replace(batch(service(1, hours=read("6 h - 1 h"))), TODAY, PARIS)
    services.refresh(date(2026, 11, 24))
    written = (tmp_path / "directory.db").stat().st_mtime_ns
    services.refresh(date(2026, 11, 24))
    assert (tmp_path / "directory.db").stat().st_mtime_ns == written


def test_an_empty_directory_has_nothing_to_refresh(services: Services) -> None:
    services.refresh(TODAY)
    assert held(services) == {}


def test_hours_are_those_of_the_zone_of_the_import(services: Services) -> None:
    services.replace(batch(service(1, hours=read("6 h - 22 h"))), TODAY, REUNION)
    assert opening(services, datetime(2026, 11, 24, 3, tzinfo=UTC)).state is State.OPEN


def test_sources_say_how_much_they_hold(services: Services) -> None:
    services.replace(batch(service(1), service(2, hours=read("24 h / 24"))), TODAY, PARIS)
    with services.reading() as snapshot:
        (source,) = snapshot.sources()
    assert (source.source, source.attribution) == ("essai", "Les Lucioles")
    assert (source.services, source.with_hours, source.copied_on) == (2, 1, TODAY)


def test_nothing_is_readable_in_the_files_of_the_directory(
    tmp_path: Path, services: Services
) -> None:
    secret = service(1, name="Refuge des Lucioles", raw=json.dumps("Refuge des Lucioles"))
    services.replace(batch(secret), TODAY, PARIS)
    services.refresh(date(2026, 11, 24))
    contents = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert sorted(contents) == ["directory.db", "directory.previous.db"]
    for content in contents.values():
        assert b"Lucioles" not in content
        assert not content.startswith(b"SQLite format 3")


@pytest.mark.skipif(os.name == "nt", reason="file modes are POSIX")
def test_only_the_owner_reads_the_files(tmp_path: Path, services: Services) -> None:
    services.replace(batch(service(1)), TODAY, PARIS)
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


def test_who_is_reading_finishes_on_the_directory_that_they_opened(services: Services) -> None:
    services.replace(batch(service(1)), TODAY, PARIS)
    with services.reading() as snapshot:
        services.replace(batch(service(2)), TODAY, PARIS, confirmed=True)
        keys = [p.service for p in snapshot.around("shower", REPUBLIQUE, 10)]
        assert [found.id for found in snapshot.services(keys).values()] == ["essai:1"]
    assert list(held(services)) == ["essai:2"]


def test_any_thread_may_read(services: Services) -> None:
    services.replace(batch(service(1)), TODAY, PARIS)
    found: list[dict[str, Service]] = []
    threads = [threading.Thread(target=lambda: found.append(held(services))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [list(one) for one in found] == [["essai:1"]] * 4


def test_a_refused_import_leaves_no_file_behind(tmp_path: Path, services: Services) -> None:
    services.replace(batch(*(service(n) for n in range(10))), TODAY, PARIS)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert refusal_of(services, batch(service(0))) == "large-removal"
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_what_a_crash_left_unfinished_is_swept_away(tmp_path: Path, services: Services) -> None:
    (tmp_path / "directory.new.db").write_bytes(b"half a directory")
    (tmp_path / "directory.new.db-wal").write_bytes(b"half a log")
    services.replace(batch(service(1)), TODAY, PARIS)
    assert list(held(services)) == ["essai:1"]
    assert not list(tmp_path.glob("directory.new.*"))


@pytest.mark.parametrize("more", [-4_096, 8_192])
def test_an_import_that_finds_no_room_leaves_the_directory_as_it_was(
    tmp_path: Path, services: Services, more: int
) -> None:
    resource = pytest.importorskip("resource", reason="file limits are POSIX")
    services.replace(batch(service(1)), TODAY, PARIS)
    room = (tmp_path / "directory.db").stat().st_size + more
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        code = refusal_of(services, batch(*(service(n) for n in range(2_000))))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert code == "directory-not-written"
    assert list(held(services)) == ["essai:1"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "directory.db",
        "directory.previous.db",
    ]


def test_a_page_that_rots_is_refused_in_a_sentence_and_replaced_by_the_next_import(
    tmp_path: Path, services: Services
) -> None:
    services.replace(batch(*(service(n) for n in range(500))), TODAY, PARIS)
    current = tmp_path / "directory.db"
    content = bytearray(current.read_bytes())
    content[8_192:] = bytes(len(content) - 8_192)
    current.write_bytes(content)
    with pytest.raises(Refusal) as refused:
        held(services)
    assert refused.value.code == "damaged-directory"
    assert services.replace(batch(service(1)), TODAY, PARIS).kept == 1
    assert list(held(services)) == ["essai:1"]


def test_a_damaged_directory_gives_way_to_the_one_before(tmp_path: Path) -> None:
    services = Services.open(tmp_path, KEY)
    services.replace(batch(service(1)), TODAY, PARIS)
    services.refresh(date(2026, 11, 24))
    (tmp_path / "directory.db").write_bytes(b"\0" * 8_192)
    assert list(held(Services.open(tmp_path, KEY))) == ["essai:1"]


@pytest.mark.parametrize("content", [b"", b"\0" * 8_192, b"not a database" * 900])
def test_a_damaged_directory_without_another_is_made_anew_and_says_so(
    tmp_path: Path, content: bytes
) -> None:
    Services.open(tmp_path, KEY).replace(batch(service(1)), TODAY, PARIS)
    (tmp_path / "directory.db").write_bytes(content)
    (tmp_path / "directory.previous.db").unlink(missing_ok=True)
    again = Services.open(tmp_path, KEY)

    assert list(held(again)) == []
    assert "L'annuaire était abîmé" in again.notice
    assert Services.open(tmp_path, KEY).notice == ""


def test_a_lost_directory_is_made_anew(tmp_path: Path) -> None:
    Services.open(tmp_path, KEY).replace(batch(service(1)), TODAY, PARIS)
    (tmp_path / "directory.db").unlink()
    (tmp_path / "directory.previous.db").unlink(missing_ok=True)

    assert list(held(Services.open(tmp_path, KEY))) == []


def test_another_key_reads_nothing(tmp_path: Path, services: Services) -> None:
    services.replace(batch(service(1)), TODAY, PARIS)

    assert list(held(Services.open(tmp_path, bytes(32)))) == []


def test_once_closed_nothing_can_be_read(services: Services) -> None:
    services.close()
    with pytest.raises(ValueError, match="key"), services.reading():
        pass
