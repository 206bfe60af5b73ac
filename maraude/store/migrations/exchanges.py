"""What a laptop keeps of what the server and other laptops have told it."""

from sqlite_utils import Database

from maraude.store.migrations.registry import migrations


@migrations(name="0007_sync")
def _sync(db: Database) -> None:
    """Keep what a server has told: which rows are in which feed, what stands in conflict.

    ``unread`` are rows of types, or with values, that only newer programs know.
    """
    db.execute("CREATE INDEX change_waiting ON change (inc, n) WHERE acked = 0")
    db.table("held").create(
        {"feed": str, "record": str, "type": str, "digest": int},
        pk=("feed", "record"),
        not_null={"type", "digest"},
        strict=True,
    )
    db.table("held").create_index(["record"])
    db.table("conflict").create(
        {"record": str, "field": str, "type": str, "rivals": str},
        pk=("record", "field"),
        not_null={"type", "rivals"},
        strict=True,
    )
    db.table("unread").create(
        {"record": str, "type": str, "rv": int, "document": str},
        pk="record",
        not_null={"type", "rv", "document"},
        strict=True,
    )


@migrations(name="0008_guests")
def _guests(db: Database) -> None:
    """Keep what files of other laptops brought, until the server tells of it.

    ``relay`` is what their files had for the server, sealed to it.
    """
    db.table("guest").create(
        {
            "inc": str,
            "n": int,
            "h": str,
            "record": str,
            "base_rv": int,
            "feed": str,
            "line": bytes,
        },
        pk=("inc", "n"),
        not_null={"h", "record", "base_rv", "feed", "line"},
        strict=True,
    )
    db.table("guest").create_index(["record"])
    db.table("relay").create(
        {"inc": str, "stop": int, "out": bytes}, pk="inc", not_null={"stop", "out"}, strict=True
    )


@migrations(name="0009_erasure")
def _erasure(db: Database) -> None:
    """Keep who is erased, whether that was said here, and whether the files are rid of them."""
    db.table("erasure").create(
        {"record": str, "own": int, "scrubbed": int},
        pk="record",
        not_null={"own", "scrubbed"},
        defaults={"scrubbed": 0},
        strict=True,
    )
    db.execute(
        "INSERT OR IGNORE INTO erasure (record, own) SELECT record, 1 FROM change"
        " WHERE kind = 'erase'"
    )


@migrations(name="0009_situation_author")
def _situation_author(db: Database) -> None:
    """Keep who wrote where a person sleeps, and when: two may have, apart from each other."""
    db.table("situation").add_column("author", str, not_null_default="")
    db.table("situation").add_column("at", str)


@migrations(name="0010_fewer_trees")
def _fewer_trees(db: Database) -> None:
    """Keep what comes with each row of a server in as few trees as it is looked for by.

    Every page that a row touches is enciphered again.
    """
    _rebuild(
        db,
        "held",
        "feed TEXT, record TEXT, type TEXT NOT NULL, digest INTEGER NOT NULL,"
        " PRIMARY KEY (record, feed)",
    )
    _rebuild(
        db, "met", "person TEXT, at TEXT NOT NULL, encounter TEXT, PRIMARY KEY (encounter, person)"
    )
    db.execute("CREATE INDEX met_who ON met (person, at)")
    db.execute("CREATE INDEX met_when ON met (at, person)")


@migrations(name="0016_lighter_met")
def _lighter_met(db: Database) -> None:
    """Keep who was met as it comes; when anybody was, the encounters' own index tells."""
    _rebuild(
        db,
        "met",
        "person TEXT NOT NULL, at TEXT NOT NULL, encounter TEXT NOT NULL",
        options="STRICT",
    )
    db.execute("CREATE INDEX met_who ON met (person, at)")
    db.execute("CREATE INDEX met_encounter ON met (encounter)")


def _rebuild(
    db: Database, name: str, columns: str, *, options: str = "STRICT, WITHOUT ROWID"
) -> None:
    """Give a table these columns, which it has already, and no tree but its key's."""
    db.execute(f'ALTER TABLE "{name}" RENAME TO before')
    db.execute(f'CREATE TABLE "{name}" ({columns}) {options}')
    db.execute(f'INSERT INTO "{name}" SELECT * FROM before')  # noqa: S608 - the names are ours
    db.execute("DROP TABLE before")
