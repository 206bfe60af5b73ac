from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from maraude.directory.hours import read
from maraude.directory.importers.batch import Batch
from maraude.directory.matching import Accepts
from maraude.directory.opening import State
from maraude.directory.service import Eligibility, Facet, Load
from maraude.domain.evening import Evening
from maraude.domain.refusal import Refusal
from maraude.domain.service_note import Correction, ServiceNote
from maraude.domain.spot import Position
from maraude.usecases import orient, service_notes, slip, undo
from maraude.usecases.orient import Nearby, Question
from maraude.usecases.session import Session
from tests.directory.services import REPUBLIQUE, SERVICE, TODAY
from tests.joined import become
from tests.team import Clock

CANAL, PORT = "essai:1", "essai:2"
FAR = Position(REPUBLIQUE.lat + 5_000 / 111_195, REPUBLIQUE.lon)
PETS = Eligibility(pets=Facet.YES)


@pytest.fixture(autouse=True)
def showers(work: Session) -> None:
    """Two showers that are always open and take animals: the Canal here, the Port a bit away."""
    here = replace(SERVICE, hours=read("24/7"), eligibility=PETS)
    away = Position(REPUBLIQUE.lat + 400 / 111_195, REPUBLIQUE.lon)
    port = replace(here, id=PORT, source_id="2", name="Bains du Port", position=away)
    batch = Batch("essai", "Les Lucioles", 2, (here, port), ())
    work.services.replace(batch, TODAY, work.profile.zone)


def near(work: Session, *for_: str, evening: Evening | None = None) -> tuple[Nearby, ...]:
    return orient.near(work.services, question(work, for_, evening))


def question(work: Session, for_: Sequence[str] = (), evening: Evening | None = None) -> Question:
    return Question(
        position=REPUBLIQUE,
        when=work.now(),
        zone=work.profile.zone,
        categories=("shower",),
        for_=for_,
        corrected=service_notes.holding(work, evening),
    )


def ids(found: Sequence[Nearby]) -> list[str]:
    return [one.id for one in found]


def correct(work: Session, what: Correction, service: str = CANAL, **more: Any) -> ServiceNote:
    return service_notes.correct(work, service, what, **more)


def test_what_is_closed_tonight_comes_last_with_the_words_and_who_wrote_them(
    work: Session,
) -> None:
    assert ids(near(work)) == [CANAL, PORT]
    correct(work, Correction.CLOSED, text="fuite  d'eau", until=work.evening)
    first, last = near(work)

    assert (first.id, last.id, last.state) == (PORT, CANAL, State.CLOSED)
    assert last.why.startswith(
        "La coordination corrige : fermé « fuite d'eau », jusqu'au lundi 23 nov."
        " (ines, 23/11/2026). Fermé : « fuite d'eau »."
    )
    assert [note.text for note in last.corrected] == ["fuite d'eau"]
    assert first.corrected == ()
    assert any("fuite d'eau" in said for said in last.against)


def test_it_no_longer_holds_once_its_evening_is_over(work: Session, clock: Clock) -> None:
    correct(work, Correction.CLOSED, until=work.evening)
    correct(work, Correction.CLOSED, PORT)
    clock.pass_time(days=1)
    assert [(one.id, one.state) for one in near(work)] == [
        (CANAL, State.OPEN),
        (PORT, State.CLOSED),
    ]


def test_it_holds_on_the_evening_that_is_asked_about(work: Session) -> None:
    correct(work, Correction.CLOSED, until=work.evening.later(1))
    assert len(service_notes.holding(work, work.evening.later(1))) == 1
    assert service_notes.holding(work, work.evening.later(2)) == ()


def test_it_is_withdrawn_and_that_can_be_undone(work: Session) -> None:
    note = correct(work, Correction.CLOSED)
    service_notes.withdraw(work, [note])
    assert ids(near(work)) == [CANAL, PORT]
    undo.undo_latest(work)
    assert ids(near(work)) == [PORT, CANAL]


def test_whom_it_is_said_to_refuse_it_refuses(work: Session) -> None:
    assert near(work, "pets")[0].accepts is Accepts.YES
    correct(work, Correction.REFUSES, facet="pets")
    first, last = near(work, "pets")

    assert (first.id, last.id, last.accepts) == (PORT, CANAL, Accepts.NO)
    assert "N'accueille pas les animaux." in last.why
    assert last.service.eligibility.pets is Facet.NO
    assert ids(near(work)) == [CANAL, PORT]


def test_what_is_full_comes_last_and_is_not_called_closed(work: Session) -> None:
    correct(work, Correction.FULL, text="plus de place", until=work.evening)
    last = near(work)[-1]
    assert (last.id, last.state, last.service.load) == (CANAL, State.OPEN, Load.FULL)
    assert last.why == (
        "La coordination corrige : complet « plus de place », jusqu'au lundi 23 nov."
        " (ines, 23/11/2026). Ouvert sans interruption."
    )
    assert orient.passed_over(work.services, question(work))[0].id == CANAL


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (Correction.FULL, "En ce moment : complet, jusqu'au lundi 23 nov."),
        (Correction.CLOSED, "En ce moment : fermé, jusqu'au lundi 23 nov."),
    ],
)
def test_a_slip_says_it_without_what_somebody_wrote(
    work: Session, what: Correction, said: str
) -> None:
    correct(work, what, text="bagarre hier", until=work.evening)
    written = slip.text(slip.prepare(work, near(work)[-1]), "fr")
    assert said in written.splitlines()
    assert "bagarre" not in written


def test_what_has_moved_is_looked_for_where_it_is(work: Session) -> None:
    correct(work, Correction.MOVED, text="12 quai de Valmy", position=FAR)
    assert ids(near(work)) == [PORT]
    there = replace(question(work), position=FAR)
    found = orient.near(work.services, there)
    assert (found[0].id, found[0].metres, found[0].lat) == (CANAL, 0, FAR.lat)
    assert found[0].service.address == "12 quai de Valmy"
    assert slip.prepare(work, found[0]).service.address == "12 quai de Valmy"


def test_of_what_has_moved_to_where_nobody_can_say_nothing_is_known(work: Session) -> None:
    correct(work, Correction.MOVED, text="derrière la gare")
    last = near(work)[-1]
    assert (last.id, last.state) == (CANAL, State.UNKNOWN)
    assert "déplacé « derrière la gare »" in last.why


@pytest.mark.parametrize(
    ("what", "more", "code"),
    [
        (Correction.CLOSED, {"service": "essai:99"}, "unknown-service"),
        (Correction.REFUSES, {"facet": "dogs"}, "unknown-facet"),
        (Correction.MOVED, {}, "missing-place"),
        (Correction.CLOSED, {"until": Evening(TODAY).later(-1)}, "bad-evening"),
    ],
)
def test_what_says_nothing_is_refused(
    work: Session, what: Correction, more: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        correct(work, what, **more)
    assert (refused.value.code, service_notes.holding(work)) == (code, ())


def test_a_correction_of_what_is_no_longer_in_the_directory_is_passed_over(work: Session) -> None:
    correct(work, Correction.CLOSED)
    (port,) = (one.service for one in near(work) if one.id == PORT)
    left = Batch("essai", "Les Lucioles", 1, (port,), ())
    work.services.replace(left, TODAY, work.profile.zone, confirmed=True)
    assert ids(near(work)) == [PORT]


@pytest.mark.parametrize(("role", "may"), [("volunteer", "no"), ("coordinator", "yes")])
def test_a_volunteer_of_a_server_leaves_it_to_the_coordination(
    work: Session, role: str, may: str
) -> None:
    note = correct(work, Correction.CLOSED)
    become(work, role)
    assert service_notes.may_correct(work) is (may == "yes")
    if may == "yes":
        correct(work, Correction.FULL)
        return
    for act in (
        lambda: correct(work, Correction.FULL),
        lambda: service_notes.withdraw(work, [note]),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == "not-coordinator"
    assert service_notes.holding(work) == (note,)
