"""Where the services come from: each source, both its dates, and its update."""

import asyncio
from dataclasses import dataclass

from textual import on, work
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from maraude.i18n import _, ngettext
from maraude.tui.commands import bindings
from maraude.tui.refusals import refusals_shown
from maraude.tui.safe import fit, safe
from maraude.tui.screens.confirm import ConfirmScreen
from maraude.tui.updates import Updates
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header
from maraude.tui.widgets.line_list import LineList, Rows, Spans
from maraude.usecases import directory, sources, update_words, updates
from maraude.usecases.directory import Status
from maraude.usecases.session import Session
from maraude.usecases.sources import Listed
from maraude.usecases.updates import Updated

NAME_WIDTH, COUNT_WIDTH = 20, 15


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source: its address where it has one, and what of it is in the directory, if anything."""

    name: str
    listed: Listed | None
    status: Status | None


class DirectoryScreen(Screen[None]):
    """A list of sources; the one under the cursor is whole below, with what can be put back."""

    BINDINGS = bindings("directory")
    CSS_PATH = "directory.tcss"
    AUTO_FOCUS = "LineList"

    def __init__(self, session: Session, under_way: Updates) -> None:
        super().__init__()
        self._session = session
        self._updates = under_way
        self._before: tuple[Status, ...] = ()

    def compose(self) -> ComposeResult:
        """Lay out the list above the pane."""
        yield Header(_("Annuaire"))
        yield LineList[SourceRow](_line)
        yield Static("", id="detail", markup=False)
        yield Static("", id="before", markup=False)
        yield Footer("directory")

    def on_mount(self) -> None:
        """Follow the cursor."""
        self.watch(self._list, "cursor", self._show_detail, init=False)

    def on_screen_resume(self) -> None:
        """Show the sources as they are now."""
        self._read()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow what there is: an address, an update under way, a directory from before."""
        match action:
            case "update":
                row = self._list.row if self.is_mounted else None
                return row is not None and row.listed is not None and not self._updates.is_running
            case "update_all":
                return not self._updates.is_running
            case "stop":
                return self._updates.is_running
            case "restore":
                return bool(self._before) and not self._updates.is_running
            case _:
                return True

    @on(LineList.Selected)
    @work(group="update")
    @refusals_shown
    async def action_update(self) -> None:
        """Update the source under the cursor."""
        row = self._list.row
        if row and row.listed:
            await self._update((row.name,))

    @work(group="update")
    @refusals_shown
    async def action_update_all(self) -> None:
        """Update all sources."""
        await self._update(())

    def action_stop(self) -> None:
        """Let the update under way end."""
        self._updates.stop()

    @work(group="update")
    @refusals_shown
    async def action_restore(self) -> None:
        """Put the directory from before the last change back, once sure."""
        question = _(
            "Remettre en place l'annuaire d'avant le dernier changement ? Celui de maintenant est"
            " gardé : la même touche le remet."
        )
        if await self.app.push_screen_wait(ConfirmScreen(question)):
            today = self._session.now().astimezone(self._session.zone).date()
            await asyncio.to_thread(directory.restore, self._session.services, today)
            self.notify(_("L'annuaire d'avant est en place."))
            self._read()

    def action_back(self) -> None:
        """Go back to the settings; an update goes on."""
        self.dismiss()

    @property
    def _list(self) -> LineList[SourceRow]:
        return self.query_one(LineList)

    async def _update(self, names: tuple[str, ...]) -> None:
        """Update sources; where much of one would disappear, ask whether that is right."""
        self.refresh_bindings()
        done = await self._updates.run(names)
        doubtful = [one for one in done if one.code == "large-removal"]
        if doubtful and self.is_current and await self._is_sure(doubtful):
            await self._updates.run(tuple(one.source.name for one in doubtful), confirmed=True)
        self._read()

    async def _is_sure(self, doubtful: list[Updated]) -> bool:
        question = _("Accepter que ces services disparaissent ?")
        reasons = "\n".join(map(update_words.done, doubtful))
        return await self.app.push_screen_wait(ConfirmScreen(f"{reasons}\n\n{question}"))

    @work(exclusive=True, group="read")
    async def _read(self) -> None:
        rows, self._before = await asyncio.to_thread(self._found)
        if not self.query(LineList):  # The screen is being made anew, and reads itself then.
            return
        self._list.show(Rows.of(rows), self._list.cursor)
        self._show_detail()

    def _found(self) -> tuple[list[SourceRow], tuple[Status, ...]]:
        """Give the sources with an address, then those whose file somebody imported."""
        session = self._session
        today = session.now().astimezone(session.zone).date()
        held = {one.source: one for one in directory.status(session.services, today)}
        rows = []
        for one in sources.listed(session):
            gave = updates.gives(session, one.source) or one.source.name
            rows.append(SourceRow(one.source.name, one, held.pop(gave, None)))
        rows += [SourceRow(name, None, status) for name, status in held.items()]
        return rows, directory.previous(session.services, today)

    def _show_detail(self) -> None:
        row = self._list.row
        empty = _("L'annuaire est vide, et aucune source n'a d'adresse.")
        self.query_one("#detail", Static).update(safe(self._detail(row) if row else empty))
        self.query_one("#before", Static).update(safe(_put_back(self._before)))
        self.refresh_bindings()

    def _detail(self, row: SourceRow) -> str:
        lines = [_address(row.listed)]
        if row.status:
            lines += _held(row.status)
        if row.name in self._updates.came:
            lines.append(update_words.done(self._updates.came[row.name]))
        return "\n".join(lines)


def _line(row: SourceRow) -> Spans:
    name = (fit(row.name, NAME_WIDTH), "")
    if row.status is None:
        return name, (_("pas encore prise"), "dim")
    status = row.status
    count = ngettext("{n} service", "{n} services", status.services).format(n=status.services)
    verified = f"{status.verified_on:%d/%m/%Y}" if status.verified_on else "?"
    dates = _("vérifié {verified}, copie {copied}").format(
        verified=verified, copied=f"{status.copied_on:%d/%m/%Y}"
    )
    return name, (fit(count, COUNT_WIDTH), "bold"), (dates, "")


def _address(listed: Listed | None) -> str:
    if listed is None:
        return _("Sans adresse : vient d'un fichier importé.")
    address = ", ".join(url.partition("?")[0] for url in listed.source.urls)
    return _("{address} (avec une clé)").format(address=address) if listed.has_key else address


def _held(status: Status) -> list[str]:
    """Say how old a source is, and to whom it is owed."""
    age = ngettext("il y a {n} jour", "il y a {n} jours", status.age).format(n=status.age)
    return [
        _("Copié ici le {date}, {age}.").format(
            date=f"{status.copied_on:%d/%m/%Y}", age=age if status.age else _("aujourd'hui")
        ),
        _("La source dit avoir vérifié en dernier le {date}.").format(
            date=f"{status.verified_on:%d/%m/%Y}"
        )
        if status.verified_on
        else _("La source ne dit pas quand elle a vérifié."),
        _("Sans heures connues : {n} sur {all}.").format(
            n=status.without_hours, all=status.services
        ),
        _("Source : {attribution}").format(attribution=status.attribution),
    ]


def _put_back(before: tuple[Status, ...]) -> str:
    """Say what stood before the last change."""
    if not before:
        return _("Il n'y a pas encore d'annuaire d'avant à remettre en place.")
    listed = ", ".join(
        _("{source} {n}").format(source=one.source, n=one.services) for one in before
    )
    return _("Avant le dernier changement : {sources}.").format(sources=listed)
