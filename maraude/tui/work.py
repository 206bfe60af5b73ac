"""Long work, away from the screen: one job after the other, its outcome told by a message."""

from collections.abc import Callable

from textual.message import Message
from textual.message_pump import MessagePump

from maraude.domain.refusal import Refusal


class Refused(Message):
    """What was asked cannot be done; the app shows the sentence where no screen does."""

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.sentence = sentence


def report(node: MessagePump, job: Callable[[], Message]) -> None:
    """Do ``job`` in the thread that calls, and post to ``node`` what came of it.

    To be called from a Textual thread worker, ``@work(thread=True)``: the app gives those one
    thread in all, and that thread its own connections.
    """
    try:
        outcome = job()
    except Refusal as refusal:
        outcome = Refused(refusal.message)
    node.post_message(outcome)
