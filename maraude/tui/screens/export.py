"""What the team has noted, written in clear into a folder: on a stick, or elsewhere."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from contextvars import Context, copy_context
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from textual import on, work
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from maraude import paths
from maraude.domain.refusal import Refusal
from maraude.domain.text import searchable
from maraude.i18n import _, ngettext
from maraude.tui.commands import bindings
from maraude.tui.exchanges import beside
from maraude.tui.refusals import refusals_shown
from maraude.tui.safe import safe
from maraude.tui.screens import plugged
from maraude.tui.screens.ask import AskScreen
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header
from maraude.tui.widgets.line_list import LineList, Rows, Spans
from maraude.usecases import export, sticks
from maraude.usecases.session import Session


@dataclass(frozen=True, slots=True)
class Place:
    """A line: a stick, or None for a folder that is typed."""

    stick: Path | None


class ExportScreen(Screen[None]):
    """The sticks that are plugged in, and any folder; what is in an export stands below."""

    CSS_PATH = "export.tcss"
    BINDINGS = bindings("export")
    AUTO_FOCUS = "LineList"

    def __init__(
        self, session: Session, look: Callable[[], tuple[Path, ...]] = sticks.plugged
    ) -> None:
        super().__init__()
        self._session = session
        self._plugged = look
        self._stopped = threading.Event()
        self._job: asyncio.Future[export.Exported] | None = None

    def compose(self) -> ComposeResult:
        """Lay out the places above what an export is."""
        yield Header(_("Exporter en clair"))
        yield Static("", id="empty", markup=False)
        yield LineList[Place](_line)
        yield Static(safe(_about()), id="detail")
        yield Footer("export")

    def on_mount(self) -> None:
        """Follow what is plugged in."""
        self._look()
        self.set_interval(plugged.EVERY, self._look)

    async def on_unmount(self) -> None:
        """Leave no half of an export behind where the program ends."""
        self._stopped.set()
        if self._job:
            await asyncio.gather(self._job, return_exceptions=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow to stop what is under way, and to begin where nothing is."""
        match action:
            case "export":
                return not self._is_running
            case "stop":
                return self._is_running
            case _:
                return True

    @on(LineList.Selected)
    @work(group="export")
    @refusals_shown
    async def action_export(self) -> None:
        """Ask where and what for the line under the cursor, and write it."""
        row = self.query_one(LineList).row
        if row is None or self._is_running:
            return
        export.refuse_others(self._session)
        folder = await self._folder(row)
        answers = await self.app.push_screen_wait(_which(folder)) if folder else None
        if folder and answers and not self._is_running:
            await self._export(folder, with_narrow=bool(answers[0]))

    def action_stop(self) -> None:
        """Let the export under way end, with nothing left of it."""
        self._stopped.set()

    def action_back(self) -> None:
        """Go back to the settings; an export under way ends, with nothing left of it."""
        self.dismiss()

    @property
    def _is_running(self) -> bool:
        return self._job is not None and not self._job.done()

    async def _folder(self, row: Place) -> Path | None:
        """Give the new folder for an export; None for Escape."""
        if row.stick:
            return export.new_folder(self._session, row.stick)
        usual = str(export.new_folder(self._session, Path.home()))
        question = _("Dans quel dossier exporter ? Un disque chiffré, de préférence.")
        answers = await self.app.push_screen_wait(
            AskScreen(question, (_("Dossier"),), values=(usual,), unguarded=(0,))
        )
        if not answers or not answers[0]:
            return None
        typed = paths.typed(answers[0]).absolute()
        is_folder = await asyncio.to_thread(typed.is_dir)
        return export.new_folder(self._session, typed) if is_folder else typed

    async def _export(self, folder: Path, *, with_narrow: bool) -> None:
        """Write it beside what goes on here, and say how far it is and what came of it."""
        self._stopped.clear()
        watch = partial(self._watch, asyncio.get_running_loop(), copy_context())
        self._job = beside(
            lambda: export.export(self._session, folder, with_narrow=with_narrow, watch=watch)
        )
        self._show_progress(0)
        try:
            done = await asyncio.shield(self._job)
        finally:
            self._say("")
        rows = sum(done.counts.values())
        told = ngettext(
            "{n} ligne exportée en clair dans {folder} : à effacer quand elle a servi.",
            "{n} lignes exportées en clair dans {folder} : à effacer quand elles ont servi.",
            rows,
        )
        self.notify(told.format(n=rows, folder=folder))

    def _watch(self, loop: asyncio.AbstractEventLoop, context: Context, rows: int) -> None:
        if self._stopped.is_set():
            raise Refusal("cancelled", _("Export arrêté : rien n'en reste."))
        with suppress(RuntimeError):  # the application has ended meanwhile
            loop.call_soon_threadsafe(self._show_progress, rows, context=context)

    def _show_progress(self, rows: int) -> None:
        if self._is_running:
            self._say(ngettext("{n} ligne écrite…", "{n} lignes écrites…", rows).format(n=rows))

    def _say(self, words: str) -> None:
        for header in self.query(Header):
            header.middle = words
            self.refresh_bindings()

    @work(exclusive=True, group="look")
    async def _look(self) -> None:
        """Look which sticks there are."""
        folders = await asyncio.to_thread(self._plugged)
        if not self.query(LineList):  # The screen is being made anew, and looks itself then.
            return
        shown: LineList[Place] = self.query_one(LineList)
        before, rows = shown.row, [*map(Place, folders), Place(None)]
        shown.show(Rows.of(rows), rows.index(before) if before in rows else shown.cursor)
        plugged.say_none(self, folders)


def _line(row: Place) -> Spans:
    if row.stick:
        return ((_("Exporter sur {name}").format(name=row.stick.name), ""),)
    return ((_("Exporter dans un autre dossier"), ""),)


def _about() -> str:
    return _(
        "Tout ce que l'équipe a noté, en tables (CSV) et en JSON Lines : pour l'analyser, ou pour"
        " quitter maraude. C'est en clair : qui ouvre le dossier lit tout. Un effacement ne"
        " l'atteindra pas : effacez le dossier quand il a servi.\n"
        "N'y sont pas : qui ne veut pas de fiche, la conteste ou demande à être oublié ; ni, sauf"
        " demande, les identités, notes de sécurité et de soins, droits et positions exactes."
    )


def _which(folder: Path) -> AskScreen:
    """Ask whether to write it; what fewer may read is asked for in words."""
    word = _("tout")

    def objection(answers: tuple[str, ...]) -> str:
        if searchable(answers[0]) in ("", searchable(word)):
            return ""
        return _("Tapez « {word} », ou rien.").format(word=word)

    question = _(
        "Exporter en clair dans {folder} ?\n\n"
        "Échap : non. Un effacement n'atteindra pas ce qui y est écrit."
    ).format(folder=folder)
    label = _(
        "Rien de tapé : sans ce que peu de gens lisent. Pour y joindre identités, notes de sécurité"
        " et de soins, droits et positions exactes, tapez « {word} »."
    ).format(word=word)
    return AskScreen(question, (label,), objection, unguarded=(0,))
