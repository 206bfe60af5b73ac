"""Places of Soliguide: each documented field, by its name."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maraude.directory import importers
from maraude.directory.importers import soliguide
from maraude.directory.importers.batch import Batch
from maraude.directory.service import Access, Eligibility, Facet, Load, Service
from tests.directory.importers.files import COMMANDS, HOSTILE, TODAY, only, read, reasons
from tests.directory.importers.soliguide import (
    answer,
    checked,
    modalities,
    place,
    position,
    publics,
    service,
    slot,
    week,
)


def kept(**changed: Any) -> Service:
    """Give the service of a place, of which some fields are changed."""
    return only(of(place(**changed)))


def of(*places: Any) -> Batch:
    return soliguide.read(answer(*places), TODAY)


def whole() -> dict[str, Any]:
    return place(
        description="<p>Douches &amp; caf&eacute;.<br>Casiers.</p><script>x()</script>",
        entity={
            "name": "Les Lucioles",
            "phones": [{"label": "Accueil", "phoneNumber": "01 99 00 00 00"}],
            "mail": "canal@lucioles.example",
            "website": "https://lucioles.example",
        },
        languages=["fr", "AR", "lsf", "dar", "??", 3],
        modalities=modalities(
            inscription=checked("Le lundi à 9 h"),
            price=checked("1 euro"),
            animal={"checked": True},
            pmr={"checked": False},
            docs=[{"name": "Carte d'accueil"}, "65a1"],
            other="<b>Serviette</b> fournie",
        ),
    )


def test_a_place_becomes_a_service_that_says_where_and_when(tmp_path: Path) -> None:
    found = only(read(tmp_path, answer(whole())))

    assert (found.id, found.source) == ("soliguide:42/objet-shower", "soliguide")
    assert (found.category, found.name) == ("shower", "Accueil du Canal")
    assert (found.organisation, found.attribution) == ("Les Lucioles", "Soliguide (Solinum)")
    assert (found.position.lat, found.position.lon) == (48.8676, 2.3636)
    assert (found.address, found.postcode) == ("3 quai de l'Exemple, 75010 Paris", "75010")
    assert found.contact == (
        "01 99 00 00 00 (Accueil) · canal@lucioles.example · https://lucioles.example"
    )
    assert found.hours.osm == "Mo 09:30-12:00; PH off"
    assert (found.verified_on, found.copied_on) == (date(2026, 9, 15), TODAY)
    assert (found.closure, found.notice, found.load) == (None, "", Load.UNKNOWN)
    assert (found.round, found.confidential) == ("", False)


def test_a_place_becomes_a_service_that_says_whom_it_takes_and_how() -> None:
    found = only(of(whole()))

    assert found.eligibility == Eligibility(
        woman=Facet.YES,
        man=Facet.YES,
        couple=Facet.YES,
        family=Facet.YES,
        minor=Facet.YES,
        pets=Facet.YES,
        wheelchair=Facet.NO,
        no_papers=Facet.YES,
        languages=("fr", "ar", "fsl", "prs"),
    )
    assert (found.access, found.cost) == (Access.REGISTRATION, "1 euro")
    assert found.documents == "Carte d'accueil"
    assert found.conditions == (
        "Sur inscription : Le lundi à 9 h · Serviette fournie · Douches & café. Casiers."
    )


@pytest.mark.parametrize("document", [answer(place()), [place()], {"places": [place()]}])
def test_an_answer_and_a_bare_list_are_recognised(tmp_path: Path, document: object) -> None:
    assert only(read(tmp_path, document)).source == "soliguide"


def test_what_a_place_does_not_say_stays_unknown() -> None:
    bare = {
        "lieu_id": 42,
        "name": "Accueil du Canal",
        "status": "ONLINE",
        "position": {"location": {"coordinates": [2.3636, 48.8676]}},
        "services_all": [{"category": "shower"}],
    }
    found = only(of(bare))

    assert found.eligibility == Eligibility()
    assert (found.access, found.load) == (Access.UNKNOWN, Load.UNKNOWN)
    assert (found.hours.raw, found.hours.osm) == ("", "")
    said = (found.cost, found.documents, found.contact, found.conditions, found.notice)
    assert said == ("", "", "", "", "")
    assert found.verified_on is None


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("DRAFT", "Soliguide n'a pas encore publié ce lieu : c'est un brouillon."),
        ("OFFLINE", "Soliguide ne publie plus ce lieu."),
        ("PERMANENTLY_CLOSED", "Soliguide dit que ce lieu est fermé définitivement."),
        (None, "Soliguide ne dit pas si ce lieu est publié."),
        (["ONLINE"], "Soliguide ne dit pas si ce lieu est publié."),
    ],
)
def test_only_what_soliguide_shows_is_kept(status: object, reason: str) -> None:
    batch = of(place(1, status=status), place(2))
    assert reasons(batch) == [("1 Accueil du Canal", reason)]
    assert (batch.read, len(batch.services)) == (2, 1)


@pytest.mark.parametrize(
    ("visibility", "confidential"), [("ALL", False), ("PRO", True), ("ADMIN", True), (None, True)]
)
def test_what_is_for_professionals_is_confidential(visibility: object, confidential: bool) -> None:  # noqa: FBT001 - the answer
    assert kept(visibility=visibility).confidential is confidential


def test_a_report_does_not_name_what_is_confidential() -> None:
    assert reasons(of(place(1, visibility="PRO", status="DRAFT")))[0][0] == "1"


@pytest.mark.parametrize(
    "wrong",
    [
        3,
        place(1, position=None),
        place(1, position=position(2.3, 91)),
        place(1, position=position(0, 0)),
        place(1, position={"location": {"coordinates": ["2.3", "48.8"]}}),
        place(1, lieu_id=None),
        place(1, lieu_id=True),
        place(1, name="  "),
        place(1, services_all=[]),
        place(1, services_all="douche"),
        place(1, placeType="PARCOURS_MOBILE"),
        place(1, description="x" * 40_000),
    ],
)
def test_a_half_wrong_answer_gives_its_right_half_and_says_so(wrong: object) -> None:
    batch = of(wrong, place(2))
    assert [one.source_id for one in batch.services] == ["2/objet-shower"]
    ((record, reason),) = reasons(batch)
    assert record
    assert reason.endswith(".")


def test_a_place_given_twice_is_kept_as_it_was_changed_last() -> None:
    old = place(name="Ancien nom", updatedAt="2026-09-30T00:00:00.000Z")
    for batch in (soliguide.read(written, TODAY) for written in ([old, place()], [place(), old])):
        assert only(batch).name == "Accueil du Canal"
        assert [note.record for note in batch.notes] == ["lieux répétés"]


def test_an_answer_with_fewer_places_than_it_tells_says_so() -> None:
    batch = soliguide.read(answer(place(), told=3), TODAY)
    (note,) = batch.notes
    assert note.reason == "Soliguide annonce 3 lieux, le fichier en contient 1."


def test_services_of_other_kinds_are_counted_by_name() -> None:
    batch = of(place(1, service(), service("museums")), place(2, service("museums")))
    assert len(batch.services) == 1
    assert reasons(batch) == []
    (note,) = batch.notes
    assert note.reason == "2 services n'ont pas été lus, faute de catégorie ici : museums (2)."


def test_two_categories_that_are_one_here_are_one_service_unless_they_differ() -> None:
    alike = place(1, service("legal_advice"), service("public_writer"))
    assert only(of(alike)).category == "rights"
    differing = place(1, service("legal_advice"), service("public_writer", description="Le soir"))
    assert [one.conditions for one in of(differing).services] == ["", "Le soir"]


def test_services_without_an_id_of_their_own_are_told_apart() -> None:
    shower = service(serviceObjectId=None)
    told = place(1, shower, {**shower, "description": "Le soir"})
    assert [one.id for one in of(told).services] == [
        "soliguide:1/shower",
        "soliguide:1/shower/2",
    ]


# What a service has of its own, and what it takes from its place.


def own(**changed: Any) -> Service:
    """Give a service with hours, publics and modalities that are not those of its place."""
    return kept(
        services_all=[
            service(
                hours=week(tuesday=[slot("14h00", "18h30")]),
                publics=publics(2, gender=["women"]),
                modalities=modalities(orientation=checked("Par le 115")),
                **changed,
            )
        ],
        publics=publics(1, gender=["men"]),
        modalities=modalities(appointment=checked()),
    )


def test_a_service_takes_from_its_place_what_it_does_not_say_differs() -> None:
    found = own()
    assert found.hours.osm == "Mo 09:30-12:00; PH off"
    assert (found.eligibility.man, found.eligibility.woman) == (Facet.PREFERENTIAL, Facet.UNKNOWN)
    assert found.access is Access.APPOINTMENT


def test_a_service_has_its_own_hours() -> None:
    assert own(differentHours=True).hours.osm == "Tu 14:00-18:30; PH off"


def test_a_service_has_its_own_publics() -> None:
    found = own(differentPublics=True)
    assert (found.eligibility.man, found.eligibility.woman) == (Facet.NO, Facet.YES)
    assert found.conditions == "Accueil exclusif : femmes."


def test_a_service_has_its_own_modalities() -> None:
    found = own(differentModalities=True)
    assert found.access is Access.REFERRAL
    assert found.conditions == "Accueil préférentiel : hommes. · Sur orientation : Par le 115"


@pytest.mark.parametrize(
    ("status", "load"),
    [
        ("HIGH", Load.FULL),
        ("MODERATE", Load.UNKNOWN),
        ("LOW", Load.UNKNOWN),
        (None, Load.UNKNOWN),
    ],
)
def test_a_service_is_full_where_it_says_so_and_never_free(status: object, load: Load) -> None:
    saturated = {"status": status, "precision": "Liste d'attente"}
    found = kept(services_all=[service(saturated=saturated)])
    assert (found.load, found.notice) == (load, "Liste d'attente")


def test_each_stop_of_a_round_is_a_service_with_its_place_and_hours() -> None:
    friday = week("UNKNOWN", friday=[slot(2030, 2115)])
    stops = [
        {
            "position": position(2.36, 48.86, address="Place de l'Exemple, 75010 Paris"),
            "hours": friday,
        },
        {"position": position(2.37, 48.87, address=""), "hours": week()},
        {"position": None, "hours": week()},
    ]
    batch = of(
        place(
            7,
            service("food_distribution", differentHours=True),
            name="Camion bleu",
            placeType="PARCOURS_MOBILE",
            position=None,
            parcours=stops,
        )
    )
    first, second = batch.services

    assert first.id == "soliguide:7/objet-food_distribution/48.86000,2.36000"
    assert (first.name, first.round) == ("Camion bleu, Place de l'Exemple", "Camion bleu")
    assert (first.position.lat, first.position.lon) == (48.86, 2.36)
    assert first.hours.osm == "Fr 20:30-21:15; PH unknown"
    assert (second.name, second.hours.osm) == ("Camion bleu, arrêt 2", "")
    assert [json.loads(one.raw)["parcours"][0]["hours"] for one in batch.services] == [
        friday,
        week(),
    ]
    assert reasons(batch) == [("7 Camion bleu", "La fiche n'a pas de position.")]


def test_records_that_were_kept_give_the_same_services_again() -> None:
    stops = [
        {"position": position(2.36, 48.86), "hours": week(friday=[slot(2030, 2115)])},
        {"position": position(2.37, 48.87), "hours": week(monday=[slot(2030, 2115)])},
    ]
    batch = of(
        place(1, service(), service("laundry", differentPublics=True, publics=publics(2))),
        place(2, service("clothing"), service("museums"), visibility="PRO"),
        place(
            3,
            service("food_distribution", serviceObjectId=None, description="Soupe"),
            service("food_distribution", serviceObjectId=None, description="Café"),
            placeType="PARCOURS_MOBILE",
            parcours=stops,
        ),
    )
    raws = [one.raw for one in batch.services]
    again = importers.reread(batch.source, batch.attribution, raws, TODAY)

    assert len(again.services) == 7
    assert again.services == batch.services
    assert again.notes == ()


@pytest.mark.parametrize(
    ("by_user", "changed", "day"),
    [
        ("2026-09-15T22:30:00.000Z", "2026-10-01T00:00:00.000Z", date(2026, 9, 16)),
        (None, "2026-10-01T09:00:00.000Z", date(2026, 10, 1)),
        ("2027-01-01T00:00:00.000Z", "2026-10-01T09:00:00.000Z", date(2026, 10, 1)),
        ("hier", 3, None),
    ],
)
def test_a_place_was_verified_when_somebody_saw_to_it(
    by_user: object, changed: object, day: date | None
) -> None:
    assert kept(updatedByUserAt=by_user, updatedAt=changed).verified_on == day


def test_hostile_text_is_cleaned(tmp_path: Path) -> None:
    found = only(
        read(
            tmp_path,
            answer(
                place(
                    name=HOSTILE,
                    description=f"<p>{HOSTILE}</p>&#27;[2J",
                    entity={"name": HOSTILE, "phones": [{"phoneNumber": HOSTILE}]},
                    newhours=week(description=HOSTILE),
                    publics=publics(description=HOSTILE),
                    position=position(address=HOSTILE, city=HOSTILE),
                )
            ),
        )
    )
    texts = (
        found.name,
        found.conditions,
        found.organisation,
        found.contact,
        found.hours.raw,
        found.address,
    )
    assert all(texts)
    assert not COMMANDS & set("".join(texts))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=12,
)
WHOLE = place(1, service(differentHours=True, differentPublics=True, differentModalities=True))
PATHS = [(name,) for name in WHOLE] + [
    (name, inner) for name in WHOLE if isinstance(WHOLE[name], dict) for inner in WHOLE[name]
]


@settings(deadline=None, max_examples=300)
@given(places=st.lists(ANYTHING), told=ANYTHING)
def test_any_list_of_anything_is_kept_or_refused(places: list[object], told: object) -> None:
    batch = soliguide.read({"places": places, "nbResults": told}, TODAY)
    assert batch.read == len(batch.services) + len(batch.refused)


@settings(deadline=None, max_examples=500)
@given(data=st.data())
def test_any_wrong_field_is_left_out_or_refused(data: st.DataObject) -> None:
    wrong: Any = json.loads(json.dumps(WHOLE))
    *outer, name = data.draw(st.sampled_from(PATHS))
    holder = wrong[outer[0]] if outer else wrong
    holder[name] = data.draw(ANYTHING)
    for key, value in list(wrong["services_all"][0].items()) if name != "services_all" else ():
        if data.draw(st.booleans()):
            wrong["services_all"][0][key] = data.draw(ANYTHING | st.just(value))
    batch = soliguide.read([wrong], TODAY)
    assert batch.read == len(batch.services) + len(batch.refused)
