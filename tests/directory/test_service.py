from maraude.directory.service import identify
from maraude.domain.spot import Position

HERE = Position(48.864828, 2.351611)


def test_an_id_of_the_source_is_kept() -> None:
    assert identify("soliguide", "4172", "Bains", HERE, "") == "soliguide:4172"


def test_a_hashed_id_is_the_same_in_every_import() -> None:
    assert identify("paris", "", "Bains", HERE, "1 rue Verte") == "paris:0b5e6e5a61762a62"


def test_capitals_accents_and_centimetres_do_not_change_a_hashed_id() -> None:
    written = identify("paris", "", "Bains de l'Été", HERE, "1 rue Verte")
    nearly = Position(48.8648281, 2.3516112)
    assert identify("paris", "", "BAINS DE L’ETE", nearly, "1 RUE  VERTE") == written


def test_another_address_at_the_same_place_is_another_service() -> None:
    assert identify("paris", "", "WC", HERE, "85 rue Verte") != identify(
        "paris", "", "WC", HERE, ""
    )
