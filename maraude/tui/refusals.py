"""A refusal met by a screen: its sentence is shown, and the screen goes on."""

from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from textual.widget import Widget

from maraude.domain.refusal import Refusal

W = TypeVar("W", bound=Widget)
P = ParamSpec("P")


def refusals_shown(
    method: Callable[Concatenate[W, P], Awaitable[None]],
) -> Callable[Concatenate[W, P], Coroutine[Any, Any, None]]:
    """Make an action end quietly where it is refused, with the sentence as a notification."""

    @wraps(method)
    async def shown(self: W, /, *args: P.args, **kwargs: P.kwargs) -> None:
        try:
            await method(self, *args, **kwargs)
        except Refusal as refusal:
            self.notify(refusal.message, severity="error")

    return shown
