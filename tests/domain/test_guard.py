"""What the guard of free texts finds, and above all what it leaves alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maraude import i18n
from maraude.domain import codes, guard
from maraude.domain.guard import Kind

QUICK = settings(deadline=None, max_examples=100)

TELLING = {
    Kind.PHONE: (
        "son portable : 06 39 98 12 34", "06.39.98.12.34", "0639981234", "06-39-98-12-34",
        "06/39/98/12/34", "06 3998 1234", "0639 981 234", "+33 6 39 98 12 34",
        "+33 (0)6 39 98 12 34", "(+33) 6 39 98 12 34", "0033 6 39 98 12 34", "+40 799 999 999",
        "appeler le 01\u00a099\u00a000\u00a012\u00a034 demain",
    ),
    Kind.EMAIL: ("momo@exemple.fr", "écrire à momo.nord+nuit@boite.exemple.org svp"),
    Kind.IBAN: (
        "FR14 2004 1010 0505 0001 3M02 606", "fr1420041010050500013m02606",
        "compte BE68 5390 0754 7034 à vérifier", "RO49 AAAA 1B31 0075 9384 0000",
    ),
    Kind.FOREIGNER: ("7599999999", "n° 7599 999999", "75 99 999 999", "AGDREF : 75 99 99 99 99"),
    Kind.BIRTH_DATE: (
        "né le 12/03/1984", "Née en 1984", "DDN : 12.03.84", "date de naissance 12 mars 1984",
        "nés le 1er mai", "born 12 March 1984", "born on March 12, 1984", "12/03/1984",
    ),
    Kind.DIAGNOSIS: (
        "semble schizophrène", "SCHIZOPHRENE", "l'alcoolique du quai", "il est bipolaire",
        "sous méthadone", "a la gale", "épilepsie connue", "troubles psychiatriques",
        "diabétique", "he is schizophrenic", "HIV", "an alcoholic",
    ),
    Kind.JUDGEMENT: (
        "agressif ce soir", "un vieux clochard", "il est fou", "les toxicos du pont", "elle pue",
        "ivrogne", "c'est une folle", "fainéant", "a junkie", "he is crazy", "lazy",
    ),
    Kind.RELIGION: (
        "famille musulmane", "elle est juive", "il est croyant", "femme voilée", "fait le ramadan",
        "catholiques", "a Muslim family", "she is jewish",
    ),
    Kind.ORIGIN: (
        "un Rom", "des Roumains", "homme d'origine malienne", "famille algérienne", "les gitans",
        "homme noir", "personne de couleur", "de type africain", "un arabe", "a Romanian man",
        "black man",
    ),
    Kind.INTIMATE: ("il est gay", "homosexuel", "prostituée", "lesbian"),
    Kind.OPINION: ("communiste", "d'extrême droite", "far right"),
    Kind.OFFENCE: (
        "sorti de prison", "a été condamné", "il a volé un sac", "dealer", "criminal record",
    ),
}  # fmt: skip

RESPECTFUL = (
    "Dort rue Saint-Denis, près de la porte.", "Vue place des Juifs ; rue des Roms, puis rue Noire",
    "Retrouvé square du Temple, derrière l'église Saint-Ambroise.", "rue Gay-Lussac, au 12",
    "115 appelé à 20 h 35, attente 25 min, pas de place.", "3919 et 3114 donnés.", "119",
    "A marché 3 h 20.", "Reçu 12,50 € hier, 1 200 € par mois.", "plus code 8FW4V9XM+R2",
    "RDV le 24/11/2026 à 10 h 30 à l'espace solidaire.", "le 01/02/2026 20 h 30", "du 23 au 24/11",
    "Revoir le 5 12 et le 7 12.", "Dossier suivi par le Secours Catholique.",
    "Déjeune à l'Entraide protestante.", "Accueil de jour ouvert 09:00-17:30, 7 j/7.",
    "Son chien n'est pas agressif, chien très doux.", "Un monde fou à la gare ce soir.",
    "Il y a un vent fou sur le quai.", "Manteau noir, bonnet noir, sac de couleur rouge.",
    "Parle roumain et un peu italien ; interprète arabe.", "Parle le peul, l'arabe et le français.",
    "Cours de français mardi.", "La louche est restée au local.", "Linge sale à laver, duvet sale.",
    "On lui a volé son sac.", "Peur des vols au centre.", "Porte condamnée, passer par la cour.",
    "Préfère une tente : sans aucune proposition.", "à voir par l'infirmier", "Enceinte de 7 mois.",
    "échange difficile ce soir", "grande détresse", "Numéro vert 0 800 306 306", "16 couvertures",
    "Le gel hydroalcoolique manque.", "boisson sans alcool", "née du hasard, une belle rencontre",
    "Né au bord de la mer, il en parle souvent.", "Arrivé le 12/03/1998 dans le quartier.",
    "Urgences psychiatriques fermées la nuit ; équipe mobile prévenue.", "CD-ROM retrouvé.",
    "Un thé noir et un café.", "Dog is not aggressive", "non-alcoholic drink", "speaks Romanian",
    "Sleeps near Church Street.", "Black coat, brown dog.", "crazy weather", "needs a blanket",
    "L'abri de la ligne 4 est ouvert.", "tour 12, équipe 3, 8 soupes, 12 cafés, 9 duvets",
    "Ticket 2026112312345 du 115", "n° 12345678 au vestiaire", "Se lève à 5 h, ne pas réveiller",
    "Le Pôle Emploi lui a écrit", "Chien de race croisée",
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in TELLING.items() for text in texts]
)
def test_what_a_note_had_better_not_hold_is_found(kind: Kind, text: str) -> None:
    assert [one.kind for one in guard.findings(text)] == [kind]


@pytest.mark.parametrize("text", RESPECTFUL)
def test_ordinary_notes_are_left_alone(text: str) -> None:
    assert guard.findings(text) == ()


def test_no_label_of_a_list_is_found() -> None:
    labels = [
        label for name in codes.NAMES for one in codes.load(name) for label in (one.fr, one.en)
    ]

    assert [label for label in labels if guard.findings(label)] == []


def key(number: str) -> str:
    return f"{97 - int(number) % 97:02d}"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1 90 05 75 999 999", "1900575999999"),
        ("2900575999999", "2900575999999"),
        ("1 90 05 2A 999 999", "1900519999999"),
        ("1 90 05 2b 999 999", "1900518999999"),
        ("2 90 05 97 199 999", "2900597199999"),
        ("1-90-05-99-999-999", "1900599999999"),
        ("1 90 25 75 999 999", "1902575999999"),
    ],
)
def test_a_register_number_is_told_by_its_key(written: str, number: str) -> None:
    right = f"{written} {key(number)}"
    wrong = f"{written} {int(key(number)) % 97 + 1:02d}"

    assert [(one.kind, one.text) for one in guard.findings(right)] == [(Kind.NIR, right)]
    assert Kind.NIR not in [one.kind for one in guard.findings(wrong)]


def test_a_published_specimen_of_a_register_number_is_found() -> None:
    assert [one.kind for one in guard.findings("2 69 05 49 588 157 80")] == [Kind.NIR]


def test_a_register_number_without_its_key_is_found_where_it_can_be_nothing_else() -> None:
    assert [one.kind for one in guard.findings("1 90 05 75 999 999")] == [Kind.NIR]
    assert guard.findings("3 90 05 75 999 999") == ()


def test_an_account_is_told_by_its_checksum() -> None:
    assert guard.findings("FR14 2004 1010 0505 0001 3M02 607") == ()
    assert guard.findings("ZZ14 2004 1010 0505 0001 3M02 606") == ()


def test_each_kind_says_why_and_what_to_write_instead() -> None:
    for texts in TELLING.values():
        (one,) = guard.findings(texts[0])
        assert one.text in one.why
        assert guard.findings(one.why.replace(one.text, "")) == ()


def test_what_was_found_is_said_once_with_how_much_else() -> None:
    said = guard.sentence(guard.findings("ivrogne, fainéant et menteur"))

    assert said.startswith("« ivrogne » peut blesser")
    assert said.endswith("(et 2 autres)")
    assert guard.sentence(()) == ""


def test_a_mask_says_what_stood_there() -> None:
    masked = guard.masked("Appeler le 06 39 98 12 34, il est schizophrène et fainéant.")

    assert masked == "Appeler le [téléphone], il est [à voir par l'infirmier] et [masqué]."


_pieces = st.one_of(
    st.sampled_from([text for texts in TELLING.values() for text in texts]),
    st.sampled_from(RESPECTFUL),
    st.text(st.characters(codec=None), max_size=12),
    st.text("0123456789 .-+/@abns", max_size=20),
    st.sampled_from(["un ", "rue ", "fou", " de ", "İ", "ﬃ", "é", "2A", "né ", " "]),
)
texts = st.lists(_pieces, max_size=8).map("".join)


@QUICK
@given(texts)
def test_whatever_is_typed_findings_are_places_in_it_that_do_not_overlap(text: str) -> None:
    found = guard.findings(text)
    ends = [one.end for one in found]

    assert all(text[one.start : one.end] == one.text and one.text for one in found)
    assert all(end <= one.start for end, one in zip(ends, found[1:], strict=False))


@QUICK
@given(texts, st.sampled_from(i18n.LANGUAGES))
def test_masking_leaves_nothing_to_be_found(text: str, language: str) -> None:
    with i18n.speaking(language):
        masked = guard.masked(text)

        assert guard.findings(masked) == ()
        assert guard.masked(masked) == masked
