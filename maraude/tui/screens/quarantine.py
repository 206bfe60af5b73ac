"""What the server keeps apart, asked of it now: what each change is, and its release."""

from collections.abc import Sequence
from functools import partial

from textual import on, work
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from maraude.domain.refusal import Refusal
from maraude.i18n import _, ngettext
from maraude.protocol.quarantine import Kept, Listing
from maraude.tui.commands import bindings
from maraude.tui.exchanges import beside
from maraude.tui.refusals import refusals_shown
from maraude.tui.requests import Exchange
from maraude.tui.safe import fit, safe
from maraude.tui.screens.confirm import ConfirmScreen
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header
from maraude.tui.widgets.line_list import LineList, Rows, Spans
from maraude.usecases import quarantine
from maraude.usecases import quarantine_words as words
from maraude.usecases.session import Session

KIND_WIDTH, WHO_WIDTH = 28, 20


class QuarantineScreen(Screen[None]):
    """The changes of a laptop for a reason, or all; the one under the cursor is whole below."""

    BINDINGS = bindings("quarantine")
    CSS_PATH = "quarantine.tcss"
    AUTO_FOCUS = "LineList"

    def __init__(self, session: Session, laptop: str = "", reason: str = "") -> None:
        super().__init__()
        self._session = session
        self._laptop = laptop
        self._reason = reason
        self._found = Listing((), 0)
        self._instead = _("Le serveur est interrogé…")

    def compose(self) -> ComposeResult:
        """Lay out the list above the pane."""
        yield Header(_("Mis de côté par le serveur"))
        yield LineList[Kept](self._line)
        yield Static("", id="detail", markup=False)
        yield Footer("quarantine")

    def on_mount(self) -> None:
        """Ask the server, and follow the cursor."""
        self.watch(self._list, "cursor", self._show_detail, init=False)
        self._show()
        self._read()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow to release what this coordinator may."""
        match action:
            case "release":
                row = self._list.row if self.is_mounted else None
                return row is not None and row.reachable
            case "release_all":
                return len(quarantine.releasable(self._found)) > 1
            case _:
                return True

    @on(LineList.Selected)
    @work(exclusive=True)
    @refusals_shown
    async def action_release(self) -> None:
        """Release the change under the cursor."""
        row = self._list.row
        if row is None or not row.reachable:
            return
        question = _("Libérer ce changement ? Le serveur l'applique, et toutes les équipes l'ont.")
        await self._release([row], f"{self._title(row)}\n\n{question}")

    @work(exclusive=True)
    @refusals_shown
    async def action_release_all(self) -> None:
        """Release all that is shown and may be released."""
        chosen = quarantine.releasable(self._found)
        question = ngettext(
            "Libérer {n} changement ? Le serveur l'applique, et toutes les équipes l'ont.",
            "Libérer {n} changements ? Le serveur les applique, et toutes les équipes les ont.",
            len(chosen),
        )
        await self._release(chosen, question.format(n=len(chosen)))

    def action_back(self) -> None:
        """Go back to the morning."""
        self.dismiss()

    @property
    def _list(self) -> LineList[Kept]:
        return self.query_one(LineList)

    async def _release(self, chosen: Sequence[Kept], question: str) -> None:
        if any(one.kind == "erase" for one in chosen):
            question += "\n\n" + _("Une personne sera effacée pour toujours : rien ne la retrouve.")
        if any(one.kind == "redact" for one in chosen):
            question += "\n\n" + _("Un texte sera effacé pour toujours : rien ne le retrouve.")
        if not await self.app.push_screen_wait(ConfirmScreen(question)):
            return
        names = [one.change for one in chosen]
        done = await beside(partial(quarantine.release, self._session, names))
        self.notify(words.released(done), severity="warning" if done.refused else "information")
        self.post_message(Exchange())
        self._read()

    @work(exclusive=True, group="read")
    async def _read(self) -> None:
        """Ask the server in a thread of its own: it may be long in answering."""
        ask = partial(quarantine.listed, self._session, self._laptop, self._reason)
        try:
            self._found = await beside(ask)
            self._instead = _("Rien n'est mis de côté.")
        except Refusal as refusal:
            self._instead = refusal.message
        self._show()

    def _show(self) -> None:
        found = self._found
        self._list.show(Rows.of(found.changes), self._list.cursor)
        count = ngettext("{n} mis de côté", "{n} mis de côté", found.count).format(n=found.count)
        if found.count > len(found.changes):
            count = _("{count}, les {n} premiers").format(count=count, n=len(found.changes))
        self.query_one(Header).right = count if found.count else ""
        self._show_detail()

    def _show_detail(self) -> None:
        row = self._list.row
        self.query_one("#detail", Static).update(safe(self._detail(row) if row else self._instead))
        self.refresh_bindings()

    def _title(self, one: Kept) -> str:
        return " · ".join(filter(None, (words.kind(one), words.about(self._session, one))))

    def _detail(self, one: Kept) -> str:
        lines = (
            self._title(one),
            f"{words.author(one)}, {words.when(one, self._session.zone)}",
            words.why(one),
            "",
            words.contents(self._session, one),
        )
        return "\n".join(lines)

    def _line(self, one: Kept) -> Spans:
        said = words.contents(self._session, one) if one.reachable else words.why(one)
        return (
            (f"{fit(self._title(one), KIND_WIDTH)} ", ""),
            (f"{fit(words.author(one), WHO_WIDTH)} ", ""),
            (said, "" if one.reachable else "dim"),
        )
