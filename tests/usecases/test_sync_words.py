from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from maraude.usecases import sync_words
from maraude.usecases.sync import Standing

PARIS = ZoneInfo("Europe/Paris")
AT = datetime(2026, 11, 23, 21, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("synced_at", "complete", "said"),
    [
        (None, False, ""),
        (AT, True, "à jour à 22:10"),
        (AT, False, "échange incomplet à 22:10"),
        (AT.replace(day=21), True, "à jour le 21/11 à 22:10"),
        (AT.replace(day=21), False, "échange incomplet le 21/11 à 22:10"),
    ],
)
def test_it_is_said_when_the_server_last_answered(
    synced_at: datetime | None,
    complete: bool,  # noqa: FBT001 - as the table has it
    said: str,
) -> None:
    standing = Standing(
        enrolled=True,
        waiting=0,
        since=None,
        synced_at=synced_at,
        complete=complete,
        conflicts=0,
    )
    assert sync_words.state(standing, AT.replace(minute=50), PARIS) == said


@pytest.mark.parametrize(
    ("since", "said"),
    [
        (AT, "3 à envoyer depuis 22:10"),
        (AT.replace(day=21), "3 à envoyer depuis le 21/11 à 22:10"),
    ],
)
def test_while_something_waits_nothing_is_said_to_be_up_to_date(since: datetime, said: str) -> None:
    standing = Standing(
        enrolled=True, waiting=3, since=since, synced_at=AT, complete=True, conflicts=0
    )
    assert sync_words.state(standing, AT.replace(minute=50), PARIS) == said
    assert sync_words.last(standing, AT.replace(minute=50), PARIS) == "à jour à 22:10"


def test_where_there_is_no_server_nothing_is_said_to_wait() -> None:
    standing = Standing(
        enrolled=False, waiting=3, since=AT, synced_at=None, complete=False, conflicts=0
    )
    assert sync_words.state(standing, AT, PARIS) == ""
