from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from maraude import paths
from maraude.directory.hours import read
from maraude.directory.importers.batch import Batch
from maraude.directory.service import Access, Eligibility, Hours, Service
from maraude.domain.choice import Choice, ChoiceKind
from maraude.domain.refusal import Refusal
from maraude.usecases import orient, refer, slip
from maraude.usecases.orient import Nearby, Question
from maraude.usecases.session import Session
from maraude.usecases.slip import Slip
from tests.directory.services import REPUBLIQUE, SERVICE, TODAY

HALT = replace(
    SERVICE,
    category="night_stop",
    name="Halte de nuit des Lilas",
    address="12 rue imaginaire",
    postcode="75010",
    hours=read("Mo-Su 20:00-07:00"),
    access=Access.WALK_IN,
    documents="aucun papier.",
    cost="gratuit",
    contact="01 99 00 12 34",
    verified_on=date(2026, 11, 12),
)


def found(session: Session, service: Service) -> Nearby:
    """Put one service in the directory, and find it near."""
    batch = Batch("essai", "Les Lucioles", 1, (service,), ())
    session.services.replace(batch, TODAY, session.profile.zone, confirmed=True)
    question = Question(
        position=REPUBLIQUE,
        when=session.now(),
        zone=session.zone,
        categories=(service.category,),
    )
    (one,) = orient.near(session.services, question)
    return one


def prepared(session: Session, service: Service = HALT) -> Slip:
    return slip.prepare(session, found(session, service))


def test_a_slip_says_all_that_it_takes_to_get_there(work: Session) -> None:
    assert slip.text(prepared(work), "fr").splitlines() == [
        "Halte de nuit des Lilas",
        "halte de nuit",
        "12 rue imaginaire, 75010",
        "",
        "Horaires :",
        "  lundi 23 nov. : de 20:00 à 07:00 le lendemain",
        "  mardi 24 nov. : de 20:00 à 07:00 le lendemain",
        "",
        "Pour entrer : sans rendez-vous.",
        "À apporter : aucun papier.",
        "Prix : gratuit.",
        "Contact : 01 99 00 12 34",
        "À pied : environ 1 min, depuis l'endroit où ce papier a été remis.",
        "",
        "Source : Les Lucioles, vérifié le 12/11/2026, copie du 23/11/2026.",
        "Les horaires ont pu changer depuis : mieux vaut vérifier avant d'y aller.",
    ]


def test_a_slip_speaks_another_language_than_the_program(work: Session) -> None:
    lines = slip.text(prepared(work), "en").splitlines()

    assert lines[1] == "night rest place"
    assert lines[5] == "  Monday 23 Nov.: 20:00 to 07:00 the next day"
    assert lines[-1] == "Opening hours may have changed since: better check before going."


def test_a_slip_makes_nothing_up(work: Session) -> None:
    bare = replace(SERVICE, hours=Hours("Voir sur place"))
    lines = slip.text(prepared(work, bare), "fr").splitlines()

    assert "Adresse non précisée ; position : 48.86760, 2.36360" in lines
    assert "Horaires, tels que la source les donne : « Voir sur place »." in lines
    assert "Pour entrer : rien n'est précisé." in lines
    assert "À apporter : rien n'est précisé." in lines
    assert lines[-2] == (
        "Source : Les Lucioles, copie du 23/11/2026 ; date de vérification inconnue."
    )
    assert not any(line.startswith(("Prix", "Contact")) for line in lines)


def test_a_slip_quotes_what_the_source_says_of_whom_it_takes(work: Session) -> None:
    van = replace(
        HALT,
        round="Camion Colibri",
        eligibility=Eligibility(min_age=18),
        notice="pas de passage jeudi",
        conditions="avec un mot du 115",
    )
    lines = slip.text(prepared(work, van), "fr").splitlines()
    start = lines.index("Pour entrer : sans rendez-vous.") + 1
    assert lines[start : start + 4] == [
        "Camion Colibri, arrêt.",
        "À partir de 18 ans.",
        "La source annonce : « pas de passage jeudi ».",
        "Conditions : « avec un mot du 115 ».",
    ]


def test_no_paper_names_a_place_against_violence(work: Session) -> None:
    service = found(work, replace(HALT, category="violence"))
    with pytest.raises(Refusal) as refused:
        slip.prepare(work, service)

    assert refused.value.code == "sensitive-service"


def test_no_paper_names_a_place_that_only_professionals_know(work: Session) -> None:
    service = found(work, replace(HALT, confidential=True))
    with pytest.raises(Refusal) as refused:
        slip.prepare(work, service)

    assert refused.value.code == "confidential-service"
    assert "Halte" not in refused.value.message


def test_no_record_names_a_place_that_only_professionals_know(work: Session) -> None:
    chosen = refer.choice(found(work, replace(HALT, confidential=True)))

    assert chosen == Choice(ChoiceKind.SERVICE, "HAN", record="", name="halte de nuit")


def test_a_slip_is_kept_beside_the_profile_for_its_owner_alone(work: Session) -> None:
    path = slip.save(work, prepared(work), "fr")

    folder = paths.slips(work.store.home)
    assert path == folder / "halte-de-nuit-des-lilas-2026-11-23-fr.txt"
    assert (path.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)
    assert path.read_text("utf-8").startswith("Halte de nuit des Lilas\nhalte de nuit\n")
    assert max(len(line) for line in path.read_text("utf-8").splitlines()) <= slip.WIDTH


def test_a_slip_never_replaces_a_file(work: Session, tmp_path: Path) -> None:
    one = prepared(work)
    first = slip.save(work, one, "fr", str(tmp_path))
    first.write_text("à moi", "utf-8")
    second = slip.save(work, one, "fr", str(tmp_path))

    assert second.name == "halte-de-nuit-des-lilas-2026-11-23-fr-2.txt"
    assert first.read_text("utf-8") == "à moi"


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("../../etc/passwd", "etc-passwd-2026-11-23-fr.txt"),
        ("الملجأ", "night_stop-2026-11-23-fr.txt"),
        ("A" * 300, f"{'a' * 60}-2026-11-23-fr.txt"),
    ],
)
def test_a_file_is_named_by_plain_letters(
    work: Session, tmp_path: Path, name: str, file: str
) -> None:
    kept = slip.save(work, prepared(work, replace(HALT, name=name)), "fr", str(tmp_path))
    assert kept == tmp_path / file


def test_hostile_words_reach_a_file_visible_and_harmless(work: Session, tmp_path: Path) -> None:
    hostile = replace(HALT, documents="\x1b]52;c;eA==\x07\u202eici")
    content = slip.save(work, prepared(work, hostile), "fr", str(tmp_path)).read_text("utf-8")

    assert "\x1b" not in content
    assert "\u202e" not in content
    assert "ici" in content


def test_a_folder_that_is_none_is_said(work: Session, tmp_path: Path) -> None:
    for folder in (tmp_path / "absent", tmp_path / "fichier"):
        (tmp_path / "fichier").touch()
        with pytest.raises(Refusal) as refused:
            slip.save(work, prepared(work), "fr", str(folder))
        assert refused.value.code == "no-such-folder"


def test_a_folder_that_takes_no_file_is_said(work: Session) -> None:
    with pytest.raises(Refusal) as refused:
        slip.save(work, prepared(work), "fr", "/proc")
    assert refused.value.code == "slip-not-saved"
