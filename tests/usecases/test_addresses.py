from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maraude.domain.refusal import Refusal
from maraude.domain.spot import Position
from maraude.usecases import addresses, log, spots, tours
from maraude.usecases.addresses import Candidate
from maraude.usecases.session import Session
from tests.directory.addresses.files import TOWN, bano, write

BANO_90 = Path(__file__).parents[2] / "../shared/data/addresses/bano-90.csv"


@pytest.fixture
def town(work: Session, tmp_path: Path) -> Session:
    """A profile that has the addresses of two fictional towns."""
    done = addresses.import_file(
        work.addresses, write(tmp_path / "bano-99.csv", *TOWN), work.evening.date
    )
    assert (done.read, done.refused) == (len(TOWN), 0)
    return work


def first(session: Session, text: str) -> Candidate:
    return addresses.find(session, text)[0]


def refusal_of(session: Session, text: str) -> str:
    with pytest.raises(Refusal) as refused:
        addresses.find(session, text)
    return refused.value.code


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("12 rue des Lilas", "12 Rue des Lilas, 99000 Lucioles"),
        ("12 rue des lilas 99000 Lucioles", "12 Rue des Lilas, 99000 Lucioles"),
        ("Lucioles, rue des Lilas, 12", "12 Rue des Lilas, 99000 Lucioles"),
        ("99000 12 lilas", "12 Rue des Lilas, 99000 Lucioles"),
        ("12 bis r. des lilas", "12 bis Rue des Lilas, 99000 Lucioles"),
        ("12B rue des lilas", "12 bis Rue des Lilas, 99000 Lucioles"),
        ("12 rue des lials", "12 Rue des Lilas, 99000 Lucioles"),
        ("12 rue de lilsa lucoiles", "12 Rue des Lilas, 99000 Lucioles"),
        ("7 av gal fictif", "7 Avenue du Général Fictif, 99000 Lucioles"),
        ("3 bd ste lumiere nord", "3 Boulevard Sainte-Lumière, Nord, 99000 Lucioles"),
        ("6 pl eglise", "6 Place de l'Église, 99100 Vers-Luisants"),
        ("8 rue du 8 mai 1945", "8 Rue du 8 Mai 1945, 99000 Lucioles"),
        ("rue du 8 mai 1945", "Rue du 8 Mai 1945, 99000 Lucioles"),
        ("2 fg de France", "2 Faubourg de France, 99000 Lucioles"),
        ("faubourg de france", "Faubourg de France, 99000 Lucioles"),
        ("4 rue de la republique vers luisants", "4 Rue de la République, 99100 Vers-Luisants"),
        ("4 rue de la republique 99100", "4 Rue de la République, 99100 Vers-Luisants"),
        ("vers luisants", "99100 Vers-Luisants"),
        ("99100", "99100 Vers-Luisants"),
    ],
)
def test_an_address_is_found_however_it_is_typed(town: Session, text: str, label: str) -> None:
    found = first(town, text)
    assert found.label == label
    assert found.attribution == "BANO, OpenStreetMap France, ODbL"


def test_a_number_that_is_not_there_gives_the_nearest_and_says_so(town: Session) -> None:
    found = first(town, "6 rue des Lilas")
    assert found.label == "8 Rue des Lilas, 99000 Lucioles"
    assert found.note.startswith("Le 6 n'est pas dans les adresses")
    assert first(town, "8 rue des Lilas").note == ""


def test_a_street_without_number_is_its_middle(town: Session) -> None:
    assert first(town, "rue des Lilas").position == first(town, "5 rue des Lilas").position


def test_of_equals_the_nearest_comes_first_and_none_is_chosen_unasked(town: Session) -> None:
    south, north = Position(48.85, 2.35), Position(48.95, 2.35)
    for here, name in ((south, "99000 Lucioles"), (north, "99100 Vers-Luisants")):
        found = addresses.find(town, "4 rue de la République", here)
        assert found[0].label == f"4 Rue de la République, {name}"
    with pytest.raises(Refusal) as refused:
        addresses.one(town, "4 rue de la République")
    assert refused.value.code == "ambiguous-address"
    assert "99000 Lucioles" in refused.value.message
    assert "99100 Vers-Luisants" in refused.value.message
    assert addresses.one(town, "4 rue de la République 99100").label.endswith("Vers-Luisants")


def test_of_many_alike_the_nearest_is_among_those_looked_at(work: Session, tmp_path: Path) -> None:
    towns = [bano("1", "Rue de la Gare", f"Bourg-{n:03}", lat=48 + n / 100) for n in range(90)]
    addresses.import_file(work.addresses, write(tmp_path / "f", *towns), work.evening.date)
    found = addresses.find(work, "1 rue de la gare", Position(48.85, 2.35))
    assert found[0].label == "1 Rue de la Gare, 99000 Bourg-085"


def test_the_tour_says_what_is_near(town: Session) -> None:
    spot = spots.add(town, "Pont fictif", Position(48.95, 2.35))
    spots.go(town, log.tour_for(town, None), spot.id)
    assert tours.current(town)
    assert first(town, "4 rue de la République").label.endswith("Vers-Luisants")


def test_plus_codes_are_full_or_beside_something(town: Session) -> None:
    whole = first(town, "8FW4V82X+22")
    assert first(town, "V82X+22 Lucioles").position == whole.position
    assert addresses.find(town, "V82X+22", Position(48.9, 2.3))[0].position == whole.position
    assert refusal_of(town, "V82X+22") == "short-plus-code"
    assert refusal_of(town, "V82X+22 Nulle-Part") == "short-plus-code"


def test_degrees_need_no_addresses(work: Session) -> None:
    assert first(work, "48.8676,2.3636").position == Position(48.8676, 2.3636)
    assert first(work, " 48.8676 , 2.3636 ").position == Position(48.8676, 2.3636)
    assert first(work, "8FW4V82X+22").label == "8FW4V82X+22"
    assert refusal_of(work, "148.8676,2.3636") == "bad-position"


def test_what_cannot_be_found_is_said(work: Session, town: Session) -> None:
    assert refusal_of(town, "zzzzzz qqqqq") == "unknown-address"
    assert refusal_of(town, "") == "unknown-address"
    assert refusal_of(town, "12") == "unknown-address"


def test_without_addresses_it_is_said_how_to_get_them(work: Session) -> None:
    assert refusal_of(work, "12 rue des Lilas") == "no-addresses"
    assert addresses.status(work.addresses) == ()


def test_wrong_lines_are_named_up_to_a_number_and_counted(
    work: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "NAMED", 2)
    monkeypatch.setattr(addresses, "PROGRESS_EVERY", 2)
    seen: list[float] = []
    wrong = [bano("x", "Rue des Lilas")] * 3
    done = addresses.import_file(
        work.addresses,
        write(tmp_path / "f", bano("1", "Rue des Lilas"), *wrong),
        work.evening.date,
        progress=seen.append,
    )
    assert (done.read, done.kept, done.refused) == (4, {"99": 1}, 3)
    assert [line.line for line in done.named] == [2, 3]
    assert seen[-1] == 1.0
    assert seen == sorted(seen)


def test_a_progress_that_raises_cancels(town: Session, tmp_path: Path) -> None:
    def cancel(_share: float) -> None:
        raise KeyboardInterrupt

    other = write(tmp_path / "g", *(bano(str(n), "Rue Nouvelle") for n in range(1, 3_000)))
    with pytest.raises(KeyboardInterrupt):
        addresses.import_file(town.addresses, other, town.evening.date, progress=cancel)
    assert first(town, "12 rue des Lilas").label == "12 Rue des Lilas, 99000 Lucioles"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=60) | st.text(alphabet="12b rue,des-lilas+V82X9 '\"*", max_size=40))
def test_whatever_is_typed_is_answered_or_refused(town: Session, text: str) -> None:
    with suppress(Refusal):
        found = addresses.find(town, text)
        assert found
        assert all(one.label for one in found)


def test_the_real_file_is_taken_and_answers(work: Session) -> None:
    if not BANO_90.exists():
        pytest.skip("../shared/data is not here")
    done = addresses.import_file(work.addresses, BANO_90, work.evening.date)

    assert (done.read, done.kept, done.repeated, done.refused) == (35_847, {"90": 35_843}, 3, 1)
    found = first(work, "12 av. jean jaures belfrot")
    assert found.label == "12 Avenue Jean Jaurès, 90000 Belfort"
