"""The organisation's recovery sheet: twelve words at base that open any of its laptops."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import date

from maraude import sealed
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.store import passphrase as phrases

WORDS = 12
"""Of 2,048 words each: 132 bits, past guessing without a dear derivation."""
_PURPOSE = b"maraude rescue"
_ID_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Made:
    """An organisation's new public key; the words of ``sheet`` are the private one."""

    public: bytes
    sheet: str = field(repr=False)


def make(organisation: str, today: date) -> Made:
    """Draw the words of a sheet; nothing but the sheet holds the private key."""
    words = phrases.generate(WORDS)
    public = sealed.public(_private(words))
    return Made(public, _sheet(public, words, organisation, today))


def private(public: bytes, words: str) -> bytes:
    """Give the private key to a public one; Refusal ``wrong-passphrase``."""
    key = _private(words)
    if not secrets.compare_digest(sealed.public(key), public):
        raise Refusal(
            "wrong-passphrase",
            _("Ces mots ne sont pas ceux de la feuille de l'association n° {number}.").format(
                number=_number(public)
            ),
        )
    return key


def _private(words: str) -> bytes:
    """Give the key that the words are; it must never change from one version to the next."""
    secret = phrases.secret(words, "words") or b""
    return hashlib.blake2b(secret, digest_size=sealed.KEY_BYTES, person=_PURPOSE).digest()


def _number(public: bytes) -> str:
    """Give what tells one sheet from another."""
    return public.hex()[:_ID_LENGTH]


def _sheet(public: bytes, words: str, organisation: str, today: date) -> str:
    lines = "\n".join(f"    {place:>2}. {word}" for place, word in enumerate(words.split(), 1))
    return _(
        "MARAUDE · FEUILLE DE SECOURS DE L'ASSOCIATION\n"
        "\n"
        "Association : {organisation}\n"
        "Feuille n° {number}, du {date}\n"
        "\n"
        "{words}\n"
        "\n"
        "À quoi elle sert\n"
        "  Quand plus personne ne sait ouvrir un ordinateur d'une équipe, ni par une phrase\n"
        "  de passe ni par sa feuille, ces mots l'ouvrent, à la base :\n"
        "    sur l'ordinateur   maraude key recover request DEMANDE\n"
        "    à la base          maraude server recover DEMANDE RÉPONSE\n"
        "    sur l'ordinateur   maraude key recover answer RÉPONSE --user PRÉNOM\n"
        "  Assurez-vous d'abord de qui demande, et que l'ordinateur est bien là.\n"
        "\n"
        "Que faire maintenant\n"
        "  Imprimez-la ou recopiez-la, vérifiez chaque mot, et gardez-la sous clé, ailleurs\n"
        "  que près du serveur. Jamais en photo, jamais sur un ordinateur.\n"
        "\n"
        "Si elle est perdue, ou vue\n"
        "  maraude server sheet en fait une nouvelle. Chaque ordinateur la suit à son\n"
        "  prochain échange ; jusque-là, il s'ouvre par l'ancienne.\n"
    ).format(
        organisation=organisation or "–",
        number=_number(public),
        date=f"{today:%d/%m/%Y}",
        words=lines,
    )
