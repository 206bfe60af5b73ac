"""What a laptop says that keeps the last evenings alone, on each screen that looks further back."""

from textual.widgets import Static

from maraude.domain.evening import Evening
from maraude.store import history
from maraude.tui.widgets.closing import Closing
from maraude.usecases.session import Session
from tests.tui.seen import listed
from tests.tui.waiting import keys
from tests.tui.whole import whole_app


async def test_each_screen_that_looks_further_back_says_so(on_tour: Session) -> None:
    first = Evening.parse(str(on_tour.evening))
    on_tour.store.write_local(lambda connection: history.keep_begin(connection, first)).result()
    async with whole_app(on_tour) as pilot:
        await keys(pilot, "h")
        evening = str(pilot.app.screen.query_one(Closing).render())
        empty = pilot.app.screen.query_one("#empty", Static)
        nothing_said = not empty.display or not str(empty.render())
        await keys(pilot, "escape", "a", "h")
        morning = listed(pilot)
        await keys(pilot, "escape", "comma", "enter", "end")
        file = listed(pilot)

    assert "le reste est à la base" in " ".join(evening.split())
    assert "rencontre" not in evening
    assert nothing_said
    assert "Ce portable garde 90 jours" in morning[0]
    assert "à la base" in " ".join(" ".join(file).split())
