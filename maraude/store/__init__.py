"""The laptop's encrypted storage. The engine comes first: it tells sqlite-utils what SQLite is."""

from maraude.store import engine

__all__ = ["engine"]
