"""Exchange by files that somebody carries, without a network: with the server, or a team."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from maraude.domain.refusal import Refusal
from maraude.i18n import _, ngettext
from maraude.store.files import sync_folder
from maraude.usecases import sync, sync_words
from maraude.usecases.session import Session

if TYPE_CHECKING:
    from maraude.sync.carried import Met
    from maraude.sync.session import Progress

READ = "maraude bundle read"


@dataclass(frozen=True, slots=True)
class Written:
    """So many changes are in a file for the server; ``left`` had no room and go with the next.

    ``shared`` are the rows and changes that the other laptops of its teams can read.
    """

    changes: int
    left: int
    shared: int


def write(session: Session, file: Path) -> Written:
    """Write what waits into a file, for the server and for the other laptops of its teams.

    Refusal: ``not-enrolled``, ``another-file``, ``not-written``.
    """
    from maraude.sync import carried
    from maraude.sync.client import Client

    server = sync.joined(session)
    client = Client(session.store, session.now)
    key = bytes.fromhex(server.exchange_key)
    made = carried.write(session.store, client, server.token, key, session.now())
    put(file, made.content)
    return Written(made.changes, made.left, made.shared)


def read(session: Session, file: Path, *, allow_removals: bool = False) -> "Progress | Met":
    """Take what the server answered to such a file of this laptop, or what another one wrote.

    Refusal: ``no-such-file``, ``own-file``, ``unreadable-bundle``, and those of ``sync.run``.
    """
    from maraude.protocol import bundle

    sync.joined(session)
    content = content_of(file)
    if bundle.is_handover(content):
        return _meet(session, content)
    return _take(session, content, allow_removals=allow_removals)


def _meet(session: Session, content: bytes) -> "Met":
    from maraude.protocol.bundle import MalformedBundleError
    from maraude.sync import carried

    try:
        return carried.meet(session.store, content)
    except carried.OwnFileError:
        raise Refusal(
            "own-file",
            _(
                "Ce fichier vient de cet ordinateur : portez-le à la base ou à une autre équipe,"
                " et lisez ici leur réponse."
            ),
        ) from None
    except MalformedBundleError:
        raise Refusal("unreadable-bundle", _("Ce fichier est abîmé. Rien n'a changé.")) from None


def _take(session: Session, content: bytes, *, allow_removals: bool) -> "Progress":
    from maraude.protocol.bundle import MalformedBundleError
    from maraude.protocol.messages import MalformedMessageError
    from maraude.sync import carried
    from maraude.sync.client import Client

    client = Client(session.store, session.now)
    try:
        return sync.ended(
            session,
            lambda: carried.read(session.store, client, content, allow_removals=allow_removals),
            READ,
        )
    except (MalformedBundleError, MalformedMessageError):
        raise Refusal(
            "unreadable-bundle",
            _(
                "Ce fichier ne répond à rien que cet ordinateur attende : il a déjà été lu, il est"
                " pour un autre, ou il est abîmé. Rien n'a changé."
            ),
        ) from None


def read_and_tell(session: Session, file: Path) -> str:
    """Read a file as ``read`` does, and say what came of it."""
    from maraude.sync.session import Progress

    done = read(session, file)
    if isinstance(done, Progress):
        return " ".join(sync_words.done(done, sync.standing(session)))
    return told(session, done)


def told_written(written: Written, file: Path) -> list[str]:
    """Say what was written into a file, and where to carry it."""
    lines = [
        ngettext(
            "{n} changement est dans {file}, que seuls la base et les ordinateurs de vos équipes"
            " peuvent lire.",
            "{n} changements sont dans {file}, que seuls la base et les ordinateurs de vos équipes"
            " peuvent lire.",
            written.changes,
        ).format(n=written.changes, file=file)
        if written.changes
        else _("Rien n'attend ici : {file} demande ce que les autres ont noté.").format(file=file),
        _("Portez-le à la base, et rapportez sa réponse ; une autre équipe peut le lire aussi."),
    ]
    if written.left:
        lines.append(
            ngettext(
                "{n} changement n'y tenait pas : il ira avec le prochain fichier.",
                "{n} changements n'y tenaient pas : ils iront avec le prochain fichier.",
                written.left,
            ).format(n=written.left)
        )
    return lines


def content_of(file: Path) -> bytes:
    """Give what a carried file holds; Refusal ``no-such-file``."""
    from maraude.protocol.bundle import MAX_FILE

    try:
        with file.open("rb") as stream:
            content = stream.read(MAX_FILE + 1)
        if len(content) <= MAX_FILE:
            return content
    except OSError:
        pass
    raise Refusal("no-such-file", _("Le fichier {file} ne peut pas être lu.").format(file=file))


def put(file: Path, content: bytes) -> None:
    """Write a file to be carried, wholly or not at all, never over a file of another kind."""
    from maraude.protocol import bundle

    unfinished = file.with_name(f".{file.name}.tmp")
    try:
        if file.exists() and not bundle.is_bundle(_head(file)):
            raise Refusal(
                "another-file",
                _("Il y a déjà un autre fichier ici : {file}. Choisissez un autre nom.").format(
                    file=file
                ),
            )
        with unfinished.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(file)
        with suppress(OSError):  # not every stick can; those that can are pulled out at once
            sync_folder(file.parent)
    except OSError:
        with suppress(OSError):  # read only, or just unplugged
            unfinished.unlink(missing_ok=True)
        raise Refusal(
            "not-written",
            _(
                "Le fichier {file} n'a pas pu être écrit : vérifiez la clé et la place qui y reste."
            ).format(file=file),
        ) from None


def _head(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(64)


def told(session: Session, met: "Met") -> str:
    """Say what another laptop's file brought."""
    if met.closed or met.at is None:
        return _(
            "Rien dans ce fichier n'est pour les équipes de cet ordinateur. Ce qu'il a pour le"
            " serveur lui sera remis à la prochaine synchronisation."
        )
    at = met.at.astimezone(session.zone)
    if not met.new:
        return _("Rien de neuf dans ce fichier de l'équipe {team} ({date}, {time}).").format(
            team=met.team, date=f"{at:%d/%m}", time=f"{at:%H:%M}"
        )
    return ngettext(
        "Lu : {n} nouveauté de l'équipe {team}, du {date} à {time}.",
        "Lu : {n} nouveautés de l'équipe {team}, du {date} à {time}.",
        met.new,
    ).format(n=met.new, team=met.team, date=f"{at:%d/%m}", time=f"{at:%H:%M}")
