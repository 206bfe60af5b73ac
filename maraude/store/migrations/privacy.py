"""What a laptop keeps so that a person's rights can be answered."""

from sqlite_utils import Database

from maraude.store.migrations.registry import migrations


@migrations(name="0012_access_log")
def _access_log(db: Database) -> None:
    """Keep who opened, changed, showed and erased a file, and when."""
    db.table("access_log").create(
        {"id": int, "at": str, "author": str, "person": str, "act": str, "how": str},
        pk="id",
        not_null={"at", "author", "person", "act", "how"},
        strict=True,
    )
    db.table("access_log").create_index(["person", "at"])
    db.table("access_log").create_index(["at"])


@migrations(name="0013_restricted_person")
def _restricted_person(db: Database) -> None:
    """Keep that a person contests what their file says; few do, and all of them are looked for."""
    db.table("person").add_column("restricted", int, not_null_default=0)
    db.execute("CREATE INDEX person_restricted ON person (id) WHERE restricted = 1")


@migrations(name="0014_redaction")
def _redaction(db: Database) -> None:
    """Keep which texts are voided, how, and whether the files are rid of them.

    ``rv`` is the version at which the server has told so last, ``seen`` the one that it had told
    when it was last said here.
    """
    db.table("redaction").create(
        {
            "record": str,
            "field": str,
            "type": str,
            "rv": int,
            "seen": int,
            "stamp": str,
            "own": int,
            "scrubbed": int,
        },
        pk=("record", "field"),
        not_null={"type", "rv", "seen", "stamp", "own", "scrubbed"},
        defaults={"rv": 0, "seen": 0, "scrubbed": 0},
        strict=True,
    )


@migrations(name="0015_history")
def _history(db: Database) -> None:
    """Find what is over among years of nights, and keep who had been met in what has gone.

    Nobody is told of as new whom a night had that is no longer here.
    """
    for table in ("encounter", "stock_move", "incident", "referral", "safety_note"):
        db.table(table).create_index(["at"])
    db.table("alert").create_index(["since"])
    db.execute("CREATE TABLE known (record TEXT PRIMARY KEY) STRICT, WITHOUT ROWID")
