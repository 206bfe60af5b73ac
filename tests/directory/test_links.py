from dataclasses import replace

import pytest

from maraude.directory.links import same
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
