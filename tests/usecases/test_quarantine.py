from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from maraude.domain.encounter import Encounter, Need, NeedState, People
from maraude.domain.feeds import Role
from maraude.domain.person import Person
from maraude.domain.refusal import Refusal
from maraude.protocol import documents
from maraude.protocol.quarantine import Kept, Name
from maraude.store.records import select
from maraude.usecases import quarantine, quarantine_words, sync
from maraude.usecases.session import Session
from tests.apart import NAME, enrolled, keeping_apart
from tests.server.serving import Served


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    with keeping_apart(tmp_path / "server") as running:
        yield running


@pytest.fixture
def ines(tmp_path: Path, server: Served) -> Iterator[Session]:
    with closing(enrolled(tmp_path / "ines", server)) as opened:
        yield opened


def listed(session: Session) -> tuple[Kept, ...]:
    return quarantine.listed(session).changes


def refusal_of(session: Session) -> str:
    with pytest.raises(Refusal) as refused:
        quarantine.listed(session)
    return refused.value.code


def test_each_change_is_said_in_words_as_far_as_the_coordinator_may_read(ines: Session) -> None:
    marta, word, yusef, broken = listed(ines)
    said = [quarantine_words.contents(ines, one) for one in (marta, word, yusef, broken)]

    assert quarantine_words.kind(marta) == "fiche, nouveau"
    assert quarantine_words.author(marta) == f"{NAME} · {NAME}"
    assert "écrit lundi 23 nov. à 22:10" in quarantine_words.when(marta, ines.zone)
    assert quarantine_words.why(marta) == "cet ordinateur ne peut pas écrire là"
    assert "nom d'usage : Marta" in said[0]
    assert "référent : " in said[1]
    assert said[2:] == ["Ce qu'il dit ne se lit pas ici."] * 2
    assert "ne peut pas être libéré d'ici" in quarantine_words.why(yusef)
    assert quarantine_words.kind(broken) == "illisible"
    assert quarantine_words.about(ines, yusef) == ""


def test_what_is_released_comes_with_the_next_exchange(ines: Session) -> None:
    found = quarantine.listed(ines)
    done = quarantine.release(ines, [one.change for one in quarantine.releasable(found)])
    sync.run(ines)
    (marta,) = select(ines.store.reader, Person, "called = 'Marta'")

    assert (len(done.released), done.refused) == (2, ())
    assert marta.referent != ""
    assert [one.type for one in listed(ines)] == ["person", ""]


def test_a_laptop_and_a_reason_can_be_asked_for(ines: Session) -> None:
    assert quarantine.listed(ines, NAME, "malformed").count == 1
    assert quarantine.listed(ines, "portable 2").count == 0


def test_what_stays_apart_is_said_with_why(ines: Session) -> None:
    _marta, _word, yusef, broken = listed(ines)
    done = quarantine.release(ines, [yusef.change, broken.change, Name("f" * 16, 9)])

    assert [one.code for one in done.refused] == [
        "out-of-reach",
        "unreadable-change",
        "unknown-change",
    ]
    assert "3 restent de côté" in quarantine_words.released(done)


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.PROFESSIONAL])
def test_it_is_for_coordinators(tmp_path: Path, server: Served, role: Role) -> None:
    with closing(enrolled(tmp_path / "sam", server, role)) as sam:
        assert refusal_of(sam) == "not-coordinator"


def test_an_encounter_is_said_as_in_the_evening_and_one_that_is_none_is_not(ines: Session) -> None:
    met = Encounter(
        id="e1",
        tour="t",
        at=ines.now(),
        people=People(unknown=2),
        contact="CON",
        needs=(Need("HEB", NeedState.ASKED),),
        note="au métro",
    )
    fields = documents.to_document(met)
    kept = Kept(Name("0" * 16, 1), NAME, "revoked", 1, "encounter", "put", "e1", reachable=True)
    whole = replace(kept, fields=fields)
    wrong = replace(kept, fields={"at": 5, "needs": 7, "note": ["x"]})

    assert "hébergement" in quarantine_words.contents(ines, whole)
    assert "note : au métro" in quarantine_words.contents(ines, whole)
    assert quarantine_words.contents(ines, wrong) == "note : x"


def test_a_clock_past_all_dates_is_said_all_the_same(ines: Session) -> None:
    late = Kept(Name("0" * 16, 1), NAME, "revoked", 2**53 - 1, "note", written_at=2**48 - 1)

    assert "31 déc. à 01:00" in quarantine_words.when(late, ines.zone)


class TestWithoutTheServer:
    def test_it_cannot_be_reached(self, tmp_path: Path) -> None:
        with keeping_apart(tmp_path / "gone") as gone:
            session = enrolled(tmp_path / "ines", gone)
        with closing(session):
            assert refusal_of(session) == "offline"

    def test_there_is_none(self, work: Session) -> None:
        assert refusal_of(work) == "not-enrolled"
