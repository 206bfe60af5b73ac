"""What a team keeps of its evenings and of the people it meets."""

from collections.abc import Mapping

from sqlite_utils import Database

from maraude.store.migrations.registry import migrations


def create_synced(db: Database, name: str, columns: Mapping[str, type], *required: str) -> None:
    """Create a synced table: ``extra`` keeps fields of newer versions, ``rv`` the row version."""
    db.table(name).create(
        {"id": str, **columns, "deleted": int, "extra": str, "rv": int},
        pk="id",
        not_null={*required, "deleted", "extra", "rv"},
        defaults={"deleted": 0, "extra": "{}", "rv": 0},
        strict=True,
    )


@migrations(name="0001_change_log")
def _change_log(db: Database) -> None:
    """Keep what every synced write leaves behind, so that a server can be told of it later."""
    db.table("incarnation").create(
        {"inc": str, "parent": str, "parent_n": int, "n": int, "tx": int, "h": str},
        pk="inc",
        not_null={"n", "tx", "h"},
        strict=True,
    )
    db.table("change").create(
        {
            "inc": str,
            "n": int,
            "tx": int,
            "h": str,
            "type": str,
            "record": str,
            "kind": str,
            "base_rv": int,
            "author": str,
            "schema": int,
            "line": bytes,
            "acked": int,
        },
        pk=("inc", "n"),
        not_null={"tx", "h", "type", "record", "kind", "base_rv", "author", "schema", "line"},
        strict=True,
    )
    db.table("change").create_index(["record"])
    db.table("shadow").create(
        {"type": str, "record": str, "rv": int, "document": str},
        pk=("type", "record"),
        not_null={"rv", "document"},
        strict=True,
    )
    db.table("cursor").create({"feed": str, "fseq": int}, pk="feed", strict=True)
    db.table("meta").create({"key": str, "value": str}, pk="key", not_null={"value"}, strict=True)


@migrations(name="0002_evening")
def _evening(db: Database) -> None:
    """Keep the records of one evening of one team."""
    _create_tours(db)
    _create_places_and_persons(db)
    _create_encounters(db)
    _create_what_follows(db)


def _create_tours(db: Database) -> None:
    columns = {
        "evening": str,
        "team": str,
        "started_at": str,
        "ended_at": str,
        "members": str,
        "sector": str,
        "spot": str,
        "kilometres": float,
        "debrief": str,
    }
    create_synced(db, "tour", columns, "evening", "team", "started_at")
    db.table("tour").create_index(["evening"])


def _create_places_and_persons(db: Database) -> None:
    spot = {"name": str, "team": str, "kind": str, "sector": str}
    create_synced(db, "spot", spot, "name", "team")
    position = {"spot": str, "lat": float, "lon": float}
    create_synced(db, "spot_position", position, *position)
    db.table("spot_position").create_index(["spot"])
    person = {"code": str, "called": str, "team": str, "informed": str}
    create_synced(db, "person", person, "code", "called", "team")
    db.table("person").create_index(["code"], unique=True)


def _create_encounters(db: Database) -> None:
    encounter = {
        "tour": str,
        "at": str,
        "contact": str,
        "people": str,
        "spot": str,
        "needs": str,
        "given": str,
        "alerts": str,
        "reason": str,
        "animal": int,
        "note": str,
    }
    create_synced(db, "encounter", encounter, "tour", "at", "contact", "people")
    db.table("encounter").create_index(["tour", "at"])
    move = {"tour": str, "at": str, "items": str, "spot": str, "note": str}
    create_synced(db, "stock_move", move, "tour", "at", "items")
    db.table("stock_move").create_index(["tour"])
    note = {"encounter": str, "at": str, "code": str, "person": str, "text": str}
    create_synced(db, "safety_note", note, "encounter", "at", "code")
    db.table("safety_note").create_index(["encounter"])


def _create_what_follows(db: Database) -> None:
    referral = {
        "tour": str,
        "target": str,
        "at": str,
        "result": str,
        "encounter": str,
        "persons": str,
        "service": str,
        "service_name": str,
        "waited": int,
        "reason": str,
        "closed_at": str,
    }
    create_synced(db, "referral", referral, "tour", "target", "at", "result")
    db.table("referral").create_index(["tour"])
    db.table("referral").create_index(["encounter"])
    follow_up = {
        "due": str,
        "tour": str,
        "encounter": str,
        "person": str,
        "spot": str,
        "what_for": str,
        "state": str,
    }
    create_synced(db, "follow_up", follow_up, "due", "tour", "state")
    for column in ("due", "tour", "person", "encounter"):
        db.table("follow_up").create_index([column])


@migrations(name="0003_local")
def _local(db: Database) -> None:
    """Keep what stays on this laptop: draft, steps of undo, who is called what, who was met."""
    db.table("draft").create(
        {"id": int, "line": str, "opened_at": str, "choices": str, "editing": str},
        pk="id",
        not_null={"line", "opened_at", "choices", "editing"},
        strict=True,
    )
    db.table("undo").create(
        {"tx": int, "step": int, "tour": str, "type": str, "record": str, "before": str},
        pk=("tx", "step"),
        not_null={"tour", "type", "record"},
        strict=True,
    )
    db.table("undo").create_index(["tour", "tx"])
    db.table("name").create(
        {"type": str, "folded": str, "record": str},
        pk=("type", "folded", "record"),
        strict=True,
    )
    db.table("name").create_index(["record"])
    db.table("met").create(
        {"person": str, "at": str, "encounter": str}, pk=("person", "at", "encounter"), strict=True
    )
    db.table("met").create_index(["encounter"])


@migrations(name="0004_people")
def _people(db: Database) -> None:
    """Keep a file on a person: what teams know, what comes next, who was told what."""
    _widen_person(db)
    _widen_follow_up(db)
    for column in ("stock_out", "stock_in"):
        db.table("tour").add_column(column, str, not_null_default="[]")
    _create_of_person(db)
    _create_alerts_and_notes(db)
    db.table("undo").transform(rename={"tour": "scope"})
    db.table("met").create_index(["at"])


@migrations(name="0005_briefing")
def _briefing(db: Database) -> None:
    """Find what a briefing asks for among years of what is done: a table scan would take seconds.

    The conditions are those of the queries, word for word, or SQLite passes the index over.
    """
    db.execute(
        "CREATE INDEX follow_up_open ON follow_up (due) WHERE state = 'open' AND deleted = 0"
    )
    db.execute("CREATE INDEX tour_open ON tour (evening) WHERE ended_at IS NULL AND deleted = 0")
    db.execute("CREATE INDEX met_when ON met (at, person)")
    db.table("tour").create_index(["team", "evening"])


def _widen_person(db: Database) -> None:
    person = db.table("person")
    for column in ("also_called", "languages"):
        person.add_column(column, str, not_null_default="[]")
    for column in ("age", "gender", "household", "outside_since", "animals", "referent"):
        person.add_column(column, str, not_null_default="")
    for column in ("age_estimated", "interpreter", "vulnerable", "opposed"):
        person.add_column(column, int, not_null_default=0)
    for column in ("forget_at", "merged_into"):
        person.add_column(column, str)
    person.create_index(["merged_into"])
    # Two laptops may draw one code for two people; both files must be kept.
    db.execute("DROP INDEX idx_person_code")
    person.create_index(["code"])


def _widen_follow_up(db: Database) -> None:
    follow_up = db.table("follow_up")
    follow_up.transform(not_null={"due": False})
    follow_up.add_column("note", str, not_null_default="")
    follow_up.add_column("every", int, not_null_default=0)


def _create_of_person(db: Database) -> None:
    identity = {
        "person": str,
        "first_name": str,
        "last_name": str,
        "birth_year": int,
        "phone": str,
    }
    create_synced(db, "person_identity", identity, "person")
    situation = {
        "person": str,
        "night": str,
        "since": str,
        "until": str,
        "place": str,
        "day": str,
    }
    create_synced(db, "situation", situation, "person", "night", "since")
    right = {"person": str, "code": str, "state": str, "next_step": str, "due": str}
    create_synced(db, "right", right, "person", "code", "state")
    for table in ("person_identity", "situation", "right"):
        db.table(table).create_index(["person"])


def _create_alerts_and_notes(db: Database) -> None:
    alert = {
        "code": str,
        "severity": int,
        "since": str,
        "tour": str,
        "encounter": str,
        "person": str,
        "spot": str,
        "what_to_do": str,
        "until": str,
        "closed_at": str,
    }
    create_synced(db, "alert", alert, "code", "severity", "since", "tour")
    for column in ("person", "encounter", "closed_at"):
        db.table("alert").create_index([column])
    note = {
        "at": str,
        "text": str,
        "tour": str,
        "person": str,
        "spot": str,
        "to": str,
        "until": str,
    }
    create_synced(db, "note", note, "at", "text", "tour", "to")
    for column in ("person", "at"):
        db.table("note").create_index([column])
    incident = {"tour": str, "at": str, "text": str, "told": str, "spot": str}
    create_synced(db, "incident", incident, "tour", "at", "text", "told")
    db.table("incident").create_index(["tour"])


@migrations(name="0005_referral_service")
def _referral_service(db: Database) -> None:
    """Find what came of the referrals to a service without reading the referrals themselves."""
    db.table("referral").create_index(["service", "deleted", "result", "closed_at", "at"])


@migrations(name="0006_draft_language")
def _draft_language(db: Database) -> None:
    """Keep with the draft the language of its letters, so that its meaning outlives a change."""
    db.table("draft").add_column("language", str, not_null_default="fr")
