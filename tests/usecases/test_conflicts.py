from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from maraude.domain.feeds import Role
from maraude.domain.person import Informed, Person
from maraude.domain.refusal import Refusal
from maraude.server.exchange import exchange
from maraude.store import incarnation
from maraude.store.records import select
from maraude.usecases import conflicts, enrolment, notes, people, profiles, sync, undo
from maraude.usecases.session import Session
from tests.server.serving import Served, serving
from tests.team import KEY, Clock, make_profile

TEAM = ("territory:paris", "team:nord")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path / "server", answer=exchange) as running:
        yield running


def laptop(home: Path, server: Served, name: str, role: Role) -> Session:
    home.mkdir()
    make_profile(home)
    session = profiles.open_with(home, KEY, f"user:{name}", Clock())
    session.store.write_local(incarnation.fork).result()
    enrolment.enrol(session, str(server.invite(role, *TEAM)), name)
    return session


@pytest.fixture
def sam(tmp_path: Path, server: Served) -> Iterator[Session]:
    with closing(laptop(tmp_path / "sam", server, "sam", Role.VOLUNTEER)) as opened:
        yield opened


@pytest.fixture
def ines(tmp_path: Path, server: Served) -> Iterator[Session]:
    with closing(laptop(tmp_path / "ines", server, "ines", Role.COORDINATOR)) as opened:
        yield opened


def marta(session: Session) -> Person:
    (found,) = select(session.store.reader, Person, "called = 'Marta'")
    return found


@pytest.fixture
def disputed(ines: Session, sam: Session) -> Session:
    """Inès and Sam named another referent, offline; gives the coordinator's session."""
    people.open_file(ines, "Marta", Informed.YES)
    sync.run(ines)
    sync.run(sam)
    people.describe(ines, replace(marta(ines), referent="Lou"))
    people.describe(sam, replace(marta(sam), referent="Karim", animals="un chien"))
    for session in (ines, sam, ines):
        sync.run(session)
    return ines


def test_every_value_is_shown_with_its_author_and_what_else_is_known(disputed: Session) -> None:
    (found,) = conflicts.listed(disputed)
    assert found.about == "Marta · fiche"
    assert found.field == "référent"
    assert {(value.words, value.author) for value in found.values} == {
        ("Lou", "ines"),
        ("Karim", "sam"),
    }
    assert ("animaux", "un chien") in found.others
    assert conflicts.of_record(disputed, marta(disputed).id) == ("référent",)


def test_a_value_chosen_is_the_one_for_everybody(disputed: Session, sam: Session) -> None:
    (found,) = conflicts.listed(disputed)
    lou = [value.words for value in found.values].index("Lou")
    conflicts.choose(disputed, found, lou)
    assert conflicts.listed(disputed) == ()
    for session in (disputed, sam):
        sync.run(session)
        assert marta(session).referent == "Lou"
        assert conflicts.listed(session) == ()


def test_the_value_that_is_shown_already_can_be_chosen(disputed: Session, sam: Session) -> None:
    (found,) = conflicts.listed(disputed)
    shown = found.values[0].words
    conflicts.choose(disputed, found, 0)
    for session in (disputed, sam):
        sync.run(session)
        assert (marta(session).referent, conflicts.listed(session)) == (shown, ())


def test_another_text_settles_it_and_can_be_undone(disputed: Session) -> None:
    (found,) = conflicts.listed(disputed)
    conflicts.write(disputed, found, "Lou et  Karim")
    assert marta(disputed).referent == "Lou et Karim"
    undo.undo_latest(disputed)
    assert marta(disputed).referent == found.values[0].words


def test_all_values_can_be_kept_as_a_note_in_the_file(disputed: Session, sam: Session) -> None:
    (found,) = conflicts.listed(disputed)
    conflicts.keep_both(disputed, found)
    for session in (disputed, sam):
        sync.run(session)
    (note,) = notes.of_person(sam, marta(sam).id)
    assert "Lou (ines, 2026-11-23)" in note.text
    assert "Karim (sam, 2026-11-23)" in note.text


def test_a_volunteer_sees_it_and_leaves_the_choice_to_the_coordinators(
    disputed: Session, sam: Session
) -> None:
    (found,) = conflicts.listed(sam)
    with pytest.raises(Refusal) as refused:
        conflicts.choose(sam, found, 0)
    assert refused.value.code == "not-coordinator"
    assert len(conflicts.listed(sam)) == 1


def test_two_who_settle_at_once_are_shown_to_disagree_again(
    disputed: Session, tmp_path: Path, server: Served
) -> None:
    with closing(laptop(tmp_path / "lou", server, "lou", Role.COORDINATOR)) as lou:
        sync.run(lou)
        for session, text in ((disputed, "Lou"), (lou, "Nour")):
            (found,) = conflicts.listed(session)
            conflicts.write(session, found, text)
        for session in (disputed, lou, disputed):
            sync.run(session)
        assert marta(disputed).referent == marta(lou).referent
        for session in (disputed, lou):
            (found,) = conflicts.listed(session)
            assert {value.words for value in found.values} == {"Lou", "Nour"}
