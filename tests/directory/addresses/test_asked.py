import pytest
from hypothesis import given
from hypothesis import strategies as st

from maraude.directory.addresses import asked
from maraude.directory.addresses.address import HouseNumber, nearest
from maraude.directory.addresses.asked import Reading


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("12 rue des Lilas", Reading("rue des lilas", HouseNumber(12))),
        ("rue des Lilas 12", Reading("rue des lilas", HouseNumber(12))),
        ("12bis r. des Lilas", Reading("rue des lilas", HouseNumber(12, "bis"))),
        ("12 ter, bd. Ste Lumière", Reading("boulevard sainte lumiere", HouseNumber(12, "ter"))),
        ("N° 4 pl. de l'Église", Reading("place de l eglise", HouseNumber(4))),
        (
            "99000 Lucioles, 7 av du Gal Fictif, France",
            Reading("lucioles avenue du general fictif", HouseNumber(7), "99000"),
        ),
        ("8 rue du 8 mai 1945", Reading("rue du 8 mai 1945", HouseNumber(8))),
        ("rue du 8 mai 1945", Reading("rue du 8 mai 1945")),
        ("fbg de France", Reading("faubourg de france")),
        ("5 all. des Lilas F-99000 cedex 2", Reading("allee des lilas", HouseNumber(5), "99000")),
        ("5 r. Oberkampf Paris 11e", Reading("rue oberkampf paris", HouseNumber(5), "75011")),
        ("5 r. Oberkampf Paris 11", Reading("rue oberkampf paris", HouseNumber(5), "75011")),
        ("Lyon 3eme arrondissement", Reading("lyon", None, "69003")),
    ],
)
def test_what_is_typed_may_mean_what_is_meant(text: str, reading: Reading) -> None:
    assert reading in asked.readings(text)


def test_a_district_is_compared_as_its_city() -> None:
    assert asked.town_words("Paris 11e Arrondissement") == "paris"


@given(st.text(max_size=300))
def test_whatever_is_typed_has_a_reading(text: str) -> None:
    first, *others = asked.readings(text)
    assert first.house is None
    assert all(reading.house for reading in others)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (HouseNumber(12), HouseNumber(12)),
        (HouseNumber(12, "b"), HouseNumber(12, "bis")),
        (HouseNumber(12, "ter"), HouseNumber(12)),
        (HouseNumber(4), HouseNumber(2)),
        (HouseNumber(7), HouseNumber(5)),
        (HouseNumber(900), HouseNumber(12)),
    ],
)
def test_the_nearest_number_is_on_the_same_side(wanted: HouseNumber, found: HouseNumber) -> None:
    there = [HouseNumber(n) for n in (1, 2, 5, 8, 12)]
    there += [HouseNumber(12, "bis")]
    assert nearest(wanted, there) == found
