"""When a revoked device was told to empty itself, and when it did."""

import sqlalchemy as sa
from alembic import op

revision = "wipe"
down_revision = "first"


def upgrade() -> None:
    """Add both moments to a device."""
    op.add_column("device", sa.Column("wipe_told_at", sa.BigInteger))
    op.add_column("device", sa.Column("wiped_at", sa.BigInteger))
