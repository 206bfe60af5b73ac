import pytest

from maraude.domain.shorthand.explain import explain, problem_words
from maraude.domain.shorthand.parse import parse
from maraude.domain.shorthand.render import render
from maraude.domain.shorthand.summary import Summary, summary
from tests.domain.shorthand_support import EN, EVENING, FR, said


def words(line: str, *persons: str, about: str = "", spot: str = "") -> tuple[str, ...]:
    return explain(parse(line, FR), persons=persons, about=about, spot=spot, evening=EVENING)


def sentence(line: str) -> str:
    (problem,) = parse(line, FR).problems
    return problem_words(problem, FR)


def test_a_couple_a_blanket_and_a_115_without_a_place() -> None:
    assert words("éhc=u-r ,mar", "Marta") == (
        "2 personnes : Marta + 1 inconnue",
        "Demande : hébergement",
        "Remis : couverture ×2",
        "115 : pas de place",
        "À revoir : mardi 24 (soirée suivante)",
    )


def test_an_evening_with_everything() -> None:
    assert words("1,1+1 shc-t--- *ins ze .siao= ..dom- g u20-- *tel r3 !pla !nrs @2136 /froid") == (
        "3 personnes : 1 homme, 1 femme, 1 mineur",
        "Contact : dort, non réveillé",
        "Demande : soupe, hébergement",
        "Pas disponible : couverture",
        "N'a pas souhaité : tente (insécurité, vols)",
        "Fait : écoute",
        "Un animal est présent",
        "Orientation : SIAO (évaluation), acceptée",
        "Orientation : organisme domiciliataire, non aboutie",
        "115 : pas de réponse, 20 min d'attente (pas de téléphone)",
        "Alerte : plaie, nourrisson",
        "À revoir : jeudi 26 (dans 3 soirées)",
        "Heure : 21:36",
        "Note : froid",
    )


@pytest.mark.parametrize(
    ("line", "persons", "said"),
    [
        ("s", (), "1 personne"),
        ("3", (), "3 personnes"),
        ("2 ,mar ,sam", ("Marta", "Sam"), "2 personnes : Marta, Sam"),
        (",mar", ("Marta",), "1 personne : Marta"),
        ("4 ,mar", ("Marta",), "4 personnes : Marta + 3 inconnues"),
        ("4,2", (), "6 personnes : 4 hommes, 2 femmes"),
        ("1,1,1", (), "3 personnes : 1 homme, 1 femme, 1 sans précision"),
        ("2+1", (), "3 personnes : 2 adultes, 1 mineur"),
        ("0,2 ,mar", ("Marta",), "2 personnes : 2 femmes, dont Marta"),
        ("y ,mar", ("Marta",), "Marta"),
        ("0s=5", (), "Personne n'a été rencontré"),
    ],
)
def test_who_was_met_is_said_first(line: str, persons: tuple[str, ...], said: str) -> None:
    assert words(line, *persons)[0] == said


def test_refusals_are_said_as_the_person_may_read_them() -> None:
    assert "Contact : n'a pas souhaité parler" in words("q")
    assert "115 : a préféré ne pas y aller (animal non accepté)" in words("u--- *ani")
    assert "Contact : échange difficile ce soir" in words(".dif")


def test_things_left_are_not_said_to_be_handed_over() -> None:
    assert words("0s=5") == ("Personne n'a été rencontré", "Laissé sur place : soupe ×5")


def test_an_absence_counts_nobody() -> None:
    assert words("y") == ("Contact : absent, affaires sur place",)


def test_a_place_alone_meets_nobody() -> None:
    assert words(";est", spot="Gare de l'Est") == ("Lieu : Gare de l'Est",)


def test_an_empty_line_has_no_words() -> None:
    assert words("") == ()


def test_a_week_later_has_its_month() -> None:
    assert words("r8")[1] == "À revoir : mardi 1 déc. (dans 8 soirées)"


def test_a_safety_note_is_said_to_be_apart() -> None:
    assert words("h ,mar !vio /chez elle", "Marta", about="Marta") == (
        "1 personne : Marta",
        "Demande : hébergement",
        "Note à part, protégée, pour Marta : violences",
        "Texte protégé : chez elle",
    )
    assert words("h ..vio")[-1] == "Note à part, protégée : violences"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("h%x", "? je ne comprends pas : %x"),
        (".so", "? .so : SOU soupe (s), SOI soin infirmier"),
        (
            "..c",
            "? ..c : CHU urgence, CAARUD CAARUD, CSAPA CSAPA, CMP CMP, EMPP, CPAM CPAM, CAF CAF",
        ),
        ("!de", "? !de : DEL désorientation, DEC décès"),
        ("u *n", "? *n : NDC pas de réponse, NPA pas de place, NCO non compatible"),
        (",", "? , : un prénom ou un surnom, par exemple ,mar"),
        (";", "? ; : un lieu, par exemple ;gare"),
        ("!", "? ! : une alerte, par exemple !pla (plaie)"),
        ("*", "? * : la réponse du 115 ou une raison, par exemple *rap (rappeler plus tard)"),
        ("@", "? @ : une heure, par exemple @2136"),
        ("..", "? . : un code, par exemple .log (logement)"),
        ("1000", "? 1000 : 999 personnes au plus"),
        ("s=0", "? s=0 : une quantité va de 1 à 999, par exemple s=8"),
        ("u1000", "? u1000 : 999 minutes d'attente au plus"),
        ("r0", "? r0 : de 1 à 365 soirées, par exemple r3"),
        ("4,éa=t", "? ,éa=t : un prénom s'écrit en lettres ; pour compter, par exemple 4,2"),
        ("!plx", "? !plx : cette alerte n'existe pas ; ! seul ouvre la liste"),
        ("*dec", "? *dec : ni une réponse du 115, ni une raison ; * seul ouvre la liste"),
        ("@25", "? @25 : une heure s'écrit par exemple @2136"),
        ("s= *ani", "? *ani : rien sur la ligne à quoi cela réponde"),
        ("zq", "? q : la ligne dit déjà autre chose"),
        ("0h", "? 0 : sans personne, seul se note ce qui a été laissé : 0s=5"),
    ],
)
def test_what_is_not_understood_is_answered_with_a_sentence(line: str, said: str) -> None:
    assert sentence(line) == said


@pytest.mark.parametrize(
    ("line", "french", "english"),
    [
        ("0,0,2s=", "2s=", "2s="),
        ("4,2,0 a=", "4,2a=", "4,2m="),
        (";est 3 b= r1 ,mar", "3b=r ,mar ;est", "3d=r ,mar ;est"),
        (".abs .soi=", "y .soi=", "y .soi="),
        ("e=i=1", "ei=1", "li=1"),
        ("u25- *nco r !nrs @21h", "u25- *nco r !nrs @2100", "u25- *nco r !nrs @2100"),
        ("2.dif ..dom /note", "2 .dif ..dom /note", "2 .dif ..dom /note"),
    ],
)
def test_a_line_is_written_again_in_its_shortest_form(line: str, french: str, english: str) -> None:
    draft = parse(line, FR)
    assert render(draft, FR) == french
    assert render(draft, EN) == english


@pytest.mark.parametrize(
    ("line", "names", "shown"),
    [
        (
            "éhc=u-",
            (),
            Summary("2 pers.", "hébergement, 115 pas de place · couverture ×2"),
        ),
        ("es=r ,momo", ("Momo",), Summary("1 pers.", "écoute, soupe ×1", "Momo · revoir mardi 24")),
        ("4,2a", (), Summary("6 pers.", "4 H 2 F · repas")),
        ("2+1q", (), Summary("3 pers.", "2 sans précision 1 mineur · n'a pas souhaité parler")),
        ("y", (), Summary("", "absent, affaires sur place")),
        (
            "c-h=t---",
            (),
            Summary(
                "1 pers.", "couverture : pas disponible, hébergement : obtenu, tente : pas souhaité"
            ),
        ),
        ("g.siao !pla", (), Summary("1 pers.", "SIAO : proposée · animal · alerte plaie")),
        ("0s=5r", (), Summary("", "laissé sur place : soupe ×5", "revoir mardi 24")),
    ],
)
def test_an_encounter_fits_on_one_line_of_the_list(
    line: str, names: tuple[str, ...], shown: Summary
) -> None:
    assert summary(said(line), names) == shown


def test_the_list_says_that_there_is_a_safety_note_and_no_more() -> None:
    assert summary(said("h !vio /chez elle")) == Summary("1 pers.", "hébergement · note à part")
