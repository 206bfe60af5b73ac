"""A line to type a secret on."""

from maraude.tui.widgets.field import Field


class SecretField(Field):
    """Hides what is typed; leaves an exclamation mark to the emergency card where it can.

    That is always where only digits are typed. Elsewhere it is the first key, until the card
    ``was_shown``: a passphrase may begin with it.
    """

    def __init__(self, *, digits: bool = False) -> None:
        super().__init__(id="passphrase", password=True)
        self._digits = digits
        self.was_shown = False

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Tell whether a key is typed here, before any binding."""
        if character == "!" and (self._digits or not (self.was_shown or self.value)):
            return False
        return super().check_consume_key(key, character)
