"""The first tables."""

import sqlalchemy as sa
from alembic import op

from maraude.server import barrier

revision = "first"
down_revision = None


def upgrade() -> None:
    """Make every table."""
    _devices()
    _changes()
    _rows()
    _feeds()
    _ledgers()
    barrier.raise_(op.get_bind())


def _devices() -> None:
    op.create_table(
        "server_meta",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "device",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("token_hash", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("enrolled_at", sa.BigInteger, nullable=False),
        sa.Column("seen_at", sa.BigInteger),
        sa.Column("app", sa.Text, nullable=False, server_default=""),
        sa.Column("revoked_at", sa.BigInteger),
    )
    op.create_table(
        "access_grant",
        sa.Column("device", sa.Text, sa.ForeignKey("device.id"), primary_key=True),
        sa.Column("feed", sa.Text, primary_key=True),
    )
    op.create_table(
        "invitation",
        sa.Column("secret_hash", sa.LargeBinary, primary_key=True),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("feeds", sa.Text, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("used_at", sa.BigInteger),
    )
    op.create_table(
        "incarnation",
        sa.Column("inc", sa.Text, primary_key=True),
        sa.Column("device", sa.Text, sa.ForeignKey("device.id"), nullable=False),
        sa.Column("parent", sa.Text),
        sa.Column("parent_n", sa.BigInteger),
        sa.Column("acked_n", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("safe_n", sa.BigInteger, nullable=False, server_default="0"),
    )
    op.create_index("incarnation_device", "incarnation", ["device"])


def _changes() -> None:
    op.create_table(
        "change",
        sa.Column("inc", sa.Text, primary_key=True),
        sa.Column("n", sa.BigInteger, primary_key=True),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("row", sa.Text, nullable=False),
        sa.Column("line", sa.LargeBinary),
        sa.Column("received_at", sa.BigInteger, nullable=False),
    )
    op.create_index("change_row", "change", ["row"])
    op.create_table(
        "quarantine",
        sa.Column("inc", sa.Text, primary_key=True),
        sa.Column("n", sa.BigInteger, primary_key=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("received_at", sa.BigInteger, nullable=False),
        sa.Column("released_at", sa.BigInteger),
    )


def _rows() -> None:
    op.create_table(
        "row_state",
        sa.Column("row", sa.Text, primary_key=True),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("rv", sa.BigInteger, nullable=False),
        sa.Column("document", sa.LargeBinary),
        sa.Column("meta", sa.LargeBinary, nullable=False),
        sa.Column("erased", sa.Boolean, nullable=False),
    )
    op.create_table(
        "conflict",
        sa.Column("row", sa.Text, primary_key=True),
        sa.Column("field", sa.Text, primary_key=True),
        sa.Column("opened_at", sa.BigInteger, primary_key=True),
        sa.Column("rivals", sa.LargeBinary),
        sa.Column("closed_at", sa.BigInteger),
    )


def _feeds() -> None:
    op.create_table(
        "feed",
        sa.Column("feed", sa.Text, primary_key=True),
        sa.Column("head", sa.BigInteger, nullable=False),
        sa.Column("count", sa.BigInteger, nullable=False),
        sa.Column("sum", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "feed_row",
        sa.Column("feed", sa.Text, primary_key=True),
        sa.Column("fseq", sa.BigInteger, primary_key=True),
        sa.Column("row", sa.Text, nullable=False),
        sa.Column("present", sa.Boolean, nullable=False),
        sa.Column("digest", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("feed_row_row", "feed_row", ["row", "feed"], unique=True)


def _ledgers() -> None:
    op.create_table(
        "erasure",
        sa.Column("row", sa.Text, primary_key=True),
        sa.Column("erased_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "receipt",
        sa.Column("row", sa.Text, primary_key=True),
        sa.Column("device", sa.Text, sa.ForeignKey("device.id"), primary_key=True),
        sa.Column("received_at", sa.BigInteger),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
    )
