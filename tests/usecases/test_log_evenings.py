"""The evenings in lines of the design, logged one by one, then read from a store opened anew."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from maraude.domain.choice import Choice, ChoiceKind
from maraude.domain.encounter import Encounter
from maraude.domain.entry import Entry
from maraude.domain.person import Informed
from maraude.domain.refusal import Refusal
from maraude.usecases import log, people, profiles, spots, tours
from maraude.usecases.session import Session
from tests.team import KEY, Clock, make_profile

PARIS = ZoneInfo("Europe/Paris")
SPOTS = ("Gare de l'Est", "Canal St-Martin", "Square Villemin")
PEOPLE = ("Marta", "Momo", "Youssef", "Sam")

EVENING = {
    ("20:40", "3s=b= ;est"): "Gare de l'Est · CON 3 · SOU 3, BOI 3",
    ("20:55", "s=x= ,momo e="): "Gare de l'Est · CON 1 Momo · SOU 1, CHA 1, ECO 1",
    ("21:10", "éhc=u-r"): "Gare de l'Est · CON 2 · HEB asked · COU 2 · 115 NPA · 2026-11-24 spot",
    ("21:20", "z"): "Gare de l'Est · DOR 1",
    ("21:25", "q"): "Gare de l'Est · REF 1",
    ("21:40", "4,2a=t"): "Gare de l'Est · CON 6 · COU asked · REP 6",
    ("22:05", "hu--"): "Gare de l'Est · CON 1 · HEB asked · 115 NDC",
    ("22:30", "hu--- ,marta /reste près de son chien"): (
        "Gare de l'Est · CON 1 Marta · HEB asked · 115 REFP · reste près de son chien"
    ),
    ("22:31", "g= ,marta"): "Gare de l'Est · CON 1 Marta · ANI 1",
    ("23:00", "mk=r3 ,youssef !pla"): (
        "Gare de l'Est · CON 1 Youssef · SAN asked · KIT 1 · 2026-11-26 Youssef · PLA"
    ),
    ("23:50", "c- d="): "Gare de l'Est · CON 1 · COU unmet · DUV 1",
    ("00:20", "10s=8"): "Gare de l'Est · CON 10 · SOU 8",
    ("01:30", "p r"): "Gare de l'Est · CON 1 · DRO asked · 2026-11-24 spot",
    ("01:35", ".abs ;villemin"): "Square Villemin · ABS 0",
    # The lines that street.md adds.
    ("01:36", ";est 3s=b="): "Gare de l'Est · CON 3 · SOU 3, BOI 3",
    ("01:37", "ss="): "Gare de l'Est · CON 1 · ALI asked · SOU 1",
    ("01:38", "c-d="): "Gare de l'Est · CON 1 · COU unmet · DUV 1",
    ("01:39", "0s=5"): "Gare de l'Est · SOU 5",
    ("01:40", "zd="): "Gare de l'Est · DOR 1 · DUV 1",
    ("01:41", ",momo yr3"): "Gare de l'Est · ABS 0 Momo · 2026-11-26 Momo",
    ("01:42", "1,1+1 hu25- *nco r !nrs"): (
        "Gare de l'Est · CON 3 · HEB asked · 115 NCO 25 · 2026-11-24 spot · NRS"
    ),
    ("01:43", "5,4gs=8b="): "Gare de l'Est · CON 9 · SOU 8, BOI 9 · animal",
    ("01:44", "hu---  ,marta *ani"): (
        "Gare de l'Est · CON 1 Marta · HEB asked · 115 REFP because ANI"
    ),
}
"""When a line is written, the line, and what it leaves in the store."""


def moment(at: str) -> datetime:
    """Give the moment of a time of the evening of 23 November 2026."""
    day = 23 if at >= "12:00" else 24
    return datetime.fromisoformat(f"2026-11-{day}T{at}").replace(tzinfo=PARIS)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The whole evening, its store closed and opened again."""
    home, clock = tmp_path_factory.mktemp("evening"), Clock()
    make_profile(home)
    session = profiles.open_with(home, KEY, "user:ines", clock)
    for name in SPOTS:
        spots.add(session, name)
    clock.moment = moment("20:15")
    tours.start(session)
    for name in PEOPLE:
        new = Choice(ChoiceKind.PERSON, name.lower(), name=name, informed=Informed.YES)
        save(session, f"e ,{name.lower()}", new)
    for at, line in EVENING:
        clock.moment = moment(at)
        save(session, line)
    session.close()
    opened = profiles.open_with(home, KEY, "user:ines", clock)
    yield opened
    opened.close()


def save(session: Session, line: str, *choices: Choice) -> None:
    tour = log.tour_for(session, session.now())
    log.save(session, log.read(session, tour, line, choices, at=session.now()))


def told(session: Session, entry: Entry) -> str:
    """Say in codes what an entry stored, the empty left out."""
    noted = entry.encounter
    parts = [spots.name(session, noted.spot)]
    if isinstance(noted, Encounter):
        named = people.called(session, noted.people.persons)
        parts.append(" ".join((noted.contact, str(noted.people.total), *named)))
        parts.append(", ".join(f"{need.code} {need.state}" for need in noted.needs))
    given = noted.given if isinstance(noted, Encounter) else noted.items
    parts.append(", ".join(f"{thing.code} {thing.quantity}" for thing in given))
    for made in entry.referrals:
        waited = f" {made.waited}" if made.waited is not None else ""
        parts.append(
            f"{made.target} {made.result}{waited}{made.reason and f' because {made.reason}'}"
        )
    for again in entry.follow_ups:
        whom = people.called(session, [again.person])[0] if again.person else "spot"
        parts.append(f"{again.due} {whom}")
    if isinstance(noted, Encounter):
        parts += [*noted.alerts, "animal" * noted.animal]
    return " · ".join(part for part in (*parts, noted.note) if part)


@pytest.mark.parametrize(("at", "line"), EVENING, ids=[line for _at, line in EVENING])
def test_a_line_of_the_evening_leaves_this_in_the_store(
    played: Session, at: str, line: str
) -> None:
    tour = tours.current(played)
    assert tour is not None
    (entry,) = [entry for entry in tours.entries(played, tour) if entry.at == moment(at)]

    assert told(played, entry) == EVENING[at, line]


def test_the_whole_night_is_one_evening(played: Session) -> None:
    tour = tours.current(played)
    assert tour is not None

    assert str(tour.evening) == "2026-11-23"
    assert len(tours.entries(played, tour)) == len(PEOPLE) + len(EVENING)


def test_a_time_on_the_line_is_when_it_took_place(work: Session, clock: Clock) -> None:
    tour = tours.start(work, at=moment("20:15"))
    clock.moment = moment("22:10")
    save(work, "@2136 s=")

    (entry,) = tours.entries(work, tour)
    assert entry.at == moment("21:36")


@pytest.mark.parametrize("line", ["s= !plx", "s= ,zorro", "s= ;nulle", "u *zzz", "@2599 s="])
def test_a_word_after_a_sign_that_nothing_matches_is_never_note(work: Session, line: str) -> None:
    tour = tours.start(work)
    reading = log.read(work, tour, line, at=work.now())
    with pytest.raises(Refusal):
        log.save(work, reading, as_note=True)

    assert tours.entries(work, tour) == ()


def test_men_and_women_cannot_be_counted_by_accented_letters(work: Session) -> None:
    tour = tours.start(work)
    with pytest.raises(Refusal):
        log.save(work, log.read(work, tour, "4,éa=t", at=work.now()), as_note=True)

    assert tours.entries(work, tour) == ()


def test_what_is_not_understood_is_kept_in_the_note_when_asked(work: Session) -> None:
    tour = tours.start(work)
    kept = log.save(work, log.read(work, tour, "h% /calme", at=work.now()), as_note=True)

    assert kept is not None
    assert kept.encounter.note == "% calme"


def test_a_time_still_to_come_is_refused(work: Session, clock: Clock) -> None:
    tour = tours.start(work)
    reading = log.read(work, tour, "@2359 s=", at=clock.moment)

    with pytest.raises(Refusal, match="pas encore passée"):
        log.save(work, reading)
