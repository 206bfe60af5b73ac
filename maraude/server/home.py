"""The server's folder: its settings, its certificate, and where it was last listening."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, OperationalError, ProgrammingError

from maraude import paths
from maraude.domain.clock import Now
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.protocol.enrolment import bracketed, parse_address
from maraude.server import certificate, files, meta, roles
from maraude.server.database import Database, NotReplicatedError, is_full
from maraude.server.invitations import ORGANISATION

DEFAULT_PORT = 8443
_ANYWHERE = ("0.0.0.0", "::")  # noqa: S104 - addresses to listen on, which nobody can reach


class Settings(msgspec.Struct, frozen=True):
    """What ``init`` was told: SQLAlchemy's URL, and HOST:PORT as laptops reach it, or nothing."""

    database: str
    address: str = ""

    def __repr__(self) -> str:
        return f"Settings(address={self.address!r})"


class Listening(msgspec.Struct, frozen=True):
    """Where the server listens, or did when it last ran, and whether a proxy stands before it."""

    host: str
    port: int
    tls: bool
    behind_proxy: bool = False

    @property
    def url(self) -> str:
        """The place as a URL."""
        return f"{'https' if self.tls else 'http'}://{bracketed(self.host)}:{self.port}"


@dataclass(frozen=True, slots=True)
class Home:
    """A folder that ``create`` filled."""

    folder: Path
    settings: Settings

    @property
    def embedded(self) -> Path | None:
        """The file of an embedded database; None where it is a server's."""
        url = make_url(self.settings.database)
        return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None

    @contextmanager
    def database(self) -> Iterator[Database]:
        """Open the database, and close it at the end.

        Refusal: ``database-missing``, ``no-database``, ``no-room``, ``not-replicated``.
        """
        try:
            self._refuse_lost()
            ledger = paths.server_ledger(self.folder)
            with closing(Database(self.settings.database, ledger_file=ledger)) as database:
                yield database
        except (ArgumentError, OperationalError) as failure:
            if isinstance(failure, OperationalError) and is_full(failure):
                raise Refusal(
                    "no-room",
                    _("Le disque du serveur est plein : rien n'a changé. Faites de la place."),
                ) from failure
            raise Refusal(
                "no-database",
                _("La base de données du serveur ne répond pas, ou son adresse est fausse."),
            ) from failure
        except NotReplicatedError as failure:
            raise Refusal(
                "not-replicated",
                _(
                    "La copie de la base n'a pas confirmé : c'est noté ici, mais cela pourrait se"
                    " perdre. Recommencez quand elle répond."
                ),
            ) from failure

    def _refuse_lost(self) -> None:
        """Refuse to begin an empty database where there was one."""
        file, begun = self.embedded, paths.server_settings(self.folder).exists()
        if begun and file and not file.exists():
            raise Refusal(
                "database-missing",
                _(
                    "La base de données du serveur n'est plus là : {file}. Remettez-la à sa place,"
                    " ou reprenez une sauvegarde : maraude server restore FICHIER."
                ).format(file=file),
            )

    def upgrade(self, owner: str = "") -> None:
        """Bring the tables up to this version, as the role that owns them where there is another.

        Refusal: ``old-tables`` where whoever the server runs as may not; as ``database``.
        """
        meant = Home(self.folder, Settings(owner)) if owner else self
        try:
            with meant.database() as database:
                database.create_schema()
        except ProgrammingError as failure:
            raise Refusal(
                "old-tables",
                _(
                    "Les tables sont d'une version plus ancienne, et ce rôle ne peut pas les"
                    " changer : maraude server upgrade --database URL, avec celui qui les possède."
                ),
            ) from failure

    def pin(self) -> str:
        """Give the pin of the server's own certificate; nothing where laptops meet another."""
        listening = self.listening()
        if listening and (listening.behind_proxy or not listening.tls):
            return ""
        return certificate.pin(paths.server_certificate(self.folder))

    def address(self) -> tuple[str, int]:
        """Give the host and port that laptops are told; Refusal ``no-address``."""
        if self.settings.address:
            return _address(self.settings.address)
        listening = self.listening()
        if listening and listening.host not in _ANYWHERE:
            return listening.host, listening.port
        raise Refusal(
            "no-address",
            _(
                "Les ordinateurs ne sauraient pas où trouver ce serveur : lancez-le d'abord, ou"
                " donnez son adresse à maraude server init."
            ),
        )

    def listening(self) -> Listening | None:
        """Give where the server listens or last did."""
        try:
            return msgspec.json.decode(
                paths.server_listening(self.folder).read_bytes(), type=Listening
            )
        except (OSError, msgspec.MsgspecError):
            return None

    def keep_listening(self, listening: Listening) -> None:
        """Remember where the server listens, for the invitations to come."""
        files.write(paths.server_listening(self.folder), msgspec.json.encode(listening))


def create(
    folder: Path, database: str, address: str, organisation: str, now: Now, run_as: str = ""
) -> Home:
    """Make the folder of a server, its key and its tables.

    On PostgreSQL, ``database`` names the role that owns the tables; the server runs as that of
    ``run_as``, which may do less.

    Refusal: ``server-exists``, ``bad-address``, ``no-database``, ``no-role``.
    """
    if paths.server_settings(folder).exists():
        raise Refusal(
            "server-exists",
            _("Il y a déjà un serveur dans ce dossier. Choisissez-en un autre avec --home."),
        )
    host, _port = _address(address) if address else ("localhost", DEFAULT_PORT)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    url = database or f"sqlite:///{paths.server_database(folder)}"
    home = Home(folder, Settings(url, address))
    with home.database() as opened:
        opened.create_schema()
        with opened.write() as connection:
            meta.epoch(connection)
            meta.signing_key(connection)
            if organisation:
                meta.keep(connection, ORGANISATION, organisation)
            if run_as:
                roles.admit(connection, run_as)
    home = Home(folder, Settings(run_as or url, address))
    certificate.create(paths.server_certificate(folder), paths.server_key(folder), host, now)
    files.write(paths.server_settings(folder), msgspec.json.encode(home.settings))
    return home


def read(folder: Path) -> Home:
    """Give the server of a folder; Refusal ``no-server``, ``damaged-settings``."""
    try:
        content = paths.server_settings(folder).read_bytes()
    except FileNotFoundError:
        raise Refusal(
            "no-server", _("Il n'y a pas de serveur ici. Créez-le avec maraude server init.")
        ) from None
    try:
        return Home(folder, msgspec.json.decode(content, type=Settings))
    except msgspec.MsgspecError:
        raise Refusal(
            "damaged-settings",
            _("Les réglages du serveur ne peuvent pas être lus : {file}.").format(
                file=paths.server_settings(folder)
            ),
        ) from None


def _address(text: str) -> tuple[str, int]:
    try:
        return parse_address(text)
    except ValueError:
        raise Refusal(
            "bad-address",
            _("Une adresse s'écrit maraude.example.org:8443 : {text} n'en est pas une.").format(
                text=text
            ),
        ) from None
