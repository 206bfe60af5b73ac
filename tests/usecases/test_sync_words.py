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
