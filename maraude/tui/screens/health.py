"""Whether all is well on this laptop: each thing looked at, and what to do where it is not."""

from textual import on, work
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from maraude.i18n import _
from maraude.tui.commands import bindings
from maraude.tui.exchanges import beside
from maraude.tui.refusals import refusals_shown
from maraude.tui.safe import fit, safe
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header
from maraude.tui.widgets.line_list import LineList, Rows, Spans
from maraude.usecases import health
from maraude.usecases.health import Finding, Level
from maraude.usecases.session import Session

LABEL_WIDTH = 30
_MARKS = {Level.WELL: "✓", Level.WATCH: "!", Level.WRONG: "✗"}


class HealthScreen(Screen[None]):
    """The findings as they come; the one under the cursor is whole below, with what to do."""

    CSS_PATH = "health.tcss"
    BINDINGS = bindings("health")
    AUTO_FOCUS = "LineList"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._found: list[Finding] = []
        self._done = False

    def compose(self) -> ComposeResult:
        """Lay out the list above the pane."""
        yield Header(_("Santé du portable"))
        yield LineList[Finding](_line)
        yield Static("", id="detail", markup=False)
        yield Footer("health")

    def on_mount(self) -> None:
        """Look at everything, and follow the cursor."""
        self.watch(self._list, "cursor", self._show_detail, init=False)
        self._examine()

    @on(LineList.Selected)
    def action_examine(self) -> None:
        """Look at everything again."""
        if self._done:
            self._examine()

    def action_back(self) -> None:
        """Go back to the settings."""
        self.dismiss()

    @work(exclusive=True)
    @refusals_shown
    async def _examine(self) -> None:
        """Show each finding as it comes: reading every file may take a while."""
        self._found, self._done = [], False
        findings = health.of(self._session)
        self._show()
        while finding := await beside(lambda: next(findings, None)):
            self._found.append(finding)
            self._show()
        self._done = True
        self._show()

    @property
    def _list(self) -> LineList[Finding]:
        return self.query_one(LineList)

    def _show(self) -> None:
        if not self.query(LineList):
            return
        self._list.show(Rows.of(self._found), self._list.cursor)
        header = self.query_one(Header)
        troubles = sum(finding.level is not Level.WELL for finding in self._found)
        if not self._done:
            header.middle = _("vérification… {n}").format(n=len(self._found))
        else:
            header.middle = _("à voir : {n}").format(n=troubles) if troubles else _("tout va bien")
        self._show_detail()

    def _show_detail(self) -> None:
        row = self._list.row
        told = (row.sentence, row.to_do) if row else ()
        self.query_one("#detail", Static).update(safe("\n\n".join(filter(None, told))))


def _line(finding: Finding) -> Spans:
    style = "" if finding.level is Level.WELL else "bold"
    return (
        (f"{_MARKS[finding.level]} {fit(finding.label, LABEL_WIDTH)} ", style),
        (finding.sentence, style),
    )
