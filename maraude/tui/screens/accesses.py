"""Who opened, changed or showed a person's file on this laptop."""

from textual.app import ComposeResult
from textual.screen import Screen

from maraude.domain.access import Access
from maraude.domain.evening import short_date
from maraude.domain.person import Person
from maraude.i18n import _, ngettext
from maraude.tui.commands import bindings
from maraude.tui.safe import fit
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header
from maraude.tui.widgets.line_list import LineList, Rows, Spans
from maraude.usecases import accesses
from maraude.usecases.session import Session


class AccessesScreen(Screen[None]):
    """The accesses to the file of ``person``, the latest first; Refusal for who may not see."""

    BINDINGS = bindings("accesses")
    AUTO_FOCUS = "LineList"

    def __init__(self, session: Session, person: Person) -> None:
        super().__init__()
        self._zone = session.zone
        self._accesses = accesses.of(session, person.id)
        self._title = _("Qui a ouvert la fiche {code}").format(code=person.code)

    def compose(self) -> ComposeResult:
        """Lay out the accesses."""
        count = len(self._accesses)
        told = ngettext("{n} accès, sur cet ordinateur", "{n} accès, sur cet ordinateur", count)
        yield Header(self._title, right=told.format(n=count))
        yield LineList[Access](self._line)
        yield Footer("accesses")

    def on_mount(self) -> None:
        """Show them."""
        self.query_one(LineList).show(Rows.of(self._accesses))

    def action_back(self) -> None:
        """Go back to the file."""
        self.dismiss()

    def _line(self, access: Access) -> Spans:
        at = access.at.astimezone(self._zone)
        return (
            (f"{fit(short_date(at.date()), 13)} {at:%H:%M}  ", ""),
            (f"{fit(accesses.who(access), 16)} ", ""),
            (accesses.words(access), ""),
        )
