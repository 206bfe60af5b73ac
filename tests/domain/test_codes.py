import json
import re
from importlib.resources import files

import pytest

from maraude import i18n
from maraude.domain import codes
from maraude.domain.codes import Code, CodeList
from maraude.domain.encounter import MET
from maraude.domain.referral import CALL, OPEN_CALL

FIELDS = {
    "code",
    "fr",
    "en",
    "short_fr",
    "short_en",
    "cell_fr",
    "cell_en",
    "retired",
    "flag",
    "need",
    "stock",
    "severity",
    "crosswalk",
}
BOARD_COLUMN = 16
NAMES = {"French", "France", "Espace", "PUMa"}

every_list = pytest.mark.parametrize("name", codes.NAMES)


@every_list
def test_a_list_is_a_versioned_file_under_its_own_name(name: str) -> None:
    document = json.loads(files(codes).joinpath(f"{name}.json").read_text("utf-8"))
    assert document["name"] == name
    assert re.fullmatch(r"\d{4}-\d{2}", document["version"])
    assert codes.load(name).version == document["version"]
    assert {key for entry in document["codes"] for key in entry} <= FIELDS


def test_every_file_is_a_known_list() -> None:
    found = {file.name.removesuffix(".json") for file in files(codes).iterdir()}
    assert {name for name in found if not name.startswith("__")} == set(codes.NAMES)


@every_list
def test_a_code_stands_once_in_its_list(name: str) -> None:
    loaded = codes.load(name)
    written = [entry.code for entry in (*loaded.codes, *loaded.common)]
    assert len(written) == len(set(written))
    assert all(re.fullmatch("[A-Z0-9]+|[a-z]{2,3}", code) for code in written)


@every_list
def test_every_code_has_a_plain_label_in_both_languages(name: str) -> None:
    for entry in codes.load(name).codes:
        for label in (entry.fr, entry.en):
            assert label
            assert label == label.strip()
            first = label.split()[0].strip(",")
            is_common = first.islower() or first.isupper() or first.isdigit()
            assert is_common or first in NAMES or name == "languages"


@every_list
def test_every_short_label_fits_a_column_of_the_board(name: str) -> None:
    for language in i18n.LANGUAGES:
        i18n.use(language)
        wide = [entry.short for entry in codes.load(name) if len(entry.short) > BOARD_COLUMN]
        assert wide == []


def test_labels_are_in_the_language_in_use() -> None:
    need = codes.load("needs")["HYG"]
    i18n.use("fr")
    assert (need.label, need.short) == ("hygiène (douche, toilettes, produits)", "hygiène")
    i18n.use("en")
    assert (need.label, need.short) == ("hygiene (shower, toilets, products)", "hygiene")


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("needs", 27),
        ("given", 25),
        ("situations", 26),
        ("households", 11),
        ("age_bands", 6),
        ("genders", 7),
        ("languages", 34),
        ("alerts", 19),
        ("targets", 23),
        ("referral_results", 8),
        ("refusal_reasons", 19),
        ("signal_sources", 11),
        ("signal_closings", 13),
        ("contacts", 6),
        ("rights", 22),
        ("right_states", 4),
    ],
)
def test_a_list_holds_what_teams_record(name: str, count: int) -> None:
    assert len(codes.load(name).codes) == count


def test_a_retired_code_can_be_read_and_no_longer_recorded() -> None:
    calls = codes.load("call_results")
    assert calls.label("DEC") == "décroché"
    assert "DEC" not in [entry.code for entry in calls]
    assert calls.starting_with("dec") == ()


@every_list
def test_a_missing_answer_can_be_read_in_every_list_and_is_offered_in_none(name: str) -> None:
    loaded = codes.load(name)
    assert loaded.label("NSP") == "ne sait pas"
    assert "ND" in loaded
    assert name == "common" or loaded.starting_with("nsp") == ()


def test_a_code_of_a_newer_list_is_shown_as_it_is() -> None:
    needs = codes.load("needs")
    assert "XYZ" not in needs
    assert needs.label("XYZ") == "XYZ"
    assert needs.short("XYZ") == "XYZ"
    with pytest.raises(KeyError):
        needs["XYZ"]


@pytest.mark.parametrize(
    ("name", "prefix", "found"),
    [
        ("needs", "heb", ["HEB"]),
        ("needs", "Ea", ["EAU"]),
        ("needs", "lo", ["LOG"]),
        ("given", "s", ["SOU", "SDW", "SOI"]),
        ("given", "te", ["TEN", "TEL"]),
        ("call_results", "ref", ["REFP"]),
        ("targets", "c", ["CHU", "CAARUD", "CSAPA", "CMP", "CPAM", "CAF"]),
        ("targets", "1", ["115"]),
        ("alerts", "de", ["DEL", "DEC"]),
        ("needs", "q", []),
    ],
)
def test_a_prefix_finds_the_codes_that_start_with_it(
    name: str, prefix: str, found: list[str]
) -> None:
    assert [entry.code for entry in codes.load(name).starting_with(prefix)] == found


def test_a_whole_code_is_found_alone_though_another_starts_with_it() -> None:
    replies = CodeList("replies", "2026-11", (Code("OUI", "oui", "yes"), Code("OU", "ou", "or")))
    assert [entry.code for entry in replies.starting_with("ou")] == ["OU"]


def test_what_is_given_answers_a_need_of_the_list() -> None:
    needs = codes.load("needs")
    assert all(entry.need in needs for entry in codes.load("given") if entry.need)


@pytest.mark.parametrize(
    ("item", "need", "stock"),
    [
        ("SOU", "ALI", True),
        ("TEN", "COU", True),
        ("KFE", "HYG", True),
        ("PSP", "SAN", False),
        ("DEM", "DRO", False),
        ("ANI", "", True),
        ("ECO", "", False),
        ("PAP", "", False),
    ],
)
def test_a_given_thing_knows_its_need_and_whether_it_leaves_the_van(
    item: str, need: str, *, stock: bool
) -> None:
    entry = codes.load("given")[item]
    assert (entry.need, entry.stock) == (need, stock)


def test_every_alert_says_how_soon_and_no_other_list_does() -> None:
    urgent = [entry.code for entry in codes.load("alerts") if entry.severity == 1]
    assert {"VIT", "HYP", "RES", "OD", "DEC"} <= set(urgent)
    assert {entry.severity for entry in codes.load("alerts")} == {1, 2, 3}
    others = [name for name in codes.NAMES if name != "alerts"]
    assert all(entry.severity == 0 for name in others for entry in codes.load(name))


def test_needs_are_known_to_soliguide_and_situations_to_ethos_and_hud() -> None:
    needs, situations = codes.load("needs"), codes.load("situations")
    assert needs["HYG"].crosswalk["soliguide"][:2] == ("shower", "toilets")
    assert needs["ANI"].crosswalk == {"soliguide": ("animal_assitance", "vet_care")}
    assert needs["ECO"].crosswalk == {}
    assert situations["CAM"].crosswalk == {
        "ethos": ("1.1", "11.3"),
        "ethos_light": ("1", "11"),
        "hud": ("116",),
    }
    assert situations["LOG"].crosswalk == {"hud": ("410",)}


def test_only_needs_and_situations_have_counterparts_elsewhere() -> None:
    crossed = {name for name in codes.NAMES for entry in codes.load(name) if entry.crosswalk}
    assert crossed == {"needs", "situations"}


def test_codes_that_the_domain_relies_on_are_in_the_lists() -> None:
    assert {entry.code for entry in codes.load("contacts")} >= MET
    assert CALL in codes.load("targets")
    assert OPEN_CALL in codes.load("call_results")
    assert OPEN_CALL in codes.load("referral_results")


@pytest.mark.parametrize(
    ("name", "code", "label"),
    [
        ("contacts", "REF", "n'a pas souhaité parler"),
        ("contacts", "DIF", "échange difficile ce soir"),
        ("call_results", "REFP", "a préféré ne pas y aller"),
        ("alerts", "OED", "état qui se dégrade vite"),
        ("alerts", "PSY", "grande détresse"),
        ("given", "KFE", "protections périodiques"),
        ("households", "MNA", "mineur seul (se dit ou paraît mineur)"),
    ],
)
def test_wording_is_what_the_person_may_read(name: str, code: str, label: str) -> None:
    assert codes.load(name).label(code) == label


def test_pregnancy_stands_beside_a_household_not_in_its_place() -> None:
    assert [entry.code for entry in codes.load("households") if entry.flag] == ["FE"]
