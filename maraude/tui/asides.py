"""What opens over any screen of an evening: the stock, and the transmissions."""

from textual.screen import Screen

from maraude.tui.screens.stock import StockScreen
from maraude.tui.screens.transmissions import TransmissionsScreen
from maraude.usecases import tours
from maraude.usecases.session import Session


def open_stock(screen: Screen[None], session: Session, *, counting: bool = False) -> None:
    """Show the stock of tonight's tour; before there is one, that of the next."""
    tour = tours.of_evening(session, session.evening)
    is_back = tour is not None and not tour.is_open
    screen.app.push_screen(StockScreen(session, tour, is_counted=counting or is_back))


def open_transmissions(screen: Screen[None], session: Session) -> None:
    """Show the transmissions."""
    screen.app.push_screen(TransmissionsScreen(session))
