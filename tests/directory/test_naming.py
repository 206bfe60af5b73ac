import pytest

from maraude.directory import naming
from maraude.domain.refusal import Refusal


@pytest.mark.parametrize(
    ("source", "name", "called", "family"),
    [
        ("hsds", "", "hsds", "hsds"),
        ("hsds", "hsds", "hsds", "hsds"),
        ("hsds", "lyon", "hsds-lyon", "hsds"),
        ("hsds", "hsds-lyon", "hsds-lyon", "hsds"),
        ("hsds-paquet", "lyon", "hsds-lyon", "hsds"),
        ("team", "nord", "team-nord", "team"),
        ("data-inclusion", "bretagne", "data-inclusion-bretagne", "data-inclusion"),
        ("paris-toilettes", "wc", "paris-toilettes", "paris-toilettes"),
        ("hsdsville", "nord", "hsdsville", "hsdsville"),
    ],
)
def test_feeds_of_a_format_are_called_after_it(
    source: str, name: str, called: str, family: str
) -> None:
    assert naming.feed(source, name) == called
    assert naming.family(called) == family


@pytest.mark.parametrize("name", ["", "été", "a b", "a:b", "../a", "a" * 41])
def test_a_name_is_short_and_plain(name: str) -> None:
    with pytest.raises(Refusal):
        naming.check(name)
    assert naming.check(" Lyon-3 ") == "lyon-3"
