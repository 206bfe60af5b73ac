from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from maraude.directory.experience import Experience, Outcome, Refusals, mark, refused, summary

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 23, 21, 10, tzinfo=UTC)


def learnt(*outcomes: tuple[str, int, int]) -> Experience:
    """Give results as code, times and days ago."""
    return Experience(
        "essai:1",
        tuple(Outcome(result, n, NOW - timedelta(days=days)) for result, n, days in outcomes),
    )


def test_the_results_are_said_the_latest_first() -> None:
    told = learnt(("NON", 1, 1), ("REA", 3, 11), ("ANN", 1, 12))
    assert summary(told, PARIS) == (
        "Nos orientations : 1 non aboutie (le dimanche 22 nov.), 3 réalisées (le jeudi 12 nov.)."
    )
    assert mark(told) == "-1 +3"


def test_nothing_is_said_where_nothing_came_of_it() -> None:
    assert summary(learnt(), PARIS) == ""
    assert summary(learnt(("ANN", 2, 1)), PARIS) == ""
    assert mark(learnt()) == ""


def test_what_is_awaited_or_declined_counts_neither_way() -> None:
    assert mark(learnt(("PRO", 2, 1))) == "…"
    assert not learnt(("REF", 2, 1), ("REA", 1, 3)).failed_lately(NOW)


@pytest.mark.parametrize(
    ("told", "failed"),
    [
        (learnt(("NON", 1, 90), ("REA", 9, 91)), True),
        (learnt(("REF", 1, 1), ("NON", 1, 2)), True),
        (learnt(("REA", 1, 1), ("NON", 9, 2)), False),
        (learnt(("NON", 1, 91)), False),
        (learnt(), False),
    ],
)
def test_a_failure_speaks_against_a_service_until_someone_arrives_or_a_season_goes(
    told: Experience, *, failed: bool
) -> None:
    assert told.failed_lately(NOW) is failed


@pytest.mark.parametrize(
    ("refusals", "said"),
    [
        (Refusals(3, 4, "ANI"), "3 refus sur 4 ce mois : animal refusé."),
        (Refusals(1, 9), "1 refus sur 9 ce mois."),
        (Refusals(1, 1, "of a newer list"), "1 refus sur 1 ce mois."),
        (Refusals(0, 2), ""),
        (Refusals(), ""),
    ],
)
def test_refusals_of_the_month_are_counted_with_their_reason(refusals: Refusals, said: str) -> None:
    assert refused(refusals) == said
    assert summary(Experience("essai:1", refusals=refusals), PARIS) == said


@pytest.mark.parametrize(
    ("refusals", "against"),
    [(Refusals(2, 4), True), (Refusals(1, 3), False), (Refusals(0, 0), False)],
)
def test_refusals_speak_against_a_service_where_they_prevail(
    refusals: Refusals, *, against: bool
) -> None:
    told = Experience("essai:1", learnt(("REF", 2, 1), ("REA", 1, 3)).outcomes, refusals)
    assert told.speaks_against(NOW) is against
