from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from maraude.domain.evening import Evening
from maraude.domain.feeds import Role
from maraude.domain.person import Informed, Person
from maraude.domain.refusal import Refusal
from maraude.domain.situation import Situation
from maraude.server.exchange import exchange
from maraude.store import incarnation
from maraude.store.records import select
from maraude.store.transaction import Transaction
from maraude.usecases import (
    conflicts,
    enrolment,
    notes,
    people,
    profiles,
    situations,
    sync,
    sync_words,
    undo,
)
from maraude.usecases.conflicts import Disagreement
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
    assert conflicts.of_person(disputed, marta(disputed).id) == ("référent",)


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


def test_only_who_settles_is_told_after_an_exchange(disputed: Session, sam: Session) -> None:
    told = [
        " ".join(sync_words.done(sync.run(session), sync.standing(session)))
        for session in (disputed, sam)
    ]
    assert ["à trancher" in one for one in told] == [True, False]


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


TONIGHT = Evening(date(2026, 11, 23))


@pytest.fixture
def apart(ines: Session, sam: Session) -> Session:
    """Inès and Sam wrote, offline and on two evenings, that Marta sleeps elsewhere.

    Both knew that she slept on the quay. Gives the coordinator's session.
    """
    person = people.open_file(ines, "Marta", Informed.YES)
    situations.begin(ines, person, "RUE", place="Quai de Valmy", since=TONIGHT.later(-8))
    sync.run(ines)
    sync.run(sam)
    situations.begin(ines, person, "RUE", place="Gare de l'Est", since=TONIGHT.later(-1))
    situations.begin(sam, person, "TIE", place="chez un ami", day="à la gare")
    for session in (ines, sam, ines):
        sync.run(session)
    return ines


def save(changed: Situation, transaction: Transaction) -> None:
    transaction.save(changed)


def episodes(session: Session) -> list[tuple[str, str, str]]:
    """Give where Marta slept: the place, since and until when, the latest first."""
    return [
        (one.place, str(one.since), str(one.until or ""))
        for one in situations.of(session, marta(session).id)
    ]


def of_episodes(session: Session) -> Disagreement:
    """Give the one disagreement that is on several episodes."""
    (found,) = (one for one in conflicts.listed(session) if one.conflict is None)
    return found


class TestWhereAPersonSleeps:
    def test_two_who_wrote_it_apart_disagree_in_words_with_author_and_time(
        self, apart: Session
    ) -> None:
        found = of_episodes(apart)

        assert (found.about, found.field) == ("Marta", "où la personne dort")
        assert {(value.words.partition(" · ")[2], value.author) for value in found.values} == {
            ("Gare de l'Est, depuis le dimanche 22 nov.", "ines"),
            ("chez un ami · le jour : à la gare, depuis le lundi 23 nov.", "sam"),
        }
        assert {value.at for value in found.values} == {apart.now()}
        assert found.others[0][0] == "avant"
        assert "Quai de Valmy" in found.others[0][1]
        assert "où la personne dort" in conflicts.of_person(apart, marta(apart).id)
        assert sync.standing(apart).conflicts == len(conflicts.listed(apart))

    def test_both_are_kept_as_dated_episodes_for_everybody(
        self, apart: Session, sam: Session
    ) -> None:
        conflicts.keep_both(apart, of_episodes(apart))
        for session in (apart, sam):
            sync.run(session)
            assert episodes(session) == [
                ("chez un ami", "2026-11-23", ""),
                ("Gare de l'Est", "2026-11-22", "2026-11-23"),
                ("Quai de Valmy", "2026-11-15", "2026-11-22"),
            ]
            assert conflicts.listed(session) == ()
            assert notes.of_person(session, marta(session).id) == ()

    def test_dated_episodes_are_undone_as_one(self, apart: Session) -> None:
        before = episodes(apart)
        conflicts.keep_both(apart, of_episodes(apart))
        undo.undo_latest(apart)
        assert episodes(apart) == before
        assert len(of_episodes(apart).values) == 2

    def test_one_of_them_is_the_one_for_everybody(self, apart: Session, sam: Session) -> None:
        found = of_episodes(apart)
        place = [value.author for value in found.values].index("ines")
        conflicts.choose(apart, found, place)
        for session in (apart, sam):
            sync.run(session)
            assert episodes(session) == [
                ("Gare de l'Est", "2026-11-22", ""),
                ("Quai de Valmy", "2026-11-15", "2026-11-22"),
            ]
            assert conflicts.listed(session) == ()

    def test_one_is_completed_with_what_the_other_says(self, apart: Session) -> None:
        found = of_episodes(apart)
        place = [value.author for value in found.values].index("sam")
        assert found.values[place].text == "chez un ami"
        conflicts.write(apart, found, "chez un ami, ou Gare de l'Est", place)
        assert episodes(apart)[0] == ("chez un ami, ou Gare de l'Est", "2026-11-23", "")
        assert conflicts.listed(apart) == ()

    def test_a_volunteer_settles_none_of_it(self, apart: Session, sam: Session) -> None:
        sync.run(sam)
        with pytest.raises(Refusal) as refused:
            conflicts.keep_both(sam, of_episodes(sam))
        assert refused.value.code == "not-coordinator"
        assert len(episodes(sam)) == 3

    def test_a_field_of_one_episode_becomes_an_episode_for_each_value(
        self, ines: Session, sam: Session
    ) -> None:
        person = people.open_file(ines, "Marta", Informed.YES)
        begun = situations.begin(ines, person, "RUE", place="Quai", since=TONIGHT.later(-8))
        sync.run(ines)
        sync.run(sam)
        for session, place in ((ines, "Gare de l'Est"), (sam, "Canal")):
            known = situations.of(session, person.id)[0]
            changed = replace(known, place=place)
            session.store.write(partial(save, changed)).result()
        for session in (ines, sam, ines):
            sync.run(session)
        (found,) = conflicts.listed(ines)
        assert found.is_dated
        conflicts.keep_both(ines, found)
        sync.run(ines)
        sync.run(sam)
        first, last = sorted(situations.of(sam, person.id), key=lambda one: one.since)
        assert {first.place, last.place} == {"Gare de l'Est", "Canal"}
        assert begun.id in (first.id, last.id)
        assert (str(first.since), str(first.until)) == ("2026-11-15", "2026-11-23")
        assert (str(last.since), last.until) == ("2026-11-23", None)
        assert conflicts.listed(sam) == ()

    def test_two_files_made_one_are_one_persons(self, work: Session) -> None:
        one, other = (people.open_file(work, name, Informed.YES) for name in ("Marta", "Martha"))
        for person, place in ((one, "Quai"), (other, "Canal")):
            situations.begin(work, person, "RUE", place=place)
        assert conflicts.listed(work) == ()
        people.merge(work, one, other)
        (found,) = conflicts.listed(work)
        assert {value.text for value in found.values} == {"Quai", "Canal"}
        conflicts.keep_both(work, found)
        assert conflicts.listed(work) == ()
