"""The server's tables, the same on embedded SQLite and on PostgreSQL."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

metadata = MetaData()

server_meta = Table(
    "server_meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

device = Table(
    "device",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("enrolled_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger),
    Column("app", Text, nullable=False, server_default=""),
    Column("revoked_at", BigInteger),
    Column("wipe_told_at", BigInteger),
    Column("wiped_at", BigInteger),
)
"""A laptop that an administrator sees. Moments are milliseconds since 1970, UTC."""

access_grant = Table(
    "access_grant",
    metadata,
    Column("device", ForeignKey("device.id"), primary_key=True),
    Column("feed", Text, primary_key=True),
)
"""The territories and teams of a device; what its role reads of them is ``domain.feeds``."""

invitation = Table(
    "invitation",
    metadata,
    Column("secret_hash", LargeBinary, primary_key=True),
    Column("role", Text, nullable=False),
    Column("feeds", Text, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
)
"""``feeds`` is a JSON list."""

incarnation = Table(
    "incarnation",
    metadata,
    Column("inc", Text, primary_key=True),
    Column("device", ForeignKey("device.id"), nullable=False),
    Column("parent", Text),
    Column("parent_n", BigInteger),
    Column("acked_n", BigInteger, nullable=False, server_default="0"),
    Column("safe_n", BigInteger, nullable=False, server_default="0"),
    Index("incarnation_device", "device"),
)

change = Table(
    "change",
    metadata,
    Column("inc", Text, primary_key=True),
    Column("n", BigInteger, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("row", Text, nullable=False),
    Column("line", LargeBinary),
    Column("received_at", BigInteger, nullable=False),
    Index("change_row", "row"),
)
"""Every change as it came; an erased one keeps its place and its digest, without its line."""

row_state = Table(
    "row_state",
    metadata,
    Column("row", Text, primary_key=True),
    Column("type", Text, nullable=False),
    Column("rv", BigInteger, nullable=False),
    Column("document", LargeBinary),
    Column("meta", LargeBinary, nullable=False),
    Column("erased", Boolean, nullable=False),
)
"""``document`` is what is shown, canonical; ``meta`` tells where its values come from."""

feed = Table(
    "feed",
    metadata,
    Column("feed", Text, primary_key=True),
    Column("head", BigInteger, nullable=False),
    Column("count", BigInteger, nullable=False),
    Column("sum", BigInteger, nullable=False),
)

feed_row = Table(
    "feed_row",
    metadata,
    Column("feed", Text, primary_key=True),
    Column("fseq", BigInteger, primary_key=True),
    Column("row", Text, nullable=False),
    Column("present", Boolean, nullable=False),
    Column("digest", BigInteger, nullable=False),
    Index("feed_row_row", "row", "feed", unique=True),
    sqlite_with_rowid=False,
)
"""Each row once in each feed that it is or was in, at its newest position."""

conflict = Table(
    "conflict",
    metadata,
    Column("row", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("opened_at", BigInteger, primary_key=True),
    Column("rivals", LargeBinary),
    Column("closed_at", BigInteger),
)
"""Every conflict there was, with all its values; an erased one keeps none."""

quarantine = Table(
    "quarantine",
    metadata,
    Column("inc", Text, primary_key=True),
    Column("n", BigInteger, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("released_at", BigInteger),
)

erasure = Table(
    "erasure",
    metadata,
    Column("row", Text, primary_key=True),
    Column("erased_at", BigInteger, nullable=False),
)

redaction = Table(
    "redaction",
    metadata,
    Column("row", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("rv", BigInteger, nullable=False),
    Column("inc", Text, nullable=False),
    Column("n", BigInteger, nullable=False),
    Column("redacted_at", BigInteger, nullable=False),
)
"""Fields that were voided for ever, the last time as a row's version and by which change."""

receipt = Table(
    "receipt",
    metadata,
    Column("row", Text, primary_key=True),
    Column("device", ForeignKey("device.id"), primary_key=True),
    Column("received_at", BigInteger),
)
"""Which devices ever held an erased row, and when each said that it is gone there."""

dismissal = Table(
    "dismissal",
    metadata,
    Column("device", ForeignKey("device.id"), primary_key=True),
    Column("user", Text, primary_key=True),
    Column("ordered_at", BigInteger, nullable=False),
    Column("done_at", BigInteger),
)
"""Who is to open a device no more, by the slug; done once the device has said so."""

directory_import = Table(
    "directory_import",
    metadata,
    Column("version", BigInteger, primary_key=True, autoincrement=False),
    Column("source", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("kept", BigInteger, nullable=False),
    Column("updated", BigInteger, nullable=False),
    Column("removed", BigInteger, nullable=False),
)
"""Every version of the directory: what an import changed, and when (ms since 1970, UTC)."""

directory_source = Table(
    "directory_source",
    metadata,
    Column("source", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("head", BigInteger, nullable=False),
    Column("count", BigInteger, nullable=False),
    Column("sum", BigInteger, nullable=False),
    Column("attribution", Text, nullable=False),
    Column("copied_on", Text, nullable=False),
)
"""A source as last imported; ``head`` is the newest position of its services."""

directory_service = Table(
    "directory_service",
    metadata,
    Column("id", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("category", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("document", LargeBinary),
    Column("raw", Text, nullable=False),
    Index("directory_service_position", "source", "position", unique=True),
)
"""Each service once, at the newest position in its source; one that is gone has no document."""

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("head", LargeBinary),
)
"""Who did what to devices and rows, by ids alone, never contents; nothing of it is ever changed.

``head`` is the digest of the entry and of all before it.
"""
