"""A refusal met by a screen: its sentence is shown, and the screen goes on."""

from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from typing import Any, TypeVar

from textual.widget import Widget

from maraude.domain.refusal import Refusal

W = TypeVar("W", bound=Widget)


def refusals_shown(
    method: Callable[[W], Awaitable[None]],
) -> Callable[[W], Coroutine[Any, Any, None]]:
    """Make an action end quietly where it is refused, with the sentence as a notification."""

    @wraps(method)
    async def shown(self: W) -> None:
        try:
            await method(self)
        except Refusal as refusal:
            self.notify(refusal.message, severity="error")

    return shown
