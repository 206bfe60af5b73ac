"""Taking back what was written, from any screen."""

import asyncio

from textual.app import App

from maraude.tui.widgets.closing import undone
from maraude.usecases import undo
from maraude.usecases.session import Session


async def take_back_latest(app: App[object], session: Session) -> None:
    """Take back the last thing written, and say what it was; Refusal where there is nothing."""
    done = await asyncio.to_thread(undo.undo_latest, session)
    app.notify(undone(done, session.zone))
