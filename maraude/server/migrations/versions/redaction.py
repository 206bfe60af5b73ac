"""Which fields were voided for ever."""

import sqlalchemy as sa
from alembic import op

from maraude.server import roles

revision = "redaction"
down_revision = "dismissal"


def upgrade() -> None:
    """Make the table, for whoever may use the others."""
    op.create_table(
        "redaction",
        sa.Column("row", sa.Text, primary_key=True),
        sa.Column("field", sa.Text, primary_key=True),
        sa.Column("rv", sa.BigInteger, nullable=False),
        sa.Column("inc", sa.Text, nullable=False),
        sa.Column("n", sa.BigInteger, nullable=False),
        sa.Column("redacted_at", sa.BigInteger, nullable=False),
    )
    roles.grant_alike(op.get_bind(), "redaction", like="server_meta")
