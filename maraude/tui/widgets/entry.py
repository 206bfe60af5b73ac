"""La ligne on screen: the line, itself in words beside the board, and what Enter would do."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from maraude.domain.choice import Choice
from maraude.domain.kept_line import KeptLine
from maraude.domain.shorthand.letters import Letters
from maraude.domain.shorthand.render import render
from maraude.domain.shorthand.toggle import toggle
from maraude.i18n import _
from maraude.tui.commands import bindings
from maraude.tui.safe import safe
from maraude.tui.widgets import board_cells
from maraude.tui.widgets.board import Board, Cell
from maraude.tui.widgets.field import Field
from maraude.tui.widgets.guard_hint import Masking, words
from maraude.usecases import log
from maraude.usecases.log import Reading
from maraude.usecases.resolve import Match

Read = Callable[[KeptLine], Reading]
"""Says what a line means."""


class Line(Field):
    """The input of la ligne: while it has focus letters type.

    Enter is taken in its turn among the keys, not when it has bubbled up to a binding: whoever
    types fast has then typed on.
    """

    BINDINGS = [*bindings("line"), Binding("down", "screen.focus_board", show=False)]

    def on_key(self, event: events.Key) -> None:
        """Submit what was typed before Enter."""
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.post_message(self.Submitted(self, self.value))


class EntryPanel(Vertical):
    """One line being written, from its opening until it is saved or put aside.

    It asks ``read`` for the meaning at each key, and tells the screen what to do by messages.
    """

    class Typed(Message):
        """The line, or a choice for one of its words, changed: the draft must be kept."""

    class Undecided(Message):
        """Enter was pressed and a word could mean several things, or nothing known."""

        def __init__(self, match: Match) -> None:
            super().__init__()
            self.match = match

    class WhomAsked(Message):
        """Enter was pressed and a safety note must be about one of ``persons``."""

        def __init__(self, persons: tuple[Match, ...]) -> None:
            super().__init__()
            self.persons = persons

    class Submitted(Message):
        """The line is to be saved; ``as_note`` keeps what was not understood as note text.

        What is typed from then on is the beginning of another line.
        """

        def __init__(self, reading: Reading, *, as_note: bool) -> None:
            super().__init__()
            self.reading = reading
            self.as_note = as_note

    def __init__(self, read: Read, letters: Letters) -> None:
        super().__init__()
        self._read = read
        self._letters = letters
        self._warned = False
        self._masking = Masking()
        self.reading: Reading | None = None
        self._kept: KeptLine | None = None

    def compose(self) -> ComposeResult:
        """Lay out the line, the words on the left and the board on the right."""
        with Horizontal(id="line-row"):
            yield Static(">", id="prompt")
            yield Line(id="line")
            yield Static("", id="kept", markup=False)
        with Horizontal(id="entry-body"):
            yield Static("", id="words", markup=False)
            yield Board(id="board")

    @property
    def is_open(self) -> bool:
        """Whether a line is being written."""
        return self.display

    @property
    def line(self) -> KeptLine | None:
        """The line as it is now, None before the first was opened."""
        return self._kept

    def open(self, line: KeptLine) -> None:
        """Begin a line, or go on with one that was put aside."""
        self._kept = line
        self.display = True
        field = self.query_one(Line)
        with field.prevent(Input.Changed):
            field.value = line.line
        field.cursor_position = len(line.line)
        self.focus_line()
        self._update()

    def close(self) -> None:
        """Put the panel away; what was typed stays with ``line``."""
        self.display = False
        self.reading = None

    def focus_line(self) -> None:
        """Go on typing, from the very next key: ``focus`` would let some go by first."""
        self.screen.set_focus(self.query_one(Line))

    def focus_board(self) -> None:
        """Go from the line to the board."""
        self.query_one(Board).focus()

    def choose(self, choice: Choice) -> None:
        """Take a choice for a word, in the place of an earlier one."""
        if self._kept is None:
            return
        same = (choice.kind, choice.word)
        others = tuple(c for c in self._kept.choices if (c.kind, c.word) != same)
        self._kept = replace(self._kept, choices=(*others, choice))
        self._update()
        self.post_message(self.Typed())

    def show_kept(self, *, kept: bool) -> None:
        """Tell whether the draft, as it stands, is on disk."""
        self.query_one("#kept", Static).update(_("brouillon gardé") if kept else "", layout=False)

    def warn(self, sentence: str) -> None:
        """Show a sentence in the place of the words; the next key brings them back."""
        self.query_one("#words", Static).update(safe(sentence), layout=False)

    def mask(self) -> None:
        """Put masks in the place of what the note had better not hold, or take them back."""
        reading = self.reading
        if reading is not None and (note := self._masking.toggle(reading.note)) != reading.note:
            field = self.query_one(Line)
            field.value = log.with_note(reading, note)
            field.cursor_position = len(field.value)

    def submit(self) -> None:
        """Do what Enter does: ask what is undecided, warn once, or save."""
        reading = self.reading
        if reading is None or reading.draft.is_empty:
            self.warn(_("La ligne est vide : tapez une lettre, ou Échap pour revenir à la liste."))
            return
        undecided = next((match for match in reading.matches if not match.is_settled), None)
        if reading.problems and not reading.may_keep:
            self._update()
        elif undecided is not None:
            self.post_message(self.Undecided(undecided))
        elif reading.asks_whom:
            self.post_message(self.WhomAsked(reading.persons))
        elif not self._warned and (warning := _warning(reading)):
            self._warned = True
            self.warn(warning)
        else:
            self.post_message(self.Submitted(reading, as_note=bool(reading.problems)))

    @on(Input.Changed, "#line")
    def _on_line_typed(self, event: Input.Changed) -> None:
        event.stop()
        if self._kept is None:
            return
        self._kept = replace(self._kept, line=event.value)
        self._update()
        self.post_message(self.Typed())

    @on(Input.Submitted, "#line")
    def _on_line_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.submit()

    @on(Board.Left)
    def _on_board_left(self) -> None:
        self.focus_line()

    @on(Board.Pressed)
    def _on_pressed(self, event: Board.Pressed) -> None:
        event.stop()
        self._press(event.cell)

    def on_key(self, event: events.Key) -> None:
        """Let letters typed on the board reach the line."""
        if self.query_one(Board).has_focus and event.is_printable and event.character:
            self.focus_line()
            self.query_one(Line).insert_text_at_cursor(event.character)
            event.stop()

    def _press(self, cell: Cell) -> None:
        """Write the next state of what a cell is about into the line."""
        reading = self.reading
        if reading is None:
            return
        field = self.query_one(Line)
        act = board_cells.act(self._letters, cell)
        problem = next(iter(reading.draft.problems), None)
        if problem is not None and cell.key.upper() in problem.candidates:
            sign = problem.text[: 2 if problem.text.startswith("..") else 1]
            field.value = board_cells.completed(field.value, problem, f"{sign}{cell.key}")
        elif problem is not None:
            self.warn(_("Corrigez d'abord ce qui n'est pas compris sur la ligne."))
            return
        elif act is None:
            field.value = f"{field.value} {cell.key}".lstrip()
        else:
            field.value = render(toggle(reading.draft, act), self._letters)
        field.cursor_position = len(field.value)

    def _update(self) -> None:
        """Say what the line means now."""
        if self._kept is None:
            return
        self._warned = False
        self.reading = self._read(self._kept)
        self.query_one("#words", Static).update(self._in_words(self.reading), layout=False)
        self.query_one(Board).cells = board_cells.cells(self._letters, self.reading.draft)

    def _in_words(self, reading: Reading) -> Content:
        """Give the record in words, a line for each, or run together where that is too tall."""
        lines = tuple(_words(reading))
        room = self.query_one("#words", Static).content_size
        words = Content("\n").join(lines)
        if room.width and words.get_height({}, room.width) > room.height:
            return Content(" · ").join(lines)
        return words


def _warning(reading: Reading) -> str:
    """Give what one Enter more confirms, nothing where Enter saves at once."""
    if reading.may_keep:
        text = " ".join(problem.text for problem in reading.draft.problems)
        return _("Pas compris : {text}\nEntrée encore : le garder dans la note.").format(text=text)
    unseen = next((match for match in reading.persons if match.long_unseen), None)
    if unseen and unseen.chosen and unseen.chosen.last_met:
        return _(
            "{name} : pas de rencontre depuis le {date}.\nEntrée encore : c'est bien cette fiche."
        ).format(name=unseen.name, date=f"{unseen.chosen.last_met:%d/%m/%Y}")
    return ""


def _words(reading: Reading) -> Iterator[Content]:
    """Give the record in words, problems first, then whom each word is taken for."""
    yield from (safe(problem, "$warning bold") for problem in reading.problems)
    if reading.found:
        yield safe(words(reading.found), "$warning")
    if reading.repeats:
        at = reading.repeats.astimezone(reading.zone)
        yield safe(_("déjà noté à {time} ?").format(time=f"{at:%H:%M}"), "$warning")
    yield from (safe(_match_words(match)) for match in reading.matches if not match.is_settled)
    yield from (safe(line, "$accent") for line in reading.passed)
    yield from (safe(line) for line in reading.words)


def _match_words(match: Match) -> str:
    if not match.candidates:
        return _("{word} : inconnu, Entrée pour choisir").format(word=match.word)
    names = ", ".join(candidate.name for candidate in match.candidates[:3])
    return _("{word} : {names} ? Entrée pour choisir").format(word=match.word, names=names)
