"""The fictional services of the demonstration: hours of every kind, nobody real."""

import random
from datetime import date, timedelta

from maraude.directory import hours
from maraude.directory.importers.batch import Batch
from maraude.directory.service import Access, Eligibility, Facet, Service
from maraude.domain.spot import Position
from maraude.i18n import _

SOURCE = "demo"
NAMES = (
    "des Lilas", "du Canal", "Jeanne", "Lucien", "Valmy", "de la Butte", "du Passage",
    "des Tilleuls", "de la Rotonde", "Clémence", "du Faubourg", "des Écluses",
)  # fmt: skip
KINDS = (
    ("toilets", "Sanisette {name}", "24/7", 6),
    ("toilets", "Toilettes {name}", "06:00-22:00", 4),
    ("fountain", "Fontaine {name}", "", 4),
    ("shower", "Bains-douches {name}", "Mo-Sa 07:30-12:30,14:00-18:00; PH off", 3),
    ("night_stop", "Halte de nuit {name}", "20:00-07:00", 2),
    ("night_shelter", "Accueil {name}", "Mo-Su 18:00-08:30", 3),
    ("night_shelter", "Gymnase {name}", "Nov-Mar 23:00-07:00", 2),
    ("day_centre", "Espace {name}", "Mo-Fr 08:30-17:00; PH off", 3),
    ("soup", "Soupe populaire {name}", "Mo,We,Fr 19:00-21:30", 3),
    ("meal", "Restaurant solidaire {name}", "Mo-Su 11:30-13:30,18:30-22:45", 2),
    ("clothing", "Vestiaire {name}", "Tu,Th 14:00-17:00", 2),
    ("laundry", "Laverie {name}", "Mo-Fr 09:00-18:00", 2),
    ("luggage", "Bagagerie {name}", "Mo-Fr 07:00-09:00,17:00-20:00", 2),
    ("health", "Permanence de soins {name}", "Mo-Fr 09:00-17:00", 2),
    ("domiciliation", "Domiciliation {name}", 'Mo-Fr 09:00-12:00 "sur rendez-vous"', 2),
    ("rights", "Point droits {name}", "We 14:00-17:00", 1),
    ("harm_reduction", "Accueil réduction des risques {name}", "Mo-Sa 10:00-22:30", 1),
    ("vet", "Dispensaire animal {name}", "SH off; Sa 14:00-17:00", 1),
)
PLACES = ((48.8676, 2.3636), (48.8765, 2.3590), (48.8841, 2.3655), (48.8720, 2.3470))


def batch(chance: random.Random, today: date) -> Batch:
    """Give some forty services around the places of the demonstration."""
    services = tuple(
        _service(chance, today, category, pattern.format(name=name), opening)
        for category, pattern, opening, count in KINDS
        for name in chance.sample(NAMES, count)
    )
    return Batch(SOURCE, _("Services fictifs de la démonstration"), len(services), services, ())


def _service(
    chance: random.Random, today: date, category: str, title: str, opening: str
) -> Service:
    lat, lon = chance.choice(PLACES)
    number = chance.randint(1, 90)
    return Service(
        id=f"{SOURCE}:{category}-{title}",
        source=SOURCE,
        source_id=f"{category}-{title}",
        category=category,
        name=title,
        position=Position(lat + chance.gauss(0, 0.004), lon + chance.gauss(0, 0.006)),
        copied_on=today,
        attribution=_("Services fictifs de la démonstration"),
        address=_("{number} rue imaginaire").format(number=number),
        hours=hours.read(opening),
        eligibility=Eligibility(
            woman=Facet.YES,
            man=chance.choice((Facet.YES, Facet.UNKNOWN)),
            pets=chance.choice((Facet.YES, Facet.NO, Facet.UNKNOWN)),
            couple=chance.choice((Facet.YES, Facet.UNKNOWN)),
        ),
        access=Access.APPOINTMENT if "rendez-vous" in opening else Access.WALK_IN,
        verified_on=today - timedelta(days=chance.randint(2, 200)),
        raw="{}",
    )
