"""The PostgreSQL role that the server runs as: it owns nothing and cannot lift the barrier."""

from psycopg import sql
from sqlalchemy import URL, Connection, make_url, text
from sqlalchemy.exc import ArgumentError, ProgrammingError

from maraude.domain.refusal import Refusal
from maraude.i18n import _

_OF_TABLES = "SELECT, INSERT, UPDATE, DELETE"


def admit(connection: Connection, url: str) -> None:
    """Make the role of a database's URL if there is none, and let it use the tables.

    Refusal: ``no-role``, with the SQL that an administrator has to run.
    """
    wanted = _parse(url)
    name = sql.Identifier(wanted.username or "")
    known = text("SELECT 1 FROM pg_roles WHERE rolname = :name")
    if connection.execute(known, {"name": wanted.username}).scalar() is None:
        _create(connection, name, wanted.password)
    _execute(connection, sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(name))
    for objects, allowed in (
        ("TABLES", _OF_TABLES),
        ("SEQUENCES", "USAGE, UPDATE"),
    ):
        grant = f"GRANT {allowed} ON ALL {objects} IN SCHEMA public TO {{}}"
        _execute(connection, sql.SQL(grant).format(name))


def grant_alike(connection: Connection, table: str, like: str) -> None:
    """Let those use a new table who were let use another."""
    if connection.dialect.name == "sqlite":
        return
    let = text(
        "SELECT DISTINCT grantee FROM information_schema.role_table_grants"
        " WHERE table_schema = 'public' AND table_name = :like AND grantee != current_user"
    )
    grant = sql.SQL(f"GRANT {_OF_TABLES} ON {{}} TO {{}}")
    for (name,) in connection.execute(let, {"like": like}).all():
        _execute(connection, grant.format(sql.Identifier(table), sql.Identifier(name)))


def _parse(url: str) -> URL:
    try:
        wanted = make_url(url)
    except ArgumentError:
        wanted = None
    if wanted is None or wanted.get_backend_name() != "postgresql" or not wanted.username:
        raise Refusal(
            "bad-role", _("Le rôle se donne par une adresse postgresql://RÔLE@HÔTE/BASE.")
        )
    return wanted


def _create(connection: Connection, name: sql.Identifier, password: object) -> None:
    make = sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE")
    statement = make.format(name)
    secret = sql.SQL(" PASSWORD {}").format(sql.Literal(str(password))) if password else sql.SQL("")
    try:
        _execute(connection, statement + secret)
    except ProgrammingError as failure:
        shown = statement.as_string() + (" PASSWORD '…'" if password else "")
        raise Refusal(
            "no-role",
            _(
                "Ce rôle ne peut pas en créer d'autre. Qu'un administrateur de PostgreSQL fasse"
                " {sql}; puis recommencez."
            ).format(sql=shown),
        ) from failure


def _execute(connection: Connection, statement: sql.Composed) -> None:
    connection.exec_driver_sql(statement.as_string())
