"""What is still said of whoever the server has purged."""

import msgspec
from sqlalchemy import select

from maraude.domain import mentions
from maraude.server import tables
from tests.simulation.base import Base, decoded
from tests.simulation.checks import Stored, texts_in
from tests.simulation.violation import Violation


def notes_about(base: Base, person: str) -> set[str]:
    """Give the texts of the notes of encounters with nobody else who has a file."""
    stored = Stored.of(base)
    alone = {
        id_
        for id_, row in stored.rows.items()
        if row.type == "encounter" and set(mentions.listed(row.document)) == {person}
    }
    lines = (change for line in stored.held.values() if (change := decoded(line)))
    said = (msgspec.json.decode(change.f).get("note") for change in lines if change.r in alone)
    return texts_in(said)


def check_silenced(base: Base, said: set[str]) -> None:
    """Raise Violation 19 where the server still has one of some notes."""
    with base.database.read() as connection:
        found = [connection.execute(select(table)) for table in tables.metadata.sorted_tables]
        left = said & texts_in(value for rows in found for row in rows for value in row)
    if left:
        raise Violation(19, f"the server still has {sorted(left)} of who is purged")
