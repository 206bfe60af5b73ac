import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from maraude import cli
from maraude.directory.importers.batch import Batch
from maraude.domain.person import Person
from maraude.store.records import select
from maraude.usecases import people, profiles
from tests.cli.conftest import Run
from tests.directory.importers.files import elements, node
from tests.directory.importers.soliguide import answer, place
from tests.directory.services import SERVICE, TODAY
from tests.team import KEY, Clock

TOILETS = Path(__file__).parents[2] / "../shared/data/paris/sanisettes.geojson"


def said(capsys: pytest.CaptureFixture[str], *argv: str) -> list[str]:
    """Give the lines that a command prints for people."""
    capsys.readouterr()
    assert cli.main(argv) == 0
    return capsys.readouterr().out.splitlines()


def test_a_line_at_half_past_one_belongs_to_the_evening_before(run_locked: Run) -> None:
    encounter = run_locked("log", "éhc=u-r", "--at", "2026-11-24T01:30")["encounter"]

    assert (encounter["evening"], encounter["at"]) == ("2026-11-23", "2026-11-24T01:30+01:00")
    assert (encounter["contact"], encounter["people"]) == ("CON", 2)
    assert [(need["code"], need["state"]) for need in encounter["needs"]] == [("HEB", "asked")]
    assert encounter["given"] == [{"code": "COU", "quantity": 2}]
    assert encounter["referrals"] == [{"target": "115", "result": "NPA"}]
    assert [follow_up["due"] for follow_up in encounter["follow_ups"]] == ["2026-11-24"]


def test_what_is_not_understood_stores_nothing_without_keep(run: Run) -> None:
    assert run("log", "h%", status=1)["error"]["code"] == "not-understood"
    assert run("tour", "show", status=1)["error"]["code"] == "no-tour"
    assert run("log", "h%", "--keep")["encounter"]["note"] == "%"


def test_an_unknown_alert_is_not_kept_as_note(run: Run) -> None:
    assert run("log", "s= !plx", "--keep", status=1)["error"]["code"] == "not-understood"
    assert run("tour", "show", status=1)["error"]["code"] == "no-tour"


def test_an_unknown_name_never_makes_a_file_by_itself(run: Run) -> None:
    assert run("log", "s= ,momo", status=1)["error"]["code"] == "which"
    known = run("log", "s= ,momo", "--new-person", "momo")["encounter"]
    again = run("log", "e ,mo")["encounter"]

    assert len(known["persons"]) == 1
    assert again["persons"] == known["persons"]


def test_who_opposes_being_followed_is_counted_without_their_file(
    home: Path, run: Run, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    run("log", "s= ,momo", "--new-person", "momo")
    session = profiles.open_with(home, KEY, "user:ines", Clock())
    (momo,) = select(session.store.reader, Person, "1")
    people.describe(session, replace(momo, opposed=True))
    session.close()

    assert "Momo s'oppose au suivi" in said(capsys, "log", "e ,momo", *options)[0]
    assert run("log", "b= ,momo")["encounter"]["persons"] == []


def test_a_prefix_of_several_names_the_candidates(run: Run) -> None:
    run("log", "2e ,marta ,marius", "--new-person", "marta", "--new-person", "marius")
    refused = run("log", "s= ,mar", status=1)["error"]

    assert refused["code"] == "which"
    assert {"Marta", "Marius"} <= set(refused["message"].replace(",", "").replace(".", "").split())


@pytest.mark.parametrize("named", ["sam", "Sam"])
def test_a_safety_note_must_say_whom_it_is_about(run: Run, named: str) -> None:
    line = "2h ,marta ,sam !vio"
    new = ["--new-person", "marta", "--new-person", "sam"]
    assert run("log", line, *new, status=1)["error"]["code"] == "which-person"
    kept = run("log", line, *new, "--safety-for", named)["encounter"]

    assert kept["alerts"] == []
    assert kept["safety_notes"] == 1


def test_undo_takes_back_the_last_line(run: Run) -> None:
    run("log", "s=")
    kept = run("log", "b=")["encounter"]

    assert run("undo")["undone"] == {"encounter": kept["id"], "removed": True}
    shown = run("tour", "show")
    assert [e["given"][0]["code"] for e in shown["encounters"]] == ["SOU"]


def test_a_tour_starts_shows_and_ends(run: Run) -> None:
    at = ["--at", "2026-11-23T20:30"]
    started = run("tour", "start", "--sector", "Nord", "--member", "Inès:driver", *at)
    assert run("tour", "start", *at, status=1)["error"]["code"] == "tour-open"
    run("log", "3s=b=", "--at", "2026-11-23T21:00")
    run("log", "0s=5")
    ended = run("tour", "end", "--kilometres", "12", "--debrief", "calme")
    shown = run("tour", "show", "--evening", "2026-11-23")

    assert started["tour"]["members"] == [{"name": "Inès", "role": "driver"}]
    assert started["tour"]["started_at"] == "2026-11-23T20:30+01:00"
    assert (ended["tour"]["kilometres"], ended["tour"]["debrief"]) == (12, "calme")
    assert ended["tour"]["ended_at"] == "2026-11-24T01:30+01:00"
    assert shown == ended
    assert [e["at"] for e in shown["encounters"]] == ["2026-11-23T21:00+01:00"]
    assert [move["items"] for move in shown["stock_moves"]] == [[{"code": "SOU", "quantity": 5}]]
    assert run("undo", status=1)["error"]["code"] == "nothing-to-undo"


def test_the_tour_reads_as_a_list(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "log", "éhc=u-r", *options)
    head, count, row = said(capsys, "tour", "show", *options)

    assert head == "Maraude Nord · lundi 23 nov."
    assert count == "1 ligne notée"
    assert row.startswith("01:30")
    assert "2" in row


def test_a_line_is_said_back_in_words(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    words = said(capsys, "log", "éhc=u-r", *options)

    assert words[0] == "2 personnes"
    assert "Remis : couverture ×2" in words
    assert words[-1] == "Noté · soirée du lundi 23 nov."


def test_a_place_named_on_the_line_becomes_the_current_one(run: Run) -> None:
    run("spots", "add", "Gare de l'Est", "--at=48.8765,2.3590")
    assert run("log", ";est") == {"spot": "Gare de l'Est"}
    assert run("log", "s=")["encounter"]["spot"] == "Gare de l'Est"


def test_a_place_given_as_an_option_becomes_the_current_one(run: Run) -> None:
    run("spots", "add", "Canal", "St-Martin", "--kind", "quai", "--sector", "Nord")
    assert run("log", "s=", "--spot", "can")["encounter"]["spot"] == "Canal St-Martin"
    assert run("log", "b=")["encounter"]["spot"] == "Canal St-Martin"


def test_places_come_from_a_csv_file_of_any_make(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "lieux.csv"
    rows = ("Nom;Secteur;Latitude;Longitude", "Square Léon;Nord;48,88;2,35", ";x;1;2", "Pont;;a;b")
    file.write_bytes("\r\n".join(rows).encode("latin-1"))
    done = run("spots", "import", str(file))

    assert (done["read"], done["kept"]) == (3, 1)
    assert [refused["record"] for refused in done["refused"]] == [3, 4]
    assert run("spots", "leon")["spots"][0]["lat"] == 48.88


@pytest.mark.skipif(not TOILETS.exists(), reason="../shared/data is not here")
def test_toilets_near_at_night_are_open_only_where_they_are(run: Run) -> None:
    imported = run("directory", "import", str(TOILETS))
    status = run("directory", "status")["sources"][0]
    near = run(
        "near", "--category", "toilets", "--at=48.8676,2.3636", "--when", "2026-11-24T23:30",
        "--limit", "100", "--minutes", "10",
    )  # fmt: skip

    assert (imported["read"], imported["kept"], imported["refused"]) == (615, 615, [])
    assert (status["with_hours"], status["without_hours"]) == (436, 179)
    states = {service["state"] for service in near["services"]}
    assert states >= {"open", "closed"}
    shut = [s for s in near["services"] if "06:00" in s["why"]]
    assert shut
    assert all(service["state"] == "closed" for service in shut)


@pytest.mark.skipif(not TOILETS.exists(), reason="../shared/data is not here")
def test_fountains_near_are_never_open_and_some_are_closed_with_the_reason(run: Run) -> None:
    imported = run("directory", "import", str(TOILETS.with_name("fontaines.json")))
    in_winter = ("--when", "2022-12-15T12:00", "--limit", "100", "--minutes", "20")
    near = run("near", "--category", "fountain", "--at=48.8893,2.3971", *in_winter)["services"]

    assert (imported["read"], imported["closed"], imported["refused"]) == (1211, 251, [])
    assert {service["state"] for service in near} == {"unknown", "closed"}
    closed = {service["why"] for service in near if service["state"] == "closed"}
    assert "Fermé jusqu'au 01/05/2023 inclus : « fermeture hivernale »." in closed
    assert {service["verified_on"] for service in near} == {"2022-12-03"}


def test_places_of_soliguide_are_near_and_the_confidential_ones_are_not_printed(
    tmp_path: Path, run: Run, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    phone = "01 99 00 00 01"
    entity = {"phones": [{"phoneNumber": phone}]}
    shelter = place(2, name="Foyer Marguerite", visibility="PRO", entity=entity)
    places, linked = tmp_path / "soliguide.json", tmp_path / "osm.json"
    places.write_text(json.dumps(answer(place(1), shelter, place(3, status="OFFLINE"))))
    linked.write_text(json.dumps(elements(node(7, amenity="shower", name="Quai", phone=phone))))
    imported = run("directory", "import", str(places))
    run("directory", "import", str(linked))
    near = run("near", "--category", "shower", "--at=48.8676,2.3636")
    lines = said(capsys, "near", "--category", "shower", "--at=48.8676,2.3636", *options)

    assert (imported["read"], imported["kept"]) == (3, 2)
    assert [refused["record"] for refused in imported["refused"]] == ["3 Accueil du Canal"]
    assert {service["name"] for service in near["services"]} == {"Accueil du Canal", "Quai"}
    assert near["withheld"] == 1
    assert any(line.startswith("Accueil du Canal") for line in lines)
    assert lines[-1].startswith("1 lieu réservé aux professionnels")
    assert "Marguerite" not in f"{near}{imported}{lines}"


@pytest.mark.skipif(not TOILETS.exists(), reason="../shared/data is not here")
def test_a_service_says_all_that_the_contract_names(run: Run) -> None:
    run("directory", "import", str(TOILETS))
    near = run("near", "--need", "HYG", "--at=48.8676,2.3636", "--for", "woman,wheelchair")

    assert len(near["services"]) == 5
    assert set(near["services"][0]) >= {
        "id", "name", "category", "source", "lat", "lon", "metres", "minutes", "state",
        "opens_at", "closes_at", "accepts", "why", "referrals", "verified_on", "copied_on",
        "attribution", "freshness", "against", "comment", "hours", "hours_normalised",
        "access", "load", "round", "notice", "conditions", "min_age", "max_age",
        "refusals_this_month",
    }  # fmt: skip


def test_a_service_near_is_told_with_both_dates_and_how_far_it_can_be_trusted(
    run: Run, options: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "équipe.csv"
    rows = (
        "catégorie;nom;latitude;longitude;horaires;accès;vérifié le",
        "douche;Bains du Canal;48,87;2,36;24/7;rendez-vous;02/03/2025",
    )
    file.write_text("\n".join(rows))
    copied = run("directory", "import", str(file)) and run("directory", "status")
    asked = ("near", "--category", "shower", "--at=48.87,2.36", "--when", "2026-11-24T23:30")
    (near,) = run(*asked)["services"]
    _name, why, dates, _source = said(capsys, *asked, *options)

    assert (near["freshness"], near["access"], near["load"]) == (
        "unverified", "appointment", "unknown"
    )  # fmt: skip
    assert near["refusals_this_month"] == {"times": 0, "of": 0, "reason": ""}
    assert why.strip() == "Ouvert sans interruption. Sur rendez-vous."
    today = date.fromisoformat(copied["sources"][0]["copied_on"])
    assert dates.strip() == (
        f"Vérifié : 02/03/2025 · copié le {today:%d/%m/%Y} · Vérifié par l'équipe"
        " · Fiche non vérifiée."
    )


def test_an_import_tells_people_what_was_refused_and_what_was_not_read(
    options: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "équipe.csv"
    rows = (
        "catégorie;nom;latitude;longitude;motif de fermeture;horraires",
        "douche;Bains du Canal;48,87;2,36;travaux;24/7",
        "piscine\x1b[2J;A;48;2;;",
    )
    file.write_text("\n".join(rows))

    assert said(capsys, "directory", "import", str(file), *options) == [
        "Fiches lues : 2, refusées : 1. Services gardés : 1, dont nouveaux : 1, changés : 0 ;"
        " disparus : 0.",
        "1 service est signalé fermé par la source.",
        "Fiche ligne 3 refusée : « piscine[2J » n'est pas une catégorie de l'annuaire.",
        "À savoir, colonne « horraires » : Cette colonne n'est pas connue : elle n'a pas été lue.",
    ]


def test_a_template_is_written_by_a_command(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "équipe.csv"
    assert run("directory", "template", str(file)) == {"file": str(file)}
    assert run("directory", "template", str(file), status=1)["error"]["code"] == "file-exists"
    assert run("directory", "import", str(file))["read"] == 0


def bath(name: str, **changes: object) -> dict[str, object]:
    point = {"lon": 2.3636, "lat": 48.8676}
    return {"nom": name, "voie": "quai", "tel": "01 99 00 00 00", "geo_point_2d": point, **changes}


def test_a_data_set_is_imported_by_a_mapping_and_read_again_by_a_better_one(
    run: Run, options: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    data, meaning = tmp_path / "bains.json", tmp_path / "sens.toml"
    data.write_text(json.dumps([bath("Bains du Canal", pmr="total")]))
    assert run("directory", "mapping", str(meaning)) == {"file": str(meaning)}
    assert run("directory", "mapping", str(meaning), status=1)["error"]["code"] == "file-exists"
    meaning.write_text(
        'source = "bains"\nattribution = "Ville"\ncategory = "public_bath"\n'
        '[fields]\nname = "nom"\naddress = "voie"\ncontact = "tel"\nwheelchair = "pmr"\n'
    )
    imported = run("directory", "import", str(data), "--mapping", str(meaning))
    assert (imported["read"], imported["kept"]) == (1, 1)
    assert run("directory", "remap", "--mapping", str(meaning), status=1)["error"]["code"] == (
        "missing-source"
    )

    meaning.write_text(meaning.read_text() + '[values.wheelchair]\n"total" = "yes"\n')
    again = run("directory", "remap", "bains", "--mapping", str(meaning))
    assert again["sources"]["bains"]["updated"] == 1
    known = ("near", "--category", "public_bath", "--at=48.8676,2.3636", "--for", "wheelchair")
    assert run(*known)["services"][0]["accepts"] == "yes"

    assert set(run("directory", "remap")["refused"]) == {"bains"}
    (line,) = said(capsys, "directory", "remap", *options)
    assert line.startswith("bains : Les fiches gardées")


def test_the_records_of_two_sources_are_shown_with_what_links_them(
    run: Run, options: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    meaning = tmp_path / "sens.toml"
    for source, name in (("ville", "Bains du Canal"), ("voisins", "Douches du quai")):
        (tmp_path / "bains.json").write_text(json.dumps([bath(name)]))
        meaning.write_text(
            f'source = "{source}"\nattribution = "{source}"\ncategory = "public_bath"\n'
            '[fields]\nname = "nom"\ncontact = "tel"\n'
        )
        run("directory", "import", str(tmp_path / "bains.json"), "--mapping", str(meaning))
    near = ("near", "--category", "public_bath", "--at=48.8676,2.3636")
    found = {service["name"]: service["links"] for service in run(*near)["services"]}

    assert [(link["source"], link["sign"]) for link in found["Bains du Canal"]] == [
        ("voisins", "phone")
    ]
    assert [link["name"] for link in found["Douches du quai"]] == ["Bains du Canal"]
    assert "    Aussi dans ville (même téléphone) : « Bains du Canal »." in said(
        capsys, *near, *options
    )


def test_a_link_to_a_confidential_place_is_not_printed(
    run: Run, home: Path, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    session = profiles.open_with(home, KEY, "user:ines", Clock())
    for source, hidden in (("ouverte", False), ("fermee", True)):
        one = replace(SERVICE, id=f"{source}:1", source=source, confidential=hidden)
        batch = Batch(source, source, 1, (replace(one, contact="01 99 00 00 00"),), ())
        session.services.replace(batch, TODAY, session.profile.zone)
    session.close()
    near = ("near", "--category", "shower", "--at=48.8676,2.3636")

    (found,) = run(*near)["services"]
    assert (found["source"], found["links"]) == ("ouverte", [])
    assert "fermee" not in "".join(said(capsys, *near, *options))


def test_an_empty_directory_says_how_to_fill_it(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    status, _streets = said(capsys, "directory", "status", *options)
    (near,) = said(capsys, "near", "--category", "toilets", "--at=48.8,2.3", *options)

    assert "maraude directory import" in status
    assert "Rien de tel" in near


def test_a_note_that_had_better_not_say_it_is_kept_and_answered(
    run: Run, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    kept = run("log", "s= /son portable : 06 39 98 12 34")
    capsys.readouterr()
    assert cli.main(["log", "s= /il est diabétique", *options]) == 0
    written = capsys.readouterr()

    assert kept["encounter"]["note"] == "son portable : 06 39 98 12 34"
    (warning,) = kept["warnings"]
    assert (warning["kind"], warning["text"]) == ("phone", "06 39 98 12 34")
    assert warning["mask"] == "[téléphone]"
    assert written.err.startswith("« diabétique » : un diagnostic revient aux soignants.")
    assert "diagnostic" not in written.out
