"""What is asked before it changes who can open the profile."""

from pathlib import Path
from typing import Any

from textual.app import App

from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.tui.screens.ask import AskScreen
from maraude.tui.screens.pick import Choosable, Pick
from maraude.usecases import key_words, keys, pin
from maraude.usecases.keys import Rekeying

TAKE, OTHERS, OWN = "take", "others", "own"


async def name(app: App[Any], home: Path) -> str | None:
    """Ask who shall be able to open the profile; None for nobody."""

    def objection(answers: tuple[str, ...]) -> str:
        try:
            keys.new_user(home, answers[0])
        except Refusal as refusal:
            return refusal.message
        return ""

    question = _("Qui de plus pourra ouvrir ce profil ?")
    answers = await app.push_screen_wait(
        AskScreen(question, (_("Son prénom, comme il se lira ici :"),), objection)
    )
    return answers[0] if answers else None


async def own_passphrase(app: App[Any]) -> str | None:
    """Ask for the passphrase of whoever is there; None where they would rather not."""
    question = _("Pour que personne d'autre ne le fasse à votre place :")
    answers = await app.push_screen_wait(
        AskScreen(question, (_("Votre phrase de passe"),), hidden=True)
    )
    return answers[0] if answers else None


async def new_passphrase(app: App[Any], title: str) -> str | None:
    """Offer five words, others, or a phrase of one's own; None where none is taken."""
    while True:
        words = keys.suggested_passphrase()
        question = _(
            "{title}\n"
            "\n"
            "Cinq mots tirés au sort : à noter sur papier, sans les accents si l'on veut.\n"
            "\n"
            "    {words}"
        ).format(title=title, words=words)
        choices = (
            Choosable(TAKE, _("Prendre ces cinq mots")),
            Choosable(OTHERS, _("En tirer d'autres")),
            Choosable(OWN, _("Choisir sa propre phrase, de douze caractères au moins")),
        )
        match await app.push_screen_wait(Pick(question, choices)):
            case "take":
                if await _noted(app, title, words):
                    return words
            case "own":
                return await _chosen(app, title)
            case None:
                return None


async def short_code(app: App[Any]) -> str | None:
    """Ask twice for a short code; None where none is wanted."""

    def objection(answers: tuple[str, ...]) -> str:
        try:
            same = pin.checked(answers[0]) == pin.checked(answers[1])
        except Refusal as refusal:
            return refusal.message
        return "" if same else _("Les deux codes ne sont pas les mêmes.")

    question = _(
        "Votre code court : de 4 à 12 chiffres, et pas celui d'une carte ou d'un téléphone.\n"
        "Sur un clavier français, les touches des chiffres suffisent, sans Majuscule."
    )
    labels = (_("Code court"), _("Le même, encore une fois"))
    answers = await app.push_screen_wait(AskScreen(question, labels, objection, hidden=True))
    return answers[0] if answers else None


def removal(name: str) -> str:
    """Say what removing somebody does, and what it does not."""
    return _(
        "Fermer ce profil à {name} ?\n"
        "\n"
        "Sa phrase de passe n'ouvrira plus rien sur cet ordinateur. Ce que {name} a noté reste.\n"
        "\n"
        "Une copie de l'ordinateur ou une sauvegarde d'avant, si quelqu'un en a gardé une, s'ouvre"
        " encore avec son ancienne phrase."
    ).format(name=name)


def forgotten(name: str) -> str:
    """Say what giving somebody another passphrase does."""
    return _(
        "Donner une nouvelle phrase de passe à {name} ?\n"
        "\n"
        "À faire quand la sienne est oubliée, et avec {name} à côté de vous : personne"
        " d'autre que {name} ne doit la connaître. L'ancienne n'ouvrira plus rien."
    ).format(name=name)


def new_sheet() -> str:
    """Say what a new recovery sheet does."""
    return _(
        "Faire une nouvelle feuille de secours ?\n"
        "\n"
        "Dix nouveaux mots s'afficheront, une seule fois : ayez de quoi les recopier. Les dix mots"
        " de l'ancienne feuille n'ouvriront plus rien."
    )


def rekey(found: Rekeying) -> str:
    """Say what changing the key does, and to whom."""
    return _("Changer la clé de cet ordinateur ?\n\n{words}").format(
        words=key_words.change_of_key(found)
    )


async def _noted(app: App[Any], title: str, words: str) -> bool:
    """Have the words typed from the paper on which they were noted."""

    def objection(answers: tuple[str, ...]) -> str:
        if keys.same(answers[0], words):
            return ""
        return _("Ce ne sont pas les cinq mots, dans cet ordre. Échap les montre de nouveau.")

    label = _("Les cinq mots, lus sur votre papier :")
    return await app.push_screen_wait(AskScreen(title, (label,), objection)) is not None


async def _chosen(app: App[Any], title: str) -> str | None:
    """Ask twice for a phrase of one's own."""

    def objection(answers: tuple[str, ...]) -> str:
        try:
            keys.refuse_weak(answers[0])
        except Refusal as refusal:
            return refusal.message
        same = answers[0] == answers[1]
        return "" if same else _("Les deux phrases ne sont pas les mêmes.")

    labels = (_("Au moins douze caractères"), _("La même, encore une fois"))
    answers = await app.push_screen_wait(AskScreen(title, labels, objection, hidden=True))
    return answers[0] if answers else None
