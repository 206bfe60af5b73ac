"""Whom the base takes off a laptop."""

import sqlalchemy as sa
from alembic import op

from maraude.server import roles

revision = "dismissal"
down_revision = "audit_chain"


def upgrade() -> None:
    """Make the table, for whoever may use the others."""
    op.create_table(
        "dismissal",
        sa.Column("device", sa.Text, sa.ForeignKey("device.id"), primary_key=True),
        sa.Column("user", sa.Text, primary_key=True),
        sa.Column("ordered_at", sa.BigInteger, nullable=False),
        sa.Column("done_at", sa.BigInteger),
    )
    roles.grant_alike(op.get_bind(), "dismissal", like="server_meta")
