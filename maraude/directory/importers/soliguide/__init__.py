"""Soliguide: the answer of its interface, or a list of its places, as a file.

Its data are not open: they come with an association's own key, or as a file that it was given.
What a field means is told at https://solinum.notion.site (API Solidarité) and in the published
source of Soliguide; slugs are misspelt there, and are meant to be.
"""

from maraude.directory.importers.soliguide.places import FORMAT, LIST, read, recognises

__all__ = ["FORMAT", "LIST", "read", "recognises"]
