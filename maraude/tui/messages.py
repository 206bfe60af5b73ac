"""What a screen tells the application."""

from textual.message import Message


class LanguageChosen(Message):
    """Another language is in use from now on: what is open must be shown again."""
