"""The help: the keys of a screen, then la ligne's letters and signs."""

from collections.abc import Iterable, Iterator

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from maraude import i18n
from maraude.domain.shorthand.draft import Call, Item, SeeAgain
from maraude.domain.shorthand.letters import Letters, board, letters
from maraude.i18n import _
from maraude.tui.commands import EVERYWHERE, PLACES, Command, bindings, key_name, places
from maraude.tui.safe import fit, safe
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header

_COLUMNS = 3
_COLUMN = 24
_KEYS = 18


class HelpScreen(ModalScreen[None]):
    """Everything that can be typed, the keys of ``place`` first."""

    BINDINGS = bindings("help")

    def __init__(self, place: str) -> None:
        super().__init__()
        self._place = place

    def compose(self) -> ComposeResult:
        """Lay out one long text to scroll."""
        yield Header(_("Aide"), right=_("↑ ↓ pour lire la suite"))
        with VerticalScroll(classes="dialog"):
            yield Static(Content("\n").join(_lines(self._place)))
        yield Footer("help")

    def action_back(self) -> None:
        """Go back to the screen below."""
        self.dismiss()


def _lines(place: str) -> Iterator[Content]:
    """Give the text line by line."""
    others = (other for other in PLACES if other not in (place, EVERYWHERE))
    for title, commands in places(dict.fromkeys((place, EVERYWHERE))):
        yield from _section(title, map(_key_line, commands))
    known = letters(i18n.language())
    yield from _section(_("Les lettres de la ligne"), _letter_lines(known))
    yield from _section(_("Les signes de la ligne"), _sign_lines(known))
    for title, commands in places(others):
        yield from _section(title, map(_key_line, commands))


def _section(title: str, lines: Iterable[str]) -> Iterator[Content]:
    yield safe(title, "bold $accent")
    yield from map(safe, lines)
    yield safe("")


def _key_line(command: Command) -> str:
    keys = " ".join(key_name(key) for key in command.keys)
    return f"  {fit(keys, _KEYS)}{_(command.help)}"


def _letter_lines(known: Letters) -> Iterator[str]:
    """Give the letters in columns, to be read downwards."""
    cells = [fit(f"{key.key}  {key.label}", _COLUMN) for key in board(known)]
    height = -(-len(cells) // _COLUMNS)
    for row in range(height):
        yield "  " + "".join(cells[row::height])


def _sign_lines(known: Letters) -> Iterator[str]:
    """Give an example of each sign, with this language's letters."""
    blanket, bag = known.letter(Item("COU", "COU")), known.letter(Item("COU", "DUV"))
    shelter, call = known.letter(Item("HEB", "")), known.letter(Call())
    again = known.letter(SeeAgain())
    examples = (
        (f"2{shelter}", _("deux personnes ; hébergement demandé")),
        (f"4,2,1 +1{shelter}", _("quatre hommes, deux femmes, un inconnu, et un mineur")),
        (f"{blanket}= {blanket}=4", _("donné : un par personne ; quatre en tout")),
        (f"{bag}-", _("demandé, mais il n'y en a pas")),
        (f"{shelter}---", _("la personne n'a pas souhaité")),
        (f"{call} {call}=", _("115 appelé, réponse attendue ; une place")),
        (f"{call}- {call}25-", _("115 sans place ; après 25 minutes d'attente")),
        (f"{call}--", _("115 injoignable")),
        (f"{again} {again}3", _("à revoir à la prochaine soirée ; dans trois soirées")),
        (",mar", _("une personne, par le début de son nom")),
        (";rep", _("un lieu, par le début de son nom")),
        ("!pla", _("une alerte, par le début de son code")),
        ("*nco", _("la raison, ou la réponse du 115")),
        (".sou=", _("n'importe quel code des listes")),
        ("@2136", _("l'heure, si ce n'est pas maintenant")),
        (_("/reste près de son chien"), _("une note, jusqu'au bout de la ligne")),
    )
    return (f"  {fit(example, 26)}{meaning}" for example, meaning in examples)
