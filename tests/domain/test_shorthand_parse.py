from datetime import time

import pytest

from maraude.domain.shorthand.draft import (
    Act,
    Call,
    Cause,
    Contact,
    Draft,
    Head,
    Item,
    Mark,
    ProblemKind,
    SeeAgain,
    Target,
    Why,
)
from maraude.domain.shorthand.parse import parse
from tests.domain.shorthand_support import EN, FR


def problems(line: str) -> list[tuple[str, ProblemKind, Cause | None]]:
    return [(p.text, p.kind, p.cause) for p in parse(line, FR).problems]


def refused(text: str, cause: Cause) -> list[tuple[str, ProblemKind, Cause | None]]:
    return [(text, ProblemKind.REFUSED, cause)]


def unknown(text: str) -> list[tuple[str, ProblemKind, Cause | None]]:
    return [(text, ProblemKind.UNKNOWN, None)]


@pytest.mark.parametrize(
    ("line", "head"),
    [
        ("2", Head(unknown=2)),
        ("0,0,2", Head(unknown=2)),
        ("4,2", Head(men=4, women=2)),
        ("4,2,1", Head(men=4, women=2, unknown=1)),
        ("1,1+1", Head(men=1, women=1, minors=1)),
        ("0+2", Head(minors=2)),
        ("é", Head(unknown=2)),
        ("É", Head(unknown=2)),
        ("&à", Head(unknown=10)),
        ('"', Head(unknown=3)),
        ("'(-", Head(unknown=456)),
        ("è_ç", Head(unknown=789)),
        ("(,é", Head(men=5, women=2)),
        ("(,é+&", Head(men=5, women=2, minors=1)),
        ("999", Head(unknown=999)),
        ("007", Head(unknown=7)),
    ],
)
def test_a_head_counts_people(line: str, head: Head) -> None:
    assert parse(line, FR) == Draft(head)


def test_a_head_may_come_after_words_with_a_sign() -> None:
    assert parse(";est !pla ,momo 2s", FR).head == Head(unknown=2)


def test_a_head_may_come_after_a_code_word() -> None:
    assert parse(".dif 2", FR) == Draft(Head(unknown=2), (Contact("DIF"),))


def test_digits_in_a_later_word_are_not_understood() -> None:
    assert problems("s= 3c=") == unknown("3c=")
    assert parse("s= 3c=", FR).head is None


@pytest.mark.parametrize(
    ("line", "head", "persons"),
    [
        ("2,éric", Head(unknown=2), ("éric",)),
        ("2,çelik", Head(unknown=2), ("çelik",)),
        ("4,2,éric", Head(men=4, women=2), ("éric",)),
        ("2+1,marta", Head(unknown=2, minors=1), ("marta",)),
        ("2,éric,sam", Head(unknown=2), ("éric", "sam")),
    ],
)
def test_a_name_may_follow_the_head_s_comma(
    line: str, head: Head, persons: tuple[str, ...]
) -> None:
    assert parse(line, FR) == Draft(head, persons=persons)


@pytest.mark.parametrize("line", ["1000", "10000s=", "4,1000", "2+1000", "9" * 5000])
def test_a_head_beyond_999_is_refused(line: str) -> None:
    assert problems(line) == refused(line, Cause.COUNT)
    assert parse(line, FR).head is None


@pytest.mark.parametrize(
    ("line", "acts"),
    [
        ("c", (Item("COU", "COU"),)),
        ("c=", (Item("COU", "COU", Mark.GIVEN),)),
        ("c=4", (Item("COU", "COU", Mark.GIVEN, 4),)),
        ("c='", (Item("COU", "COU", Mark.GIVEN, 4),)),
        ("c=éà", (Item("COU", "COU", Mark.GIVEN, 20),)),
        ("c-", (Item("COU", "COU", Mark.UNAVAILABLE),)),
        ("c---", (Item("COU", "COU", Mark.REFUSED),)),
        ("h=", (Item("HEB", "", Mark.GIVEN),)),
        ("e", (Item("", "ECO", Mark.GIVEN),)),
        ("e=", (Item("", "ECO", Mark.GIVEN),)),
        ("i=3", (Item("", "INF", Mark.GIVEN, 3),)),
        ("g", (Item("", "ANI"),)),
        ("u", (Call(),)),
        ("u25", (Call(waited=25),)),
        ("ué(--", (Call(Mark.UNREACHED, 25),)),
        ("u0-", (Call(Mark.UNAVAILABLE, 0),)),
        ("u---", (Call(Mark.REFUSED),)),
        ("u-r", (Call(Mark.UNAVAILABLE), SeeAgain(1))),
        ("r", (SeeAgain(1),)),
        ("r&", (SeeAgain(1),)),
        ('r"', (SeeAgain(3),)),
        ("z", (Contact("DOR"),)),
        ("HU-", (Item("HEB", ""), Call(Mark.UNAVAILABLE))),
    ],
)
def test_an_act_is_a_letter_a_mark_and_numbers(line: str, acts: tuple[Act, ...]) -> None:
    assert parse(line, FR) == Draft(acts=acts)


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("h=5", "5"),
        ("s5", "5"),
        ("sé", "é"),
        ("z=", "="),
        ("e-", "-"),
        ("c--", "-"),
        ("c----", "-"),
        ("u----", "-"),
        ("s=-", "-"),
        ("r-", "-"),
        ("sn", "n"),
        (" n", "n"),
        ("h%s", "%s"),
        (".vio=", "="),
        ("+1", "+1"),
        ("2+", "+"),
        (".xyz=3", ".xyz=3"),
    ],
)
def test_what_follows_something_unknown_is_not_understood_either(line: str, rest: str) -> None:
    assert problems(line) == unknown(rest)


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("s=0", Cause.QUANTITY),
        ("s=1000", Cause.QUANTITY),
        ("u1000-", Cause.WAIT),
        ("r0", Cause.EVENINGS),
        ("r366", Cause.EVENINGS),
        ("r" + "9" * 5000, Cause.EVENINGS),
    ],
)
def test_a_number_out_of_bounds_is_refused(line: str, cause: Cause) -> None:
    assert problems(line) == refused(line, cause)


def test_an_n_that_opens_the_line_is_the_key_that_opened_it() -> None:
    assert parse("ns=", FR) == parse("s=", FR)
    assert parse("néhc=u-r", FR) == parse("éhc=u-r", FR)
    assert parse("n", EN).is_empty


@pytest.mark.parametrize(
    ("line", "act"),
    [
        (".sou=3", Item("ALI", "SOU", Mark.GIVEN, 3)),
        (".SOU", Item("ALI", "SOU")),
        (".sdw", Item("ALI", "SDW")),
        (".log=", Item("LOG", "", Mark.GIVEN)),
        (".cou", Item("COU", "COU")),
        (".ani-", Item("ANI", "ANI", Mark.UNAVAILABLE)),
        (".eco", Item("", "ECO", Mark.GIVEN)),
        (".pap=2", Item("", "PAP", Mark.GIVEN, 2)),
        (".trp=", Item("TRA", "TRP", Mark.GIVEN)),
        (".soi=", Item("SAN", "SOI", Mark.GIVEN)),
        (".dif", Contact("DIF")),
        (".con", Contact("CON")),
        (".115-", Call(Mark.UNAVAILABLE)),
        (".siao", Target("SIAO")),
        (".urg=", Target("URG", Mark.GIVEN)),
        (".dom", Item("DOM", "")),
        ("..dom---", Target("DOM", Mark.REFUSED)),
        (".vet", Item("VET", "VET")),
        ("..vet", Target("VET")),
        ("..siao", Target("SIAO")),
        ("..vio", Target("VIO")),
    ],
)
def test_a_code_word_reaches_every_list(line: str, act: Act) -> None:
    assert parse(line, FR) == Draft(acts=(act,))


def test_a_code_word_may_follow_a_head_or_a_mark() -> None:
    assert parse("2.abs", FR) == Draft(Head(unknown=2), (Contact("ABS"),))
    assert parse("hs=.dif", FR) == parse("h s= .dif", FR)
    assert parse(".sou=c=", FR) == parse(".sou= c=", FR)


def test_a_prefix_of_several_codes_gives_them_all() -> None:
    (problem,) = parse(".so=", FR).problems
    assert (problem.text, problem.kind) == (".so=", ProblemKind.AMBIGUOUS)
    assert problem.candidates == ("SOU", "SOI")


def test_an_ambiguous_alert_gives_its_candidates() -> None:
    (problem,) = parse("!d", FR).problems
    assert problem.kind is ProblemKind.AMBIGUOUS
    assert problem.candidates == ("DOU", "DEL", "DIS", "DEC")


@pytest.mark.parametrize("sign", [",", ";", "!", "*", "@", ".", "..", "2,", "s= !"])
def test_a_sign_alone_is_incomplete(sign: str) -> None:
    (problem,) = parse(sign, FR).problems
    assert problem.kind is ProblemKind.INCOMPLETE
    assert problem.text == sign.lstrip("2s= ")


def test_a_sign_alone_offers_its_whole_list() -> None:
    assert parse("!", FR).problems[0].candidates[:2] == ("VIT", "HYP")
    assert {"NCO", "ANI"} < set(parse("*", FR).problems[0].candidates)
    assert "DEC" not in parse("*", FR).problems[0].candidates
    assert {"SOU", "LOG", "ABS", "SIAO"} < set(parse(".", FR).problems[0].candidates)


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("!plx", Cause.ALERT),
        ("!pla=", Cause.ALERT),
        ("*xyz", Cause.WHY),
        ("*dec", Cause.WHY),
        ("@25", Cause.TIME),
        ("@2460", Cause.TIME),
        ("@21h75", Cause.TIME),
        ("@demain", Cause.TIME),
        (",mar=", Cause.NAME),
        (",2", Cause.NAME),
        (",-a", Cause.NAME),
        (",m.", Cause.NAME),
    ],
)
def test_a_word_after_a_sign_never_becomes_note_text(line: str, cause: Cause) -> None:
    assert problems(line) == refused(line, cause)


@pytest.mark.parametrize("line", ["@2136", "@21:36", "@21h36", "@21H36"])
def test_a_time_is_written_in_several_ways(line: str) -> None:
    assert parse(line, FR) == Draft(at=time(21, 36))


def test_a_time_may_be_short() -> None:
    assert parse("@21h", FR).at == time(21)
    assert parse("@0005", FR).at == time(0, 5)
    assert parse("@905", FR).at == time(9, 5)


@pytest.mark.parametrize(
    "name", ["mar", "Éric", "marie-lou", "d'artagnan", "sam2", "ольга", "يوسف"]
)
def test_a_name_may_be_of_any_alphabet(name: str) -> None:
    assert parse(f",{name}", FR).persons == (name,)


def test_the_same_word_twice_is_the_same_person_place_and_alert() -> None:
    assert parse(",momo ,Mômo", FR).persons == ("momo",)
    assert parse("!pla !PLA", FR).alerts == ("PLA",)
    assert parse(";est ;Est", FR) == Draft(spot="est")
    assert parse("@2136 @21h36", FR) == Draft(at=time(21, 36))


@pytest.mark.parametrize(
    ("line", "second"),
    [
        ("zq", "q"),
        ("z .abs", ".abs"),
        (";est ;nord", ";nord"),
        ("@2136 @2137", "@2137"),
        ("u *nco *rap", "*rap"),
        ("u--- *ani *cpl", "*cpl"),
    ],
)
def test_a_second_word_that_contradicts_the_first_is_refused(line: str, second: str) -> None:
    assert problems(line) == refused(second, Cause.SAID_BEFORE)


def test_signs_end_the_word_before_them() -> None:
    assert parse("2hu-*nco,momo!pla;est@2136/froid", FR) == parse(
        "2hu- *nco ,momo !pla ;est @2136 /froid", FR
    )


def test_a_note_begins_wherever_its_sign_stands() -> None:
    assert parse("s=/froid dehors", FR) == Draft(
        acts=(Item("ALI", "SOU", Mark.GIVEN),), note="froid dehors"
    )
    assert parse("s= :a/b ,momo", FR).note == "a/b ,momo"


def test_a_note_is_cleaned() -> None:
    assert parse("/\u202e  deux   mots\x07 ", FR).note == "deux mots"


@pytest.mark.parametrize(
    ("line", "acts"),
    [
        ("u- *nco", (Call(Mark.UNAVAILABLE), Why("NCO"))),
        ("u---c= *ani", (Call(Mark.REFUSED), Item("COU", "COU", Mark.GIVEN), Why("ANI"))),
        ("t--- *ins", (Item("COU", "TEN", Mark.REFUSED), Why("INS"))),
        (".siao- *hor", (Target("SIAO", Mark.UNAVAILABLE), Why("HOR"))),
        ("q *dco", (Contact("REF"), Why("DCO"))),
    ],
)
def test_an_answer_or_a_reason_follows_what_takes_it(line: str, acts: tuple[Act, ...]) -> None:
    assert parse(line, FR) == Draft(acts=acts)


@pytest.mark.parametrize(
    "line", ["*nco", "*ani", "t--- *nco", "h *ins", "s= *ins", ".siao *hor", "z *dco", "*nco u-"]
)
def test_an_answer_or_a_reason_of_nothing_is_refused(line: str) -> None:
    (word,) = (word for word in line.split() if word.startswith("*"))
    assert problems(line) == refused(word, Cause.ANSWERS_NOTHING)


@pytest.mark.parametrize(
    "line", ["0", "0h", "0s", "0u-", "0e", "0z", "0r", "0s= !pla", "0,0+0h=s="]
)
def test_nobody_met_says_only_what_was_left(line: str) -> None:
    (problem,) = parse(line, FR).problems
    assert problem.cause is Cause.NOBODY
    assert parse(line, FR).head is None


@pytest.mark.parametrize("line", ["0s=5", "às=", "0 s=5c= r /au pied du pont", "0y", "0 ,momo h"])
def test_nobody_met_but_something_left_or_someone_named(line: str) -> None:
    assert problems(line) == []


@pytest.mark.parametrize("line", ["", " ", "\t\n", "/", " : "])
def test_a_line_of_spaces_says_nothing(line: str) -> None:
    assert parse(line, FR).is_empty


def test_problems_are_in_the_order_typed() -> None:
    draft = parse("zq 0% !x *ani", FR)
    assert [p.text for p in draft.problems] == ["q", "0%", "!x", "*ani"]
