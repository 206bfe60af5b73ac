from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from maraude.directory import hours
from maraude.directory.closure import Closure
from maraude.directory.hours import Schedule
from maraude.directory.matching import match
from maraude.directory.opening import Opening, State
from maraude.directory.ranking import Freshness, Prospect
from maraude.directory.reasons import against, provenance, why
from maraude.directory.service import Access, Eligibility, Facet, Hours, Load
from tests.directory.services import SERVICE

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=PARIS).astimezone(UTC)


def said(opening: Opening, wanted: tuple[str, ...] = (), minutes: float = 5) -> str:
    prospect = Prospect(opening, match(SERVICE.eligibility, wanted), minutes, NOW)
    return why(SERVICE, prospect, PARIS)


@pytest.mark.parametrize(
    ("opening", "sentence"),
    [
        (Opening(State.OPEN), "Ouvert sans interruption."),
        (Opening(State.OPEN, closes_at=local(25, 1)), "Ouvert jusqu'à 01:00."),
        (Opening(State.OPEN, closes_at=local(26, 1)), "Ouvert jusqu'à jeudi 01:00."),
        (Opening(State.CLOSED, opens_at=local(25, 0)), "Ouvre à 00:00."),
        (Opening(State.CLOSED, opens_at=local(25, 6)), "Fermé, rouvre : 06:00."),
        (Opening(State.CLOSED, opens_at=local(27, 8, 30)), "Fermé, rouvre : vendredi 08:30."),
        (
            Opening(State.CLOSED, opens_at=datetime(2026, 12, 2, 7, tzinfo=UTC)),
            "Fermé, rouvre : mercredi 2 déc. 08:00.",
        ),
        (Opening(State.CLOSED), "Fermé, sans réouverture prévue d'ici deux semaines."),
        (Opening(), "Heures inconnues."),
        (
            Opening(State.UNKNOWN, comment="sur rendez-vous"),
            "Ouverture sous condition : « sur rendez-vous ».",
        ),
    ],
)
def test_the_state_is_said_in_local_time(opening: Opening, sentence: str) -> None:
    assert said(opening) == sentence


def test_what_closes_before_one_arrives_says_so() -> None:
    closing = Opening(State.OPEN, closes_at=local(24, 23, 40))
    assert said(closing, minutes=12) == "Ouvert jusqu'à 23:40. Risque de fermer avant l'arrivée."


def test_hours_that_were_not_understood_are_quoted() -> None:
    prospect = Prospect(Opening(), match(Eligibility(), ()), 5, NOW)
    quoted = replace(SERVICE, hours=Hours("Voir fiche équipement"))
    assert why(quoted, prospect, PARIS) == "Heures inconnues : « Voir fiche équipement »."


@pytest.mark.parametrize(
    ("closure", "sentence"),
    [
        (
            Closure(until=date(2027, 5, 1), reason="fermeture hivernale"),
            "Fermé jusqu'au 01/05/2027 inclus : « fermeture hivernale ».",
        ),
        (Closure(until=date(2027, 5, 1)), "Fermé jusqu'au 01/05/2027 inclus."),
        (Closure(reason="appareil sans eau"), "Fermé : « appareil sans eau »."),
        (Closure(), "Signalé fermé, sans date de réouverture."),
        (
            Closure(until=date(2023, 5, 1)),
            "Heures inconnues. Fermeture annoncée jusqu'au 01/05/2023 : réouverture à vérifier.",
        ),
        (Closure(since=date(2027, 8, 1)), "Heures inconnues."),
    ],
)
def test_a_closure_says_its_reason_and_its_end(closure: Closure, sentence: str) -> None:
    closed = replace(SERVICE, closure=closure)
    opening = hours.opening(Schedule("", closure=closure), PARIS, NOW)
    prospect = Prospect(opening, match(Eligibility(), ()), 5, NOW)
    assert why(closed, prospect, PARIS) == sentence
    assert against(closed, prospect, PARIS, too_far="") == (sentence,)


def test_hours_that_follow_school_holidays_say_so() -> None:
    prospect = Prospect(Opening(), match(Eligibility(), ()), 5, NOW)
    school = replace(SERVICE, hours=Hours("", "10:00-12:00; SH off"))
    assert (
        why(school, prospect, PARIS)
        == "Les horaires dépendent des vacances scolaires : à vérifier."
    )


def test_what_is_refused_or_to_check_for_the_person_is_said() -> None:
    women_only = replace(SERVICE, eligibility=Eligibility(man=Facet.NO), access=Access.APPOINTMENT)
    wanted = ("man", "pets", "lang:ti")
    prospect = Prospect(Opening(State.OPEN), match(women_only.eligibility, wanted), 5, NOW)
    assert why(women_only, prospect, PARIS) == (
        "Ouvert sans interruption. N'accueille pas les hommes. Animaux : à vérifier."
        " Langue parlée (tigrinya) : à vérifier. Sur rendez-vous."
    )


def test_old_hours_are_unconfirmed_in_summer() -> None:
    prospect = Prospect(
        Opening(State.OPEN), match(Eligibility(), ()), 5, datetime(2026, 7, 14, 22, tzinfo=UTC)
    )
    old = replace(SERVICE, hours=Hours("24/7", "24/7"), verified_on=date(2026, 4, 1))
    assert why(old, prospect, PARIS) == "Ouvert sans interruption. Horaires d'été non confirmés."
    assert why(replace(old, hours=Hours()), prospect, PARIS) == "Ouvert sans interruption."


def test_what_speaks_against_a_service_is_said_the_gravest_first() -> None:
    no_dogs = replace(SERVICE, eligibility=Eligibility(pets=Facet.NO))
    closed = Opening(State.CLOSED, opens_at=local(27, 8, 30))
    prospect = Prospect(closed, match(no_dogs.eligibility, ("woman", "pets")), 22, NOW)
    assert against(no_dogs, prospect, PARIS, too_far="20–24 min") == (
        "N'accueille pas les animaux.",
        "Fermé, rouvre : vendredi 08:30.",
        "À 20–24 min à pied.",
        "Accueil des femmes : à vérifier.",
    )


def test_nothing_speaks_against_what_is_open_near_and_takes_the_person() -> None:
    prospect = Prospect(Opening(State.OPEN), match(SERVICE.eligibility, ()), 5, NOW)
    assert against(SERVICE, prospect, PARIS, too_far="") == ()


def test_unknown_hours_speak_against_a_service_as_unknown_not_as_closed() -> None:
    prospect = Prospect(Opening(), match(SERVICE.eligibility, ()), 5, NOW)
    assert against(SERVICE, prospect, PARIS, too_far="") == ("Heures inconnues.",)


VAN = replace(
    SERVICE,
    round="Camion Colibri",
    eligibility=Eligibility(min_age=18, max_age=25),
    notice="pas de passage le 1er décembre",
    conditions="sur orientation du 115",
    confidential=True,
    load=Load.FULL,
)


def test_what_the_source_says_is_quoted_and_a_stop_is_named_as_such() -> None:
    prospect = Prospect(Opening(State.OPEN), match(VAN.eligibility, ()), 5, NOW, is_full=True)
    assert why(VAN, prospect, PARIS) == (
        "Camion Colibri, arrêt. Ouvert sans interruption. Complet, dit la source."
        " De 18 à 25 ans. Lieu confidentiel : à ne dire qu'à la personne."
        " La source annonce : « pas de passage le 1er décembre »."
        " Conditions : « sur orientation du 115 »."
    )
    assert against(VAN, prospect, PARIS, too_far="") == (
        "Complet, dit la source.",
        "De 18 à 25 ans.",
        "La source annonce : « pas de passage le 1er décembre ».",
        "Conditions : « sur orientation du 115 ».",
    )


@pytest.mark.parametrize(
    ("youngest", "oldest", "sentence"),
    [(18, None, "À partir de 18 ans."), (0, 25, "Jusqu'à 25 ans."), (None, None, "")],
)
def test_ages_are_said_as_far_as_they_are_bounded(
    youngest: int | None, oldest: int | None, sentence: str
) -> None:
    young = replace(SERVICE, eligibility=Eligibility(min_age=youngest, max_age=oldest))
    prospect = Prospect(Opening(State.OPEN), match(Eligibility(), ()), 5, NOW)
    assert why(young, prospect, PARIS) == f"Ouvert sans interruption. {sentence}".strip()


def test_both_dates_are_said_and_what_is_old_in_words() -> None:
    verified = replace(SERVICE, verified_on=date(2025, 2, 3))
    assert provenance(verified, Freshness.UNVERIFIED) == (
        "Vérifié : 03/02/2025 · copié le 23/11/2026 · Les Lucioles · Fiche non vérifiée."
    )
    assert provenance(SERVICE, Freshness.FRESH) == (
        "Vérifié : date inconnue · copié le 23/11/2026 · Les Lucioles"
    )
