"""What two people wrote differently: every value, who wrote it and when, and the choice."""

import asyncio
from functools import partial

from textual import on, work
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from maraude.domain.evening import long_date
from maraude.i18n import _, ngettext
from maraude.tui.commands import bindings
from maraude.tui.refusals import refusals_shown
from maraude.tui.safe import fit, safe
from maraude.tui.screens.ask import AskScreen
from maraude.tui.screens.pick import Choosable, Pick
from maraude.tui.undoing import take_back_latest
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.header import Header
from maraude.tui.widgets.line_list import LineList, Rows, Spans
from maraude.usecases import conflicts
from maraude.usecases.conflicts import Disagreement, Value
from maraude.usecases.session import Session

_KEEP_BOTH = (-1, False)
_COMPLETE_KEYS = "abcefgh"
_LONGEST = 150
"""Of each value above the field in which it is completed."""

Answer = tuple[int, bool]
"""The place of a value, and whether it is to be completed."""


class ConflictsScreen(Screen[None]):
    """The disagreements, and every value of the one under the cursor below."""

    BINDINGS = bindings("conflicts")
    CSS_PATH = "conflicts.tcss"
    AUTO_FOCUS = "LineList"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    def compose(self) -> ComposeResult:
        """Lay out the list above the values."""
        yield Header(_("Désaccords"))
        yield LineList[Disagreement](self._line)
        yield Static("", id="detail", markup=False)
        yield Footer("conflicts")

    def on_mount(self) -> None:
        """Show what is to be settled, and follow the cursor."""
        self.watch(self._list, "cursor", self._show_detail, init=False)
        self._show()

    def on_screen_resume(self) -> None:
        """Show what came meanwhile."""
        self._show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow to settle only what is there, and to those who may."""
        if action != "decide":
            return True
        there = self.is_mounted and self._list.row is not None
        return there and conflicts.may_settle(self._session)

    @on(LineList.Selected)
    @work(exclusive=True)
    @refusals_shown
    async def action_decide(self) -> None:
        """Ask which value it shall be."""
        found = self._list.row
        if found is None:
            return
        conflicts.refuse_volunteers(self._session)
        answer = await self.app.push_screen_wait(Pick(_title(found), _answers(found)))
        if answer is None:
            return
        place, completes = answer
        job = partial(conflicts.choose, self._session, found, place)
        if answer == _KEEP_BOTH:
            job = partial(conflicts.keep_both, self._session, found)
        elif completes:
            texts = await self.app.push_screen_wait(_completed(found, place))
            if texts is None:
                return
            job = partial(conflicts.write, self._session, found, texts[0], place)
        await asyncio.to_thread(job)
        self.notify(_("Tranché · Ctrl+Z annule"))
        self._show()

    @work(exclusive=True)
    @refusals_shown
    async def action_undo(self) -> None:
        """Take back the last thing written."""
        await take_back_latest(self.app, self._session)
        self._show()

    def action_back(self) -> None:
        """Go back to the screen before."""
        self.dismiss()

    @property
    def _list(self) -> LineList[Disagreement]:
        return self.query_one(LineList)

    def _show(self) -> None:
        found = conflicts.listed(self._session)
        self._list.show(Rows.of(found), self._list.cursor)
        count = ngettext("{n} à trancher", "{n} à trancher", len(found)).format(n=len(found))
        self.query_one(Header).right = count
        self._show_detail()

    def _show_detail(self) -> None:
        row = self._list.row
        text = self._detail(row) if row else _("Aucun désaccord : chacun a écrit la même chose.")
        self.query_one("#detail", Static).update(safe(text))
        self.refresh_bindings()

    def _detail(self, found: Disagreement) -> str:
        zone = self._session.zone
        lines = [
            _("{value} · {author}, {date} à {time}").format(
                value=value.words,
                author=value.author,
                date=long_date(value.at.astimezone(zone).date()),
                time=f"{value.at.astimezone(zone):%H:%M}",
            )
            for value in found.values
        ]
        rest = " · ".join(
            _("{field} : {value}").format(field=field, value=value) for field, value in found.others
        )
        return "\n".join((*lines, "", rest))

    def _line(self, found: Disagreement) -> Spans:
        values = " ≠ ".join(_briefly(found, value) for value in found.values)
        return (
            (f"{fit(found.about, 25)} ", ""),
            (f"{fit(found.field, 19)} ", ""),
            (values, ""),
        )


def _title(found: Disagreement) -> str:
    return _("{about} · {field}").format(about=found.about, field=found.field)


def _briefly(found: Disagreement, value: Value) -> str:
    """Give what can be edited of a value, which is what differs, else all of it."""
    return (found.is_text and value.text) or value.words


def _signed(value: Value) -> str:
    return " · ".join(filter(None, (value.words, value.author)))


def _answers(found: Disagreement) -> list[Choosable[Answer]]:
    """Give what can be done: keep one value, complete one, keep them all."""
    answers = [
        Choosable((place, False), _signed(value), str(place + 1))
        for place, value in enumerate(found.values)
    ]
    if found.is_text:
        for key, (place, value) in zip(_COMPLETE_KEYS, enumerate(found.values), strict=False):
            label = _("compléter : {value}").format(value=_briefly(found, value))
            answers.append(Choosable((place, True), label, key))
    if found.person and found.is_dated:
        answers.append(Choosable(_KEEP_BOTH, _("garder tout, chacun à sa date"), "d"))
    elif found.person:
        answers.append(Choosable(_KEEP_BOTH, _("garder tout, en note dans la fiche"), "n"))
    return answers


def _completed(found: Disagreement, place: int) -> AskScreen:
    """Ask for another text, which begins as a value; all of them can be read above it."""
    every = (
        f"{number}  {fit(signed, min(len(signed), _LONGEST))}"
        for number, signed in enumerate(map(_signed, found.values), start=1)
    )
    question = "\n".join((_title(found), "", *every))
    value = found.values[place]
    label = _("Ce qui sera gardé, à partir de {value}").format(value=place + 1)
    return AskScreen(question, (label,), values=(value.text,))
