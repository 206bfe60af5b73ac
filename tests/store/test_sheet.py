from datetime import date

from maraude.store.sheet import sheet

WORDS = "abaisser abandon abdiquer abeille abolir aborder aboutir aboyer abrasif abreuver"


def test_the_sheet_numbers_every_word_in_its_order() -> None:
    text = sheet(WORDS, "Les Lucioles", "Nord", date(2026, 11, 23))
    listed = [line.split(". ")[1] for line in text.splitlines() if line[:6].strip(" .").isdigit()]
    assert listed == WORDS.split()


def test_the_sheet_tells_whose_it_is_and_what_is_lost_without_it() -> None:
    text = sheet(WORDS, "Les Lucioles", "Nord", date(2026, 11, 23))
    assert "Association : Les Lucioles" in text
    assert "Équipe : Nord" in text
    assert "Faite le : 23/11/2026" in text
    assert "Imprimez-la" in text
    assert "Sinon, plus personne ne le" in text


def test_the_sheet_fits_a_page_of_eighty_columns() -> None:
    lines = sheet(WORDS, "Les Lucioles", "Nord", date(2026, 11, 23)).splitlines()
    assert max(len(line) for line in lines) <= 80
    assert len(lines) <= 60
