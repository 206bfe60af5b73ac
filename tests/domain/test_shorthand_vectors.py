"""The evenings in lines of the design, played one by one: each line and what it must store."""

import pytest

from maraude.domain.encounter import Encounter, Given, Need, NeedState, People, StockMove
from maraude.domain.entry import Entry
from maraude.domain.shorthand.draft import Cause, ProblemKind
from maraude.domain.shorthand.meaning import needs_safety_person
from maraude.domain.shorthand.parse import parse
from tests.domain.shorthand_support import AT, EN, FR, THURSDAY, TUESDAY, meant, met, said

ASKED, UNMET = NeedState.ASKED, NeedState.UNMET


def calls(meaning: Entry) -> list[tuple[str, str, int | None, str]]:
    return [(r.target, r.result, r.waited, r.reason) for r in meaning.referrals]


@pytest.mark.parametrize("line", ["3s=b= ;est", ";est 3s=b="])
def test_three_get_soup_and_a_drink_at_a_named_place(line: str) -> None:
    assert parse(line, FR).spot == "est"
    encounter = met(line)
    assert encounter.people == People(unknown=3)
    assert encounter.given == (Given("SOU", 3), Given("BOI", 3))
    assert encounter.needs == ()
    assert encounter.contact == "CON"


def test_a_known_person_gets_soup_and_socks_and_is_listened_to() -> None:
    encounter = met("s=x= ,momo e=")
    assert encounter.people == People(unknown=1, persons=("momo",))
    assert encounter.given == (Given("SOU", 1), Given("CHA", 1), Given("ECO", 1))
    assert encounter.needs == ()


def test_a_couple_asks_for_shelter_and_the_115_has_no_place() -> None:
    stored = said("éhc=u-r")
    assert isinstance(stored.encounter, Encounter)
    assert stored.encounter.people == People(unknown=2)
    assert stored.encounter.needs == (Need("HEB", ASKED),)
    assert stored.encounter.given == (Given("COU", 2),)
    assert calls(stored) == [("115", "NPA", None, "")]
    (follow_up,) = stored.follow_ups
    assert (follow_up.due, follow_up.person, follow_up.spot) == (TUESDAY, None, "spot")
    assert follow_up.what_for == ("HEB",)


def test_someone_sleeps() -> None:
    encounter = met("z")
    assert encounter.contact == "DOR"
    assert encounter.people.total == 1
    assert encounter.needs == ()
    assert encounter.given == ()


def test_someone_does_not_wish_to_talk() -> None:
    assert met("q").contact == "REF"
    assert met("q").people.total == 1


def test_four_men_and_two_women_get_a_meal_and_one_asks_for_a_tent() -> None:
    encounter = met("4,2a=t")
    assert encounter.people == People(men=4, women=2)
    assert encounter.given == (Given("REP", 6),)
    assert encounter.needs == (Need("COU", ASKED, "TEN"),)


def test_the_115_is_not_reached() -> None:
    stored = said("hu--")
    assert calls(stored) == [("115", "NDC", None, "")]
    assert met("hu--").needs == (Need("HEB", ASKED),)


def test_she_prefers_not_to_go() -> None:
    stored = said("hu--- ,marta /reste près de son chien")
    assert isinstance(stored.encounter, Encounter)
    assert stored.encounter.note == "reste près de son chien"
    (call,) = stored.referrals
    assert (call.result, call.persons) == ("REFP", ("marta",))


def test_food_for_an_animal() -> None:
    encounter = met("g= ,marta")
    assert encounter.given == (Given("ANI", 1),)
    assert not encounter.animal


def test_care_asked_a_kit_given_an_alert_and_a_later_evening() -> None:
    stored = said("mk=r3 ,youssef !pla")
    assert isinstance(stored.encounter, Encounter)
    assert stored.encounter.needs == (Need("SAN", ASKED, "PSP"),)
    assert stored.encounter.given == (Given("KIT", 1),)
    assert stored.encounter.alerts == ("PLA",)
    (follow_up,) = stored.follow_ups
    assert (follow_up.due, follow_up.person, follow_up.spot) == (THURSDAY, "youssef", None)


@pytest.mark.parametrize("line", ["c- d=", "c-d="])
def test_no_blanket_left_so_a_sleeping_bag(line: str) -> None:
    encounter = met(line)
    assert encounter.people.total == 1
    assert encounter.needs == (Need("COU", UNMET, "COU"),)
    assert encounter.given == (Given("DUV", 1),)


def test_ten_people_eight_soups() -> None:
    encounter = met("10s=8")
    assert encounter.people.total == 10
    assert encounter.given == (Given("SOU", 8),)


def test_tomorrow_is_the_next_evening() -> None:
    stored = said("p r")
    assert met("p r").needs == (Need("DRO", ASKED, "DEM"),)
    assert [follow_up.due for follow_up in stored.follow_ups] == [TUESDAY]


def test_absent_with_belongings_left_counts_nobody() -> None:
    assert parse(".abs ;villemin", FR).spot == "villemin"
    encounter = met(".abs ;villemin")
    assert encounter.contact == "ABS"
    assert encounter.people.total == 0


def test_a_sign_without_meaning_may_become_note() -> None:
    draft = parse("h%", FR)
    assert [(p.text, p.kind, p.start) for p in draft.problems] == [("%", ProblemKind.UNKNOWN, 1)]


def test_soup_asked_and_given_takes_both() -> None:
    encounter = met("ss=")
    assert encounter.needs == (Need("ALI", ASKED, "SOU"),)
    assert encounter.given == (Given("SOU", 1),)


def test_soups_left_where_nobody_was_met_are_no_encounter() -> None:
    stored = said("0s=5")
    assert isinstance(stored.encounter, StockMove)
    assert stored.encounter.items == (Given("SOU", 5),)
    assert stored.encounter.spot == "spot"
    assert (stored.referrals, stored.follow_ups, stored.safety_notes) == ((), (), ())


def test_without_a_number_one_was_left() -> None:
    assert said("0s=").encounter == StockMove(
        id="id", tour="tour", at=AT, items=(Given("SOU", 1),), spot="spot"
    )


def test_a_sleeping_bag_is_left_beside_someone_asleep() -> None:
    encounter = met("zd=")
    assert encounter.contact == "DOR"
    assert encounter.people.total == 1
    assert encounter.given == (Given("DUV", 1),)


def test_a_known_person_is_absent() -> None:
    stored = said(",momo yr3")
    assert isinstance(stored.encounter, Encounter)
    assert stored.encounter.contact == "ABS"
    assert stored.encounter.people == People(persons=("momo",))
    assert [(f.person, f.due) for f in stored.follow_ups] == [("momo", THURSDAY)]


def test_a_family_waits_and_no_place_suits_them() -> None:
    stored = said("1,1+1 hu25- *nco r !nrs")
    assert isinstance(stored.encounter, Encounter)
    assert stored.encounter.people == People(men=1, women=1, minors=1)
    assert stored.encounter.alerts == ("NRS",)
    assert calls(stored) == [("115", "NCO", 25, "")]
    assert [follow_up.due for follow_up in stored.follow_ups] == [TUESDAY]


def test_nine_people_and_a_dog() -> None:
    encounter = met("5,4gs=8b=")
    assert encounter.people == People(men=5, women=4)
    assert encounter.animal
    assert encounter.given == (Given("SOU", 8), Given("BOI", 9))


def test_she_prefers_not_to_go_because_of_her_animal() -> None:
    assert calls(said("hu---  ,marta *ani")) == [("115", "REFP", None, "ANI")]


def test_violence_among_two_asks_which_person() -> None:
    assert needs_safety_person(parse("2h ,marta ,sam !vio", FR))
    assert not needs_safety_person(parse("2h ,marta !vio", FR))
    assert not needs_safety_person(parse("2h ,marta ,sam !pla", FR))


def test_a_letter_among_the_counts_is_refused_with_a_sentence() -> None:
    draft = parse("4,éa=t", FR)
    assert [(p.text, p.cause) for p in draft.problems] == [(",éa=t", Cause.NAME)]


def test_a_line_may_say_its_time() -> None:
    at = parse("@2136 s=", FR).at
    assert at is not None
    assert f"{at:%H:%M}" == "21:36"


def test_an_unknown_alert_is_refused() -> None:
    draft = parse("s= !plx", FR)
    (problem,) = draft.problems
    assert (problem.text, problem.kind) == ("!plx", ProblemKind.REFUSED)
    assert problem.cause is Cause.ALERT


def test_several_calls_in_one_line() -> None:
    stored = said("u20--u35--u10-")
    assert calls(stored) == [
        ("115", "NDC", 20, ""),
        ("115", "NDC", 35, ""),
        ("115", "NPA", 10, ""),
    ]
    assert met("u20--u35--u10-").needs == (Need("HEB", ASKED),)


def test_two_people_and_a_first_name_with_an_accent() -> None:
    assert met("2,éric").people == People(unknown=2, persons=("éric",))


def test_a_nurse_s_act_is_written_in_full() -> None:
    assert met(".soi=").given == (Given("SOI", 1),)
    assert met("m=").given == (Given("PSP", 1),)


def test_an_english_line_stores_the_same_codes() -> None:
    english, french = meant(parse("2hb=u-r", EN)), meant(parse("2hc=u-r", FR))
    assert english == french


def test_english_letters_for_food_listening_and_care() -> None:
    encounter = meant(parse("3m=d=l ,sam v", EN)).encounter
    assert isinstance(encounter, Encounter)
    assert encounter.given == (Given("REP", 3), Given("BOI", 3), Given("ECO", 1))
    assert encounter.needs == (Need("SAN", ASKED, "PSP"),)


def test_an_english_dog_and_its_food() -> None:
    encounter = meant(parse("aa=2", EN)).encounter
    assert isinstance(encounter, Encounter)
    assert encounter.animal
    assert encounter.given == (Given("ANI", 2),)
