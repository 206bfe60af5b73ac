"""A laptop that keeps the last evenings alone says so wherever somebody looks further back."""

from pathlib import Path

import pytest

from maraude.domain.access import Check
from maraude.domain.evening import Evening
from maraude.domain.person import Person
from maraude.domain.refusal import Refusal
from maraude.reports import subject_access as paper
from maraude.store import history as stored
from maraude.store.records import select
from maraude.usecases import gap, gap_figures, health, history, morning, person_file, subject_access
from maraude.usecases.session import Session
from tests.joined import become
from tests.team import Clock
from tests.usecases.conftest import Note
from tests.usecases.test_full_disk import on_full_disk

FIRST = Evening.parse("2026-08-25")
SENTENCE = (
    "Ce portable garde 90 jours de soirées, depuis le mardi 25 août ; le reste est à la base."
)
LONG_AGO = Evening.parse("2026-08-01")


@pytest.fixture
def marta(work: Session, note: Note) -> Person:
    """Whom this laptop, which has nothing from before ``FIRST``, knows."""
    note("2s= ,marta", "marta")
    work.store.write_local(lambda connection: stored.keep_begin(connection, FIRST)).result()
    (person,) = select(work.store.reader, Person, "1")
    return person


def test_figures_begin_where_all_is_here(work: Session, marta: Person) -> None:
    looked = gap_figures.of(gap.look(work, LONG_AGO, work.evening))
    assert (looked.first, looked.missing) == (FIRST, SENTENCE)
    assert gap.look(work, FIRST, work.evening).missing == ""
    with pytest.raises(Refusal) as refused:
        gap.look(work, LONG_AGO, LONG_AGO)
    assert (refused.value.code, refused.value.message) == ("not-here", SENTENCE)


def test_a_file_a_night_and_the_health_of_the_laptop_say_so(work: Session, marta: Person) -> None:
    assert person_file.read(work, marta.id).missing == SENTENCE
    assert morning.read(work, LONG_AGO).missing == SENTENCE
    assert morning.read(work, work.evening).missing == ""


def test_a_document_for_the_person_does_not_look_complete(work: Session, marta: Person) -> None:
    told = paper.text(subject_access.read(work, marta, Check.KNOWN, "fr"))
    assert "CE DOCUMENT N'EST PAS COMPLET" in told
    assert "25/08/2026" in told
    work.store.write_local(
        lambda c: c.execute("DELETE FROM meta WHERE key = 'history.begins'")
    ).result()
    assert "COMPLET" not in paper.text(subject_access.read(work, marta, Check.KNOWN, "fr"))


def test_the_health_of_the_laptop_says_so(work: Session, marta: Person) -> None:
    found = {one.about: one.sentence for one in health.of(work)}
    assert found["history"] == SENTENCE


@pytest.mark.parametrize("role", ["", "volunteer"])
def test_nothing_goes_without_a_server_or_before_it_has_told_the_time(
    work: Session, note: Note, clock: Clock, role: str
) -> None:
    note("2s= /autrefois")
    work.store.write_local(lambda connection: connection.execute("DELETE FROM change")).result()
    clock.pass_time(days=365)
    if role:
        become(work, role)
    history.thin(work)
    assert history.begins(work) is None
    assert work.store.reader.execute("SELECT count(*) FROM encounter").fetchone() == (1,)


def test_on_a_full_disk_it_breaks_nothing_and_goes_on_later(tmp_path: Path) -> None:
    on_full_disk(
        tmp_path,
        """
from maraude.store import meta, reserve
from maraude.usecases import history
from tests.joined import become

for number in range(400):
    note("h /" + "une soirée lointaine " * 40)
become(session, "volunteer")
clock.pass_time(days=100)
told = {"sync.now": str(int(clock().timestamp() * 1000))}

def prepare(connection):
    connection.execute("DELETE FROM change")
    connection.execute("UPDATE tour SET ended_at = started_at")
    meta.keep(connection, told)

session.store.write_local(prepare).result()
session.store.empty_log()
occupy_the_rest()
history.thin(session)
assert reserve.is_kept(HOME)
assert len(lines()) == 400
make_room()
history.thin(session)
assert lines() == []
assert session.store.reader.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
""",
        mebibytes=64,
    )
