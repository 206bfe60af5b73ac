"""What the demonstration says of people is fictional, and written as if they will read it."""

import json
import re
from collections.abc import Iterator

import pytest

from maraude import i18n
from maraude.demo.cast import CAST
from maraude.domain import codes, guard
from maraude.domain.person import PersonIdentity
from maraude.domain.text import fold
from maraude.protocol import documents
from maraude.store.records import select
from maraude.usecases.session import Session

PHONE = re.compile(r"(?<!\d)(?:\+33\s?|0)[1-9](?:[ .-]?\d{2}){4}(?!\d)")
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
FICTIONAL = "0199"
"""The range that the French numbering plan keeps for fiction around Paris: 01 99 00 xx xx."""
NATIONALITIES = (
    "afghan", "algerien", "algerian", "allemand", "bulgare", "bulgarian", "chinois", "chinese",
    "congolais", "eritreen", "eritrean", "georgien", "georgian", "indien", "indian",
    "iranien", "iranian", "malien", "malian", "marocain", "moroccan", "polonais", "polish",
    "portugais", "roumain", "romanian", "russe", "russian", "senegalais", "somalien", "soudanais",
    "sudanese", "syrien", "syrian", "tunisien", "tunisian", "turc", "turkish", "ukrainien",
    "ukrainian", "etranger", "foreigner", "migrant", "clandestin",
)  # fmt: skip
DIAGNOSES = (
    "alcool", "alcohol", "addict", "toxico", "drogue", "drug", "depress", "schizo", "psycho",
    "bipolaire", "bipolar", "diabet", "hepatit", "vih\\b", "hiv\\b", "tuberculos",
    "gale", "scabies", "cancer", "epilep", "dement", "folie", "handicap",
)  # fmt: skip
JUDGEMENTS = (
    "sdf", "clochard", "tramp", "agressif", "aggressive", "sale", "dirty", "ivre", "drunk", "saoul",
    "menteur", "liar", "refuse de", "ingerable", "victime", "miser",
)  # fmt: skip


def texts(session: Session) -> Iterator[str]:
    """Give every word that somebody wrote, of people, of places and of services."""
    for record_type in documents.TYPES.values():
        for record in select(session.store.reader, record_type, "1"):
            document = documents.to_document(record)
            yield from _strings({key: document[key] for key in document.keys() - {"code", "team"}})
    with session.services.reading() as snapshot:
        count = sum(source.services for source in snapshot.sources())
        for service in snapshot.services(range(1, 1 + count)).values():
            yield from (service.name, service.address, service.contact, service.documents)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str) and not ID.fullmatch(value):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _strings(part)


def test_every_telephone_number_is_of_the_range_kept_for_fiction(session: Session) -> None:
    numbers = {number for text in texts(session) for number in PHONE.findall(text)}

    assert numbers
    assert [n for n in numbers if not re.sub(r"\D", "", n).startswith(FICTIONAL)] == []


@pytest.mark.parametrize("words", [NATIONALITIES, DIAGNOSES, JUDGEMENTS])
def test_nobody_is_said_to_be_of_a_nationality_ill_or_less_than_a_person(
    session: Session, words: tuple[str, ...]
) -> None:
    unwanted = re.compile(rf"\b(?:{'|'.join(words)})")

    assert [text for text in texts(session) if unwanted.search(fold(text))] == []


def test_people_go_by_one_first_name_or_nickname_and_nobody_is_identified(
    session: Session,
) -> None:
    titles = re.compile(r"\b(?:M\.|Mr|Mme|Mrs|Ms|Monsieur|Madame)\s+[A-ZÉ]")

    assert [role.called for role in CAST.values() if not role.called.isalpha()] == []
    assert list(select(session.store.reader, PersonIdentity, "1")) == []
    assert [text for text in texts(session) if titles.search(text)] == []


def test_no_name_is_followed_by_another_as_a_surname_would_be(session: Session) -> None:
    names = "|".join(sorted(role.called for role in CAST.values()))
    named = re.compile(rf"\b(?:{names}) [A-ZÉ][a-zé]+")

    assert [text for text in texts(session) if named.search(text)] == []


def test_no_sentence_is_written_in_the_language_that_is_not_in_use(session: Session) -> None:
    written = json.dumps(list(texts(session)), ensure_ascii=False)
    french = "Préfère le thé, sans sucre." in written

    assert french is (i18n.language() == "fr")


def test_the_guard_finds_nothing_to_say_of_what_teams_wrote(session: Session) -> None:
    languages = codes.load("languages")
    written = (text for text in texts(session) if text not in languages)
    found = [one for text in written for one in guard.findings(text)]

    assert [one for one in found if one.kind is not guard.Kind.PHONE] == []
