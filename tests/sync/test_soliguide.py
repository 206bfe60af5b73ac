import gzip
import json
import logging
import traceback
from pathlib import Path
from typing import Any

import pytest

from maraude.directory import importers
from maraude.directory.importers import documents
from maraude.domain.refusal import Refusal
from maraude.server import certificate
from maraude.sync import soliguide
from tests.directory.importers.files import TODAY, written
from tests.directory.importers.soliguide import place
from tests.sync.impostor import impostor
from tests.sync.soliguide_server import KEY, serving
from tests.team import Clock

BARE = [{"lieu_id": number} for number in range(1, 8)]


def refusal_of(url: str, key: str = KEY) -> Refusal:
    """Give why nothing came; the key is in none of what may be shown or kept of it."""
    with pytest.raises(Refusal) as refused:
        soliguide.fetch(url, key)
    error = refused.value
    assert KEY not in "".join(traceback.format_exception(error)) + repr(error)
    assert error.__cause__ is None
    assert error.message.endswith(".")
    return error


def ids(fetched: bytes) -> list[int]:
    return sorted({one["lieu_id"] for one in json.loads(fetched)["places"]})


def test_all_places_come_as_a_file_that_can_be_imported(tmp_path: Path) -> None:
    with serving(place(1), place(2)) as server:
        fetched = soliguide.fetch(server.url, f" JWT {KEY}\n")

    batch = importers.read(written(tmp_path, fetched), TODAY)
    assert [one.source_id for one in batch.services] == ["1/objet-shower", "2/objet-shower"]
    assert batch.notes == ()
    france = {"geoType": "pays", "geoValue": "fr"}
    assert [body for _path, _headers, body in server.asked] == [
        {"location": france, "options": {"limit": 1, "page": 1}},
        {"location": france, "options": {"limit": 102, "page": 1}},
    ]
    assert {path for path, _headers, _body in server.asked} == {"/new-search"}
    assert {headers["Authorization"] for _path, headers, _body in server.asked} == {f"JWT {KEY}"}


def test_a_department_may_be_asked_for() -> None:
    with serving(place(1)) as server:
        soliguide.fetch(f"{server.url}/search?geoType=departement&geoValue=paris", KEY)

    path, _headers, body = server.asked[-1]
    assert (path, body["location"]) == (
        "/search",
        {"geoType": "departement", "geoValue": "paris"},
    )


@pytest.mark.parametrize(
    "how",
    [{}, {"packed": True}, {"most": 2}, {"grows": 3}],
)
def test_every_place_comes_however_the_server_gives_them(how: dict[str, Any]) -> None:
    with serving(*BARE, **how) as server:
        found = soliguide.fetch(server.url, KEY)

    assert set(ids(found)) >= set(range(1, 8))
    assert json.loads(found)["nbResults"] == len(ids(found))


def test_pages_in_another_order_each_time_leave_a_gap_that_is_told() -> None:
    with serving(*BARE, most=3, shuffled=True) as server:
        found = soliguide.fetch(server.url, KEY)

    told = json.loads(found)["nbResults"]
    assert (told, len(ids(found))) == (7, 6)


def test_nothing_found_is_an_empty_answer() -> None:
    with serving() as server:
        assert json.loads(soliguide.fetch(server.url, KEY)) == {"nbResults": 0, "places": []}


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((401, {}, b"{}"), "key-refused"),
        ((403, {}, b"{}"), "key-refused"),
        ((500, {}, b"{}"), "source-failed"),
        ((404, {}, b"{}"), "source-failed"),
        ((200, {}, b"<html>Connectez-vous</html>"), "source-failed"),
        ((200, {}, b'{"nbResults": 3}'), "source-failed"),
        ((200, {}, b'[{"lieu_id": 1}]'), "source-failed"),
        ((200, {}, b"[" * 100_000), "source-failed"),
        ((200, {"Content-Encoding": "gzip"}, b"{}"), "source-failed"),
        ((200, {"Content-Encoding": "br"}, b"{}"), "source-failed"),
        ((200, {"Content-Encoding": "gzip"}, gzip.compress(b"{" * 9)[:12]), "source-failed"),
        ((200, {"Content-Length": "9000"}, b'{"nbResults'), "source-offline"),
    ],
)
def test_an_answer_that_is_none_is_a_sentence(
    answer: tuple[int, dict[str, str], bytes], code: str
) -> None:
    with serving(answer=answer) as server:
        assert refusal_of(server.url).code == code


def test_the_key_does_not_follow_to_another_address() -> None:
    with serving(*BARE) as other:
        there = (307, {"Location": f"{other.url}/new-search"}, b"")
        with serving(answer=there) as server:
            assert refusal_of(server.url).code == "source-failed"
        assert other.asked == []


@pytest.mark.parametrize("how", [{}, {"packed": True}])
def test_more_than_a_directory_can_read_is_not_taken(
    monkeypatch: pytest.MonkeyPatch, how: dict[str, Any]
) -> None:
    monkeypatch.setattr(documents, "MAX_BYTES", 200_000)
    many = [{"lieu_id": number, "name": "x" * 1_000} for number in range(300)]
    with serving(*many, **how) as server:
        assert refusal_of(server.url).code == "source-too-large"


def test_how_much_has_come_is_told_and_may_stop_the_search() -> None:
    told: list[int] = []
    with serving(*BARE, most=2) as server:
        fetched = soliguide.fetch(server.url, KEY, received=told.append)

        def stop(_bytes: int) -> None:
            raise InterruptedError

        asked = len(server.asked)
        with pytest.raises(InterruptedError):
            soliguide.fetch(server.url, KEY, received=stop)
        assert len(server.asked) == asked + 1

    assert told == sorted(told)
    assert told[-1] > len(fetched)


def test_a_server_that_nobody_vouches_for_is_told_nothing(tmp_path: Path) -> None:
    file = tmp_path / "certificate.pem"
    certificate.create(file, tmp_path / "key.pem", "127.0.0.1", Clock())
    with impostor(certificate=file) as other:
        assert refusal_of(f"https://127.0.0.1:{other.port}").code == "source-offline"
        assert other.heard == b""


def test_nobody_there_is_a_sentence() -> None:
    with serving() as server:
        pass
    assert refusal_of(server.url).code == "source-offline"


@pytest.mark.parametrize(
    "url",
    [
        "http://api.soliguide.example",
        "ftp://127.0.0.1",
        "file:///etc/passwd",
        "api.soliguide.example",
        "https://",
        "https://user:secret@api.soliguide.example",
        "http://127.0.0.1.example",
        "http://[::1",
        "",
    ],
)
def test_the_key_goes_to_no_address_that_is_not_safe(url: str) -> None:
    assert refusal_of(url).code == "wrong-url"


@pytest.mark.parametrize(
    "key", ["", "  ", "JWT ", f"{KEY}\r\nX: y", f"{KEY} {KEY}", f"{KEY}é", f"{KEY}\0", KEY * 200]
)
def test_a_key_that_cannot_be_one_is_not_sent(key: str) -> None:
    with serving(*BARE) as server:
        assert refusal_of(server.url, key).code == "wrong-key"
        assert server.asked == []


def test_the_key_is_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with serving(*BARE) as server:
        soliguide.fetch(server.url, KEY)
    with serving(answer=(401, {}, b"")) as server:
        refusal_of(server.url)

    assert caplog.records
    assert not any(KEY in f"{record.getMessage()} {record.args}" for record in caplog.records)
