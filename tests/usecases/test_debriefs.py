import pytest

from maraude.domain.refusal import Refusal
from maraude.domain.tour import Tour
from maraude.usecases import alerts, debriefs, follow_ups, incidents, notes, stock, tours, undo
from maraude.usecases.debriefs import Figures, Remaining, WrittenDebrief
from maraude.usecases.session import Session
from tests.team import Clock
from tests.usecases.conftest import Note


@pytest.fixture
def tour(work: Session) -> Tour:
    return tours.start(work)


def remaining(session: Session) -> Remaining:
    tour = tours.current(session)
    assert tour is not None
    return debriefs.remaining(session, tour, tours.entries(session, tour))


@pytest.mark.usefixtures("tour")
def test_a_tour_on_which_nothing_happened_leaves_nothing(work: Session) -> None:
    left = remaining(work)

    assert left.open_count == 0
    assert (left.transmissions, left.incidents, left.uncounted) == ((), (), ())


def test_figures_count_encounters_people_and_calls(work: Session, tour: Tour, note: Note) -> None:
    for line in ("4,2s=", "hu", "éhu-", "0s=5", "y"):
        note(line)

    assert debriefs.figures(tours.entries(work, tour)) == Figures(encounters=4, people=9, calls=2)


def test_what_is_open_is_listed_until_it_is_settled(work: Session, note: Note) -> None:
    note("hu ,momo !pla", "momo")
    left = remaining(work)
    assert (len(left.calls), len(left.alerts), left.open_count) == (1, 1, 2)
    alerts.close(work, left.alerts[0].alert)

    assert remaining(work).alerts == ()


def test_alerts_of_earlier_evenings_concern_a_tour_that_met_the_person(
    work: Session, note: Note, clock: Clock
) -> None:
    note("s= ,momo !pla", "momo")
    note("s= ,anna !dou", "anna")
    clock.pass_time(days=1)
    tours.close_left_open(work)
    note("b= ,anna")

    assert [raised.about.name for raised in remaining(work).alerts] == ["anna"]


def test_who_was_to_be_seen_tonight_and_was_not_is_listed(
    work: Session, note: Note, clock: Clock
) -> None:
    note("s= ,momo r", "momo")
    note("s= ,anna r", "anna")
    clock.pass_time(days=1)
    tours.close_left_open(work)
    note("b= ,anna")

    (planned,) = remaining(work).tonight
    assert planned.about.name == "momo"
    follow_ups.move(work, planned.follow_up, None)
    assert remaining(work).tonight == ()
    assert [one.about.name for one in remaining(work).undated] == ["momo"]


@pytest.mark.usefixtures("tour")
def test_only_the_transmissions_of_the_tour_are_its_own(work: Session, clock: Clock) -> None:
    notes.write(work, "hier")
    clock.pass_time(days=1)
    tours.close_left_open(work)
    tours.start(work)
    notes.write(work, "ce soir")

    assert [words.note.text for words in remaining(work).transmissions] == ["ce soir"]


def test_what_was_loaded_and_not_counted_is_told(work: Session, tour: Tour) -> None:
    stock.load(work, tour, "SOU", 3)
    assert [shelf.code for shelf in remaining(work).uncounted] == ["SOU"]
    stock.count(work, tour, "SOU", 3)

    assert remaining(work).uncounted == ()


def test_an_incident_says_what_happened_and_who_was_told(work: Session, tour: Tour) -> None:
    written = incidents.write(work, tour, " une vitre\ncassée \x07", " l'astreinte ")
    changed = incidents.change(work, written, "une vitre cassée, personne de blessé", "le 17")

    assert (written.text, written.told) == ("une vitre\ncassée", "l'astreinte")
    assert incidents.of_tour(work, tour) == (changed,)


def test_an_incident_is_withdrawn_and_brought_back(work: Session, tour: Tour) -> None:
    written = incidents.write(work, tour, "une vitre cassée")
    incidents.withdraw(work, written)
    assert incidents.of_tour(work, tour) == ()
    undo.undo_latest(work)

    assert incidents.of_tour(work, tour) == (written,)


def test_an_incident_without_words_is_refused(work: Session, tour: Tour) -> None:
    with pytest.raises(Refusal, match="quelques mots"):
        incidents.write(work, tour, " \n ")

    assert incidents.of_tour(work, tour) == ()


@pytest.mark.parametrize(
    ("typed", "read"), [("12,5", 12.5), ("12.5", 12.5), ("0", 0.0), ("", None), ("  ", None)]
)
def test_kilometres_are_read_with_comma_or_point(typed: str, read: float | None) -> None:
    assert debriefs.read_kilometres(typed) == read


def test_kilometres_that_are_no_number_are_refused() -> None:
    with pytest.raises(Refusal, match="en chiffres"):
        debriefs.read_kilometres("loin")


def test_what_was_typed_is_the_debrief_of_a_tour_that_ends_without_one(
    work: Session, tour: Tour
) -> None:
    debriefs.keep(work, WrittenDebrief("calme", "12,5")).result()
    ended = tours.end(work, tour)

    assert (ended.debrief, ended.kilometres) == ("calme", 12.5)
    assert debriefs.read(work) == WrittenDebrief()


@pytest.mark.parametrize("kilometres", ["loin", "-3", "nan", "1e9"])
def test_at_noon_what_was_typed_goes_with_the_tour_as_far_as_it_can_be_read(
    work: Session, tour: Tour, clock: Clock, kilometres: str
) -> None:
    debriefs.keep(work, WrittenDebrief("calme", kilometres)).result()
    clock.pass_time(days=1)
    (closed,) = tours.close_left_open(work)

    assert closed.id == tour.id
    assert closed.debrief == "calme\nMaraude restée ouverte, close d'elle-même à midi."
    assert closed.kilometres is None
    assert debriefs.read(work) == WrittenDebrief()
