"""How to reach what a person's file offers."""

from maraude.tui.screens.accesses import AccessesScreen
from maraude.tui.screens.ask import AskScreen
from maraude.tui.screens.confirm import ConfirmScreen
from maraude.tui.screens.person import PersonScreen
from maraude.tui.screens.pick import Pick
from maraude.tui.screens.subject import SubjectScreen
from tests.tui.way import to, typed

FILES = (
    to("a file", PersonScreen, "comma", typed("mar"), "enter"),
    to("a file, what is known", Pick, "comma", typed("mar"), "enter", "m"),
    to("a file, names", AskScreen, "comma", typed("mar"), "enter", "m", "enter"),
    to("a file, an alert", Pick, "comma", typed("mar"), "enter", "a"),
    to("a file, to see again", AskScreen, "comma", typed("mar"), "enter", "r"),
    to("a file, a right", Pick, "comma", typed("mar"), "enter", "d"),
    to("a file, a state", Pick, "comma", typed("mar"), "enter", "d", "enter"),
    to("a file, a step", AskScreen, "comma", typed("mar"), "enter", "d", "enter", "enter"),
    to("a file, where to sleep", Pick, "comma", typed("mar"), "enter", "l"),
    to("a file, a place", AskScreen, "comma", typed("mar"), "enter", "l", "enter"),
    to("a file, a note", AskScreen, "comma", typed("mar"), "enter", "t"),
    to("a file, identity", ConfirmScreen, "comma", typed("mar"), "enter", "i"),
    to("a file, its identity", AskScreen, "comma", typed("mar"), "enter", "i", "o"),
    to("a file, contested", ConfirmScreen, "comma", typed("mar"), "enter", "g"),
    to("a file, frozen", PersonScreen, "comma", typed("mar"), "enter", "g", "o"),
    to("a file, to be forgotten", ConfirmScreen, "comma", typed("mar"), "enter", "x"),
    to("a file, forgotten", PersonScreen, "comma", typed("mar"), "enter", "x", "o"),
    to("a file, to be erased", ConfirmScreen, "comma", typed("mar"), "enter", "x", "o", "e"),
    to("a file, who opened it", AccessesScreen, "comma", typed("mar"), "enter", "j"),
    to("a file, how it is checked", Pick, "comma", typed("mar"), "enter", "v"),
    to("a file, shown", SubjectScreen, "comma", typed("mar"), "enter", "v", "enter"),
    to("a file, a word", AskScreen, "comma", typed("mar"), "enter", "v", "enter", "m"),
    to("a file, where to", AskScreen, "comma", typed("mar"), "enter", "v", "enter", "s", "ctrl+u"),
    to("a file, an open alert", Pick, "comma", typed("marti"), "enter", "enter"),
)
