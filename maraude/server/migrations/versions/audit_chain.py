"""The audit as a chain that nobody can change or shorten by the database's own means."""

import sqlalchemy as sa
from alembic import op

from maraude.server import audit

revision = "audit_chain"
down_revision = "directory"

_SQLITE = (
    "CREATE TRIGGER audit_{verb} BEFORE {verb} ON audit"
    " BEGIN SELECT RAISE(ABORT, 'the audit is kept'); END"
)
_POSTGRESQL = (
    "CREATE FUNCTION audit_kept() RETURNS trigger LANGUAGE plpgsql"
    " AS $$ BEGIN RAISE EXCEPTION 'the audit is kept'; END $$",
    "CREATE TRIGGER audit_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit"
    " FOR EACH STATEMENT EXECUTE FUNCTION audit_kept()",
)


def upgrade() -> None:
    """Chain the entries there are, then let nobody change them."""
    op.add_column("audit", sa.Column("head", sa.LargeBinary))
    connection = op.get_bind()
    rows = connection.execute(
        sa.text("SELECT id, at, actor, action, target FROM audit ORDER BY id")
    ).all()
    chained = sa.text("UPDATE audit SET head = :head WHERE id = :id")
    for row, head in zip(rows, audit.heads(b"", (tuple(row) for row in rows)), strict=True):
        connection.execute(chained, {"head": head, "id": row.id})
    is_sqlite = connection.dialect.name == "sqlite"
    for statement in map(_of_verb, ("UPDATE", "DELETE")) if is_sqlite else _POSTGRESQL:
        op.execute(statement)


def _of_verb(verb: str) -> str:
    return _SQLITE.format(verb=verb)
