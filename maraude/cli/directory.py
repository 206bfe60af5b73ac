"""``maraude directory``: where the services come from, and how old they are."""

import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator

from maraude import paths
from maraude.cli import access
from maraude.cli.output import Answer
from maraude.directory.importers.batch import RefusedRecord
from maraude.i18n import _, ngettext
from maraude.usecases import directory
from maraude.usecases.directory import ImportReport


def load(arguments: Namespace) -> Answer:
    """Import a file in the place of what its source gave before."""
    with access.session(arguments) as session:
        report = directory.import_file(
            session.services,
            paths.typed(arguments.file),
            arguments.format,
            session.now().astimezone(session.zone).date(),
            confirmed=arguments.confirm,
            zone=session.profile.zone,
            progress=_progress if sys.stderr and sys.stderr.isatty() else None,
        )
    return Answer(_report_document(report), _report_lines(report))


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


def status(arguments: Namespace) -> Answer:
    """Say how each source stands."""
    with access.session(arguments) as session:
        today = session.now().astimezone(session.zone).date()
        sources = directory.status(session.services, today)
    document = {
        "sources": [
            {
                "source": source.source,
                "services": source.services,
                "with_hours": source.with_hours,
                "without_hours": source.without_hours,
                "copied_on": source.copied_on.isoformat(),
                "age": source.age,
                "attribution": source.attribution,
            }
            for source in sources
        ]
    }
    lines = tuple(
        _(
            "{source} · services : {services}, dont sans heures connues : {without}"
            " · copie du {copied} · {attribution}"
        ).format(
            source=source.source,
            services=source.services,
            without=source.without_hours,
            copied=f"{source.copied_on:%d/%m/%Y}",
            attribution=source.attribution,
        )
        for source in sources
    )
    empty = _("L'annuaire est vide : maraude directory import FICHIER.")
    return Answer(document, lines or (empty,))


def _report_document(report: ImportReport) -> dict[str, object]:
    return {
        "read": report.read,
        "kept": report.kept,
        "updated": report.updated,
        "removed": report.removed,
        "closed": report.closed,
        "refused": [{"record": r.record, "reason": r.reason} for r in report.refused],
        "notes": [{"record": n.record, "reason": n.reason} for n in report.notes],
    }


def _report_lines(report: ImportReport) -> list[str]:
    """Say what came of an import, then each record that was refused and why."""
    told = _(
        "Fiches lues : {read}, refusées : {refused}."
        " Services gardés : {kept}, changés : {updated}, disparus : {removed}."
    ).format(
        read=report.read,
        kept=report.kept,
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


def _progress(done: int, total: int) -> None:
    """Show on one line of the terminal how far the import is."""
    sys.stderr.write(f"\r{done}/{total}" if done < total else "\r\033[K")
    sys.stderr.flush()
