"""The outreach team's evening in a terminal."""

__version__ = "0.1.0"
