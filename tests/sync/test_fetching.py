import gzip
import ssl
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from maraude import i18n
from maraude.server import certificate
from maraude.sync import fetching
from maraude.sync.fetch_failure import SENTENCES, FetchError
from maraude.sync.fetching import Limits, Request, Version, Watch
from tests.sync.replay import Replay, replaying
from tests.team import Clock

BODY = b'{"lignes": [' + b",".join(b'"rue des Essais %d"' % n for n in range(20_000)) + b"]}"
PATIENT = Limits(silence=10.0)


@pytest.fixture
def replay() -> Iterator[Replay]:
    with replaying() as running:
        yield running


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "downloads" / "essai"


def code_of(
    request: Request, target: Path, limits: Limits = PATIENT, watch: Watch | None = None
) -> str:
    with pytest.raises(FetchError) as failure:
        fetching.fetch(request, target, watch, limits)
    assert not target.exists()
    assert i18n._(SENTENCES[failure.value.code]) == failure.value.sentence
    return failure.value.code


def left(target: Path) -> list[str]:
    return sorted(path.name for path in target.parent.iterdir())


def part(target: Path) -> Path:
    return target.with_name(f"{target.name}.part")


def test_a_file_comes_whole_with_its_version_and_for_its_owner_only(
    replay: Replay, target: Path
) -> None:
    replay.give("/a", BODY, etag='"1"', modified="Mon, 23 Nov 2026 10:00:00 GMT", digest=b"")
    seen: list[tuple[int, int]] = []
    version = fetching.fetch(
        Request(f"{replay.url}/a"), target, Watch(lambda done, total: seen.append((done, total)))
    )

    assert version == Version('"1"', "Mon, 23 Nov 2026 10:00:00 GMT")
    assert target.read_bytes() == BODY
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert stat.S_IMODE(target.parent.stat().st_mode) == 0o700
    assert seen[-1] == (len(BODY), len(BODY))
    assert seen == sorted(seen)
    assert left(target) == ["essai"]


@pytest.mark.parametrize(
    "known", [Version(etag='"1"'), Version(modified="Mon, 23 Nov 2026 10:00:00 GMT")]
)
def test_what_is_known_is_not_fetched_again(replay: Replay, target: Path, known: Version) -> None:
    replay.give("/a", BODY, etag=known.etag, modified=known.modified)

    assert fetching.fetch(Request(f"{replay.url}/a", known), target) is None
    assert not target.exists()


def test_a_packed_file_is_unpacked(replay: Replay, target: Path) -> None:
    replay.give("/a", BODY, packed=True, digest=b"", chunked=True)
    fetching.fetch(Request(f"{replay.url}/a"), target)

    assert target.read_bytes() == BODY
    assert replay.headers()["accept-encoding"] == "gzip"


@pytest.mark.parametrize("packed", [False, True])
def test_what_is_cut_off_goes_on_at_once_from_where_it_was(
    replay: Replay, target: Path, *, packed: bool
) -> None:
    file = replay.give("/a", BODY, etag='"1"', packed=packed, digest=b"", cut=20_000)
    fetching.fetch(Request(f"{replay.url}/a"), target)

    assert target.read_bytes() == BODY
    assert len(replay.asked) == 2
    assert (replay.headers()["range"], replay.headers()["if-range"]) == ("bytes=20000-", '"1"')
    assert len(file.sent) > 20_000


def test_what_is_cut_off_for_good_goes_on_the_next_time(replay: Replay, target: Path) -> None:
    file = replay.give("/a", BODY, etag='"1"', stall=True)
    request = Request(f"{replay.url}/a")
    assert code_of(request, target, Limits(silence=0.2)) == "slow"
    assert part(target).stat().st_size == 10
    assert stat.S_IMODE(part(target).stat().st_mode) == 0o600

    file.stall = False
    fetching.fetch(request, target)
    assert replay.headers()["range"] == "bytes=10-"
    assert target.read_bytes() == BODY


def test_a_file_that_has_changed_meanwhile_is_taken_from_the_beginning(
    replay: Replay, target: Path
) -> None:
    replay.give("/a", BODY, etag='"1"', stall=True)
    code_of(Request(f"{replay.url}/a"), target, Limits(silence=0.2))
    replay.give("/a", b"[1]", etag='"2"')

    assert fetching.fetch(Request(f"{replay.url}/a"), target) == Version('"2"')
    assert target.read_bytes() == b"[1]"


def test_a_server_that_knows_no_ranges_gives_all_of_it_again(replay: Replay, target: Path) -> None:
    replay.give("/a", BODY, etag='"1"', cut=20_000, ignores_range=True)
    fetching.fetch(Request(f"{replay.url}/a"), target)

    assert target.read_bytes() == BODY


def test_a_part_without_a_version_is_not_continued(replay: Replay, target: Path) -> None:
    replay.give("/a", BODY, cut=20_000)

    assert code_of(Request(f"{replay.url}/a"), target) == "cut"
    assert left(target) == []


def test_a_part_of_another_address_is_not_continued(replay: Replay, target: Path) -> None:
    replay.give("/a", BODY, etag='"1"', stall=True)
    code_of(Request(f"{replay.url}/a"), target, Limits(silence=0.2))
    replay.give("/b", b"[2]", etag='"1"')
    fetching.fetch(Request(f"{replay.url}/b"), target)

    assert "range" not in replay.headers()
    assert target.read_bytes() == b"[2]"


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (404, "gone"),
        (410, "gone"),
        (401, "denied"),
        (403, "denied"),
        (429, "busy"),
        (500, "server"),
        (502, "server"),
        (503, "busy"),
        (511, "portal"),
        (418, "refused"),
    ],
)
def test_an_answer_that_is_not_the_file_is_told_apart(
    replay: Replay, target: Path, status: int, code: str
) -> None:
    replay.give("/a", status=status)

    assert code_of(Request(f"{replay.url}/a"), target) == code
    assert left(target) == []


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/json"])
def test_a_page_of_the_network_is_no_file(replay: Replay, target: Path, kind: str) -> None:
    replay.give("/a", "\n<!DOCTYPE html><title>Bienvenue</title>", kind=kind)

    assert code_of(Request(f"{replay.url}/a"), target) == "portal"
    assert left(target) == []


def test_nobody_there_is_said(replay: Replay, target: Path) -> None:
    with replaying() as gone:
        url = gone.url

    assert code_of(Request(f"{url}/a"), target) == "offline"


def test_a_packed_bomb_is_stopped_where_it_unpacks(replay: Replay, target: Path) -> None:
    replay.give("/a", bytes(50 * 2**20), packed=True)

    assert code_of(Request(f"{replay.url}/a"), target, Limits(size=2**20)) == "too-large"
    assert left(target) == []


@pytest.mark.parametrize("chunked", [False, True])
def test_more_than_a_directory_holds_is_stopped_on_its_way(
    replay: Replay, target: Path, *, chunked: bool
) -> None:
    replay.give("/a", BODY, etag='"1"', chunked=chunked)

    assert code_of(Request(f"{replay.url}/a"), target, Limits(size=100_000)) == "too-large"
    assert left(target) == []


def test_what_is_not_what_the_server_vouches_for_is_dropped(replay: Replay, target: Path) -> None:
    replay.give("/a", BODY, etag='"1"', digest=bytes(32))

    assert code_of(Request(f"{replay.url}/a"), target) == "damaged"
    assert left(target) == []


def test_a_packed_file_that_ends_too_soon_is_damaged(replay: Replay, target: Path) -> None:
    file = replay.give("/a", BODY, packed=True)
    cut = gzip.compress(file.body)[:-100]
    replay.files["/a"] = type("Cut", (type(file),), {"sent": cut})(packed=True)

    assert code_of(Request(f"{replay.url}/a"), target) == "damaged"


def test_a_disk_that_cannot_be_written_is_said(replay: Replay, tmp_path: Path) -> None:
    replay.give("/a", BODY)
    (tmp_path / "downloads").write_text("a file where the folder would be")

    assert code_of(Request(f"{replay.url}/a"), tmp_path / "downloads" / "essai") == "disk"


def test_it_stops_when_told_to_and_goes_on_later(replay: Replay, target: Path) -> None:
    replay.give("/a", BODY, etag='"1"')
    asked: list[bool] = []

    def third() -> bool:
        asked.append(True)
        return len(asked) == 3

    assert code_of(Request(f"{replay.url}/a"), target, watch=Watch(is_cancelled=third)) == (
        "cancelled"
    )
    assert part(target).stat().st_size > 0
    fetching.fetch(Request(f"{replay.url}/a"), target)
    assert target.read_bytes() == BODY


def trusting(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """Make a certificate of this machine, and a context that trusts it."""
    file = folder / "certificate.pem"
    certificate.create(file, folder / "key.pem", "127.0.0.1", lambda: Clock().moment)
    context = ssl.create_default_context(cafile=str(file))
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return file, context


def test_a_redirection_is_followed_from_one_encrypted_address_to_another(
    tmp_path: Path, target: Path
) -> None:
    file, trusted = trusting(tmp_path)
    with replaying(file) as one, replaying(file) as other:
        one.give("/a", to=f"{other.url}/b")
        other.give("/b", BODY, etag='"1"')
        request = Request(f"{one.url}/a", authorization="Bearer secret")
        fetching.fetch(request, target, verify=trusted)

    assert target.read_bytes() == BODY
    assert one.headers()["authorization"] == "Bearer secret"
    assert "authorization" not in other.headers()


def test_a_redirection_to_where_anybody_can_change_it_is_refused(
    tmp_path: Path, target: Path, replay: Replay
) -> None:
    file, trusted = trusting(tmp_path)
    replay.give("/b", BODY)
    with replaying(file) as encrypted:
        encrypted.give("/a", to=f"{replay.url}/b")
        with pytest.raises(FetchError) as failure:
            fetching.fetch(Request(f"{encrypted.url}/a"), target, verify=trusted)

    assert failure.value.code == "redirect"
    assert replay.asked == []


def test_a_redirection_without_end_is_refused(tmp_path: Path, target: Path) -> None:
    file, trusted = trusting(tmp_path)
    with replaying(file) as encrypted:
        encrypted.give("/a", to=f"{encrypted.url}/a")
        with pytest.raises(FetchError) as failure:
            fetching.fetch(Request(f"{encrypted.url}/a"), target, verify=trusted)

    assert failure.value.code == "redirect"


def test_another_server_in_its_place_is_told_nothing(tmp_path: Path, target: Path) -> None:
    file, _trusted = trusting(tmp_path)
    with replaying(file) as encrypted:
        encrypted.give("/a", BODY)

        assert code_of(Request(f"{encrypted.url}/a", authorization="Bearer x"), target) == (
            "certificate"
        )
        assert encrypted.asked == []


def test_an_address_that_is_not_encrypted_is_not_asked(target: Path) -> None:
    assert code_of(Request("http://annuaire.example/a"), target) == "redirect"
