"""``maraude server``: the central server, and who may exchange with it."""

import re
from argparse import Namespace
from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from maraude import paths
from maraude.cli import output
from maraude.cli.access import first_line
from maraude.cli.output import Answer
from maraude.domain import version
from maraude.domain.clock import system_now
from maraude.domain.feeds import SCOPE, Role
from maraude.domain.identifiers import slug
from maraude.domain.refusal import Refusal
from maraude.i18n import _, ngettext
from maraude.protocol.enrolment import Code

_PASSWORD = re.compile(r"//[^/@]*:[^/@]+@|[?&]password=")

try:
    from maraude.server import (
        access,
        audit,
        certificate,
        invitations,
        meta,
        receipts,
        rescue,
    )
    from maraude.server import bundles as carried
    from maraude.server import home as homes
    from maraude.server.database import Database
    from maraude.server.home import Home
    from maraude.server.receipts import Erasure
except ModuleNotFoundError as missing:
    raise Refusal(
        "missing-extra",
        _("Le serveur demande des bibliothèques de plus : pip install 'maraude[server]'."),
    ) from missing


def init(arguments: Namespace) -> Answer:
    """Make a server's folder, its key and its tables."""
    home = homes.create(
        _folder(arguments),
        _url(arguments.database),
        arguments.address,
        arguments.organisation,
        system_now,
        _url(arguments.run_as),
    )
    sheet = _first_sheet(home)
    return Answer(
        {"home": str(home.folder), "pin": home.pin(), "recovery_sheet": sheet},
        (
            _("Serveur créé dans {folder}.").format(folder=home.folder),
            _("Lancez-le : maraude server run. Puis, pour chaque ordinateur : server invite."),
            *(("", sheet) if sheet else ()),
        ),
    )


def run(arguments: Namespace) -> int:
    """Answer laptops until told to end."""
    from maraude.server import app, exchange, purge, service
    from maraude.server import run as process

    home = server_home(arguments)
    wanted = process.place(
        home,
        arguments.host,
        arguments.port,
        plain=arguments.plain,
        behind_proxy=arguments.behind_proxy,
    )
    home.upgrade()
    with home.database() as database, process.listen(wanted.host, wanted.port) as listener:
        listening = msgspec.structs.replace(wanted, port=listener.getsockname()[1])
        home.keep_listening(listening)
        output.show(_said_listening(listening), as_json=arguments.json)
        with purge.Daily(database, system_now):
            process.run(
                app.create(service.Service.of(database, system_now, exchange.exchange)),
                home,
                listener,
                listening,
            )
    return 0


def upgrade(arguments: Namespace) -> Answer:
    """Bring the tables up to this version of the program."""
    server_home(arguments).upgrade(_url(arguments.database))
    return Answer({"upgraded": True}, (_("Les tables sont à jour."),))


def invite(arguments: Namespace) -> Answer:
    """Give the code with which one laptop can enrol."""
    home = server_home(arguments)
    role, feeds = Role(arguments.role), _feeds(arguments.feed)
    if not feeds and role is not Role.ADMINISTRATOR:
        raise Refusal(
            "missing-feed", _("Dites ce que l'ordinateur recevra : --feed territory:paris.")
        )
    pin = home.pin()
    host, port = home.address()
    with home.database() as database, database.write() as connection:
        secret = invitations.invite(connection, role, feeds, pin, system_now)
    code = str(Code(host, port, pin, secret))
    return Answer(
        {"code": code},
        (code, _("Il vaut dix minutes, une seule fois : maraude enrol, puis ce code.")),
    )


def erasures(arguments: Namespace) -> Answer:
    """List who was erased, and the laptops on which they are not yet."""
    with opened(arguments) as database, database.read() as connection:
        found = receipts.erasures(connection)
    return Answer(
        {
            "erasures": [
                {
                    "row": one.row,
                    "at": moment(one.at),
                    "laptops": one.laptops,
                    "missing": list(one.missing),
                }
                for one in found
            ]
        },
        [_erasure(one) for one in found] or [_("Personne n'a été effacé.")],
    )


def revoke(arguments: Namespace) -> Answer:
    """Let a laptop receive nothing any more."""
    with opened(arguments) as database, database.write() as connection:
        device = access.named(connection, arguments.device)
        access.revoke(connection, device.id, system_now)
    told = _(
        "{name} ne reçoit plus rien. Ce qu'il a encore à envoyer est mis de côté, puis il"
        " s'efface à son prochain contact."
    )
    return Answer({"revoked": device.id}, (told.format(name=device.name),))


def grant(arguments: Namespace) -> Answer:
    """Let a laptop receive other territories and teams."""
    feeds = _feeds(arguments.feed)
    with opened(arguments) as database, database.write() as connection:
        device = access.named(connection, arguments.device)
        access.grant(connection, device.id, feeds, system_now, only=arguments.only)
        device = access.named(connection, device.id)
    told = _("{name} reçoit : {feeds}.").format(name=device.name, feeds=", ".join(device.feeds))
    return Answer({"device": device.id, "feeds": list(device.feeds)}, (told,))


def bundle(arguments: Namespace) -> Answer:
    """Take what a laptop's file brings, and write the file to be carried back to it."""
    from maraude.usecases import bundles  # a laptop's store, which a server that runs needs not

    back = paths.typed(arguments.answer).absolute()
    content = bundles.content_of(paths.typed(arguments.file).absolute())
    with opened(arguments) as database:
        bundles.put(back, carried.answer(database, content, system_now))
    return Answer(
        {"answer": str(back)},
        (
            _("La réponse est dans {file}, que seul cet ordinateur peut lire.").format(file=back),
            _("Rapportez-la lui : maraude bundle read."),
        ),
    )


def epoch(arguments: Namespace) -> Answer:
    """Begin an epoch, after a standby was promoted that had not confirmed every commit."""
    with opened(arguments) as database, database.write() as connection:
        begun = meta.new_epoch(connection)
        at = audit.milliseconds(system_now)
        audit.record(connection, audit.SERVER, "epoch", begun, at)
    return Answer(
        {"epoch": begun},
        (
            _(
                "Chaque ordinateur renverra tout ce qu'il garde encore. À faire une fois, quand une"
                " copie de la base qui n'avait pas tout confirmé a pris le relais ; jamais sinon."
            ),
        ),
    )


def require(arguments: Namespace) -> Answer:
    """Send rows to no program that is older than a version; it may still hand over."""
    try:
        version.read(arguments.version)
    except ValueError:
        raise Refusal("bad-version", _("Une version s'écrit comme 0.2.1.")) from None
    with opened(arguments) as database, database.write() as connection:
        meta.keep(connection, meta.MIN_APP, arguments.version)
        at = audit.milliseconds(system_now)
        audit.record(connection, audit.SERVER, "require", arguments.version, at)
    told = _(
        "Les versions avant {version} remettent encore ce qu'elles ont noté, et ne reçoivent plus"
        " rien. Celles des ordinateurs : maraude server devices."
    )
    return Answer({"least": arguments.version}, (told.format(version=arguments.version),))


def status(arguments: Namespace) -> Answer:
    """Say what the server is and where."""
    home = server_home(arguments)
    with home.database() as database, database.read() as connection:
        organisation = meta.value(connection, invitations.ORGANISATION)
        epoch = meta.epoch(connection)
        least = meta.value(connection, meta.MIN_APP)
        has_sheet = rescue.has_key(connection)
        enrolled = [one for one in access.devices(connection) if not one.revoked]
    until = certificate.expires(paths.server_certificate(home.folder))
    listening = home.listening()
    document = {
        "organisation": organisation,
        "epoch": epoch,
        "address": home.settings.address or None,
        "listening": listening.url if listening else None,
        "pin": home.pin(),
        "certificate_until": until.date().isoformat(),
        "devices": len(enrolled),
        "least": least or None,
        "recovery_sheet": has_sheet,
    }
    lines = [
        _("Serveur de {organisation}.").format(organisation=organisation or "?"),
        ngettext("{n} ordinateur inscrit.", "{n} ordinateurs inscrits.", len(enrolled)).format(
            n=len(enrolled)
        ),
        _("Dernière écoute : {place}.").format(place=document["listening"] or "–"),
        _("Certificat valable jusqu'au {date}.").format(date=f"{until:%d/%m/%Y}"),
    ]
    if not has_sheet:
        lines.append(
            _(
                "L'association ne pourrait rouvrir aucun ordinateur : maraude server sheet fait sa"
                " feuille de secours."
            )
        )
    return Answer(document, lines)


def opened(arguments: Namespace) -> AbstractContextManager[Database]:
    """Open the database of the server that is meant; Refusal as ``Home.database``."""
    return server_home(arguments).database()


def moment(at: int | None) -> str | None:
    """Give a moment of the tables in ISO 8601, UTC."""
    if at is None:
        return None
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="seconds")


def _first_sheet(home: Home) -> str:
    """Give the organisation its recovery key; nothing where another server made it before."""
    from maraude.cli import (
        server_rescue,
    )  # a laptop's key slots, which a server that runs needs not

    with home.database() as database:
        with database.read() as connection:
            if rescue.has_key(connection):
                return ""
        return server_rescue.draw(database)


def _folder(arguments: Namespace) -> Path:
    return paths.typed(arguments.home).absolute() if arguments.home else paths.server_home()


def server_home(arguments: Namespace) -> Home:
    """Give the server that is meant; Refusal as ``home.read``."""
    return homes.read(_folder(arguments))


def _url(word: str) -> str:
    """Give a database's URL, from a file where ``@FILE`` names one; warn of a password in it."""
    if word.startswith("@"):
        return first_line(word[1:])
    if _PASSWORD.search(word):
        output.say(
            _(
                "Ce mot de passe se lit dans la liste des processus et dans l'historique du"
                " terminal. Mettez l'adresse dans un fichier, et donnez-le : @FICHIER."
            )
        )
    return word


def _feeds(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_feed(word) for word in words))


def _feed(word: str) -> str:
    """Read ``team:nord``; a bare word is a territory."""
    kind, _colon, name = word.rpartition(":")
    with suppress(ValueError):
        if not kind or kind in SCOPE:
            return slug(kind or SCOPE[0], name)
    raise Refusal(
        "bad-feed",
        _("Un flux s'écrit territory:paris ou team:nord : {word} n'en est pas un.").format(
            word=word
        ),
    )


def _said_listening(listening: homes.Listening) -> Answer:
    return Answer(
        {"listening": listening.url},
        (_("Le serveur écoute : {url}. Ctrl+C l'arrête.").format(url=listening.url),),
    )


def _erasure(one: Erasure) -> str:
    told = _("{date} · {row} · effacé sur {n} ordinateurs sur {laptops}").format(
        date=moment(one.at), row=one.row, n=one.laptops - len(one.missing), laptops=one.laptops
    )
    if not one.missing:
        return told
    return _("{told} ; pas encore sur : {names}").format(told=told, names=", ".join(one.missing))
