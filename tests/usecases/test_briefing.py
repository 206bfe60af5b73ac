import pytest

from maraude.domain.person import Person
from maraude.domain.tour import Member
from maraude.store.records import get
from maraude.usecases import alerts, briefing, follow_ups, notes, spots, tours
from maraude.usecases.briefing import Briefing
from maraude.usecases.session import Session
from tests.team import Clock
from tests.usecases.conftest import Note


@pytest.fixture
def last_night(work: Session, note: Note, clock: Clock) -> None:
    """Inès and Karim were out the evening before, in the North."""
    spots.add(work, "est")
    clock.pass_time(days=-1)
    tours.start(work, sector="Nord", members=(Member("Inès"), Member("Karim")))
    note(";est s= ,momo r !pla", "momo")
    note("p ,marta r3", "marta")
    note("4,2b=")
    clock.pass_time(days=1)


def read(session: Session) -> Briefing:
    tours.close_left_open(session)
    return briefing.read(session)


def test_a_new_profile_has_an_empty_briefing(work: Session) -> None:
    known = read(work)

    assert (known.alerts, known.due, known.overdue, known.seen) == ((), (), (), ())
    assert (known.transmissions, known.lost, known.older) == ((), (), 0)


@pytest.mark.usefixtures("last_night")
def test_alerts_say_about_whom_and_by_whom_the_gravest_first(work: Session) -> None:
    ((marta, _at, _spot), _momo) = read(work).seen[0].persons
    alerts.put_up(work, "HYP", person=marta.person)

    first, second = read(work).alerts
    assert (first.alert.code, first.about.name, first.crew) == ("HYP", "marta", None)
    assert (second.alert.code, second.about.name) == ("PLA", "momo")
    assert second.crew is not None
    assert (second.crew.team, second.crew.members) == ("Nord", ("Inès", "Karim"))


@pytest.mark.usefixtures("last_night")
def test_a_closed_alert_no_longer_stands_there(work: Session) -> None:
    (raised,) = read(work).alerts
    alerts.close(work, raised.alert)

    assert read(work).alerts == ()


@pytest.mark.usefixtures("last_night")
def test_what_is_due_says_when_where_and_by_whom_they_were_seen(
    work: Session, clock: Clock
) -> None:
    (due,) = read(work).due

    assert due.about.name == "momo"
    assert due.spot == "est"
    assert due.last is not None
    assert due.last.at == clock.moment.replace(day=22)
    assert due.crew is not None
    assert due.crew.members == ("Inès", "Karim")


@pytest.mark.usefixtures("last_night")
def test_what_was_not_done_is_overdue_the_latest_first(work: Session, clock: Clock) -> None:
    clock.pass_time(days=5)

    assert [due.about.name for due in read(work).overdue] == ["marta", "momo"]
    assert read(work).due == ()


def test_of_much_that_is_overdue_the_rest_is_counted(work: Session, clock: Clock) -> None:
    for number in range(briefing.OVERDUE_SHOWN + 3):
        follow_ups.plan(work, due=work.evening, note=f"{number}")
    clock.pass_time(days=1)

    known = read(work)
    assert (len(known.overdue), known.older) == (briefing.OVERDUE_SHOWN, 3)


@pytest.mark.usefixtures("last_night")
def test_an_absence_is_not_a_time_seen(work: Session, note: Note, clock: Clock) -> None:
    clock.pass_time(minutes=10)
    note(",momo yr")
    clock.pass_time(days=1)
    (due,) = (due for due in read(work).due if due.about.name == "momo")

    assert due.last is not None
    assert due.last.at.day == 22


@pytest.mark.usefixtures("last_night")
def test_who_was_seen_last_night_is_counted_with_the_crew(work: Session) -> None:
    (seen,) = read(work).seen

    assert (seen.crew.members, seen.sector) == (("Inès", "Karim"), "Nord")
    assert (seen.encounters, seen.people) == (3, 8)
    assert [(about.name, spot) for about, _at, spot in seen.persons] == [
        ("marta", "est"),
        ("momo", "est"),
    ]


@pytest.mark.usefixtures("last_night")
def test_the_tour_that_goes_on_is_not_among_those_seen(work: Session, note: Note) -> None:
    read(work)
    tours.start(work)
    note("s=")

    assert [seen.encounters for seen in read(work).seen] == [3]


def test_a_tour_that_ended_earlier_tonight_is(work: Session, note: Note) -> None:
    note("s=")
    tour = tours.current(work)
    assert tour is not None
    tours.end(work, tour)

    assert [seen.encounters for seen in read(work).seen] == [1]


def test_transmissions_hold_through_their_evening(work: Session, clock: Clock) -> None:
    notes.write(work, "pas de distribution jeudi", until=work.evening.later(1))
    notes.write(work, "le code a changé", to="Est")
    clock.pass_time(days=1)
    assert [passed.note.to for passed in read(work).transmissions] == ["", "Est"]
    clock.pass_time(days=1)

    assert [passed.note.to for passed in read(work).transmissions] == ["Est"]


@pytest.mark.usefixtures("last_night")
def test_whose_file_is_gone_is_not_named(work: Session) -> None:
    (due,) = read(work).due
    assert due.about.person is not None
    momo = get(work.store.reader, Person, due.about.person)
    assert momo is not None
    erased = Person(**{f: getattr(momo, f) for f in momo.__slots__} | {"deleted": True})
    work.store.write(lambda t: t.save(erased)).result()

    known = read(work)
    assert (known.alerts, known.due) == ((), ())
    assert [about.name for about, _at, _spot in known.seen[0].persons] == ["marta"]
