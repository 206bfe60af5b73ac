import pytest

from maraude.directory.matching import Accepts, Match, asked, match
from maraude.directory.service import Eligibility, Facet
from maraude.domain.refusal import Refusal

HALT = Eligibility(woman=Facet.YES, man=Facet.NO, pets=Facet.PREFERENTIAL, languages=("fr", "ti"))


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ((), Match(Accepts.YES)),
        (("woman",), Match(Accepts.YES)),
        (("woman", "pets"), Match(Accepts.YES)),
        (("wheelchair",), Match(Accepts.CHECK, to_check=("wheelchair",))),
        (("man",), Match(Accepts.NO, refused=("man",))),
        (("man", "couple"), Match(Accepts.NO, to_check=("couple",), refused=("man",))),
        (("lang:ti",), Match(Accepts.YES)),
        (("lang:ps",), Match(Accepts.CHECK, to_check=("lang:ps",))),
    ],
)
def test_an_answer_says_what_is_to_check_and_what_is_refused(
    wanted: tuple[str, ...], expected: Match
) -> None:
    assert match(HALT, wanted) == expected


def test_nothing_known_is_to_be_checked_and_never_refused() -> None:
    assert match(Eligibility(), ("minor", "lang:fr")).accepts is Accepts.CHECK


def test_what_is_asked_is_tidied() -> None:
    assert asked(["Woman", " pets", "woman", "", "lang:ps"]) == ("woman", "pets", "lang:ps")


@pytest.mark.parametrize("name", ["chien", "lang:", "lang:1x", "languages", "lang:farsi"])
def test_an_unknown_criterion_is_refused(name: str) -> None:
    with pytest.raises(Refusal) as refused:
        asked([name])
    assert refused.value.code == "unknown-facet"
