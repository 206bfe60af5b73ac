from datetime import timedelta

import pytest

from maraude.domain.choice import Choice, ChoiceKind
from maraude.domain.encounter import StockMove
from maraude.domain.person import Informed, Person
from maraude.domain.refusal import Refusal
from maraude.store.records import select
from maraude.usecases import log, spots, tours
from maraude.usecases.log import Reading
from maraude.usecases.session import Session
from tests.team import Clock
from tests.usecases.conftest import Note


def read_again(session: Session, line: str) -> Reading:
    """Read a line beside what the tour already holds."""
    tour = log.tour_for(session, None)
    entries = tours.entries(session, tour)
    return log.read(session, tour, line, at=session.now(), entries=entries)


def test_the_first_line_of_an_evening_starts_its_tour(work: Session, note: Note) -> None:
    note("s=")

    tour = tours.current(work)
    assert tour is not None
    assert str(tour.evening) == "2026-11-23"


def test_a_line_that_is_refused_starts_no_tour(work: Session, note: Note) -> None:
    with pytest.raises(Refusal, match="je ne comprends pas"):
        note("h%")

    assert tours.current(work) is None


@pytest.mark.parametrize("line", ["", "   ", "\u202e\u200e"])
def test_an_empty_line_is_refused(note: Note, line: str) -> None:
    with pytest.raises(Refusal, match="vide"):
        note(line)


def test_things_left_without_meeting_anyone_are_a_stock_move(note: Note) -> None:
    left = note("0s=5").encounter

    assert isinstance(left, StockMove)
    assert [(item.code, item.quantity) for item in left.items] == [("SOU", 5)]


def test_a_line_that_only_names_a_place_moves_the_team(work: Session) -> None:
    canal = spots.add(work, "Canal St-Martin")
    tour = tours.start(work)
    kept = log.save(work, log.read(work, tour, ";can", at=work.now()))

    moved = tours.current(work)
    assert kept is None
    assert moved is not None
    assert moved.spot == canal.id
    assert tours.entries(work, moved) == ()


def test_the_same_people_at_the_same_place_minutes_ago_are_a_repetition(
    work: Session, note: Note, clock: Clock
) -> None:
    first = note("3s=")
    clock.pass_time(minutes=9)

    assert read_again(work, "3b=").repeats == first.at


@pytest.mark.parametrize("line", ["4b=", "b= ,momo", "3b= ;est", ";est", ""])
def test_other_people_or_another_place_are_no_repetition(
    work: Session, note: Note, line: str
) -> None:
    spots.add(work, "Gare de l'Est")
    note("3s=", "momo")

    assert read_again(work, line).repeats is None


def test_after_ten_minutes_the_same_people_are_no_repetition(
    work: Session, note: Note, clock: Clock
) -> None:
    note("3s=")
    clock.moment += timedelta(minutes=11)

    assert read_again(work, "3b=").repeats is None


def test_the_same_known_person_minutes_ago_is_a_repetition(work: Session, note: Note) -> None:
    first = note("s= ,momo", "momo")

    assert read_again(work, "b= ,mo").repeats == first.at


def test_a_repetition_is_saved_all_the_same(work: Session, note: Note) -> None:
    note("3s=")
    note("3s=")
    tour = log.tour_for(work, None)

    assert len(tours.entries(work, tour)) == 2


def test_someone_unseen_for_two_months_must_be_confirmed(
    work: Session, note: Note, clock: Clock
) -> None:
    note("e ,momo", "momo")
    clock.pass_time(days=60)
    (lately,) = read_again(work, "e ,momo").persons
    clock.pass_time(seconds=1)
    (long_ago,) = read_again(work, "e ,momo").persons

    assert not lately.long_unseen
    assert long_ago.long_unseen


def test_a_prefix_that_several_share_names_them_and_stores_nothing(
    work: Session, note: Note
) -> None:
    note("2e ,marta ,marius", "marta", "marius")

    with pytest.raises(Refusal, match=r"marta, marius|marius, marta") as refused:
        note("s= ,mar")
    assert refused.value.code == "which"


def test_a_name_said_whole_wins_over_longer_ones(work: Session, note: Note) -> None:
    note("2e ,sam ,samira", "sam", "samira")
    (match,) = read_again(work, "s= ,sam").persons

    assert match.chosen is not None
    assert match.chosen.name == "sam"


def test_the_same_person_named_twice_is_refused(note: Note) -> None:
    note("e ,momo", "momo")

    with pytest.raises(Refusal, match="deux fois la même personne"):
        note("e ,mo ,momo")


def test_the_same_new_name_twice_makes_one_file(work: Session, note: Note) -> None:
    note("2e ,Momo ,mômo", "momo")

    assert [person.called for person in select(work.store.reader, Person, "1")] == ["momo"]


def test_a_new_file_says_whether_the_person_was_informed(work: Session) -> None:
    tour = log.tour_for(work, None)
    new = Choice(ChoiceKind.PERSON, "ana", name="Ana", informed=Informed.NOT_POSSIBLE)
    log.save(work, log.read(work, tour, "e ,ana", (new,), at=work.now()))

    (person,) = select(work.store.reader, Person, "1")
    assert (person.called, person.informed) == ("Ana", Informed.NOT_POSSIBLE)


def test_a_note_is_cleaned_of_what_would_command_a_terminal(note: Note) -> None:
    kept = note("s= /calme\x1b]52;c;eA==\x07 \u202eici")

    assert kept.encounter.note == "calme]52;c;eA== ici"


def test_who_was_just_seen_by_another_tour_is_said_before_enter(
    work: Session, note: Note, clock: Clock
) -> None:
    note("s= ,momo", "momo")
    assert read_again(work, "b= ,mo").passed == ()
    tours.end(work, log.tour_for(work, None))
    clock.pass_time(minutes=45)
    tours.start(work)

    assert read_again(work, "b= ,mo").passed == ("momo : vu il y a 45 min, équipe Nord, soupe",)
