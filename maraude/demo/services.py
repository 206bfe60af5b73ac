"""The fictional services of the demonstration: hours of every kind, nobody real."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle, islice

from maraude.demo.spots import PLACES
from maraude.directory import hours
from maraude.directory.importers.batch import Batch
from maraude.directory.service import Access, Eligibility, Facet, Service
from maraude.domain.spot import Position
from maraude.i18n import N_, _

SOURCE = "demo"


@dataclass(frozen=True, slots=True)
class Kind:
    """``count`` services of a category, which take its opening hours in turn.

    ``title`` is French and translated where it is written.
    """

    category: str
    title: str
    count: int
    hours: tuple[str, ...]
    access: Access = Access.WALK_IN
    night: bool = False


KINDS = (
    Kind("toilets", N_("Sanisette {name}"), 14, ("24/7", "06:00-22:00", "06:00-01:00", "24/7")),
    Kind("fountain", N_("Fontaine {name}"), 10, ("24/7", "Apr-Oct", "", "sunrise-sunset")),
    Kind(
        "public_bath",
        N_("Bains-douches {name}"),
        4,
        ("Mo-Sa 07:30-12:30,14:00-18:00; PH off", "Tu-Su 08:00-13:00; Su 08:00-11:30"),
    ),
    Kind("shower", N_("Douches {name}"), 3, ("We off; Mo-Su 09:00-16:00", "Mo-Fr 19:00-22:45")),
    Kind(
        "night_stop",
        N_("Halte de nuit {name}"),
        6,
        (
            "20:00-07:00",
            "Mo-Su 21:30-06:30",
            "22:00-08:00; Sa,Su 22:00-09:00",
            "Nov-Mar 19:00-08:00",
            "23:00+",
        ),
        night=True,
    ),
    Kind(
        "night_shelter",
        N_("Accueil {name}"),
        8,
        ("Mo-Su 18:00-08:30", "24/7", "Mo-Su 19:00-09:00; PH 24/7", "17:30-08:00"),
        Access.REFERRAL,
        night=True,
    ),
    Kind(
        "night_shelter",
        N_("Gymnase {name}"),
        5,
        ("Nov-Mar 23:00-07:00", "Dec 01-Feb 28 20:00-08:00", '20:00-08:00 "plan grand froid"'),
        night=True,
    ),
    Kind(
        "day_centre",
        N_("Espace {name}"),
        9,
        (
            "Mo-Fr 08:30-17:00; PH off",
            "Mo-Fr 09:00-12:30,14:00-17:30",
            "Mo-Sa 08:00-18:00; Aug off",
            "Mo,Tu,Th,Fr 09:00-16:30; We 13:00-16:30",
        ),
    ),
    Kind("rest", N_("Le Repos {name}"), 3, ("Mo-Su 13:00-19:00", "Mo-Fr 10:00-19:00; SH off")),
    Kind(
        "soup",
        N_("Soupe populaire {name}"),
        8,
        (
            "Mo,We,Fr 19:00-21:30",
            "Mo-Su 19:30-23:30",
            "Tu,Th,Sa 20:00-22:45",
            "Oct-Apr Mo-Su 19:00-23:00",
            "Th[1,3] 19:00-22:00",
        ),
    ),
    Kind(
        "meal",
        N_("Restaurant solidaire {name}"),
        6,
        (
            "Mo-Su 11:30-13:30,18:30-22:45",
            "Mo-Fr 11:45-14:00",
            "Sa,Su 12:00-14:00; PH 12:00-14:00",
            "Mo-Su 07:30-10:00",
        ),
    ),
    Kind(
        "meal",
        N_("Camion-repas {name}"),
        4,
        (
            "Mo-Su 21:00-21:45",
            "Mo-Fr 22:15-23:15",
            'Mo,We,Fr 23:00-23:45 "tournée : selon la route"',
        ),
    ),
    Kind(
        "food_parcel",
        N_("Colis {name}"),
        4,
        ("We 14:00-17:00", "Sa[2,4] 09:00-12:00", "Fr[-1] 14:00-16:00"),
    ),
    Kind("solidarity_fridge", N_("Frigo solidaire {name}"), 4, ("24/7", "08:00-20:00", "")),
    Kind(
        "clothing",
        N_("Vestiaire {name}"),
        6,
        ("Tu,Th 14:00-17:00", "Mo-Fr 14:00-17:00; SH off", "Sa[1] 10:00-16:00"),
    ),
    Kind(
        "laundry",
        N_("Laverie {name}"),
        4,
        ("Mo-Fr 09:00-18:00", "07:00-22:00", "Mo-Sa 08:00-12:00; PH off"),
    ),
    Kind(
        "luggage",
        N_("Bagagerie {name}"),
        5,
        ("Mo-Fr 07:00-09:00,17:00-20:00", "Mo-Su 07:00-09:30,19:00-21:30"),
        Access.REGISTRATION,
    ),
    Kind(
        "health",
        N_("Permanence de soins {name}"),
        7,
        (
            "Mo-Fr 09:00-17:00",
            "Mo-Fr 09:00-12:00; PH off",
            "Tu,Th 18:00-23:00",
            'Mo-Fr 09:00-17:00 "sur rendez-vous"',
        ),
    ),
    Kind(
        "dental",
        N_("Soins dentaires {name}"),
        2,
        ('"sur rendez-vous"', "We 09:00-12:00"),
        Access.APPOINTMENT,
    ),
    Kind("mental_health", N_("L'Écoute {name}"), 3, ("Mo-Fr 10:00-18:00", '"sur rendez-vous"')),
    Kind(
        "harm_reduction",
        N_("Accueil réduction des risques {name}"),
        3,
        ("Mo-Sa 10:00-22:30", "Mo-Fr 14:00-20:00; PH off", "Mo-Su 18:00-02:00"),
    ),
    Kind(
        "domiciliation",
        N_("Domiciliation {name}"),
        4,
        ('Mo-Fr 09:00-12:00 "sur rendez-vous"', "Tu 09:00-12:00,14:00-16:00"),
        Access.APPOINTMENT,
    ),
    Kind(
        "rights",
        N_("Point droits {name}"),
        5,
        ("We 14:00-17:00", "Mo-Fr 09:00-12:30; Jul-Aug off", "Mo 18:00-20:00"),
    ),
    Kind(
        "asylum",
        N_("Permanence séjour {name}"),
        2,
        ('Tu 09:00-12:00 "sur rendez-vous"', "Th 14:00-18:00"),
        Access.APPOINTMENT,
    ),
    Kind(
        "employment",
        N_("Atelier emploi {name}"),
        2,
        ("Mo-Fr 09:30-12:30", "Tu 14:00-17:00; SH off"),
    ),
    Kind(
        "french", N_("Cours de français {name}"), 3, ("Mo,We 18:30-20:30; SH off", "Sa 10:00-12:00")
    ),
    Kind(
        "charging", N_("Borne de recharge {name}"), 4, ("24/7", "Mo-Sa 08:00-21:00", "10:00-23:30")
    ),
    Kind(
        "wifi",
        N_("Bibliothèque {name}"),
        3,
        ("Tu-Sa 13:00-19:00; PH off", "We,Sa 10:00-19:00; Tu,Th,Fr 13:00-19:00"),
    ),
    Kind(
        "vet", N_("Dispensaire animal {name}"), 2, ("Sa 14:00-17:00; SH off", '"sur rendez-vous"')
    ),
    Kind("pet_help", N_("Croquettes {name}"), 2, ("Mo-Fr 17:00-19:00", "Su 10:00-12:00")),
    Kind(
        "children",
        N_("L'Îlot des familles {name}"),
        3,
        ("Mo-Fr 09:00-18:00", "We,Sa 10:00-17:00"),
        Access.REFERRAL,
    ),
    Kind("transport", N_("Navette de nuit {name}"), 2, ("Mo-Su 22:00-05:00", "Fr-Sa 23:00-06:00")),
)
"""150 services. Hours are of every kind that real directories hold, an empty one among them."""

NAMES = (
    "des Lilas", "du Canal", "Jeanne", "Lucien", "Valmy", "de la Butte", "du Passage",
    "des Tilleuls", "de la Rotonde", "Clémence", "du Faubourg", "des Écluses", "Marcelle",
    "de la Lune",
)  # fmt: skip
STREETS = (
    N_("{number} rue imaginaire"),
    N_("{number} quai du Conte"),
    N_("{number} place de la Fable"),
    N_("{number} passage des Songes"),
    N_("{number} allée de la Fiction"),
)
_MAYBE = (Facet.YES, Facet.YES, Facet.UNKNOWN, Facet.NO)


def batch(chance: random.Random, today: date) -> Batch:
    """Give the services around the places of the demonstration."""
    services = tuple(
        _service(chance, today, kind, name, opening)
        for kind in KINDS
        for name, opening in zip(
            chance.sample(NAMES, kind.count), islice(cycle(kind.hours), kind.count), strict=True
        )
    )
    return Batch(SOURCE, _("Services fictifs de la démonstration"), len(services), services, ())


def _service(chance: random.Random, today: date, kind: Kind, name: str, opening: str) -> Service:
    title = _(kind.title).format(name=name)
    identifier = f"{kind.category}-{kind.title.format(name=name)}"
    around = chance.choice(PLACES).at
    appointment = "rendez-vous" in opening
    return Service(
        id=f"{SOURCE}:{identifier}",
        source=SOURCE,
        source_id=identifier,
        category=kind.category,
        name=title,
        position=Position(around.lat + chance.gauss(0, 0.002), around.lon + chance.gauss(0, 0.003)),
        copied_on=today,
        attribution=_("Services fictifs de la démonstration"),
        organisation=_("Association fictive {name}").format(name=name),
        address=_(chance.choice(STREETS)).format(number=chance.randint(1, 90)),
        postcode=chance.choice(("75010", "75010", "75018", "75019", "75009")),
        hours=hours.read(opening),
        eligibility=_eligibility(chance, kind),
        access=Access.APPOINTMENT if appointment else kind.access,
        documents=_("Aucun papier demandé.") if chance.random() < 0.4 else "",
        cost=_("Gratuit.") if chance.random() < 0.6 else "",
        contact=f"01 99 00 {chance.randint(0, 99):02} {chance.randint(0, 99):02}",
        verified_on=_verified(chance, today),
        raw="{}",
    )


def _verified(chance: random.Random, today: date) -> date | None:
    """Give when it was last verified: lately, long ago, or never."""
    if chance.random() < 0.08:
        return None
    return today - timedelta(days=chance.choice((2, 9, 12, 20, 45, 80, 150, 300, 500)))


def _eligibility(chance: random.Random, kind: Kind) -> Eligibility:
    """Say whom a service takes: where one sleeps more is asked than at a fountain."""
    if not kind.night:
        return Eligibility(
            woman=Facet.YES,
            man=Facet.YES,
            couple=chance.choice(_MAYBE[:3]),
            family=chance.choice(_MAYBE),
            pets=chance.choice(_MAYBE),
            wheelchair=chance.choice(_MAYBE),
            no_papers=chance.choice(_MAYBE[:3]),
            languages=tuple(sorted(chance.sample(("ar", "en", "es", "fr", "ro"), 2))),
        )
    women_only, men_only = chance.choice(((True, False), (False, True), (False, False)))
    return Eligibility(
        woman=Facet.NO if men_only else Facet.YES,
        man=Facet.NO if women_only else Facet.YES,
        couple=Facet.NO if women_only or men_only else chance.choice(_MAYBE),
        family=Facet.PREFERENTIAL if women_only else chance.choice(_MAYBE),
        minor=chance.choice((Facet.NO, Facet.UNKNOWN)),
        pets=chance.choice(_MAYBE),
        wheelchair=chance.choice(_MAYBE),
        no_papers=chance.choice(_MAYBE[:3]),
        languages=tuple(sorted(chance.sample(("ar", "en", "fr", "fa", "ti"), 2))),
    )
