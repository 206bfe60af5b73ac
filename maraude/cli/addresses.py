"""``maraude directory addresses``: the addresses that places are found by."""

import sys
from argparse import Namespace

from maraude import paths
from maraude.cli import access, output
from maraude.cli.output import Answer
from maraude.i18n import _
from maraude.store.address_book import Area
from maraude.usecases import addresses
from maraude.usecases.addresses import AddressImport, Candidate
from maraude.usecases.session import Session


def load(arguments: Namespace) -> Answer:
    """Import a file in the place of what was known of its departments."""
    with access.session(arguments) as session:
        done = addresses.import_file(
            session.addresses,
            paths.typed(arguments.file),
            session.now().astimezone(session.zone).date(),
            confirmed=arguments.confirm,
            progress=_progress if sys.stderr and sys.stderr.isatty() else lambda _share: None,
        )
    return Answer(report_document(done), report_lines(done))


def find(arguments: Namespace) -> Answer:
    """Give the places that a text may mean, the likeliest first."""
    with access.session(arguments) as session:
        near = access.position(arguments.at) if arguments.at else None
        found = addresses.find(session, " ".join(arguments.text), near)
    lines = [_line(candidate) for candidate in found]
    lines += sorted({candidate.attribution for candidate in found if candidate.attribution})
    return Answer({"addresses": [document(candidate) for candidate in found]}, lines)


def status(arguments: Namespace) -> Answer:
    """Say which departments are known, and since when."""
    with access.session(arguments) as session:
        areas = addresses.status(session.addresses)
    empty = _("Aucune adresse n'est importée : maraude directory addresses import FICHIER.")
    return Answer(
        {"areas": [_area_document(area) for area in areas]},
        [_area_line(area) for area in areas] or [empty],
    )


def place(session: Session, arguments: Namespace) -> Candidate:
    """Give the place of ``--at``, else of ``--address``; Refusal as ``addresses.one``."""
    if arguments.at:
        return Candidate(access.position(arguments.at), "")
    return addresses.one(session, arguments.address)


def document(candidate: Candidate) -> dict[str, object]:
    """Give a place as JSON has it."""
    return {
        "label": candidate.label,
        "lat": candidate.position.lat,
        "lon": candidate.position.lon,
        "score": candidate.score,
        "note": candidate.note,
        "attribution": candidate.attribution,
    }


def understood(candidate: Candidate | None) -> list[str]:
    """Say which place an address was taken for; nothing of degrees, which are what they are."""
    if candidate is None or not candidate.label:
        return []
    told = _("Adresse comprise : {label}").format(label=candidate.label)
    return [" · ".join(filter(None, (told, candidate.note, candidate.attribution)))]


def _line(candidate: Candidate) -> str:
    at = candidate.position
    line = f"{candidate.label} · {at.lat:.5f}, {at.lon:.5f}"
    return f"{line} · {candidate.note}" if candidate.note else line


def report_document(done: AddressImport) -> dict[str, object]:
    """Give what came of an import as the fields of a JSON document."""
    return {
        "source": done.source,
        "attribution": done.attribution,
        "read": done.read,
        "kept": sum(done.kept.values()),
        "departments": done.kept,
        "repeated": done.repeated,
        "refused": done.refused,
        "named": [{"record": line.line, "reason": line.reason} for line in done.named],
    }


def report_lines(done: AddressImport) -> list[str]:
    """Say what came of an import, then which lines are wrong and why."""
    lines = [
        _(
            "Lignes lues : {read}, refusées : {refused}, répétées : {repeated}."
            " Adresses gardées : {kept} · {attribution}"
        ).format(
            read=done.read,
            refused=done.refused,
            repeated=done.repeated,
            kept=sum(done.kept.values()),
            attribution=done.attribution,
        )
    ]
    lines += [
        _("Ligne {row} refusée : {reason}").format(row=line.line, reason=line.reason)
        for line in done.named
    ]
    return lines


def _area_document(area: Area) -> dict[str, object]:
    return {
        "department": area.department,
        "source": area.source,
        "addresses": area.addresses,
        "copied_on": area.copied_on.isoformat(),
        "attribution": area.attribution,
    }


def _area_line(area: Area) -> str:
    return _(
        "Département {department} · adresses : {n} · copie du {copied} · {attribution}"
    ).format(
        department=area.department,
        n=area.addresses,
        copied=f"{area.copied_on:%d/%m/%Y}",
        attribution=area.attribution,
    )


def _progress(share: float) -> None:
    output.show_progress(_("{n} % du fichier lus").format(n=int(share * 100)), last=share >= 1)
