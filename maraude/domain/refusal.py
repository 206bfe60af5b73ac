"""The one exception that carries a sentence for the person at the keyboard."""


class Refusal(Exception):  # noqa: N818 - it is an answer, not a defect
    """What was asked cannot be done.

    ``code`` is a stable English slug for scripts (``wrong-passphrase``); the message is one or
    more whole sentences in the language in use, saying what happened and what to do.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
