"""``maraude directory update`` and ``source``: the directory's sources by their addresses."""

import sys
from argparse import Namespace

from maraude import paths
from maraude.cli import access, directory, output
from maraude.cli import addresses as words_of_addresses
from maraude.cli.output import Answer
from maraude.directory import sources as addresses
from maraude.directory.importers import documents
from maraude.directory.importers.mapping import MAX_BYTES
from maraude.directory.sources import Box, Source
from maraude.domain.refusal import Refusal
from maraude.i18n import _
from maraude.usecases import sources, update_words, updates
from maraude.usecases.addresses import AddressImport
from maraude.usecases.directory import ImportReport
from maraude.usecases.updates import Outcome, Progress, Updated, Watch


def update(arguments: Namespace) -> Answer | int:
    """Take from the network what changed; the exit status is 1 where any source failed."""
    with access.session(arguments) as session:
        watch = Watch(_show) if sys.stderr and sys.stderr.isatty() else None
        done = updates.run(
            session, tuple(arguments.source), confirmed=arguments.confirm, watch=watch
        )
    if watch:
        output.show_progress("", last=True)
    answer = Answer(
        {"sources": [_document(one) for one in done]},
        [line for one in done for line in _lines(one)] or [_("Aucune source n'a d'adresse.")],
    )
    if all(one.outcome is not Outcome.FAILED for one in done):
        return answer
    output.show(answer, as_json=arguments.json)
    return 1


def show(arguments: Namespace) -> Answer:
    """List the sources that have an address."""
    with access.session(arguments) as session:
        listed = sources.listed(session)
    return Answer(
        {
            "sources": [
                {
                    "source": one.source.name,
                    "url": one.source.url,
                    "more": list(one.source.more),
                    "format": one.source.format,
                    "own": one.own,
                    "has_key": one.has_key,
                }
                for one in listed
            ]
        },
        [_line(one.source, has_key=one.has_key) for one in listed]
        or [_("Aucune source n'a d'adresse.")],
    )


def add(arguments: Namespace) -> Answer:
    """Keep an address; without one, take the program's again."""
    url, *more = arguments.url or [""]
    if sum(map(bool, (url, arguments.box, arguments.department))) > 1:
        raise Refusal(
            "wrong-value", _("Une source a une adresse, une zone ou un département : un seul.")
        )
    key = access.first_line(arguments.key_file) if arguments.key_file else ""
    with access.session(arguments) as session:
        if arguments.ask_key:
            key = access.ask(_("Clé de la source : "))
        if arguments.department:
            source = addresses.of_department(arguments.department, arguments.name)
            sources.add(session, source, key)
        elif arguments.box:
            source = addresses.in_box(arguments.name, Box.parse(arguments.box))
            sources.add(session, source, key)
        elif url:
            source = addresses.source(
                arguments.name, url, arguments.format, _mapping(arguments.mapping), more
            )
            sources.add(session, source, key)
        else:
            source = sources.put_back(session, arguments.name)
    told = _("Source gardée : {name}. Pour la prendre : maraude directory update {name}.")
    return Answer({"source": source.name}, (told.format(name=source.name),))


def remove(arguments: Namespace) -> Answer:
    """Forget an address."""
    with access.session(arguments) as session:
        sources.remove(session, arguments.name)
    told = _(
        "L'adresse de {name} est oubliée. Ce qu'elle a donné reste dans l'annuaire ; pour l'en"
        " retirer : maraude directory remove."
    )
    return Answer({"removed": arguments.name}, (told.format(name=arguments.name),))


def _mapping(file: str) -> str:
    """Read the text of a mapping, which is kept with the address."""
    if not file:
        return ""
    return documents.load(paths.typed(file), MAX_BYTES).decode("utf-8-sig", "replace")


def _show(progress: Progress) -> None:
    output.show_progress(update_words.progress(progress), last=False)


def _document(done: Updated) -> dict[str, object]:
    report = _report(done.report)[0] if done.report else {}
    error = {"code": done.code, "message": done.reason} if done.code else None
    return {"source": done.source.name, "state": done.outcome.value, "error": error, **report}


def _lines(done: Updated) -> list[str]:
    lines = [update_words.done(done)]
    if done.code == "large-removal":
        lines.append(_("  Pour l'accepter : maraude directory update --confirm."))
    if done.report:
        lines += [f"  {line}" for line in _report(done.report)[1][1:]]
    return lines


def _report(report: ImportReport | AddressImport) -> tuple[dict[str, object], list[str]]:
    """Give what came of an import as JSON has it, and in lines."""
    if isinstance(report, AddressImport):
        return words_of_addresses.report_document(report), words_of_addresses.report_lines(report)
    return directory.report_document(report), directory.report_lines(report)


def _line(source: Source, *, has_key: bool) -> str:
    address = ", ".join(url.partition("?")[0] for url in source.urls)
    line = _("{name} · {address}").format(name=source.name, address=address)
    return _("{line} · avec une clé").format(line=line) if has_key else line
