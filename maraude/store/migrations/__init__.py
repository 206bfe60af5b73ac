"""The schema of the laptop's work database, as the sequence of steps that built it.

A step is never edited once released: a later one changes what it made. The migration functions
are called by sqlite-utils, in the order in which they are imported here, each in a transaction of
its own.
"""

from sqlite_utils import Database

from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.store.engine import Connection
from maraude.store.migrations import evenings, exchanges, privacy, protected, services
from maraude.store.migrations.registry import migrations

__all__ = [
    "bring_up_to_date",
    "evenings",
    "exchanges",
    "is_newer",
    "migrations",
    "privacy",
    "protected",
    "refuse_newer",
    "services",
]


def is_newer(db: Database) -> bool:
    """Tell whether a newer program has changed a database; it is only read."""
    known = {step.name for step in migrations.pending(Database(memory=True))}
    return any(step.name not in known for step in migrations.applied(db))


def refuse_newer(db: Database) -> None:
    """Refuse a database that a newer program has already changed: this one could harm it."""
    if is_newer(db):
        raise Refusal(
            "newer-profile",
            _(
                "Ce profil a été ouvert par une version plus récente de maraude. Mettez maraude à"
                " jour sur cet ordinateur ; rien n'a changé."
            ),
        )


def bring_up_to_date(connection: Connection) -> None:
    """Apply the steps that a restored copy lacks; Refusal as ``refuse_newer``."""
    database = Database(connection)
    refuse_newer(database)
    migrations.apply(database)
