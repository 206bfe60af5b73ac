from dataclasses import replace

import pytest

from maraude.directory.links import Link, Sign, phone, same, sentence, sign
from maraude.domain.spot import Position
from tests.directory.services import REPUBLIQUE, SERVICE

FURTHER = Position(REPUBLIQUE.lat + 0.001, REPUBLIQUE.lon)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "BAINS DU CANAL"},
        {"name": "Bains du Canall"},
        {"position": Position(REPUBLIQUE.lat + 0.0004, REPUBLIQUE.lon)},
    ],
)
def test_nearly_the_same_name_at_nearly_the_same_place_is_one_service(
    changes: dict[str, object],
) -> None:
    assert same(SERVICE, replace(SERVICE, **changes))  # type: ignore[arg-type]  # any field


@pytest.mark.parametrize(
    "changes",
    [{"name": "Bains de l'Ourcq"}, {"position": FURTHER}, {"category": "laundry"}],
)
def test_another_name_place_or_kind_of_help_is_another_service(
    changes: dict[str, object],
) -> None:
    assert not same(SERVICE, replace(SERVICE, **changes))  # type: ignore[arg-type]  # any field


def test_two_showers_behind_one_telephone_are_two_services() -> None:
    women = replace(SERVICE, name="Douches femmes", contact="01 99 00 00 00")
    men = replace(women, name="Bains du canal, hommes")
    assert not same(women, men)


OTHER = replace(SERVICE, source="autre", name="Accueil du quai", position=FURTHER)


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ({}, {}, None),
        ({"siret": "12345678900011"}, {}, None),
        ({"siret": "12345678900011"}, {"siret": "12345678900011"}, Sign.SIRET),
        ({"siret": "12345678900011"}, {"siret": "12345678900022"}, None),
        ({"contact": "01 99 00 00 00"}, {"contact": "Tél. +33 (0)1.99.00.00.00"}, Sign.PHONE),
        ({"contact": "01 99 00 00 00"}, {"contact": "01 99 00 00 01"}, None),
        ({"contact": "115"}, {"contact": "115"}, None),
        ({}, {"name": "Bains du canal", "position": REPUBLIQUE}, Sign.NAME),
        ({"siret": "1"}, {"siret": "1", "category": "laundry"}, None),
        ({"siret": "1"}, {"siret": "1", "source": "essai"}, None),
    ],
)
def test_what_links_the_records_of_two_sources(
    ours: dict[str, object], theirs: dict[str, object], expected: Sign | None
) -> None:
    one, other = replace(SERVICE, **ours), replace(OTHER, **theirs)  # type: ignore[arg-type]  # any field
    assert sign(one, other) is expected
    assert sign(other, one) is expected


@pytest.mark.parametrize(
    ("contact", "number"),
    [
        ("01 99 00 00 00", "33199000000"),
        ("0199000000 (le soir)", "33199000000"),
        ("+33199000000", "33199000000"),
        ("0033 1 99 00 00 00", "33199000000"),
        ("accueil@example.org ou 06-99-00-00-00", "33699000000"),
        ("+44 20 7946 0000", "442079460000"),
        ("115", ""),
        ("https://example.org/0199", ""),
        ("12345678900011", ""),
        ("", ""),
    ],
)
def test_a_telephone_is_found_however_it_is_written(contact: str, number: str) -> None:
    assert phone(contact) == number


@pytest.mark.parametrize("found", list(Sign))
def test_a_link_is_said_in_a_sentence(found: Sign) -> None:
    said = sentence(Link("autre:1", "autre", "Bains du Canal", found))
    assert "autre" in said
    assert said.endswith("« Bains du Canal ».")
