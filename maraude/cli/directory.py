"""``maraude directory``: where the services come from, and how old they are."""

import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator

from maraude import paths
from maraude.cli import access, graph
from maraude.cli.output import Answer
from maraude.directory import naming
from maraude.directory.importers.batch import RefusedRecord
from maraude.domain.refusal import Refusal
from maraude.i18n import _, ngettext
from maraude.store.service_writer import Progress
from maraude.usecases import directory
from maraude.usecases.directory import ImportReport, Status


def load(arguments: Namespace) -> Answer:
    """Import a file in the place of what its source gave before."""
    with access.session(arguments) as session:
        report = directory.import_file(
            session.services,
            paths.typed(arguments.file),
            arguments.format,
            session.now().astimezone(session.zone).date(),
            meaning=paths.typed(arguments.mapping) if arguments.mapping else None,
            feed=naming.check(arguments.source) if arguments.source else "",
            confirmed=arguments.confirm,
            zone=session.profile.zone,
            progress=_shown_progress(),
        )
    return Answer(report_document(report), report_lines(report))


def remap(arguments: Namespace) -> Answer:
    """Read again the records that were kept of one source, or of all that can be."""
    meaning = paths.typed(arguments.mapping) if arguments.mapping else None
    if meaning and not arguments.source:
        raise Refusal(
            "missing-source", _("Une correspondance vaut pour une source : nommez-la aussi.")
        )
    done: dict[str, ImportReport] = {}
    refused: dict[str, str] = {}
    with access.session(arguments) as session:
        today = session.now().astimezone(session.zone).date()
        known = [status.source for status in directory.status(session.services, today)]
        for source in [arguments.source] if arguments.source else known:
            try:
                done[source] = directory.remap(
                    session.services,
                    source,
                    today,
                    meaning=meaning,
                    confirmed=arguments.confirm,
                    zone=session.profile.zone,
                    progress=_shown_progress(),
                )
            except Refusal as refusal:
                if arguments.source:
                    raise
                refused[source] = refusal.message
    document = {
        "sources": {source: report_document(report) for source, report in done.items()},
        "refused": refused,
    }
    lines = [
        _("{source} : {told}").format(source=source, told=told)
        for source, report in done.items()
        for told in report_lines(report)
    ]
    lines += [
        _("{source} : {told}").format(source=source, told=told) for source, told in refused.items()
    ]
    return Answer(document, lines or (_empty(),))


def mapping(arguments: Namespace) -> Answer:
    """Write a mapping to fill in, for a data set that no importer knows."""
    file = paths.typed(arguments.file).absolute()
    directory.write_mapping(file)
    told = _(
        "Modèle écrit : {file}. Remplissez-le, puis : maraude directory import FICHIER --mapping."
    ).format(file=file)
    return Answer({"file": str(file)}, (told,))


def template(arguments: Namespace) -> Answer:
    """Write the table that a team fills in with what it has verified itself."""
    file = paths.typed(arguments.file).absolute()
    directory.write_template(file)
    return Answer(
        {"file": str(file)},
        (
            _("Modèle écrit : {file}. Remplissez-le, puis : maraude directory import.").format(
                file=file
            ),
        ),
    )


def remove(arguments: Namespace) -> Answer:
    """Remove a source with all that it gave."""
    with access.session(arguments) as session:
        count = directory.remove(session.services, arguments.source)
    told = _(
        "{source} est retirée de l'annuaire, avec ses services : {n}. Pour la remettre : maraude"
        " directory restore."
    ).format(source=arguments.source, n=count)
    return Answer({"source": arguments.source, "removed": count}, (told,))


def restore(arguments: Namespace) -> Answer:
    """Put the directory from before the last change back."""
    with access.session(arguments) as session:
        today = session.now().astimezone(session.zone).date()
        directory.restore(session.services, today)
        sources = directory.status(session.services, today)
    lines = [
        _("L'annuaire d'avant est remis en place ; la même commande remet l'autre."),
        *map(_line, sources),
    ]
    return Answer({"sources": list(map(_document, sources))}, lines)


def status(arguments: Namespace) -> Answer:
    """Say how each source stands, now and before the last change."""
    with access.session(arguments) as session:
        today = session.now().astimezone(session.zone).date()
        sources = directory.status(session.services, today)
        before = directory.previous(session.services, today)
        streets, streets_said = graph.of(session)
    document = {
        "sources": list(map(_document, sources)),
        "previous": list(map(_document, before)),
        "graph": streets,
    }
    lines = list(map(_line, sources))
    if not lines:
        lines.append(_empty())
    if before:
        lines.append(_("L'annuaire d'avant, que maraude directory restore remet en place :"))
        lines += [f"  {_line(source)}" for source in before]
    return Answer(document, [*lines, streets_said])


def _empty() -> str:
    return _("L'annuaire est vide : maraude directory update, ou maraude directory import FICHIER.")


def _document(source: Status) -> dict[str, object]:
    return {
        "source": source.source,
        "services": source.services,
        "with_hours": source.with_hours,
        "without_hours": source.without_hours,
        "verified_on": source.verified_on.isoformat() if source.verified_on else None,
        "copied_on": source.copied_on.isoformat(),
        "age": source.age,
        "attribution": source.attribution,
    }


def _line(source: Status) -> str:
    return _(
        "{source} · services : {services}, dont sans heures connues : {without}"
        " · vérifié le {verified}, copie du {copied} · {attribution}"
    ).format(
        source=source.source,
        services=source.services,
        without=source.without_hours,
        verified=f"{source.verified_on:%d/%m/%Y}" if source.verified_on else "?",
        copied=f"{source.copied_on:%d/%m/%Y}",
        attribution=source.attribution,
    )


def report_document(report: ImportReport) -> dict[str, object]:
    """Give what came of an import as the fields of a JSON document."""
    return {
        "source": report.source,
        "read": report.read,
        "kept": report.kept,
        "added": report.added,
        "updated": report.updated,
        "removed": report.removed,
        "closed": report.closed,
        "refused": [{"record": r.record, "reason": r.reason} for r in report.refused],
        "notes": [{"record": n.record, "reason": n.reason} for n in report.notes],
    }


def report_lines(report: ImportReport) -> list[str]:
    """Say what came of an import, then each record that was refused and why."""
    told = _(
        "Fiches lues : {read}, refusées : {refused}."
        " Services gardés : {kept}, dont nouveaux : {added}, changés : {updated} ; disparus :"
        " {removed}."
    ).format(
        read=report.read,
        kept=report.kept,
        added=report.added,
        updated=report.updated,
        removed=report.removed,
        refused=len(report.refused),
    )
    closed = ngettext(
        "{n} service est signalé fermé par la source.",
        "{n} services sont signalés fermés par la source.",
        report.closed,
    ).format(n=report.closed)
    closing = [closed] if report.closed else []
    return [told, *closing, *record_lines(report.refused, report.notes)]


def record_lines(refused: Iterable[RefusedRecord], notes: Iterable[RefusedRecord]) -> Iterator[str]:
    """Say of each record that was refused why, and what else of the file was not read."""
    for record in refused:
        yield _("Fiche {record} refusée : {reason}").format(
            record=record.record, reason=record.reason
        )
    for note in notes:
        yield _("À savoir, {what} : {reason}").format(what=note.record, reason=note.reason)


def _shown_progress() -> Progress | None:
    """Give what shows progress, where someone looks at a terminal."""
    return _progress if sys.stderr and sys.stderr.isatty() else None


def _progress(done: int, total: int) -> None:
    """Show on one line of the terminal how far the import is."""
    sys.stderr.write(f"\r{done}/{total}" if done < total else "\r\033[K")
    sys.stderr.flush()
