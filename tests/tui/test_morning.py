from maraude.tui.screens.conflicts import ConflictsScreen
from maraude.tui.screens.person import PersonScreen
from maraude.usecases import log, tours
from maraude.usecases.session import Session
from tests.tui.seen import listed
from tests.tui.told import told_by_the_server
from tests.tui.waiting import keys
from tests.tui.whole import whole_app


async def test_a_team_unfolds_to_what_it_did_each_line_one_key_away(full_evening: Session) -> None:
    async with whole_app(full_evening) as pilot:
        await keys(pilot, "a")
        folded = listed(pilot)
        await keys(pilot, "enter")
        unfolded = listed(pilot)
        await keys(pilot, "down", "enter")
        opened = pilot.app.screen
        await keys(pilot, "escape", "up", "enter")
        again = listed(pilot)

    assert "+ Nord" in folded[0]
    assert "rencontres" in folded[0]
    assert "- Nord" in unfolded[0]
    assert "!" in unfolded[1]
    assert isinstance(opened, PersonScreen)
    assert again == folded


async def test_disagreements_are_one_key_away(full_evening: Session) -> None:
    async with whole_app(full_evening) as pilot:
        await keys(pilot, "a", "down")
        assert "2 désaccords à trancher" in listed(pilot)[1]
        await keys(pilot, "enter")
        assert isinstance(pilot.app.screen, ConflictsScreen)


async def test_the_night_before_and_back(on_tour: Session) -> None:
    log.save(on_tour, log.read(on_tour, tours.open_at(on_tour, None), "h", (), at=on_tour.now()))
    async with whole_app(on_tour) as pilot:
        await keys(pilot, "a")
        tonight = listed(pilot)
        await keys(pilot, "h")
        before = listed(pilot)
        await keys(pilot, "h", "j")
        again = listed(pilot)

    assert "encore dehors, 1 rencontre, 1 pers." in tonight[0]
    assert "2 rencontres" in before[0]
    assert "1 alerte" in before[0]
    assert "encore dehors" not in before[0]
    assert again == tonight


async def test_before_leaving_it_is_last_night(before_leaving: Session) -> None:
    async with whole_app(before_leaving) as pilot:
        await keys(pilot, "a")
        assert "2 rencontres" in listed(pilot)[0]


async def test_what_the_server_alone_knows_is_said_to_whom_it_told(on_tour: Session) -> None:
    async with whole_app(on_tour) as pilot:
        await keys(pilot, "a")
        nothing = listed(pilot)
        told_by_the_server(on_tour)
        await keys(pilot, "escape", "a", "end")
        told = listed(pilot)

    assert "est dit à la coordination" in nothing[-1]
    assert "2 changements mis de côté" in told[-3]
    assert "Momo 1" in told[-2]
    assert "ne peut pas écrire là" in told[-2]
    assert "Momo 3 n'a encore jamais échangé" in told[-1]
