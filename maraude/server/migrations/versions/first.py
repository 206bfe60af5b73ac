"""The first tables."""

from alembic import op

from maraude.server.tables import metadata

revision = "first"
down_revision = None


def upgrade() -> None:
    metadata.create_all(op.get_bind())
