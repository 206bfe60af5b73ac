"""« Montrez-moi ma fiche »: all that is the person's, nothing that is another's."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from maraude.domain.access import Act, Check
from maraude.domain.choice import Choice, ChoiceKind
from maraude.domain.person import Informed, Person
from maraude.domain.refusal import Refusal
from maraude.domain.tour import Member
from maraude.protocol import documents
from maraude.reports import subject_access as paper
from maraude.store import records
from maraude.store.records import select
from maraude.usecases import (
    accesses,
    conflict_words,
    log,
    notes,
    people,
    spots,
    subject_access,
    tours,
)
from maraude.usecases.masking import Masking, Masks
from maraude.usecases.session import Session
from maraude.usecases.subject_sections import _STRUCTURE
from tests.pages import Page
from tests.usecases.conftest import Note


@pytest.fixture
def marta(work: Session, note: Note) -> Person:
    """Someone who was met with Momo, about whom a note speaks of him and of a volunteer."""
    tours.start(work, members=(Member("Karim"),))
    note("2s= ,marta ,momo !pla /Momo a prêté son duvet", "marta", "momo")
    found = {one.called: one for one in select(work.store.reader, Person, "1")}
    marta = people.describe(work, replace(found["marta"], referent="Lou", outside_since="2024"))
    people.identify(work, marta, first_name="M.", last_name="Exemple", birth_year=None, phone="")
    notes.write(work, "Karim repasse jeudi ; MOMO aussi, à vélo", person=marta.id)
    notes.write(work, '<b>gras</b> & "citation"', person=marta.id)
    notes.withdraw(work, notes.write(work, "mot retiré depuis", person=marta.id))
    return marta


def shown(session: Session, person: Person, masks: Masks | None = None, lang: str = "fr") -> str:
    """Give the text with one space wherever it may be broken."""
    file = subject_access.read(session, person, Check.KNOWN, lang, masks)
    return " ".join(paper.text(file).split())


def test_all_that_is_theirs_is_told(work: Session, marta: Person) -> None:
    told = shown(work, marta)

    for words in ("marta", "Exemple", "référent : Lou", "soupe ×2", "2024", "repasse jeudi"):
        assert words in told
    assert "mot retiré depuis · retiré" in told
    assert "avec une autre personne" in told
    assert "fiche modifiée (équipe Nord)" in told
    assert "connue de l'équipe" in told


def test_nobody_else_is_named(work: Session, marta: Person) -> None:
    told = shown(work, marta)

    for name in ("momo", "karim", "ines", "inès"):
        assert name not in told.casefold()
    assert "[masqué] a prêté son duvet" in told
    file = subject_access.read(work, marta, Check.KNOWN, "fr")
    assert set(file.masked) == {"Momo", "Karim", "MOMO"}


def test_a_spot_that_bears_another_s_name_names_nobody(
    work: Session, note: Note, marta: Person
) -> None:
    tour = tours.current(work)
    assert tour
    spots.go(work, tour, spots.add(work, "Tente de Momo").id)
    note("h ,marta")

    assert "Tente de [masqué] · hébergement" in shown(work, marta)


def test_more_is_hidden_or_shown_as_whoever_shows_it_decides(work: Session, marta: Person) -> None:
    told = shown(work, marta, Masks(frozenset({"vélo"}), frozenset({"karim"})))
    assert "Karim repasse jeudi ; [masqué] aussi, à [masqué]" in told

    file = subject_access.read(work, marta, Check.KNOWN, "fr")
    line = next(one for part in file.sections for one in part.lines if "jeudi" in one.words)
    assert "jeudi" not in shown(work, marta, Masks(lines=frozenset({line.key})))


def test_a_safety_note_is_told_of_and_its_words_are_read_again_first(
    work: Session, note: Note, marta: Person
) -> None:
    tour = tours.current(work)
    assert tour
    chosen = Choice(ChoiceKind.SAFETY, "marta")

    reading = log.read(
        work, tour, "2 ,marta ,momo !vio /dit par un voisin", (chosen,), at=work.now()
    )
    log.save(work, reading)
    momo = next(select(work.store.reader, Person, "called = 'momo'"))

    assert "NOTES PROTÉGÉES" in shown(work, marta)
    assert "voisin" not in shown(work, marta)
    assert "NOTES PROTÉGÉES" not in shown(work, momo)
    assert "note à part" not in shown(work, momo)
    with_words = subject_access.read(work, marta, Check.KNOWN, "fr", safety=True)
    assert "violences" in paper.text(with_words)


def test_in_english_too(work: Session, marta: Person) -> None:
    told = shown(work, marta, lang="en")
    assert "WHO YOU ARE" in told
    assert "[masked] a prêté son duvet" in told
    assert "Qui vous êtes" not in told


def test_as_html_it_loads_nothing_and_no_text_is_markup(work: Session, marta: Person) -> None:
    page = Page(paper.html(subject_access.read(work, marta, Check.KNOWN, "fr")))

    assert '<b>gras</b> & "citation"' in page.text
    assert {"b", "script", "img", "link"}.isdisjoint(page.tags)
    assert {"href", "src", "style", "onclick"}.isdisjoint(name for name, _value in page.attributes)
    assert ("lang", "fr") in page.attributes
    assert any(value and value.startswith("default-src 'none'") for _name, value in page.attributes)
    assert page.tags.count("h1") == 1


def test_a_file_is_its_owners_alone_and_overwrites_none(
    work: Session, marta: Person, tmp_path: Path
) -> None:
    file = subject_access.read(work, marta, Check.KNOWN, "fr")
    written = paper.write(file, str(tmp_path))

    assert written.name == f"fiche-{marta.code.lower()}-2026-11-23.html"
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    for path in (written, tmp_path / "nulle" / "part.txt"):
        with pytest.raises(Refusal):
            paper.write(file, str(path))


def test_how_the_identity_was_checked_is_kept(work: Session, marta: Person) -> None:
    subject_access.shown(work, marta, Check.ANSWERS)
    subject_access.exported(work, marta, Check.PAPERS)
    work.store.write_local(lambda _connection: None).result()

    last, before, *_rest = accesses.of(work, marta.id)
    assert (last.act, last.check, last.author) == (Act.EXPORTED, Check.PAPERS, "user:ines")
    assert (before.act, before.check) == (Act.SHOWN, Check.ANSWERS)
    with pytest.raises(Refusal):
        subject_access.read_check("")


@pytest.mark.parametrize("type_name", documents.TYPES)
def test_every_field_about_a_person_has_a_name(type_name: str) -> None:
    columns = records.table(type_name).names
    if type_name == "person" or columns & {"person", "persons"}:
        unnamed = {name for name in columns - _STRUCTURE if conflict_words.field(name) == name}
        assert unnamed <= {"code", "service", "note"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vu Jean-Paul et JEAN PAUL", "vu [masqué] et [masqué]"),
        ("l'ami d'Émile, emile", "l'ami d'[masqué], [masqué]"),
        ("Petit Jean est petit", "[masqué] est [masqué]"),
        ("Li dort au Liban", "[masqué] dort au Liban"),
        ("marta et Émilie", "marta et Émilie"),
        ("avec Adébo\u0323\u0300wálé, et adebowale", "avec [masqué], et [masqué]"),
        ("", ""),
    ],
)
def test_names_are_found_as_people_write_them(text: str, expected: str) -> None:
    others = ("Jean-Paul", "Émile", "Petit Jean", "Li", "Marta", "Adébo\u0323\u0300wálé")
    assert Masking(others, ("Marta",), Masks()).hide(text) == expected


def test_a_file_to_be_forgotten_is_still_theirs_to_see(work: Session, marta: Person) -> None:
    people.ask_to_forget(work, marta)
    assert "Exemple" in shown(work, marta)


def test_what_the_team_notes_without_a_file_is_nobodys(work: Session, marta: Person) -> None:
    other = people.open_file(work, "Zoé", Informed.YES)
    notes.write(work, "tricote au square", person=other.id)
    assert "tricote" not in shown(work, marta)
