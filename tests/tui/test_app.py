from pathlib import Path

import pytest
from textual.widgets import Static

from maraude import paths
from maraude.domain.clock import system_now
from maraude.tui.app import MaraudeApp, Outcome
from maraude.tui.screens.emergency import EmergencyScreen
from maraude.tui.screens.help import HelpScreen
from maraude.tui.screens.palette import PaletteScreen
from maraude.tui.screens.unlock import UnlockScreen
from maraude.tui.widgets.field import Field
from maraude.tui.widgets.footer import Footer
from maraude.tui.widgets.line_list import LineList
from maraude.tui.workplace import ProfileDoor
from tests.tui.places import PASSPHRASE, HomeScreen, UnlockedDoor
from tests.tui.seen import notices
from tests.tui.waiting import settled


def shown(app: MaraudeApp) -> str:
    return "\n".join(str(static.render()) for static in app.screen.query(Static))


async def test_the_right_passphrase_opens_the_evening() -> None:
    app = MaraudeApp(UnlockedDoor(locked=True))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press(*"fleuve", "space", *"lampe matin bleu table".replace(" ", "_"))
        app.screen.query_one(Field).value = PASSPHRASE
        await pilot.press("enter")
        await settled(pilot)

        assert isinstance(app.screen, HomeScreen)


async def test_a_wrong_passphrase_is_said_and_may_be_typed_again() -> None:
    app = MaraudeApp(UnlockedDoor(locked=True))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press(*"abc", "enter")
        await settled(pilot)

        assert "Ce n'est pas la bonne phrase de passe." in shown(app)
        field = app.screen.query_one(Field)
        assert field.has_focus
        assert field.value == ""


async def test_what_is_typed_as_a_passphrase_is_not_shown() -> None:
    app = MaraudeApp(UnlockedDoor(locked=True))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"secret")

        assert app.screen.query_one(Field).render_line(0).text.startswith("••••••")


async def test_an_emptied_profile_is_said_to_be_one(tmp_path: Path) -> None:
    paths.emptied(tmp_path).write_bytes(b"done\n")
    app = MaraudeApp(ProfileDoor(tmp_path, system_now))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "a été vidé par l'association" in " ".join(shown(app).split())


async def test_without_a_profile_the_two_commands_are_named() -> None:
    app = MaraudeApp(UnlockedDoor(there=False))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)

        assert "maraude init" in shown(app)
        assert "maraude demo" in shown(app)
        assert "ouvrir" not in app.screen.query_one(Footer).render().plain


async def test_a_demonstration_opens_by_itself() -> None:
    app = MaraudeApp(UnlockedDoor())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)

        assert isinstance(app.screen, HomeScreen)


async def test_control_l_locks_what_is_open() -> None:
    app = MaraudeApp(UnlockedDoor())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+l")

    assert app.return_value is Outcome.LOCK


async def test_there_is_nothing_to_lock_before_the_profile_is_open() -> None:
    app = MaraudeApp(UnlockedDoor(locked=True))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+l")
        await pilot.pause()

        assert isinstance(app.screen, UnlockScreen)
        assert app.return_value is None


async def test_control_q_leaves() -> None:
    app = MaraudeApp(UnlockedDoor())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+q")

    assert app.return_value is Outcome.QUIT


async def test_control_c_says_which_key_leaves() -> None:
    app = MaraudeApp(UnlockedDoor())
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+c")
        await pilot.pause()

        assert notices(pilot) == ["Ctrl+Q quitte maraude."]


async def test_a_notification_is_never_markup_and_commands_nothing() -> None:
    app = MaraudeApp(UnlockedDoor())
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        app.notify("[@click=app.quit]x[/] [/] \x1b]52;c;AA\x07", title="[/]\x1b[2J", markup=True)
        await pilot.pause()

        (notification,) = app._notifications
        assert notification.message == "[@click=app.quit]x[/] [/] \ufffd]52;c;AA\ufffd"
        assert notification.title == "[/]\ufffd[2J"
        assert not notification.markup


async def test_the_emergency_card_names_the_on_call_number_and_the_place() -> None:
    app = MaraudeApp(UnlockedDoor())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("exclamation_mark")
        await pilot.pause()

        assert isinstance(app.screen, EmergencyScreen)
        for number in ("15", "18", "112", "114", "17", "119", "115", "3919", "3114"):
            assert f"\n{number} " in f"\n{shown(app)}"
        assert "01 99 00 12 34" in shown(app)
        assert "nous sommes à Marta" in shown(app)
        await pilot.press("escape")
        assert isinstance(app.screen, HomeScreen)


async def test_the_emergency_card_is_there_before_the_profile_is_open_and_while_one_types() -> None:
    app = MaraudeApp(UnlockedDoor(locked=True))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "exclamation_mark")
        assert isinstance(app.screen, UnlockScreen)
        await pilot.press("f9")
        await pilot.pause()

        assert isinstance(app.screen, EmergencyScreen)
        assert "aucun numéro" in shown(app)


async def test_an_exclamation_mark_alone_shows_the_card_once_and_then_begins_a_passphrase() -> None:
    app = MaraudeApp(UnlockedDoor(locked=True))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("exclamation_mark")
        await settled(pilot)
        assert isinstance(app.screen, EmergencyScreen)
        await pilot.press("escape", "exclamation_mark", "a")

        assert app.screen.query_one(Field).value == "!a"


async def test_help_shows_the_keys_of_the_screen_first_then_the_letters() -> None:
    app = MaraudeApp(UnlockedDoor())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("semicolon", "question_mark")
        await pilot.pause()

        assert isinstance(app.screen, HelpScreen)
        text = shown(app)
        assert text.startswith("Lieux")
        assert text.index("Ajoute un lieu.") < text.index("Verrouille") < text.index("Les lettres")
        assert "c  couverture" in text


async def test_help_and_the_card_open_once() -> None:
    app = MaraudeApp(UnlockedDoor())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("question_mark", "question_mark", "f1")
        await pilot.pause()

        assert len(app.screen_stack) == 2


async def test_the_palette_finds_a_command_by_its_words_and_does_it() -> None:
    app = MaraudeApp(UnlockedDoor())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+p")
        await pilot.pause()
        assert isinstance(app.screen, PaletteScreen)
        await pilot.press(*"VERROUILLE", "enter")
        await pilot.pause()

    assert app.return_value is Outcome.LOCK


async def test_the_palette_offers_nothing_that_is_not_allowed_now() -> None:
    app = MaraudeApp(UnlockedDoor(locked=True))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause()
        await pilot.press(*"verrouille")

        assert app.screen.query_one(LineList).row is None


async def test_day_and_night_change_places() -> None:
    app = MaraudeApp(UnlockedDoor())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+t")
        assert app.theme == "day"
        await pilot.press("ctrl+t")
        assert app.theme == "night"


async def test_what_is_cut_in_a_field_can_be_pasted_there_and_leaves_the_app_by_no_way() -> None:
    app = MaraudeApp(UnlockedDoor())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("semicolon", "slash", *"Momo", "ctrl+shift+a", "ctrl+x")
        field = app.screen.query_one(Field)
        assert field.value == ""
        await pilot.press("ctrl+v")

        assert field.value == "Momo"


async def test_an_error_of_a_screen_ends_the_app_and_is_kept_for_its_one_sentence() -> None:
    class BrokenDoor(UnlockedDoor):
        def prepare(self) -> None:
            raise LookupError

    app = MaraudeApp(BrokenDoor())
    with pytest.raises(Exception, match="Worker raised exception"):
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)

    assert isinstance(app.failure, LookupError)
    assert app.return_code == 1
