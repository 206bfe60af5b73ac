from dataclasses import replace
from datetime import date

import pytest

from maraude.domain.evening import Evening
from maraude.domain.person import Informed, Person
from maraude.domain.refusal import Refusal
from maraude.usecases import (
    alerts,
    find,
    follow_ups,
    notes,
    people,
    person_file,
    referrals,
    rights,
    situations,
    tours,
    undo,
)
from maraude.usecases.session import Session
from tests.team import Clock
from tests.usecases.conftest import Note

TUESDAY = Evening(date(2026, 11, 24))


@pytest.fixture
def marta(work: Session) -> Person:
    return people.open_file(work, "Marta", Informed.YES)


def code_of(refusal: pytest.ExceptionInfo[Refusal]) -> str:
    return refusal.value.code


def test_a_new_file_holds_a_name_and_a_code_and_nothing_else(work: Session) -> None:
    person = people.open_file(work, "  Marta ", Informed.NOT_POSSIBLE)

    blank = Person(
        id=person.id,
        code=person.code,
        called="Marta",
        team="team:nord",
        informed=Informed.NOT_POSSIBLE,
    )
    assert people.by_id(work, person.id) == blank


def test_a_file_needs_a_name(work: Session) -> None:
    with pytest.raises(Refusal) as refusal:
        people.open_file(work, " \u200b?", Informed.YES)
    assert code_of(refusal) == "empty-name"


def test_what_is_known_is_kept_and_undone_in_the_file(work: Session, marta: Person) -> None:
    people.describe(work, replace(marta, age="A40", languages=("fr", "ar"), animals=" un chien "))

    assert people.by_id(work, marta.id).animals == "un chien"
    undo.undo_last(work, marta.id)
    assert people.by_id(work, marta.id) == marta


@pytest.mark.parametrize(
    "wrong",
    [{"age": "A99"}, {"gender": "X"}, {"household": "HO"}, {"languages": ("klingon",)}],
)
def test_a_code_that_no_list_knows_is_refused(
    work: Session, marta: Person, wrong: dict[str, str]
) -> None:
    with pytest.raises(Refusal) as refusal:
        people.describe(work, replace(marta, **wrong))  # type: ignore[arg-type] # wrong on purpose
    assert code_of(refusal) == "unknown-code"


@pytest.mark.parametrize("since", ["hier", "2024-13", "24", "1800"])
def test_a_wrong_date_outside_is_refused(work: Session, marta: Person, since: str) -> None:
    with pytest.raises(Refusal) as refusal:
        people.describe(work, replace(marta, outside_since=since))
    assert code_of(refusal) == "bad-date"


def test_identity_is_a_record_of_its_own(work: Session, marta: Person) -> None:
    people.identify(work, marta, first_name="M.", last_name="D.", birth_year=1980, phone="")

    identity = people.identity(work, marta.id)
    assert identity is not None
    assert (identity.first_name, identity.last_name, identity.birth_year) == ("M.", "D.", 1980)
    assert people.by_id(work, marta.id) == marta
    rows = work.store.reader.execute("SELECT line FROM change WHERE type = 'person'").fetchall()
    assert not any(b"D." in line for (line,) in rows)


def test_an_impossible_year_of_birth_is_refused(work: Session, marta: Person) -> None:
    with pytest.raises(Refusal) as refusal:
        people.identify(work, marta, first_name="", last_name="", birth_year=2090, phone="")
    assert code_of(refusal) == "bad-year"


def test_two_files_of_one_person_read_as_one_and_part_again(
    work: Session, marta: Person, note: Note, clock: Clock
) -> None:
    other = people.open_file(work, "Marthe", Informed.YES)
    note("h ,marta")
    clock.pass_time(hours=1)
    note("s= ,marthe !pla")
    people.merge(work, marta, other)

    file = person_file.read(work, other.id)
    assert file.person.id == marta.id
    assert file.encounters == 2
    assert [alert.code for alert in file.alerts] == ["PLA"]
    assert [one.id for one in file.merged] == [other.id]
    assert [row.summary.again for row in person_file.timeline(work, marta.id, 0, 9)] == [
        "Marta",
        "Marta",
    ]

    people.separate(work, marta, people.merged(work, marta.id)[0])
    assert person_file.read(work, marta.id).encounters == 1
    assert person_file.read(work, other.id).encounters == 1


def test_a_merge_can_be_undone_in_the_file(work: Session, marta: Person) -> None:
    other = people.open_file(work, "Marthe", Informed.YES)
    people.merge(work, marta, other)
    undo.undo_last(work, marta.id)

    assert people.by_id(work, other.id) == other


def test_files_merged_in_a_circle_still_open(work: Session, marta: Person) -> None:
    other = people.open_file(work, "Marthe", Informed.YES)
    people.merge(work, marta, other)
    work.store.write(lambda t: t.save(replace(marta, merged_into=other.id))).result()

    assert person_file.read(work, marta.id).person.called in ("Marta", "Marthe")


def test_la_ligne_writes_on_the_file_that_goes_on(work: Session, marta: Person, note: Note) -> None:
    other = people.open_file(work, "Zoé", Informed.YES)
    people.merge(work, marta, other)

    assert note("s= ,zoe").encounter.people.persons == (marta.id,)  # type: ignore[union-attr] # an encounter


def test_a_wish_to_be_forgotten_closes_the_file_and_can_be_taken_back(
    work: Session, marta: Person
) -> None:
    closed = people.ask_to_forget(work, marta)
    assert find.people(work, "marta")[0].person.forget_at == work.now()

    people.keep_after_all(work, closed)
    assert people.by_id(work, marta.id) == marta


def test_an_alert_of_a_line_is_on_the_file_until_it_is_closed(
    work: Session, marta: Person, note: Note
) -> None:
    note("m ,marta !pla")
    (alert,) = alerts.about(work, marta.id)
    assert (alert.code, alert.severity, alert.person) == ("PLA", 2, marta.id)

    alerts.instruct(work, alert, "à voir par l'infirmière")
    (told,) = alerts.open_now(work)
    assert told.what_to_do == "à voir par l'infirmière"
    alerts.close(work, told)
    assert alerts.open_now(work) == ()
    with pytest.raises(Refusal):
        alerts.close(work, replace(told, closed_at=work.now()))


def test_the_same_alert_is_not_raised_twice(work: Session, marta: Person, note: Note) -> None:
    note("m ,marta !pla")
    note("m ,marta !pla")
    assert len(alerts.about(work, marta.id)) == 1
    with pytest.raises(Refusal) as refusal:
        alerts.put_up(work, "PLA", person=marta.id)
    assert code_of(refusal) == "alert-open"


def test_correcting_a_line_keeps_its_alert_and_what_was_said_of_it(
    work: Session, marta: Person, note: Note
) -> None:
    first = note("m ,marta !pla")
    alerts.instruct(work, alerts.about(work, marta.id)[0], "pansement")

    note("ms= ,marta !pla", correcting=first)
    assert [alert.what_to_do for alert in alerts.about(work, marta.id)] == ["pansement"]


def test_correcting_a_line_takes_back_the_alert_that_it_no_longer_says(
    work: Session, marta: Person, note: Note
) -> None:
    first = note("m ,marta !pla")
    note("m ,marta", correcting=first)

    assert alerts.about(work, marta.id) == ()


def test_a_right_has_one_state_and_a_next_step(work: Session, marta: Person) -> None:
    rights.put(work, marta, "DOM", "E", next_step="RDV mardi 10 h", due=TUESDAY)
    rights.put(work, marta, "DOM", "O")

    (right,) = rights.of(work, marta.id)
    assert (right.state, right.next_step, right.due) == ("O", "", None)
    with pytest.raises(Refusal):
        rights.put(work, marta, "NIR", "O")


def test_a_new_place_to_sleep_ends_the_one_before(
    work: Session, marta: Person, clock: Clock
) -> None:
    situations.begin(work, marta, "TEN", place="quai")
    clock.pass_time(days=3)
    situations.begin(work, marta, "CHU")

    now, before = situations.of(work, marta.id)
    assert (now.night, now.until) == ("CHU", None)
    assert (before.night, before.until) == ("TEN", work.evening)
    with pytest.raises(Refusal):
        situations.begin(work, marta, "RUE", since=work.evening.later(1))


def test_a_follow_up_that_comes_back_is_planned_again_once_done(
    work: Session, marta: Person, note: Note
) -> None:
    follow_ups.plan(work, person=marta.id, due=work.evening, every=7, note="passe chaque lundi")
    note("e ,marta")

    (again,) = follow_ups.of_person(work, marta.id)
    assert again.due == work.evening.later(7)
    assert again.note == "passe chaque lundi"


def test_undoing_the_encounter_reopens_the_follow_up_and_drops_the_next(
    work: Session, marta: Person, note: Note
) -> None:
    planned = follow_ups.plan(work, person=marta.id, due=work.evening, every=7)
    note("e ,marta")
    tour = tours.current(work)
    assert tour is not None
    undo.undo_last(work, tour.id)

    assert follow_ups.of_person(work, marta.id) == (planned,)


def test_a_follow_up_may_wait_for_its_evening(work: Session, marta: Person) -> None:
    planned = follow_ups.plan(work, person=marta.id)
    assert follow_ups.without_evening(work) == (planned,)

    moved = follow_ups.move(work, planned, TUESDAY)
    assert follow_ups.due(work, TUESDAY) == (moved,)
    follow_ups.drop(work, moved)
    assert follow_ups.of_person(work, marta.id) == ()


@pytest.mark.parametrize("evenings", [-1, 367])
def test_a_follow_up_is_neither_past_nor_years_away(work: Session, evenings: int) -> None:
    with pytest.raises(Refusal) as refusal:
        follow_ups.plan(work, due=work.evening.later(evenings))
    assert code_of(refusal) == "bad-evening"


def test_a_referral_is_followed_to_its_result(work: Session, marta: Person, note: Note) -> None:
    note("..dom ,marta")
    (made,) = referrals.of(work, marta.id)
    assert referrals.is_awaited(made)

    referrals.conclude(work, made, "REF", person=marta.id, reason="ACC")
    (followed,) = referrals.of(work, marta.id)
    assert (followed.result, followed.reason, followed.closed_at) == ("REF", "ACC", work.now())
    undo.undo_last(work, marta.id)
    assert referrals.of(work, marta.id) == (made,)


def test_no_place_is_never_what_the_person_declined(
    work: Session, marta: Person, note: Note
) -> None:
    note("hu- ,marta")
    (call,) = referrals.of(work, marta.id)
    with pytest.raises(Refusal):
        referrals.conclude(work, call, "REF", person=marta.id)
    assert referrals.of(work, marta.id)[0].result == "NPA"


def test_a_file_says_what_was_asked_and_what_became_of_it(
    work: Session, marta: Person, note: Note, clock: Clock
) -> None:
    note("c- h ,marta")
    clock.pass_time(hours=1)
    note("c= h ,marta")

    wishes = person_file.read(work, marta.id).wishes
    assert [(w.need.code, w.need.item, w.need.state, w.times) for w in wishes] == [
        ("HEB", "", "asked", 2),
        ("COU", "COU", "unmet", 1),
    ]


def test_a_note_holds_until_its_evening(work: Session, marta: Person, clock: Clock) -> None:
    notes.write(work, "préfère qu'on l'appelle Madame", person=marta.id)
    short = notes.write(work, "à l'hôpital", person=marta.id, until=work.evening)
    clock.pass_time(days=1)

    texts = [note.text for note in notes.of_person(work, marta.id)]
    assert texts == ["préfère qu'on l'appelle Madame"]
    notes.withdraw(work, short)
    with pytest.raises(Refusal):
        notes.write(work, "  ")


def test_another_tour_ends_what_can_be_undone_in_files(
    work: Session, marta: Person, clock: Clock
) -> None:
    people.describe(work, replace(marta, age="A40"))
    tours.start(work)

    with pytest.raises(Refusal) as refusal:
        undo.undo_last(work, marta.id)
    assert code_of(refusal) == "nothing-to-undo"


def test_an_unknown_file_is_refused(work: Session) -> None:
    with pytest.raises(Refusal) as refusal:
        person_file.read(work, "nobody")
    assert code_of(refusal) == "no-such-person"
