import pytest

from maraude.domain.encounter import Given
from maraude.domain.refusal import Refusal
from maraude.domain.tour import Tour
from maraude.usecases import log, spots, stock, tours, undo
from maraude.usecases.session import Session
from maraude.usecases.stock import Shelf
from tests.team import Clock
from tests.usecases.conftest import Note


@pytest.fixture
def tour(work: Session) -> Tour:
    return tours.start(work)


def shelf(session: Session, code: str) -> Shelf:
    tour = tours.of_evening(session, session.evening)
    assert tour is not None
    known = stock.shelves(tour, tours.entries(session, tour))
    return next(one for one in known if one.code == code)


def test_only_what_comes_out_of_the_van_has_a_shelf(work: Session) -> None:
    codes = [one.code for one in stock.prepared(work)]

    assert {"SOU", "DUV", "TIC", "ANI"} <= set(codes)
    assert not {"ECO", "PSP", "DEM"} & set(codes)
    assert len(codes) == 15


def test_what_is_loaded_before_leaving_is_the_tours_and_then_no_more_prepared(
    work: Session,
) -> None:
    stock.load(work, None, "SOU", 20)
    stock.load(work, None, "DUV", 4)
    stock.load(work, None, "DUV", 0)
    tour = tours.start(work)

    assert tour.stock_out == (Given("SOU", 20),)
    assert stock.loaded_before(work) == ()


def test_what_is_given_or_left_behind_counts_down(work: Session, tour: Tour, note: Note) -> None:
    stock.load(work, tour, "SOU", 20)
    note("3s=")
    note("0s=5")

    assert shelf(work, "SOU") == Shelf("SOU", loaded=20, given=8, counted=None)
    assert shelf(work, "SOU").left == 12


def test_what_is_undone_counts_up_again(work: Session, tour: Tour, note: Note) -> None:
    stock.load(work, tour, "SOU", 20)
    note("3s=")
    undo.undo_latest(work)

    assert shelf(work, "SOU").left == 20


def test_more_given_than_loaded_leaves_nothing(work: Session, tour: Tour, note: Note) -> None:
    stock.load(work, tour, "SOU", 2)
    note("3s=")

    assert shelf(work, "SOU").left == 0


def test_a_difference_is_what_was_counted_against_what_should_be_left(
    work: Session, tour: Tour, note: Note
) -> None:
    stock.load(work, tour, "DUV", 4)
    note("d=")
    stock.count(work, tour, "DUV", 2)
    assert shelf(work, "DUV").difference == -1
    stock.count(work, tour, "DUV", None)

    assert shelf(work, "DUV").counted is None
    assert shelf(work, "DUV").difference == 0


def test_counting_the_rest_leaves_what_was_counted(work: Session, tour: Tour, note: Note) -> None:
    for code in ("SOU", "DUV"):
        stock.load(work, tour, code, 5)
    note("k=")
    stock.count(work, tour, "DUV", 3)
    stock.count_what_is_left(work, tour, tours.entries(work, tour))

    counted = {code: shelf(work, code).counted for code in ("SOU", "DUV", "KIT", "TEN")}
    assert counted == {"SOU": 5, "DUV": 3, "KIT": None, "TEN": None}


def test_each_number_can_be_undone(work: Session, tour: Tour) -> None:
    stock.load(work, tour, "SOU", 20)
    stock.load(work, tour, "SOU", 30)
    undo.undo_latest(work)

    assert shelf(work, "SOU").loaded == 20


def test_the_stock_of_last_time_is_loaded_at_once(work: Session, tour: Tour, clock: Clock) -> None:
    stock.load(work, tour, "SOU", 20)
    tours.end(work, tour)
    clock.pass_time(days=1)
    tours.end(work, tours.start(work))
    stock.load_as_last_time(work, None)

    assert stock.loaded_before(work) == (Given("SOU", 20),)
    tonight = tours.start(work)
    stock.load(work, tonight, "SOU", 1)
    stock.load_as_last_time(work, tonight)
    assert shelf(work, "SOU").loaded == 20


def test_without_a_last_time_there_is_a_sentence(work: Session) -> None:
    with pytest.raises(Refusal, match="Aucune maraude d'avant"):
        stock.load_as_last_time(work, None)


@pytest.mark.parametrize("quantity", [-1, 10_000])
def test_impossible_numbers_are_refused(work: Session, tour: Tour, quantity: int) -> None:
    with pytest.raises(Refusal, match="0 à 9999"):
        stock.load(work, tour, "SOU", quantity)
    with pytest.raises(Refusal, match="0 à 9999"):
        stock.count(work, tour, "SOU", quantity)


def test_a_screen_that_shows_an_older_tour_overwrites_nothing(work: Session, tour: Tour) -> None:
    spot = spots.add(work, "Gare de l'Est")
    stock.load(work, tour, "SOU", 20)
    spots.go(work, tours.by_id(work, tour.id), spot.id)
    stock.load(work, tour, "DUV", 2)
    ended = tours.end(work, tour)

    assert ended.spot == spot.id
    assert set(ended.stock_out) == {Given("SOU", 20), Given("DUV", 2)}


def test_the_line_says_calmly_what_runs_out(work: Session, tour: Tour, note: Note) -> None:
    stock.load(work, tour, "DUV", 2)
    note("d=")
    known = tours.by_id(work, tour.id)
    entries = tours.entries(work, known)
    words = [
        log.read(work, known, line, at=work.now(), entries=entries).words[-1]
        for line in ("d=", "éd=", "és=")
    ]

    assert words == ["Remis : duvet ×1", "Plus assez en stock : duvet", "Remis : soupe ×2"]
