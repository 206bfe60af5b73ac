"""``maraude server directory``: the services that the base publishes to every laptop."""

from argparse import Namespace

from maraude import paths
from maraude.cli import directory, server
from maraude.cli.output import Answer
from maraude.directory import importers, naming
from maraude.directory.importers import mapping
from maraude.domain.clock import system_now
from maraude.i18n import _
from maraude.server import audit, meta, publish
from maraude.server.publish import Published, Status


def load(arguments: Namespace) -> Answer:
    """Import a file in the place of what its source gave before, and publish it."""
    today = system_now().astimezone().date()
    meaning = mapping.load(paths.typed(arguments.mapping)) if arguments.mapping else None
    feed = naming.check(arguments.source) if arguments.source else ""
    batch = importers.read(paths.typed(arguments.file), today, arguments.format, meaning, feed)
    with server.opened(arguments) as database, database.write() as connection:
        done = publish.publish(
            connection,
            batch,
            today,
            audit.milliseconds(system_now),
            confirmed=arguments.confirm,
        )
    refused = (*batch.refused, *done.refused)
    document = {
        "version": done.version,
        "read": batch.read,
        "kept": done.kept,
        "updated": done.updated,
        "removed": done.removed,
        "refused": [{"record": r.record, "reason": r.reason} for r in refused],
        "notes": [{"record": n.record, "reason": n.reason} for n in batch.notes],
    }
    lines = [
        _told(done),
        *directory.record_lines(refused, batch.notes),
    ]
    return Answer(document, lines)


def remove(arguments: Namespace) -> Answer:
    """Publish a source no longer."""
    with server.opened(arguments) as database, database.write() as connection:
        done = publish.remove(
            connection,
            arguments.source,
            audit.milliseconds(system_now),
            confirmed=arguments.confirm,
        )
    told = _(
        "Version {version} de l'annuaire, sans {source} : chaque ordinateur l'enlève à sa prochaine"
        " synchronisation. Ce qu'il en a importé lui-même y reste."
    ).format(version=done.version, source=arguments.source)
    return Answer({"version": done.version, "removed": done.removed}, (told,))


def status(arguments: Namespace) -> Answer:
    """Say how each published source stands."""
    with server.opened(arguments) as database, database.read() as connection:
        version, sources = meta.directory(connection), publish.status(connection)
    document = {
        "version": version,
        "sources": [
            {
                "source": one.source,
                "services": one.services,
                "copied_on": one.copied_on.isoformat(),
                "version": one.version,
                "attribution": one.attribution,
            }
            for one in sources
        ],
    }
    lines = list(map(_line, sources))
    empty = _("La base ne publie encore rien : maraude server directory import FICHIER.")
    return Answer(document, lines or [empty])


def _line(one: Status) -> str:
    if not one.services:
        return _("{source} · n'est plus publiée depuis la version {version}").format(
            source=one.source, version=one.version
        )
    return _(
        "{source} · services : {services} · copie du {copied} · version {version} · {attribution}"
    ).format(
        source=one.source,
        services=one.services,
        copied=f"{one.copied_on:%d/%m/%Y}",
        version=one.version,
        attribution=one.attribution,
    )


def _told(done: Published) -> str:
    return _(
        "Version {version} de l'annuaire. Services gardés : {kept}, changés : {updated}, disparus :"
        " {removed}. Chaque ordinateur la reçoit à sa prochaine synchronisation."
    ).format(version=done.version, kept=done.kept, updated=done.updated, removed=done.removed)
