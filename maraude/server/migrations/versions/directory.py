"""The directory that the base publishes."""

import sqlalchemy as sa
from alembic import op

from maraude.server import barrier, roles

revision = "directory"
down_revision = "wipe"


def upgrade() -> None:
    """Make its tables, for whoever may use the others."""
    op.create_table(
        "directory_import",
        sa.Column("version", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("kept", sa.BigInteger, nullable=False),
        sa.Column("updated", sa.BigInteger, nullable=False),
        sa.Column("removed", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "directory_source",
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("head", sa.BigInteger, nullable=False),
        sa.Column("count", sa.BigInteger, nullable=False),
        sa.Column("sum", sa.BigInteger, nullable=False),
        sa.Column("attribution", sa.Text, nullable=False),
        sa.Column("copied_on", sa.Text, nullable=False),
    )
    op.create_table(
        "directory_service",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("document", sa.LargeBinary),
        sa.Column("raw", sa.Text, nullable=False),
    )
    op.create_index(
        "directory_service_position", "directory_service", ["source", "position"], unique=True
    )
    connection = op.get_bind()
    barrier.raise_directory(connection)
    for table in ("directory_import", "directory_source", "directory_service"):
        roles.grant_alike(connection, table, like="server_meta")
