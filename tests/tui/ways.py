"""How to reach every screen and every dialog of the application, from its start.

A new screen needs a line in ``WAYS``: its class, and the keys that lead to it. Keys are named as
Textual names them; ``typed`` gives those of a text.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from maraude.protocol.enrolment import new_secret
from maraude.tui.absence import Limits
from maraude.tui.app import MaraudeApp, Outcome
from maraude.tui.screens.accesses import AccessesScreen
from maraude.tui.screens.ask import AskScreen
from maraude.tui.screens.briefing import BriefingScreen
from maraude.tui.screens.confirm import ConfirmScreen
from maraude.tui.screens.conflicts import ConflictsScreen
from maraude.tui.screens.debrief import DebriefScreen
from maraude.tui.screens.directory import DirectoryScreen
from maraude.tui.screens.emergency import EmergencyScreen
from maraude.tui.screens.endings import EndingsScreen
from maraude.tui.screens.export import ExportScreen
from maraude.tui.screens.filters import FiltersScreen
from maraude.tui.screens.gap import GapScreen
from maraude.tui.screens.health import HealthScreen
from maraude.tui.screens.help import HelpScreen
from maraude.tui.screens.keys import KeysScreen
from maraude.tui.screens.map import MapScreen
from maraude.tui.screens.morning import MorningScreen
from maraude.tui.screens.nearby import NearbyScreen
from maraude.tui.screens.palette import PaletteScreen
from maraude.tui.screens.people import PeopleScreen
from maraude.tui.screens.person import PersonScreen
from maraude.tui.screens.pick import Pick
from maraude.tui.screens.promises import PromisesScreen
from maraude.tui.screens.quarantine import QuarantineScreen
from maraude.tui.screens.rekey import RekeyScreen
from maraude.tui.screens.settings import SettingsScreen
from maraude.tui.screens.sheet import SheetScreen
from maraude.tui.screens.slip import SlipScreen
from maraude.tui.screens.spots import SpotsScreen
from maraude.tui.screens.start import StartScreen
from maraude.tui.screens.stick import StickScreen
from maraude.tui.screens.stock import StockScreen
from maraude.tui.screens.subject import SubjectScreen
from maraude.tui.screens.tonight import Tonight
from maraude.tui.screens.transmissions import TransmissionsScreen
from maraude.tui.screens.unlock import UnlockScreen
from maraude.tui.screens.veil import VeilScreen
from maraude.tui.screens.zones import ZonesScreen
from maraude.usecases import pin
from maraude.usecases.session import Session
from tests.tui.doors import OpenDoor
from tests.tui.waiting import settled, shown

CODE = f"127.0.0.1:9::{new_secret('')}"
"""A code for a server on this machine, which nothing is sent to."""


def typed(text: str) -> tuple[str, ...]:
    """Give the keys that type a text."""
    return tuple(text)


@dataclass(frozen=True)
class Way:
    """What to press, in steps of which each is over before the next begins, to see ``screen``.

    ``locked`` asks for a passphrase, ``absent`` is a laptop without a profile, ``idle`` a team
    that has not left yet, ``alone`` a laptop that was left. ``shows`` makes a screen that is put
    in front at last.
    """

    name: str
    screen: type[Screen[Any]]
    steps: tuple[tuple[str, ...], ...] = ()
    locked: bool = False
    absent: bool = False
    idle: bool = False
    alone: bool = False
    shows: Callable[[], Screen[Any]] | None = None

    @property
    def typed(self) -> str:
        """What is typed on the way, which is shown as it is."""
        return " ".join("".join(key for key in step if len(key) == 1) for step in self.steps)


def _to(name: str, screen: type[Screen[Any]], *steps: str | tuple[str, ...]) -> Way:
    pressed = tuple((step,) if isinstance(step, str) else step for step in steps)
    return Way(name, screen, pressed)


KEYS = ("r", *("down",) * 12, "enter")
"""The keys to who can open the profile, and from there to the passphrase of one person more."""
ADDED = (*KEYS, "a", typed("Lou"), "enter")
SHOWN = ("comma", typed("mar"), "enter", "v", "enter")
"""The keys to a file that is shown to the person."""

WAYS = (
    Way("no profile", UnlockScreen, absent=True),
    Way("unlock", UnlockScreen, locked=True),
    Way("unlock, wrong", UnlockScreen, ((*typed("faux"), "enter"),), locked=True),
    Way("before leaving", BriefingScreen, idle=True),
    Way("tonight, over", Tonight, (("escape",),), idle=True),
    Way("tonight, n too early", Tonight, (("escape",), ("n",)), idle=True),
    Way("start", StartScreen, (("s",),), idle=True),
    _to("tonight", Tonight),
    _to("la ligne", Tonight, "n", typed("4,2,1+1hc=d-s=3u25- ,momo !pla")),
    _to("la ligne, where and when", Tonight, "n", typed("hr3 ;canal @2136 /Momo")),
    _to("la ligne, reasons", Tonight, "n", typed("h---*ani u25*rap ..dom- y")),
    _to("la ligne, wrong counts", Tonight, "n", typed("5000h @9999")),
    _to("la ligne, wrong quantities", Tonight, "n", typed("s=5000 u9999 r999")),
    _to("la ligne, wrong code", Tonight, "n", typed("h *zz")),
    _to("la ligne, wrong names", Tonight, "n", typed("h ,2x !zz")),
    _to("la ligne, unknown names", Tonight, "n", typed("h ,zz ;zz .x %")),
    _to("la ligne, said twice", Tonight, "n", typed("yz *ani ;a ;b")),
    _to("la ligne, a name or two", Tonight, "n", typed("h ,mar ,")),
    _to("la ligne, a warning", Tonight, "n", typed("h%"), "enter"),
    _to("la ligne, a word too many", Tonight, "n", typed("s= /un clochard")),
    _to("la ligne, masked", Tonight, "n", typed("s= /un clochard"), "ctrl+n"),
    _to("la ligne, empty", Tonight, "n", "enter"),
    _to("la ligne, alerts", Tonight, "n", typed("!")),
    _to("la ligne, answers", Tonight, "n", typed("u*")),
    _to("la ligne, codes", Tonight, "n", typed(".")),
    _to("la ligne, more codes", Tonight, "n", typed("."), "down", "pagedown"),
    _to("la ligne, targets", Tonight, "n", typed("..")),
    _to("la ligne, a draft kept", Tonight, "n", typed("2h"), "escape"),
    _to("la ligne, saved", Tonight, "n", typed("2h"), "enter"),
    _to("an encounter reopened", Tonight, "enter"),
    _to("undone", Tonight, "ctrl+z"),
    _to("who is it", Pick, "n", typed("h ,ma"), "enter"),
    _to("informed", Pick, "n", typed("h ,zoe"), "enter", "plus"),
    _to("which place", Pick, "n", typed("h ;xyz"), "enter"),
    _to("whom a note is about", Pick, "n", typed("2h ,momo ,marta !vio"), "enter"),
    _to("answer of the 115", Pick, "u"),
    _to("nearby", NearbyScreen, "p"),
    _to("nearby, the next", NearbyScreen, "p", "down"),
    _to("nearby, another", NearbyScreen, "p", "down", "down"),
    _to("nearby, the last", NearbyScreen, "p", "end"),
    _to("nearby, nothing", NearbyScreen, "p", "c", "end", "enter"),
    _to("which help", Pick, "p", "c"),
    _to("from which spot", Pick, "p", "semicolon"),
    _to("nearby, why not", NearbyScreen, "p", "o"),
    _to("nearby, a search", NearbyScreen, "p", "slash", *"zzz"),
    _to("nearby, an address", AskScreen, "p", "a"),
    _to("for whom one looks", FiltersScreen, "p", "f"),
    _to("a language to look for", Pick, "p", "f", "l"),
    _to("a slip", SlipScreen, "p", "b"),
    _to("a slip, where to", AskScreen, "p", "b", "s", "ctrl+u"),
    _to("nearby, on a map", MapScreen, "p", "m"),
    _to("a map, from nearer", MapScreen, "p", "m", "plus", "tab", "right"),
    _to("the tour on a map", MapScreen, "v"),
    _to("people", PeopleScreen, "comma"),
    _to("a text, to be erased", ConfirmScreen, "delete"),
    _to("people, nobody", PeopleScreen, "comma", typed("xyz")),
    _to("a new file", AskScreen, "comma", "f4"),
    _to("a file", PersonScreen, "comma", typed("mar"), "enter"),
    _to("a file, what is known", Pick, "comma", typed("mar"), "enter", "m"),
    _to("a file, names", AskScreen, "comma", typed("mar"), "enter", "m", "enter"),
    _to("a file, an alert", Pick, "comma", typed("mar"), "enter", "a"),
    _to("a file, to see again", AskScreen, "comma", typed("mar"), "enter", "r"),
    _to("a file, a right", Pick, "comma", typed("mar"), "enter", "d"),
    _to("a file, a state", Pick, "comma", typed("mar"), "enter", "d", "enter"),
    _to("a file, a step", AskScreen, "comma", typed("mar"), "enter", "d", "enter", "enter"),
    _to("a file, where to sleep", Pick, "comma", typed("mar"), "enter", "l"),
    _to("a file, a place", AskScreen, "comma", typed("mar"), "enter", "l", "enter"),
    _to("a file, a note", AskScreen, "comma", typed("mar"), "enter", "t"),
    _to("a file, violence", Pick, "comma", typed("mar"), "enter", "c"),
    _to("a file, a safety note", AskScreen, "comma", typed("mar"), "enter", "c", "enter"),
    _to("a file, identity", ConfirmScreen, "comma", typed("mar"), "enter", "i"),
    _to("a file, its identity", AskScreen, "comma", typed("mar"), "enter", "i", "o"),
    _to("a file, to be forgotten", ConfirmScreen, "comma", typed("mar"), "enter", "x"),
    _to("a file, forgotten", PersonScreen, "comma", typed("mar"), "enter", "x", "o"),
    _to("a file, to be erased", ConfirmScreen, "comma", typed("mar"), "enter", "x", "o", "e"),
    _to("a file, who opened it", AccessesScreen, "comma", typed("mar"), "enter", "j"),
    _to("a file, how it is checked", Pick, "comma", typed("mar"), "enter", "v"),
    _to("a file, shown", SubjectScreen, *SHOWN),
    _to("a file, all shown", SubjectScreen, *SHOWN, "end"),
    _to("a file, what is protected", ConfirmScreen, *SHOWN, "c"),
    _to("a file, a word", AskScreen, *SHOWN, "m"),
    _to("a file, where to", AskScreen, *SHOWN, "s", "ctrl+u"),
    _to("a file, contested", ConfirmScreen, "comma", typed("mar"), "enter", "g"),
    _to("a file, frozen", PersonScreen, "comma", typed("mar"), "enter", "g", "o"),
    _to("a file, an open alert", Pick, "comma", typed("marti"), "enter", "enter"),
    _to("briefing", BriefingScreen, "b"),
    _to("stock", StockScreen, "k"),
    _to("conflicts", ConflictsScreen, "g"),
    _to("a conflict", Pick, "g", "enter"),
    _to("a conflict, another text", AskScreen, "g", "enter", "b"),
    _to("a conflict, where to sleep", ConflictsScreen, "g", "down"),
    _to("a conflict, dated", Pick, "g", "down", "enter"),
    _to("a conflict, a place", AskScreen, "g", "down", "enter", "a"),
    _to("a conflict, settled", ConflictsScreen, "g", "enter", "1"),
    _to("morning", MorningScreen, "a"),
    _to("morning, a team", MorningScreen, "a", "enter"),
    _to("set aside, without a server", QuarantineScreen, "a", "end", "up", "enter"),
    _to("morning, the night before", MorningScreen, "a", "h"),
    _to("the gap", GapScreen, "a", "q"),
    _to("the gap, further", GapScreen, "a", "q", "pagedown"),
    _to("the gap, its definition", GapScreen, "a", "q", "end"),
    _to("the gap, from the debrief", GapScreen, "t", "q"),
    _to("the gap, which evenings", AskScreen, "a", "q", "d"),
    _to("the gap, no evening", AskScreen, "a", "q", "d", "ctrl+u", "enter", "enter"),
    _to("a stick", StickScreen, "c"),
    _to("a stick, elsewhere", AskScreen, "c", "enter"),
    _to("a stick, another file", AskScreen, "c", "down", "enter"),
    _to("transmissions", TransmissionsScreen, "m"),
    _to("a transmission", AskScreen, "m", "a"),
    _to("a transmission, a number", AskScreen, "m", "a", typed("0639981234")),
    _to("an incident", AskScreen, "t", "i"),
    _to("what becomes of it", Pick, "t", "enter"),
    _to("spots", SpotsScreen, "semicolon"),
    _to("spots, search", SpotsScreen, "semicolon", "slash"),
    _to("a new spot", AskScreen, "semicolon", "a"),
    _to("a new spot, wrong", AskScreen, "semicolon", "a", "enter", typed("nord"), "enter"),
    _to("spots of a file", AskScreen, "semicolon", "i"),
    _to("debrief", DebriefScreen, "t"),
    _to("debrief, writing", DebriefScreen, "t", "d"),
    _to("end the tour", ConfirmScreen, "t", "t"),
    _to("settings", SettingsScreen, "r"),
    *(
        _to(f"settings, line {line}", SettingsScreen, "r", *("down",) * line)
        for line in range(1, 13)
    ),
    _to("who can open", KeysScreen, *KEYS),
    _to("a new sheet", ConfirmScreen, *KEYS, "end", "enter"),
    _to("five words noted", AskScreen, *ADDED, "enter", typed("lou"), "enter"),
    _to("a phrase of one's own", AskScreen, *ADDED, "end", "enter", "enter", "enter"),
    _to("one's own passphrase", AskScreen, *KEYS, "enter"),
    _to("somebody to remove", ConfirmScreen, *KEYS, "down", "x"),
    _to("a passphrase forgotten", ConfirmScreen, *KEYS, "down", "enter"),
    Way("a sheet", SheetScreen, shows=lambda: SheetScreen("Momo\nMarta")),
    _to("a change of key", ConfirmScreen, *KEYS, "k"),
    _to("what protects", PromisesScreen, *KEYS, "p"),
    Way("a key changed", RekeyScreen, shows=lambda: RekeyScreen(lambda: "Momo")),
    Way("the veil", VeilScreen, alone=True),
    _to("a short code", AskScreen, *KEYS, "c", "enter", "enter"),
    _to("an export", ExportScreen, "r", *("down",) * 8, "enter"),
    _to("an export, where to", AskScreen, "r", *("down",) * 8, "enter", "end", "enter"),
    _to("an export, of what", AskScreen, "r", *("down",) * 8, "enter", "end", "enter", "enter"),
    _to("directory", DirectoryScreen, "r", *("down",) * 9, "enter"),
    _to("directory, a file", DirectoryScreen, "r", *("down",) * 9, "enter", "end"),
    _to("directory, which file", AskScreen, "r", *("down",) * 9, "enter", "i"),
    _to("directory, without a source", ConfirmScreen, "r", *("down",) * 9, "enter", "end", "r"),
    _to("health", HealthScreen, "r", *("down",) * 10, "enter"),
    _to("whose file ends", EndingsScreen, "r", *("down",) * 11, "enter"),
    _to("settings, saved", SettingsScreen, "r", "down", "enter", "down", "enter"),
    _to("settings, a language", Pick, "r", "enter"),
    _to("settings, a theme", Pick, "r", "down", "enter"),
    _to("settings, a speed", AskScreen, "r", *("down",) * 2, "enter", typed("x"), "enter"),
    _to("settings, a zone", ZonesScreen, "r", *("down",) * 3, "enter"),
    _to("settings, no such zone", ZonesScreen, "r", *("down",) * 3, "enter", typed("xyz")),
    _to("settings, a team", AskScreen, "r", *("down",) * 4, "enter", "ctrl+u", "enter"),
    _to("settings, a number", AskScreen, "r", *("down",) * 5, "enter", typed("x"), "enter"),
    _to("settings, a code", AskScreen, "r", "end", "enter", typed("x"), "enter"),
    _to("settings, its name", AskScreen, "r", "end", "enter", typed(CODE), "enter"),
    _to("emergency", EmergencyScreen, "exclamation_mark"),
    _to("all commands", PaletteScreen, "ctrl+p"),
    _to("help", HelpScreen, "question_mark"),
    *(
        _to(f"help, page {n + 1}", HelpScreen, "question_mark", *("pagedown",) * n)
        for n in (1, 2, 3)
    ),
    _to("how to leave", Tonight, "ctrl+c"),
)

DATA = """
Maraude Momo Marta Martin Zoe xyz Xyz Nord Gare de l'Est Canal St-Martin Bains du Canal Relais Halte
rue des Essais Les Lucioles essai faux nord zz abc user ines org les lucioles team territory paris
Europe mar Karim Lou sam maraude.db directory.db addresses.db keyring.json backups slips Ctrl km
preferences.json zzz
français English hu openstreetmap toilettes fontaines https overpass-api.de api de interpreter
export adresses adresse adresse.data.gouv.fr data gouv fr ban latest csv gz
"""
"""Every word that a test put in."""


Journey = tuple[Way, ...]
"""Ways of which each goes on from where the one before leads."""


def journeys(ways: Sequence[Way]) -> list[Journey]:
    """Give each way once, in as few journeys as there are ways that lead no further."""
    further = sorted(ways, key=lambda way: len(way.steps), reverse=True)
    found: list[list[Way]] = []
    for way in further:
        with_it = (one for one in found if _leads_to(way, one[-1]))
        journey = next(with_it, None)
        if journey is None:
            found.append([way])
        else:
            journey.append(way)
    return [tuple(reversed(journey)) for journey in found]


def _leads_to(way: Way, other: Way) -> bool:
    if way.shows or other.shows:
        return False
    start, end = ((one.locked, one.absent, one.idle, one.alone) for one in (way, other))
    return start == end and way.steps == other.steps[: len(way.steps)]


@asynccontextmanager
async def arrived(session: Session, way: Way) -> AsyncIterator[Pilot[Outcome]]:
    """Go a way, in a terminal of 80 by 24."""
    async with aclosing(travelled(session, (way,))) as stops:
        async for _way, pilot in stops:
            yield pilot


async def travelled(
    session: Session, journey: Journey
) -> AsyncGenerator[tuple[Way, Pilot[Outcome]]]:
    """Go a journey in a terminal of 80 by 24, and stop where each of its ways leads."""
    first = journey[0]
    app = MaraudeApp(
        OpenDoor(session, there=not first.absent, locked=first.locked),
        limits=Limits() if first.alone else None,
    )
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await begun(pilot, first)
        gone = 0
        for way in journey:
            for step in way.steps[gone:]:
                await press(pilot, step)
                await settled(pilot)
            gone = len(way.steps)
            if way.alone:
                pin.change(session, "4712")
                app.leave_alone()
            if way.shows:
                app.push_screen(way.shows())
            await shown(pilot, way.screen)
            yield way, pilot


async def begun(pilot: Pilot[Outcome], way: Way) -> None:
    """Wait for the screen from which a way leads on, in an application that has just started."""
    if not (way.locked or way.absent):
        await shown(pilot, BriefingScreen if way.idle else Tonight)


async def onwards(pilot: Pilot[Outcome], way: Way) -> None:
    """Go a way to its end, from where it begins."""
    for step in way.steps:
        await press(pilot, step)
        await settled(pilot)
    await shown(pilot, way.screen)


async def press(pilot: Pilot[Outcome], step: Sequence[str]) -> None:
    """Press keys; what types a text into a field is put there at once, which is much faster."""
    for is_text, keys in groupby(step, lambda key: len(key) == 1):
        field = pilot.app.focused
        if is_text and isinstance(field, Input):
            field.insert_text_at_cursor("".join(keys))
            await pilot.pause()
        else:
            await pilot.press(*keys)
