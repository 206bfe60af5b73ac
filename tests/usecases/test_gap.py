"""The quarter-hour gap of a fictional evening, each figure against what was worked out by hand."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from maraude.directory.hours import read
from maraude.directory.importers.batch import Batch
from maraude.directory.service import Eligibility, Facet, Load, Service
from maraude.domain.evening import Evening
from maraude.domain.refusal import Refusal
from maraude.domain.service_note import Correction
from maraude.domain.spot import Position
from maraude.domain.suppression import OUTSIDE
from maraude.usecases import gap, gap_figures, gap_words, log, service_notes, spots
from maraude.usecases.gap import Within
from maraude.usecases.gap_figures import Figure, Gap, Line
from maraude.usecases.session import Session
from tests.directory.services import REPUBLIQUE, SERVICE, TODAY

PARIS = ZoneInfo("Europe/Paris")
TONIGHT = Evening(TODAY)
FAR = Position(48.90, 2.3636)
ALL = Eligibility(woman=Facet.YES, man=Facet.YES, pets=Facet.YES)


def north(metres: float) -> Position:
    return Position(REPUBLIQUE.lat + metres / 111_195, REPUBLIQUE.lon)


def services(session: Session, *found: Service) -> None:
    numbered = [replace(one, id=f"essai:{n}", source_id=str(n)) for n, one in enumerate(found)]
    batch = Batch("essai", "Les Lucioles", len(found), tuple(numbered), ())
    session.services.replace(batch, TODAY, PARIS, confirmed=True)


def service(category: str, opening: str, metres: float = 100, **changes: Any) -> Service:
    facets: dict[str, Any] = {"eligibility": ALL, "position": north(metres)} | changes
    return replace(SERVICE, category=category, hours=read(opening), **facets)


def place(session: Session, name: str, sector: str, position: Position | None) -> str:
    return spots.add(session, name, position, sector=sector).id


def met(session: Session, line: str, at: str, spot: str | None) -> None:
    """Note an encounter at a local time of tonight."""
    hour, minute = map(int, at.split(":"))
    day = 23 if hour >= 12 else 24
    when = datetime(2026, 11, day, hour, minute, tzinfo=PARIS).astimezone(UTC)
    tour = log.tour_for(session, None)
    if spot and tour.spot != spot:
        tour = spots.go(session, tour, spot)
    log.save(session, log.read(session, tour, line, at=when))


def looked(session: Session) -> list[tuple[str, int, str, Within | None]]:
    found = gap.look(session, TONIGHT, TONIGHT)
    return [(one.quarter, one.hour, one.need, one.within) for one in found.asked]


def only(session: Session, *found: Service, line: str = "w", at: str = "22:30") -> Within | None:
    """Ask for a shower at République, where ``found`` are."""
    services(session, *found)
    met(session, line, at, place(session, "République", "Nord", REPUBLIQUE))
    ((_quarter, _hour, need, within),) = looked(session)
    assert need == "HYG"
    return within


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([service("shower", "20:00-23:00")], Within.OPEN),
        ([service("shower", "08:00-20:00")], Within.NOTHING),
        ([service("shower", "")], Within.UNKNOWN),
        ([service("shower", "20:00-23:00", eligibility=Eligibility())], Within.OPEN),
        ([service("shower", '20:00-23:00 "sur rendez-vous"')], Within.UNKNOWN),
        # 923 m take 15 minutes at 4.8 km/h and 1.3 m walked for each metre of a straight line.
        ([service("shower", "24/7", 922)], Within.OPEN),
        ([service("shower", "24/7", 925)], Within.NOTHING),
        # 800 m take 13 minutes: it closes before.
        ([service("shower", "20:00-22:40", 800)], Within.NOTHING),
        ([service("shower", "20:00-22:50", 800)], Within.OPEN),
        ([service("shower", "08:00-20:00"), service("toilets", "24/7", 500)], Within.OPEN),
        ([service("shower", "20:00-23:00", load=Load.FULL)], Within.UNKNOWN),
        ([service("shower", "08:00-20:00", load=Load.FULL)], Within.NOTHING),
        (
            [service("shower", "24/7", 50, load=Load.FULL), service("shower", "24/7")],
            Within.OPEN,
        ),
        ([service("meal", "24/7")], Within.UNKNOWN),
        ([service("meal", "24/7"), service("shower", "24/7", 5_000)], Within.NOTHING),
        ([], Within.UNKNOWN),
    ],
)
def test_what_is_within_reach_of_a_request(
    work: Session, found: list[Service], expected: Within
) -> None:
    assert only(work, *found) is expected


@pytest.mark.parametrize(
    ("facet", "expected"),
    [
        (Facet.YES, Within.OPEN),
        (Facet.PREFERENTIAL, Within.OPEN),
        (Facet.NO, Within.NOTHING),
        (Facet.UNKNOWN, Within.UNKNOWN),
    ],
)
def test_it_has_to_take_this_person(work: Session, facet: Facet, expected: Within) -> None:
    shower = service("shower", "24/7", eligibility=Eligibility(woman=facet))

    assert only(work, shower, line="0,1w") is expected


@pytest.mark.parametrize(
    ("what", "more", "within"),
    [
        (Correction.CLOSED, {}, Within.NOTHING),
        (Correction.FULL, {}, Within.NOTHING),
        (Correction.REFUSES, {"facet": "pets"}, Within.OPEN),
        (Correction.REFUSES, {"facet": "man"}, Within.NOTHING),
        (Correction.MOVED, {"text": "ailleurs"}, Within.UNKNOWN),
        (Correction.MOVED, {"position": FAR}, Within.NOTHING),
        (Correction.MOVED, {"position": north(300)}, Within.OPEN),
    ],
)
def test_what_the_coordination_says_of_that_evening_holds(
    work: Session, what: Correction, more: dict[str, Any], within: Within
) -> None:
    services(work, service("shower", "24/7"))
    spot = place(work, "République", "Nord", REPUBLIQUE)
    met(work, "1,0w", "22:30", spot)
    tour = log.tour_for(work, None)
    before = datetime(2026, 11, 22, 22, tzinfo=PARIS).astimezone(UTC)
    log.save(work, log.read(work, tour, "1,0w", at=before))
    service_notes.correct(work, "essai:0", what, until=TONIGHT, **more)
    found = gap.look(work, TONIGHT.later(-1), TONIGHT)

    assert [one.within for one in found.asked] == [Within.OPEN, within]


def test_what_is_corrected_does_not_answer_for_what_is_alike(work: Session) -> None:
    services(work, service("shower", "24/7"), service("shower", "24/7", 500))
    met(work, "w", "22:30", place(work, "République", "Nord", REPUBLIQUE))
    service_notes.correct(work, "essai:0", Correction.CLOSED)

    assert [within for *_where, within in looked(work)] == [Within.OPEN]


def test_what_moved_within_reach_of_where_it_was_not_counts(work: Session) -> None:
    services(work, service("shower", "24/7", 5_000))
    met(work, "w", "22:30", place(work, "République", "Nord", REPUBLIQUE))
    assert [within for *_where, within in looked(work)] == [Within.NOTHING]
    service_notes.correct(work, "essai:0", Correction.MOVED, position=north(200))
    assert [within for *_where, within in looked(work)] == [Within.OPEN]


def test_hours_of_weeks_ago_are_those_of_that_day(work: Session) -> None:
    """The 9th was a Monday as the 23rd is; the 11th was Armistice Day."""
    services(work, service("shower", "Mo 20:00-23:00; PH off"))
    spot = place(work, "République", "Nord", REPUBLIQUE)
    tour = spots.go(work, log.tour_for(work, None), spot)
    for day in (9, 10, 23):
        when = datetime(2026, 11, day, 22, tzinfo=PARIS).astimezone(UTC)
        log.save(work, log.read(work, tour, "w", at=when))
    found = gap.look(work, *gap.period(work, None, None))

    assert [one.within for one in found.asked] == [Within.OPEN, Within.NOTHING, Within.OPEN]


def test_what_is_no_open_request_is_not_counted(work: Session) -> None:
    services(work, service("meal", "24/7"), service("shower", "24/7"))
    spot = place(work, "République", "Nord", REPUBLIQUE)
    for line in ("s=", "e", "c-", "w---", "yw"):
        met(work, line, "22:00", spot)

    assert looked(work) == []


@pytest.fixture
def evening(work: Session) -> Session:
    """Forty-two encounters in two sectors, at two hours, with three needs.

    At République a shower is open until 23:00, and nobody knows when the day centre is; at the
    Canal, far away, there is nothing at all. Nobody in the directory gives a bed for the night.
    """
    services(
        work,
        service("shower", "08:00-23:00"),
        service("luggage", ""),
        service("luggage", "08:00-18:00", position=FAR),
    )
    republique = place(work, "République", "Nord", REPUBLIQUE)
    canal = place(work, "Canal", "Est", FAR)
    bridge = place(work, "Pont", "Est", None)
    nameless = place(work, "Ailleurs", "", FAR)
    for spot, line, at, times in (
        (republique, "w", "22:10", 7),  # open
        (republique, "w", "23:20", 6),  # closed since 23:00
        (republique, "w", "22:50", 2),  # open, and a minute away
        (republique, "h", "23:30", 6),  # no bed in the directory
        (canal, "w", "23:15", 8),  # nothing there
        (canal, "w", "22:05", 5),  # nothing there
        (canal, "h", "22:20", 1),  # no bed in the directory
        (nameless, "w", "23:45", 2),  # nothing there, and no sector
        (bridge, "w", "23:50", 5),  # nobody knows where
    ):
        for _ in range(times):
            met(work, line, at, spot)
    return work


def counted(line: Line) -> tuple[str, ...]:
    figures = (line.nothing, line.unknown, line.open, line.asked)
    return line.name, *map(shown, figures)


def shown(figure: Figure) -> str:
    return str(figure.count) if figure.count is not None else "<5" if figure.small else "x"


def of(session: Session) -> Gap:
    return gap_figures.of(gap.look(session, TONIGHT, TONIGHT))


def test_each_request_of_the_evening_is_what_was_worked_out(evening: Session) -> None:
    found = looked(evening)

    assert {one: found.count(one) for one in found} == {
        ("Nord", 22, "HYG", Within.OPEN): 9,
        ("Nord", 23, "HYG", Within.NOTHING): 6,
        ("Nord", 23, "HEB", Within.UNKNOWN): 6,
        ("Est", 23, "HYG", Within.NOTHING): 8,
        ("Est", 22, "HYG", Within.NOTHING): 5,
        ("Est", 22, "HEB", Within.UNKNOWN): 1,
        ("", 23, "HYG", Within.NOTHING): 2,
        ("Est", 23, "HYG", None): 5,
    }


def test_figures_are_those_worked_out_and_no_total_gives_a_small_one_away(
    evening: Session,
) -> None:
    """Worked out by hand, nothing / unknown / open / asked:

    HYG 21 0 9 30, HEB 0 7 0 7; Nord 6 6 9 21, Est 13 1 0 14, none 2 0 0 2;
    22 h 5 1 9 15, 23 h 16 6 0 22; in all 21 7 9 37.
    """
    found = of(evening)

    assert counted(found.total) == ("", "21", "7", "9", "37")
    assert list(map(counted, found.by_need)) == [
        ("HEB", "0", "7", "0", "7"),
        ("HYG", "21", "0", "9", "30"),
    ]
    # x: 14, 6, 6 below; 15, 6, 22 then: each would give a figure below five away.
    assert list(map(counted, found.by_quarter)) == [
        ("Est", "13", "<5", "0", "x"),
        ("Nord", "x", "x", "9", "21"),
        ("", "<5", "0", "0", "<5"),
    ]
    assert list(map(counted, found.by_hour)) == [
        ("22", "5", "<5", "9", "x"),
        ("23", "16", "x", "0", "x"),
    ]
    assert [(one.quarter, one.hour, one.need, shown(one.nothing)) for one in found.cells] == [
        ("Est", 23, "HYG", "8"),
        ("Est", 22, "HYG", "5"),
        ("", 23, "HYG", "<5"),
        ("Nord", 23, "HYG", "x"),
    ]
    assert (found.nowhere, found.met) == (Figure(5), Figure(42))


def test_others_than_the_organisation_see_no_figure_below_eleven(evening: Session) -> None:
    looked = gap.look(evening, TONIGHT, TONIGHT)
    found = gap_figures.of(looked, OUTSIDE)
    lines = (found.total, *found.by_need, *found.by_quarter, *found.by_hour)
    figures = [f for one in lines for f in (one.nothing, one.unknown, one.open, one.asked)]
    figures += [found.nowhere, found.met, *(cell.nothing for cell in found.cells)]
    counts = {figure.count for figure in figures}

    assert counts.isdisjoint(range(1, OUTSIDE))
    assert max(count or 0 for count in counts) == 42
    assert found.nowhere == Figure(None, small=True, least=OUTSIDE)
    assert gap_words.figure(found.nowhere) == "< 11"
    few = gap_figures.of(replace(looked, asked=(), met=10), OUTSIDE)
    assert few.met == Figure(None, small=True, least=OUTSIDE)


def test_few_encounters_are_few_however_much_they_ask_for(work: Session) -> None:
    """Three encounters make six requests of one quarter: they are hidden all the same."""
    services(work, service("shower", "24/7"), service("night_stop", "24/7"))
    spot = place(work, "République", "Nord", REPUBLIQUE)
    for _ in range(3):
        met(work, "wh", "22:00", spot)
    found = of(work)

    assert list(map(counted, found.by_quarter)) == [("Nord", "0", "0", "<5", "<5")]
    assert "6" not in counted(found.total)


def test_a_few_without_a_place_are_hidden(work: Session) -> None:
    services(work, service("shower", "24/7"))
    met(work, "w", "22:00", None)

    assert of(work).nowhere == Figure(None, small=True)


def test_nothing_of_a_person_is_in_what_is_said(evening: Session) -> None:
    assert {type(value) for one in gap.look(evening, TONIGHT, TONIGHT).asked
            for value in (one.quarter, one.hour, one.need)} == {str, int}  # fmt: skip
    assert not {"encounter", "person", "spot"} & set(Gap.__dataclass_fields__)


def test_an_evening_without_anybody_has_figures_of_nothing(work: Session) -> None:
    found = of(work)

    assert counted(found.total) == ("", "0", "0", "0", "0")
    assert (found.by_need, found.cells, found.met) == ((), (), Figure(0))


def test_wrong_evenings_and_minutes_are_refused(work: Session) -> None:
    with pytest.raises(Refusal):
        gap.period(work, TONIGHT, TONIGHT.later(-1))
    with pytest.raises(Refusal):
        gap.look(work, TONIGHT, TONIGHT, 0)
    assert gap.period(work, None, None) == (TONIGHT.later(-27), TONIGHT)


def test_progress_is_told_to_the_end(evening: Session) -> None:
    seen: list[tuple[int, int]] = []
    gap.look(evening, TONIGHT, TONIGHT, progress=lambda done, total: seen.append((done, total)))

    assert seen[-1] == (42, 42)
