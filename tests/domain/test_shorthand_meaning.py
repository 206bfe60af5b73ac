from dataclasses import replace
from datetime import date

import pytest

from maraude.domain.encounter import Encounter, Given, Need, NeedState, People, StockMove
from maraude.domain.evening import Evening
from maraude.domain.shorthand.draft import Act, Contact, Draft, Head, Item, Mark, Target
from maraude.domain.shorthand.meaning import Context, meaning
from maraude.domain.shorthand.parse import parse
from maraude.domain.shorthand.reopen import reopen
from tests.domain.shorthand_support import AT, EVENING, FR, TOUR, TUESDAY, meant, met, said


@pytest.mark.parametrize(
    ("line", "result"),
    [
        ("u", "ATT"),
        ("u=", "PLA"),
        ("u-", "NPA"),
        ("u--", "NDC"),
        ("u---", "REFP"),
        ("u *rap", "RAP"),
        ("u25- *dej", "DEJ"),
        (".siao", "PRO"),
        (".siao=", "ACC"),
        (".siao-", "NON"),
        (".siao---", "REF"),
    ],
)
def test_a_mark_says_what_came_of_a_referral(line: str, result: str) -> None:
    (referral,) = said(line).referrals
    assert referral.result == result
    assert referral.is_call == line.startswith("u")
    assert referral.closed_at == (None if result in ("ATT", "PRO", "ACC") else AT)


@pytest.mark.parametrize(
    ("line", "needs"),
    [
        ("h=", (Need("HEB", NeedState.MET),)),
        ("h-", (Need("HEB", NeedState.UNMET),)),
        ("h---", (Need("HEB", NeedState.REFUSED),)),
        ("t--- *ins", (Need("COU", NeedState.REFUSED, "TEN", "INS"),)),
        ("g-", (Need("ANI", NeedState.UNMET, "ANI"),)),
        ("ss", (Need("ALI", NeedState.ASKED, "SOU"),)),
        ("cc-", (Need("COU", NeedState.UNMET, "COU"),)),
        ("c-c", (Need("COU", NeedState.UNMET, "COU"),)),
        ("ct-", (Need("COU", NeedState.ASKED, "COU"), Need("COU", NeedState.UNMET, "TEN"))),
        ("u-", (Need("HEB", NeedState.ASKED),)),
        ("h=u", (Need("HEB", NeedState.MET),)),
        (".siao", ()),
        ("e", ()),
        ("g", ()),
        ("s=", ()),
    ],
)
def test_a_mark_says_what_came_of_a_need(line: str, needs: tuple[Need, ...]) -> None:
    assert met(line).needs == needs


@pytest.mark.parametrize(
    ("line", "given"),
    [
        ("3c=", (Given("COU", 3),)),
        ("3c=1", (Given("COU", 1),)),
        ("c= ,marta ,sam", (Given("COU", 2),)),
        ("3e", (Given("ECO", 1),)),
        ("3m=", (Given("PSP", 1),)),
        ("3i=2", (Given("INF", 2),)),
        ("2s=s=3", (Given("SOU", 5),)),
        ("ys=", (Given("SOU", 1),)),
    ],
)
def test_without_a_number_each_person_gets_one_and_an_act_is_done_once(
    line: str, given: tuple[Given, ...]
) -> None:
    assert met(line).given == given


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("s=", People(unknown=1)),
        ("s= ,marta", People(unknown=1, persons=("marta",))),
        ("1,1 ,marta", People(men=1, women=1, persons=("marta",))),
        ("1,0 ,marta ,sam", People(men=1, unknown=1, persons=("marta", "sam"))),
        ("3y ,marta", People(persons=("marta",))),
    ],
)
def test_named_persons_are_among_those_counted(line: str, people: People) -> None:
    assert met(line).people == people


def test_two_words_for_one_person_count_one() -> None:
    context = Context(tour=TOUR, at=AT, persons=("id-1", "id-1"))
    encounter = meaning(parse("s ,mar ,marta", FR), context, lambda: "id").encounter
    assert isinstance(encounter, Encounter)
    assert encounter.people == People(unknown=1, persons=("id-1",))


def test_each_person_has_a_follow_up_of_their_own() -> None:
    follow_ups = said("p,marta,sam r").follow_ups
    assert [(f.person, f.due, f.what_for) for f in follow_ups] == [
        ("marta", TUESDAY, ("DRO",)),
        ("sam", TUESDAY, ("DRO",)),
    ]


def test_a_need_that_was_met_is_not_what_to_come_back_for() -> None:
    assert said("h=t-r").follow_ups[0].what_for == ("COU",)


def test_an_evening_said_twice_is_one_follow_up() -> None:
    assert len(said("rr r3").follow_ups) == 2


def test_a_reason_not_to_talk_is_the_encounter_s() -> None:
    assert met("q *dco").reason == "DCO"


@pytest.mark.parametrize("line", ["!vio", ".vio", "..vio", "!exp"])
def test_violence_is_never_in_the_encounter(line: str) -> None:
    stored = said(f"2h ,marta {line} !pla /à ne pas dire ici")
    assert isinstance(stored.encounter, Encounter)
    assert stored.encounter.alerts == ("PLA",)
    assert stored.encounter.needs == (Need("HEB", NeedState.ASKED),)
    assert stored.encounter.note == ""
    assert stored.referrals == ()
    (note,) = stored.safety_notes
    assert note.code == ("EXP" if "exp" in line else "VIO")
    assert (note.person, note.text, note.encounter) == ("marta", "à ne pas dire ici", "id")


def test_the_person_chosen_is_the_safety_note_s() -> None:
    draft = parse("2 ,marta ,sam !vio", FR)
    assert meant(draft, safety_person="sam").safety_notes[0].person == "sam"
    assert meant(draft).safety_notes[0].person is None


def test_a_safety_note_may_be_of_someone_without_a_file() -> None:
    assert said("h !vio").safety_notes[0].person is None


def test_records_are_of_the_tour_and_its_place_and_refer_to_the_encounter() -> None:
    ids = iter(("first", "second", "third"))
    context = Context(tour=TOUR, at=AT, spot="spot")
    stored = meaning(parse("u-r", FR), context, lambda: next(ids))
    assert isinstance(stored.encounter, Encounter)
    assert (stored.encounter.id, stored.encounter.tour, stored.encounter.at) == (
        "first",
        "tour",
        AT,
    )
    assert stored.encounter.spot == "spot"
    assert (stored.referrals[0].id, stored.referrals[0].encounter) == ("second", "first")
    assert (stored.follow_ups[0].id, stored.follow_ups[0].encounter) == ("third", "first")


def test_what_was_left_may_be_looked_for_again() -> None:
    stored = said("0s=5r /sous le pont")
    assert isinstance(stored.encounter, StockMove)
    assert stored.encounter.note == "sous le pont"
    (follow_up,) = stored.follow_ups
    assert (follow_up.encounter, follow_up.spot) == (None, "spot")


def test_what_was_left_reopens_as_nobody_met() -> None:
    draft = parse("0s=5c=r /sous le pont", FR)
    assert reopen(meant(draft), EVENING) == draft


def test_a_line_reopens_as_it_was_written() -> None:
    draft = parse("2hc=u-r ,marta", FR)
    assert reopen(meant(draft), EVENING, ("marta",)) == draft


def test_a_place_is_written_where_it_is_not_the_current_one() -> None:
    assert reopen(said("s="), EVENING, spot="est").spot == "est"


def test_each_reason_stays_with_what_it_was_said_of() -> None:
    line = "q *dco t--- *ins h .siao- *hor u20-- *tel u35 *nco *ani"
    stored = said(line)
    assert reopen(stored, EVENING) == parse(line, FR)


def test_a_sum_beyond_what_a_line_writes_at_once_is_written_in_parts() -> None:
    stored = said("s=999s=2")
    again = reopen(stored, EVENING)
    assert [act.quantity for act in again.acts if isinstance(act, Item)] == [999, 2]
    assert meant(again) == stored


def test_a_referral_made_from_the_directory_is_not_on_the_line() -> None:
    stored = said(".siao=")
    made = replace(stored.referrals[0], service="1", service_name="Halte")
    assert reopen(replace(stored, referrals=(made,)), EVENING).acts == ()


@pytest.mark.parametrize(
    ("result", "mark"),
    [
        ("REA", Mark.GIVEN),
        ("ATT", Mark.ASKED),
        ("PDV", Mark.ASKED),
        ("ANN", Mark.UNAVAILABLE),
    ],
)
def test_a_later_result_reads_as_the_nearest_mark(result: str, mark: Mark) -> None:
    stored = said(".siao")
    later = replace(stored.referrals[0], result=result)
    acts: tuple[Act, ...] = (Target("SIAO", mark),)
    assert reopen(replace(stored, referrals=(later,)), EVENING).acts == acts


def test_a_follow_up_no_longer_ahead_is_not_on_the_line() -> None:
    stored = said("sr")
    moved = replace(stored.follow_ups[0], due=Evening(date(2026, 11, 20)))
    assert reopen(replace(stored, follow_ups=(moved,)), EVENING).acts == (Item("ALI", "SOU"),)


def test_someone_absent_reopens_without_a_count() -> None:
    assert reopen(said("3ys=3"), EVENING) == Draft(
        None, (Contact("ABS"), Item("ALI", "SOU", Mark.GIVEN, 3))
    )


def test_a_count_is_written_where_names_do_not_say_it() -> None:
    assert reopen(said("s= ,marta"), EVENING, ("marta",)).head is None
    assert reopen(said("3s= ,marta"), EVENING, ("marta",)).head == Head(unknown=3)
    assert reopen(said("1,0s= ,marta"), EVENING, ("marta",)).head == Head(men=1)
