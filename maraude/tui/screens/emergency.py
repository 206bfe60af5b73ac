"""The emergency card: whom to call, and what to read out."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from maraude.i18n import N_, _
from maraude.tui.commands import bindings
from maraude.tui.door import Bearings
from maraude.tui.safe import fit, safe
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header

# Source: service-public.fr, fiche F33954, and the lines' own sites.
NUMBERS = (
    ("15", N_("SAMU : malaise, blessure grave, surdose, hypothermie")),
    ("18", N_("Pompiers : incendie, accident, personne en péril")),
    ("112", N_("Urgences, de tout téléphone, dans toute l'Europe")),
    ("114", N_("Urgences par SMS, pour qui ne peut ni parler ni entendre")),
    ("17", N_("Police ou gendarmerie : danger, violence en cours")),
    ("119", N_("Enfance en danger, mineur seul")),
    ("115", N_("Hébergement d'urgence")),
    ("3919", N_("Violences faites aux femmes : écoute et conseil")),
    ("3114", N_("Idées de suicide : écoute par des soignants, jour et nuit")),
)


class EmergencyScreen(ModalScreen[None]):
    """Numbers first, then the team's own, then the place to say."""

    BINDINGS = bindings("emergency")
    OVER_THE_VEIL = True

    def __init__(self, bearings: Bearings) -> None:
        super().__init__()
        self._bearings = bearings

    def compose(self) -> ComposeResult:
        """Lay out the card on one screen."""
        yield Header(_("Urgences"))
        with VerticalScroll(classes="dialog"):
            for number, what_for in NUMBERS:
                yield Static(safe(f"{fit(number, 6)}{_(what_for)}"))
            yield Static(safe(self._on_call()), classes="hint")
            yield Static(safe(self._where()), classes="hint")
        yield Footer("emergency")

    def action_back(self) -> None:
        """Go back to the screen below."""
        self.dismiss()

    def _on_call(self) -> str:
        if self._bearings.on_call:
            return _("Astreinte de l'équipe : {number}").format(number=self._bearings.on_call)
        return _("Astreinte de l'équipe : aucun numéro n'est enregistré.")

    def _where(self) -> str:
        if self._bearings.place:
            return _("À dire au téléphone : nous sommes à {place}.").format(
                place=self._bearings.place
            )
        return _("À dire au téléphone : la rue, le numéro le plus proche, la ville.")
