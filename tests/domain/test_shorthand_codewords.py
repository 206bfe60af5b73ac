from maraude.domain.codes import load
from maraude.domain.shorthand.codewords import dotted, matching, targets


def test_an_equal_code_wins_over_a_longer_one() -> None:
    assert matching("pas", ("PASS", "PAS")) == ("PAS",)
    assert matching("pa", ("PASS", "PAS")) == ("PASS", "PAS")


def test_a_prefix_may_be_written_with_accents_and_capitals() -> None:
    assert matching("dém", dotted()) == ("DEM",)
    assert matching("œd", tuple(alert.code for alert in load("alerts"))) == ("OED",)


def test_only_targets_may_share_a_code_with_another_list() -> None:
    contacts = {contact.code for contact in load("contacts")}
    others = {entry.code for name in ("needs", "given") for entry in load(name)}
    assert not contacts & (others | set(targets()))
    assert set(targets()) & others == {"DOM", "VIO", "VET", "AUT"}
