"""Exchange by a USB stick, where there is no network: with the base, or with another team."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from textual import on, work
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from maraude import paths
from maraude.i18n import _, ngettext
from maraude.tui.commands import bindings
from maraude.tui.refusals import refusals_shown
from maraude.tui.safe import fit, safe
from maraude.tui.screens import plugged
from maraude.tui.screens.ask import AskScreen
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header
from maraude.tui.widgets.line_list import LineList, Rows, Spans
from maraude.usecases import bundles, sticks, sync
from maraude.usecases.session import Session

LABEL_WIDTH = 52


class Does(Enum):
    """What a row does with its path."""

    WRITE = auto()
    READ = auto()
    WRITE_ELSEWHERE = auto()
    READ_ELSEWHERE = auto()


@dataclass(frozen=True, slots=True)
class StickRow:
    """A line: what it does, with which folder or file, and what there is to say about it."""

    does: Does
    path: Path
    label: str
    told: str = ""


class StickScreen(Screen[None]):
    """A list of what can be written and read; what the line under the cursor does stands below."""

    CSS_PATH = "stick.tcss"
    BINDINGS = bindings("stick")
    AUTO_FOCUS = "LineList"

    def __init__(
        self, session: Session, look: Callable[[], tuple[Path, ...]] = sticks.plugged
    ) -> None:
        super().__init__()
        self._session = session
        self._plugged = look
        self._busy = False

    def compose(self) -> ComposeResult:
        """Lay out the list above its explanations."""
        yield Header(_("Par une clé USB"))
        yield Static("", id="empty", markup=False)
        yield LineList[StickRow](_line)
        yield Static("", id="detail", markup=False)
        yield Footer("stick")

    def on_mount(self) -> None:
        """Follow the cursor, and what is plugged in."""
        self.watch(self._list, "cursor", self._show_detail, init=False)
        self.set_interval(plugged.EVERY, self._look)

    def on_screen_resume(self) -> None:
        """Show what is plugged in now."""
        self._look()

    @on(LineList.Selected)
    @work(group="exchange")
    @refusals_shown
    async def action_exchange(self) -> None:
        """Write or read what the line under the cursor says, one at a time."""
        row = self._list.row
        if row is None or self._busy:
            return
        self._busy = True
        try:
            await self._exchange(row)
        finally:
            self._busy = False
            self._look()

    async def _exchange(self, row: StickRow) -> None:
        path: Path | None = row.path
        if row.does is Does.WRITE_ELSEWHERE:
            path = await self._asked(_("Où écrire ce qui attend ?"), row.path)
        if row.does is Does.READ_ELSEWHERE:
            path = await self._asked(_("Quel fichier lire ?"), row.path)
        if path is None:
            return
        if row.does in (Does.WRITE, Does.WRITE_ELSEWHERE):
            self.notify(await asyncio.to_thread(self._write, path))
        else:
            self.notify(_("Lecture en cours…"))
            self.notify(await asyncio.to_thread(bundles.read_and_tell, self._session, path))

    def action_back(self) -> None:
        """Go back to the screen before."""
        self.dismiss()

    @property
    def _list(self) -> LineList[StickRow]:
        return self.query_one(LineList)

    async def _asked(self, question: str, proposed: Path) -> Path | None:
        asked = AskScreen(question, (_("Dossier ou fichier"),), values=(str(proposed),))
        answers = await self.app.push_screen_wait(asked)
        return paths.typed(answers[0]).absolute() if answers and answers[0] else None

    def _write(self, path: Path) -> str:
        file = sticks.new_file(self._session, path) if path.is_dir() else path
        return " ".join(bundles.told_written(bundles.write(self._session, file), file))

    @work(exclusive=True, group="look")
    async def _look(self) -> None:
        """Look which sticks there are, and what is on them."""
        folders = await asyncio.to_thread(self._plugged)
        found = await asyncio.to_thread(sticks.files, folders)
        waiting = await asyncio.to_thread(lambda: sync.standing(self._session).waiting)
        if not self.query(LineList):  # The screen is being made anew, and looks itself then.
            return
        rows = [
            *(_to_write(folder, waiting) for folder in folders),
            *(self._to_read(one) for one in found),
            StickRow(Does.WRITE_ELSEWHERE, Path.home(), _("Écrire dans un autre dossier")),
            StickRow(Does.READ_ELSEWHERE, Path.home(), _("Lire un autre fichier")),
        ]
        self._list.show(Rows.of(rows), self._place_of(self._list.row, rows))
        plugged.say_none(self, folders)
        self._show_detail()

    def _place_of(self, before: StickRow | None, rows: list[StickRow]) -> int:
        """Give where the line under the cursor is now: Enter does what was read before it."""
        same = (
            place
            for place, row in enumerate(rows)
            if before and (row.does, row.path) == (before.does, before.path)
        )
        return next(same, self._list.cursor)

    def _to_read(self, found: sticks.StickFile) -> StickRow:
        at = found.at.astimezone(self._session.zone)
        label = _("Lire {name}").format(name=found.path.name)
        return StickRow(Does.READ, found.path, label, f"{at:%d/%m %H:%M}")

    def _show_detail(self) -> None:
        row = self._list.row
        self.query_one("#detail", Static).update(safe(_about(row) if row else ""))


def _to_write(folder: Path, waiting: int) -> StickRow:
    told = ngettext("{n} changement attend", "{n} changements attendent", waiting)
    return StickRow(
        Does.WRITE,
        folder,
        _("Écrire sur {name}").format(name=folder.name),
        told.format(n=waiting) if waiting else _("rien n'attend"),
    )


def _line(row: StickRow) -> Spans:
    return (fit(row.label, LABEL_WIDTH), ""), (row.told, "bold")


def _about(row: StickRow) -> str:
    """Say what a line does."""
    if row.does in (Does.WRITE, Does.WRITE_ELSEWHERE):
        return _(
            "Écrit ce que le serveur n'a pas encore, et les rencontres de cette nuit et de la"
            " précédente. Seuls la base et les ordinateurs de vos équipes peuvent le lire.\n"
            "{path}"
        ).format(path=row.path)
    return _(
        "Lit ce qu'une autre équipe a écrit, ou ce que la base a répondu. Ce qu'une équipe a pour"
        " le serveur lui sera remis à la prochaine synchronisation.\n"
        "{path}"
    ).format(path=row.path)
