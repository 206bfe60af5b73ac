from dataclasses import replace
from pathlib import Path

import pytest

from maraude.directory.hours import read
from maraude.directory.importers.batch import Batch
from maraude.directory.service import Access, Eligibility, Facet, Load, Service
from maraude.domain.choice import Choice, ChoiceKind
from maraude.domain.entry import Entry
from maraude.domain.person import Informed
from maraude.domain.service_note import Correction
from maraude.domain.spot import Position
from maraude.domain.tour import Tour
from maraude.tui.screens.filters import FiltersScreen
from maraude.tui.screens.nearby import NearbyScreen
from maraude.tui.screens.slip import SlipScreen
from maraude.tui.screens.tonight import Tonight
from maraude.tui.widgets.line_list import LineList
from maraude.usecases import addresses, log, people, refer, referrals, service_notes, tours
from maraude.usecases.session import Session
from tests.directory.addresses.files import bano, write
from tests.directory.services import SERVICE, TODAY
from tests.store.directories import PARIS
from tests.tui.seen import heading, listed, said
from tests.tui.waiting import keys
from tests.tui.whole import whole_app

CANAL = Position(48.8676, 2.3636)
HALT = replace(SERVICE, category="night_stop", hours=read("Mo-Su 20:00-07:00"))


def north(metres: float) -> Position:
    return Position(CANAL.lat + metres / 111_195, CANAL.lon)


def put(session: Session, *places: Service) -> None:
    """Let the directory hold these places and no others, each under an id of its own."""
    kept = tuple(replace(one, id=f"essai:{n}", source_id=f"{n}") for n, one in enumerate(places))
    batch = Batch("essai", "Les Lucioles", len(kept), kept, ())
    session.services.replace(batch, TODAY, session.profile.zone, confirmed=True)


@pytest.fixture(autouse=True)
def directory(session: Session) -> None:
    """Places to sleep: one open that takes animals, one that does not, one closed, one far."""
    pets, no_pets = Eligibility(pets=Facet.YES), Eligibility(pets=Facet.NO)
    services = (
        replace(HALT, position=north(120), name="Halte Jeanne", eligibility=no_pets),
        replace(HALT, position=north(600), name="Halte des Lilas", eligibility=pets),
        replace(HALT, position=north(200), name="Espace Valmy", hours=read("Tu 08:30-17:00")),
        replace(HALT, position=north(1_500), name="Gymnase Lucien", access=Access.WALK_IN),
    )
    put(session, *services)


def tonight(session: Session) -> Tour:
    tour = tours.current(session)
    assert tour is not None
    return tour


def noted(session: Session, line: str) -> Entry:
    entry = log.save(session, log.read(session, tonight(session), line, at=session.now()))
    assert entry is not None
    return entry


def names(lines: list[str]) -> list[str]:
    known = ("Halte Jeanne", "Halte des Lilas", "Espace Valmy", "Gymnase Lucien")
    return [name for line in lines for name in known if name in line]


async def test_one_key_from_an_encounter_answers_for_whom_it_counts(session: Session) -> None:
    noted(session, "0,1hg")
    async with whole_app(session) as pilot:
        await keys(pilot, "p")

        assert heading(pilot) == "Où ? hébergement · femme, animal · depuis Canal St-Martin"
        assert listed(pilot) == [
            "> ● ouvert → 07:00    9–11 min Halte des Lilas        femme ? · fiche non vérif…",
            "○ fermé              3–4 min Espace Valmy           rouvre 08:30 · femme, ani…",
            "● ouvert → 07:00      ~2 min Halte Jeanne           refuse : animal · femme ?…",
        ]


async def test_one_key_from_the_line_answers_for_whom_it_counts(session: Session) -> None:
    async with whole_app(session) as pilot:
        await keys(pilot, "n", "'hg", "tab")

        assert heading(pilot) == "Où ? hébergement · animal · depuis Canal St-Martin"


async def test_what_another_source_says_of_a_place_is_shown_with_it(session: Session) -> None:
    theirs = replace(
        HALT, id="autre:1", source="autre", source_id="1", name="Halte Jeanne.", position=north(125)
    )
    batch = Batch("autre", "Les Voisins", 1, (theirs,), ())
    session.services.replace(batch, TODAY, session.profile.zone, confirmed=True)
    async with whole_app(session) as pilot:
        await keys(pilot, "n", "h", "tab")

        assert "Aussi dans autre (même nom, même lieu) : « Halte Jeanne. »." in said(
            pilot, "#detail"
        )
        assert [name for name in names(listed(pilot)) if name == "Halte Jeanne"] == [
            "Halte Jeanne",
            "Halte Jeanne",
        ]


async def test_the_file_of_a_person_says_for_whom(session: Session) -> None:
    marta = people.open_file(session, "Marta", Informed.YES)
    people.describe(session, replace(marta, gender="F", animals="chien", languages=("ti",)))
    chosen = (Choice(ChoiceKind.PERSON, "marta", record=marta.id),)
    log.save(session, log.read(session, tonight(session), "h ,marta", chosen, at=session.now()))
    async with whole_app(session) as pilot:
        await keys(pilot, ",", "enter", "p")

        assert "· femme, animal, tigrinya ·" in heading(pilot)


async def test_filters_change_the_answer_and_are_kept_nowhere(session: Session) -> None:
    entry = noted(session, "h")
    async with whole_app(session) as pilot:
        await keys(pilot, "p")
        before = names(listed(pilot))
        await keys(pilot, "f", "a", "down", "space", "enter")
        after, title = names(listed(pilot)), heading(pilot)
        await keys(pilot, "escape", "p")

        assert before == ["Halte Jeanne", "Halte des Lilas", "Espace Valmy"]
        assert after == ["Halte des Lilas", "Espace Valmy", "Halte Jeanne"]
        assert "· animal, fauteuil roulant ·" in title
        assert heading(pilot) == "Où ? hébergement · depuis Canal St-Martin"
    assert tours.entries(session, tonight(session))[0] == entry


async def test_a_language_is_chosen_and_taken_back(session: Session) -> None:
    noted(session, "h")
    async with whole_app(session) as pilot:
        await keys(pilot, "p", "f", "l", "down", "enter", "enter")
        asked = heading(pilot)
        await keys(pilot, "f", "l", "enter")

        assert "· arabe ·" in asked
        assert heading(pilot) == "Où ? hébergement · depuis Canal St-Martin"


async def test_escape_leaves_the_filters_as_they_were(session: Session) -> None:
    noted(session, "h")
    async with whole_app(session) as pilot:
        await keys(pilot, "p", "f", "a")
        assert isinstance(pilot.app.screen, FiltersScreen)
        await keys(pilot, "escape")

        assert heading(pilot) == "Où ? hébergement · depuis Canal St-Martin"


async def test_what_was_set_aside_says_why(session: Session) -> None:
    noted(session, "hg")
    async with whole_app(session) as pilot:
        await keys(pilot, "p", "o")
        lines, title = listed(pilot), heading(pilot)
        await keys(pilot, "escape")

        assert title.startswith("Écartés, et pourquoi : hébergement · animal")
        assert lines == [
            ">    ~2 min Halte Jeanne             N'accueille pas les animaux.",
            "3–4 min Espace Valmy             Fermé, rouvre : 08:30. Animaux : à vérifie…",
            "22–27 min Gymnase Lucien           À 22–27 min à pied. Animaux : à vérifier.",
        ]
        assert isinstance(pilot.app.screen, NearbyScreen)
        assert heading(pilot).startswith("Où ?")


async def test_a_name_is_searched_while_it_is_typed(session: Session) -> None:
    noted(session, "h")
    async with whole_app(session) as pilot:
        await keys(pilot, "p", "/", "'lilas")
        found = names(listed(pilot))
        await keys(pilot, "'qxzw")
        nothing = (listed(pilot), said(pilot, "#empty"))
        await keys(pilot, "escape")

        assert found == ["Halte des Lilas"]
        assert nothing == ([], "Rien de tel dans l'annuaire.")
        assert len(listed(pilot)) == 3


async def test_a_search_forgives_slips_and_knows_other_needs(session: Session) -> None:
    bath = replace(SERVICE, id="bain:1", source="bain", name="Espace Valmy", position=north(90))
    session.services.replace(Batch("bain", "Les Lucioles", 1, (bath,), ()), TODAY, PARIS)
    noted(session, "h")
    async with whole_app(session) as pilot:
        await keys(pilot, "p", "/", "'lials")
        misspelt = names(listed(pilot))
        await keys(pilot, "escape", "/", "'gymnaz")
        far = names(listed(pilot))
        await keys(pilot, "escape", "/", "'duoche")
        other = listed(pilot)
        await keys(pilot, "escape")

        assert misspelt == ["Halte des Lilas"]
        assert far == ["Gymnase Lucien"]
        assert len(other) == 1
        assert "Espace Valmy" in other[0]
        assert len(listed(pilot)) == 3


async def test_the_search_starts_from_an_address(session: Session, tmp_path: Path) -> None:
    far = bano("12", "Rue des Lilas", lat=CANAL.lat + 1_500 / 111_195, lon=CANAL.lon)
    addresses.import_file(session.addresses, write(tmp_path / "bano", far), TODAY)
    noted(session, "h")
    async with whole_app(session) as pilot:
        await keys(pilot, "p", "a", "'12 r des lials", "enter")
        title, found = heading(pilot), names(listed(pilot))
        await keys(pilot, ";", "enter")

        assert title == "Où ? hébergement · depuis 12 Rue des Lilas, 99000 Lucioles"
        assert found[0] == "Gymnase Lucien"
        assert heading(pilot) == "Où ? hébergement · depuis Canal St-Martin"


async def test_one_key_moves_one_line_in_the_list_and_while_typing(session: Session) -> None:
    noted(session, "h")
    async with whole_app(session) as pilot:
        await keys(pilot, "p", "down")
        in_list = pilot.app.screen.query_one(LineList).cursor
        await keys(pilot, "/", "down")
        typing = pilot.app.screen.query_one(LineList).cursor
        await keys(pilot, "up", "up")

        assert (in_list, typing) == (1, 2)
        assert pilot.app.screen.query_one(LineList).cursor == 0


async def test_what_is_set_aside_can_still_be_chosen(session: Session) -> None:
    noted(session, "hg")
    async with whole_app(session) as pilot:
        await keys(pilot, "p", "o", "/", "'gymnase", "enter", "enter")

        assert isinstance(pilot.app.screen, Tonight)
    (entry, *_others) = tours.entries(session, tonight(session))
    assert [referral.service_name for referral in entry.referrals] == ["Gymnase Lucien"]


async def test_our_results_there_are_marked_and_said(session: Session) -> None:
    entry = noted(session, "h")
    chosen = Choice(ChoiceKind.SERVICE, "HAN", record="essai:0", name="Halte Jeanne")
    for result in ("REA", "NON"):
        made = refer.propose(session, entry, chosen)
        referrals.conclude(session, made, result, person="")
    async with whole_app(session) as pilot:
        await keys(pilot, "p")

        assert listed(pilot)[0].endswith("1 refus sur 2 ce mois · f…")
        assert "1 refus sur 2 ce mois. Nos orientations : 1 non aboutie" in said(pilot, "#detail")


async def test_each_kind_of_help_is_apart_and_toilets_hide_no_shower(session: Session) -> None:
    noted(session, "hw")
    places = [
        replace(HALT, position=north(100), name="Halte Jeanne"),
        replace(SERVICE, position=north(800), name="Bains du Canal", hours=read("8 h à 12 h")),
        *(
            replace(SERVICE, category="toilets", position=north(n), name=f"Toilettes {n}")
            for n in range(4)
        ),
    ]
    put(session, *places)
    async with whole_app(session) as pilot:
        await keys(pilot, "p")
        starts = [line[:15].strip() for line in listed(pilot)]
        nothing = listed(pilot)[0]
        await keys(pilot, "down")
        second = said(pilot, "#detail")
        await keys(pilot, "/", "'toil", "down")
        third = said(pilot, "#detail")
        found = listed(pilot)

        assert starts == [
            "Rien dans l'ann", "halte de nuit", "> ● ouvert → 07", "douche", "○ fermé",
            "toilettes · 3 p", "? heures inconn", "? heures inconn", "? heures inconn",
        ]  # fmt: skip
        assert nothing.startswith("Rien dans l'annuaire autour : hébergement d'urgence, ")
        assert second.startswith("Bains du Canal")
        assert second.endswith("Horaires, tels que la source les donne : « 8 h à 12 h ».")
        assert third.startswith("Toilettes 1")
        assert found[0] == "toilettes"
        assert len(found) == len(["toilettes"]) + 4


async def test_a_need_that_nothing_answers_is_named_beside_the_others(session: Session) -> None:
    noted(session, "hw")
    put(session, replace(SERVICE, category="toilets", name="Toilettes"))
    async with whole_app(session) as pilot:
        await keys(pilot, "p")

        assert listed(pilot)[0].startswith("Rien dans l'annuaire autour : hébergement, douche, ")
        assert said(pilot, "#detail").startswith("Toilettes")


async def test_what_is_full_or_by_appointment_is_said_beside_its_state(session: Session) -> None:
    noted(session, "h")
    day, shut = read("24/7"), read("Tu 08:30-17:00")
    by_appointment = Access.APPOINTMENT
    places = [
        replace(HALT, name="A", hours=day, access=by_appointment),
        replace(HALT, name="B", hours=read('24/7 "sur appel"')),
        replace(HALT, name="C", hours=day, load=Load.FULL),
        replace(HALT, name="D", hours=read(""), load=Load.FULL),
        replace(HALT, name="E", hours=shut, load=Load.FULL),
    ]
    put(session, *places)
    async with whole_app(session) as pilot:
        await keys(pilot, "p")

        assert [line[:21].strip("> ").strip() for line in listed(pilot)] == [
            "● ouvert, sur RDV", "? sous condition", "● ouvert, complet", "? complet", "○ fermé"
        ]  # fmt: skip


async def test_what_the_coordination_calls_full_reads_full_and_not_closed(
    session: Session,
) -> None:
    noted(session, "h")
    shut, soon = read("Tu 08:30-17:00"), read("22:30-23:30")
    put(session, *(replace(HALT, name=n, hours=h) for n, h in (("A", soon), ("B", shut))))
    for service in ("essai:0", "essai:1"):
        service_notes.correct(session, service, Correction.FULL)
    async with whole_app(session) as pilot:
        await keys(pilot, "p")

        assert [line[:21].strip("> ").strip() for line in listed(pilot)] == [
            "○ complet ce soir", "○ fermé"
        ]  # fmt: skip
        assert "La coordination corrige : complet" in said(pilot, "#detail")


async def test_a_slip_is_shown_in_either_language_and_kept_as_a_file(
    session: Session, tmp_path: Path
) -> None:
    noted(session, "h")
    async with whole_app(session) as pilot:
        await keys(pilot, "p", "b")
        seen = [type(pilot.app.screen)]
        french = said(pilot, "#words")
        await keys(pilot, "l")
        english = said(pilot, "#words")
        await keys(pilot, "s", "enter")

        title, news = heading(pilot), said(pilot, "#news")
        await keys(pilot, "escape")
        seen.append(type(pilot.app.screen))

    assert seen == [SlipScreen, NearbyScreen]
    assert "Horaires :" in french
    assert "Open:" in english
    assert title == "À lire, à recopier ou à imprimer"
    assert news.startswith("Enregistré, à imprimer : ")
    (kept,) = (tmp_path / "slips").iterdir()
    assert kept.name == "halte-jeanne-2026-11-23-en.txt"


async def test_without_a_service_nothing_can_be_chosen_or_put_on_paper(session: Session) -> None:
    noted(session, "e.dro")
    async with whole_app(session) as pilot:
        await keys(pilot, "p")
        screen = pilot.app.screen
        assert isinstance(screen, NearbyScreen)

        assert not screen.check_action("slip", ())
        assert not screen.check_action("refer", ())
        assert screen.check_action("filter", ())


async def test_the_coordination_corrects_a_place_and_takes_it_back(session: Session) -> None:
    noted(session, "h")
    async with whole_app(session) as pilot:
        await keys(pilot, "p", "x", "f", "'fuite d'eau", "enter", "enter")
        closed, why = names(listed(pilot)), said(pilot, "#detail")
        (note,) = service_notes.holding(session)
        await keys(pilot, "down")
        detail = said(pilot, "#detail")
        await keys(pilot, "x", "end", "enter")

        assert (note.what, note.text, note.until) == ("closed", "fuite d'eau", session.evening)
        assert closed == ["Halte des Lilas", "Halte Jeanne", "Espace Valmy"]
        assert "La coordination corrige" not in why
        assert "La coordination corrige : fermé « fuite d'eau »" in detail
        assert names(listed(pilot))[0] == "Halte Jeanne"
        assert service_notes.holding(session) == ()
