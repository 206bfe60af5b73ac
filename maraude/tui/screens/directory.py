"""Where the services come from: each source, both its dates, and its update."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from textual import on, work
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from maraude import paths
from maraude.domain.refusal import Refusal
from maraude.i18n import _, ngettext
from maraude.store.address_book import Area
from maraude.tui.commands import bindings
from maraude.tui.refusals import refusals_shown
from maraude.tui.safe import fit, safe
from maraude.tui.screens.ask import AskScreen
from maraude.tui.screens.confirm import ConfirmScreen
from maraude.tui.updates import Updates
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header
from maraude.tui.widgets.line_list import LineList, Rows, Spans
from maraude.usecases import addresses, directory, imports, source_states, sources, update_words
from maraude.usecases.directory import Status
from maraude.usecases.imports import Preview
from maraude.usecases.session import Session
from maraude.usecases.sources import Listed
from maraude.usecases.updates import Updated

NAME_WIDTH, COUNT_WIDTH = 20, 15
LEFT_OUT, LEFT_OUT_WIDTH = 8, 68
"""Records left out that a question names, and how much of each."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source: its address where it has one, and what of it is here, if anything.

    That is services (``status``), or the addresses of departments (``areas``).
    """

    name: str
    listed: Listed | None = None
    status: Status | None = None
    areas: tuple[Area, ...] = ()

    def is_called(self, names: tuple[str, ...]) -> bool:
        """Tell whether one of ``names`` is that of the source, or of what it gave."""
        gave = [imports.name_of(area.department) for area in self.areas]
        gave += [self.status.source] if self.status else []
        return not {self.name, *gave}.isdisjoint(names)


class DirectoryScreen(Screen[None]):
    """A list of sources, of services and of addresses; the one under the cursor is whole below."""

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
            case "remove":
                row = self._list.row if self.is_mounted else None
                is_there = row is not None and bool(row.listed or row.status)
                return is_there and not self._updates.is_running
            case "update_all" | "import_file":
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

    @work(group="update")
    @refusals_shown
    async def action_import_file(self) -> None:
        """Ask for a file or a department, show what is in it, and import it."""
        if not (answers := await self.app.push_screen_wait(_which_file())) or not answers[0]:
            return
        if source := sources.of_department(self._session, answers[0]):
            self._read()
            await self._update((source.name,))
            return
        path = paths.typed(answers[0])
        preview = await self._updates.read(path, answers[1])
        if preview is None or await self._is_wanted(preview):
            await self._put(preview or path)

    @work(group="update")
    @refusals_shown
    async def action_remove(self) -> None:
        """Remove a source with its services and its address, once sure."""
        row = self._list.row
        if row is None or not await self.app.push_screen_wait(ConfirmScreen(_remove(row))):
            return
        if row.status:
            await asyncio.to_thread(directory.remove, self._session.services, row.status.source)
        if row.listed:
            await asyncio.to_thread(sources.remove, self._session, row.name)
        self.notify(_("Retiré : {name}").format(name=row.name))
        self._read()

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
        return await self._is_accepted("\n".join(map(update_words.done, doubtful)))

    async def _is_accepted(self, removal: str) -> bool:
        question = _("Accepter que cela disparaisse ?")
        return await self.app.push_screen_wait(ConfirmScreen(f"{removal}\n\n{question}"))

    async def _is_wanted(self, preview: Preview) -> bool:
        """Show what a file would put in the directory and what would be left out, and ask."""
        left_out = preview.refused[:LEFT_OUT]
        if (more := len(preview.refused) - LEFT_OUT) > 0:
            left_out = (*left_out, _("… et {n} autres").format(n=more))
        said = "\n".join((preview.words, *(fit(line, LEFT_OUT_WIDTH) for line in left_out)))
        question = _("Importer ?")
        return await self.app.push_screen_wait(ConfirmScreen(f"{said}\n\n{question}"))

    async def _put(self, what: Path | Preview) -> None:
        """Import; where much would disappear, ask whether that is right."""
        try:
            done = await self._updates.put(what)
        except Refusal as refusal:
            if refusal.code != "large-removal" or not await self._is_accepted(refusal.message):
                raise
            done = await self._updates.put(what, confirmed=True)
        self._read(done.names)

    @work(exclusive=True, group="read")
    async def _read(self, names: tuple[str, ...] = ()) -> None:
        """Show the sources; the cursor goes to the first of some names, else stays."""
        rows, self._before = await asyncio.to_thread(self._found)
        if not self.query(LineList):  # The screen is being made anew, and reads itself then.
            return
        chosen = (at for at, row in enumerate(rows) if row.is_called(names))
        self._list.show(Rows.of(rows), next(chosen, self._list.cursor))
        self._show_detail()

    def _found(self) -> tuple[list[SourceRow], tuple[Status, ...]]:
        """Give the sources with an address, then those whose file somebody imported."""
        session = self._session
        today = session.now().astimezone(session.zone).date()
        held = {one.source: one for one in directory.status(session.services, today)}
        placed = {one.department: one for one in addresses.status(session.addresses)}
        rows = []
        for one in sources.listed(session):
            name, gave = one.source.name, source_states.last(session, one.source)
            areas = [placed.pop(code, None) for code in gave.departments] if gave else []
            status = held.pop(gave.services if gave and gave.services else name, None)
            rows.append(SourceRow(name, one, status, tuple(filter(None, areas))))
        rows += [SourceRow(name, status=status) for name, status in held.items()]
        rows += [SourceRow(imports.name_of(code), areas=(area,)) for code, area in placed.items()]
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
        lines += map(_placed, row.areas)
        came = self._updates.came
        lines += dict.fromkeys(words for name, words in came.items() if row.is_called((name,)))
        return "\n".join(lines)


def _line(row: SourceRow) -> Spans:
    name = (fit(row.name, NAME_WIDTH), "")
    if row.areas:
        n = sum(area.addresses for area in row.areas)
        count = ngettext("{n} adresse", "{n} adresses", n).format(n=n)
        copied = min(area.copied_on for area in row.areas)
        date = _("copie {copied}").format(copied=f"{copied:%d/%m/%Y}")
        return name, (fit(count, COUNT_WIDTH), "bold"), (date, "")
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


def _placed(area: Area) -> str:
    """Say which addresses are here, since when, and to whom they are owed."""
    return _("Département {code} : {n} adresses, copiées ici le {date}. {attribution}").format(
        code=area.department,
        n=area.addresses,
        date=f"{area.copied_on:%d/%m/%Y}",
        attribution=area.attribution,
    )


def _which_file() -> AskScreen:
    return AskScreen(
        _(
            "Importer des services (tableau de l'équipe, GeoJSON, JSON, zip) ou des adresses (BAN,"
            " BANO)."
        ),
        (
            _("Fichier ; ou numéro d'un département, pour ses adresses"),
            _("Nom de la source, si plusieurs fichiers sont de ce format (facultatif)"),
        ),
    )


def _remove(row: SourceRow) -> str:
    """Ask whether a source is to be removed, and say what of it."""
    if row.status is None:
        return _("Oublier l'adresse de {name} ?").format(name=row.name)
    services = ngettext(
        "Retirer {name} et {n} service de l'annuaire de cet ordinateur ?",
        "Retirer {name} et {n} services de l'annuaire de cet ordinateur ?",
        row.status.services,
    ).format(name=row.name, n=row.status.services)
    comes_back = _("L'annuaire d'avant (v) les remet.")
    if row.listed is None:
        return f"{services} {comes_back}"
    return _("{services} {comes_back} Son adresse est oubliée aussi.").format(
        services=services, comes_back=comes_back
    )


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
